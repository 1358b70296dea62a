import { spawn, type ChildProcess } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import type { Surroundings } from '#app/service/folders.ts'
import { openBrowser } from '../browser.ts'

/** Programs that open a window without a frame of a browser around it, by their names on the PATH. */
const BROWSERS = [
  'google-chrome',
  'google-chrome-stable',
  'chromium',
  'chromium-browser',
  'microsoft-edge',
  'brave-browser',
]
/** The same where macOS keeps programs. */
const MAC = ['Google Chrome', 'Chromium', 'Microsoft Edge'].map(
  (name) => `/Applications/${name}.app/Contents/MacOS/${name}`,
)

/** Size of one window, in pixels: two of them stand side by side on a usual screen. */
const [WIDTH, HEIGHT] = [920, 900]

export interface Windows {
  /** Whether anything could be opened. */
  readonly areOpen: boolean
  close(): void
}

const hasDisplay = ({ platform, env }: Surroundings): boolean =>
  platform === 'darwin' ||
  platform === 'win32' ||
  [env['DISPLAY'], env['WAYLAND_DISPLAY']].some((display) => (display ?? '') !== '')

/** A browser that can stand windows side by side; null where none is known. */
const findBrowser = ({ platform, env }: Surroundings): string | null => {
  const folders = (env['PATH'] ?? '').split(delimiter)
  const places = platform === 'darwin' ? MAC : BROWSERS.flatMap((name) => folders.map((folder) => join(folder, name)))
  return places.find((place) => existsSync(place)) ?? null
}

/**
 * Opens each page in a window of its own, side by side, with a profile of its own in the demo's folder; where no such browser is
 * known, in the usual one.
 */
export const openWindows = async (
  around: Surroundings,
  place: string,
  pages: readonly { readonly url: string; readonly once: () => string }[],
): Promise<Windows> => {
  if (!hasDisplay(around)) return { areOpen: false, close: () => {} }
  const browser = findBrowser(around)
  if (browser === null) {
    const opened = await Promise.all(pages.map(({ once }) => openBrowser(around, once())))
    return { areOpen: opened.every(Boolean), close: () => {} }
  }
  const children = pages.map(({ once }, n) =>
    openWindow(browser, [
      `--app=${once()}`,
      `--user-data-dir=${join(place, `window-${n}`)}`,
      `--window-position=${n * WIDTH},0`,
      `--window-size=${WIDTH},${HEIGHT}`,
      '--no-first-run',
      '--no-default-browser-check',
    ]),
  )
  return { areOpen: true, close: () => children.forEach((child) => child.kill()) }
}

const openWindow = (program: string, args: readonly string[]): ChildProcess => {
  const child = spawn(program, args, { stdio: 'ignore' })
  // The address is in the ready line for whoever sees no window.
  child.on('error', () => {})
  child.unref()
  return child
}
