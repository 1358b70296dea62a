/** The command line of the double: `electron [-r file] [switches] <app folder> [words]`, as Playwright calls it. */

import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { app, atExit, boot } from './app.ts'
import { startChromium } from './chromium.ts'
import { endRegistering } from './session.ts'
import { BrowserWindow, drawWith } from './window.ts'

process.stderr.write(`electron-double: a stand-in for tests, not Electron (Node ${process.versions.node})\n`)

const words = process.argv.slice(2)
const preloads = words.flatMap((word, at) => (words[at - 1] === '-r' ? [word] : []))
const folder = resolve(words.find((word) => !word.startsWith('-') && !preloads.includes(word)) ?? '.')
process.argv = [join(import.meta.dirname, 'runtime/electron'), ...words]

const { main } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { readonly main: string }
const { begin } = boot(folder, () => BrowserWindow.getAllWindows())
const require = createRequire(import.meta.url)
for (const file of preloads) require(file)
await import(pathToFileURL(join(folder, main)).href)
endRegistering()
const chromium = startChromium(app.getPath('userData'), () => process.exit(1))
drawWith(chromium)
atExit(async () => (await chromium).close())
await chromium
begin()
