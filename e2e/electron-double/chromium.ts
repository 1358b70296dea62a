import { spawn, type ChildProcess } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { chromium, type Browser, type BrowserContext } from '@playwright/test'
import { browserArgs, findBrowser } from '../browser.ts'

/** The browser that draws the app's windows. */
export interface Chromium {
  readonly context: BrowserContext
  close(): Promise<void>
}

/** What it says when it can be talked to. Playwright waits for the same line of the app itself. */
const LISTENING = /^DevTools listening on (ws:\S+)$/m

/** Starts an installed browser without a window, its profile in the app's own folder so that a restart finds it again. */
export const startChromium = async (profile: string, onGone: () => void): Promise<Chromium> => {
  const folder = join(profile, 'chromium')
  mkdirSync(folder, { recursive: true })
  const child = spawn(
    findBrowser(),
    [
      ...browserArgs,
      '--headless',
      '--no-startup-window',
      '--remote-debugging-port=0',
      '--use-fake-device-for-media-stream',
      '--use-fake-ui-for-media-stream',
      '--disable-dev-shm-usage',
      `--user-data-dir=${folder}`,
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  )
  process.on('exit', () => child.kill('SIGKILL'))
  child.on('exit', onGone)
  const address = await listening(child)
  const browser = await chromium.connectOverCDP(address)
  process.stderr.write(`DevTools listening on ${address}\n`)
  const [context] = browser.contexts()
  if (context === undefined) throw new Error('electron-double: the browser has no context')
  return { context, close: () => close(browser, child) }
}

const listening = (child: ChildProcess): Promise<string> =>
  new Promise((resolve, reject) => {
    let said = ''
    child.stderr?.on('data', (bytes: Buffer) => {
      said += bytes.toString()
      const address = LISTENING.exec(said)?.[1]
      if (address !== undefined) resolve(address)
    })
    child.on('exit', (code) => reject(new Error(`electron-double: the browser ended (${code ?? ''}): ${said}`)))
  })

const close = async (browser: Browser, child: ChildProcess): Promise<void> => {
  child.removeAllListeners('exit')
  const gone = new Promise((resolve) => child.on('exit', resolve))
  await browser.close().catch(() => {})
  child.kill()
  await gone
}
