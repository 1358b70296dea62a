import { homedir } from 'node:os'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import packageFile from '../../package.json' with { type: 'json' }
import { faultSentence } from './fault.ts'
import type { Parts } from './parts.ts'
import { run } from './run.ts'
import { processTerminal } from './terminal.ts'

/** Loaded when a command needs them: libp2p alone costs more than all before the first answer. */
const parts: Parts = {
  node: () => import('./node.ts'),
  relay: () => import('./relay-part.ts'),
}

/** Where the built pages are, seen from the bundle (dist/node) and from the sources (app/cli). */
const pagesFolder = (): string => {
  const places = [join(import.meta.dirname, '../web'), join(import.meta.dirname, '../../dist/web')]
  return places.find((place) => existsSync(join(place, 'index.html'))) ?? join(import.meta.dirname, '../web')
}

/** The `dure` command: runs to its end and sets the exit code. The one place that catches what nobody expected. */
export const main = async (words: readonly string[]): Promise<void> => {
  const terminal = processTerminal()
  const onFault = (error: unknown): never => {
    terminal.complain(faultSentence(error))
    process.exit(1)
  }
  process.on('uncaughtException', onFault)
  process.on('unhandledRejection', onFault)
  const around = { platform: process.platform, env: process.env, home: homedir() }
  const code = await run(words, { parts, terminal, around, version: packageFile.version, pages: pagesFolder() })
  // A library's forgotten timer must not keep a command that is done. Pipes are flushed before.
  process.exitCode = code
  process.stdout.write('', () => process.stderr.write('', () => process.exit(code)))
}
