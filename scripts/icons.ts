/**
 * Draws the window's icons from the page's one (`app/renderer/public/icon.svg`), with the browser that the tests use:
 * `node scripts/icons.ts` after that has changed. What it writes is committed, so that nothing has to draw to build.
 */

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { chromium } from '@playwright/test'
import { browserArgs, findBrowser } from '../e2e/browser.ts'

const root = join(import.meta.dirname, '..')
const folder = join(root, 'app/main/icons')
const drawing = readFileSync(join(root, 'app/renderer/public/icon.svg'), 'utf8')

/** Each file, its side in pixels, and how it is drawn: macOS wants its tray icons black, and colours them itself. */
const icons = [
  { file: 'icon.png', side: 1024, isBlack: false },
  { file: 'tray.png', side: 32, isBlack: false },
  { file: 'tray@2x.png', side: 64, isBlack: false },
  { file: 'trayTemplate.png', side: 16, isBlack: true },
  { file: 'trayTemplate@2x.png', side: 32, isBlack: true },
] as const

const browser = await chromium.launch({ executablePath: findBrowser(), args: [...browserArgs] })
mkdirSync(folder, { recursive: true })
for (const { file, side, isBlack } of icons) {
  const page = await browser.newPage({ viewport: { width: side, height: side } })
  // Of a template only the shape counts: the sheet is left out, and what stands on it is black.
  const filter = isBlack ? 'svg > rect { display: none } svg g { stroke: #000 }' : ''
  await page.setContent(
    `<style>body { margin: 0 } svg { display: block; width: 100vw; height: 100vh } ${filter}</style>${drawing}`,
  )
  writeFileSync(join(folder, file), await page.screenshot({ omitBackground: true }))
  await page.close()
}
await browser.close()
