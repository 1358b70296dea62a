import { chromium } from '@playwright/test'
import type { Browser, CDPSession, Page } from '@playwright/test'
import { browserArgs, findBrowser } from '../../e2e/browser.ts'

/** A window on a person's desk. */
const SIZE = { width: 1280, height: 800 }

/** Browsers that run now: none outlives the bench. */
const running = new Set<Browser>()

/** Starts the browser that the stories use. */
export async function startBrowser(): Promise<Browser> {
  const browser = await chromium.launch({ executablePath: findBrowser(), args: [...browserArgs] })
  running.add(browser)
  browser.on('disconnected', () => running.delete(browser))
  return browser
}

/** Ends every browser that was started here. */
export async function endBrowsers(): Promise<void> {
  await Promise.all([...running].map((browser) => browser.close()))
}

/** What was measured in a page, by its own clock. */
interface Probe {
  /** When the last click was, and when what followed it was painted; null before. */
  clickedAt: number | null
  paintedAt: number | null
  /** When each frame began, while frames are counted. */
  frames: number[]
  /** What each key took until it was painted, in milliseconds. */
  keys: number[]
}

declare global {
  var probe: Probe
}

/** Runs in the page before anything of it: times are taken where they happen, and not across processes. */
const install = (): void => {
  const afterPaint = (fn: () => void): void =>
    void requestAnimationFrame(() => {
      const channel = new MessageChannel()
      channel.port1.addEventListener('message', fn)
      channel.port1.start()
      channel.port2.postMessage(null)
    })
  globalThis.probe = { clickedAt: null, paintedAt: null, frames: [], keys: [] }
  addEventListener(
    'pointerdown',
    (event) => {
      globalThis.probe.clickedAt = event.timeStamp
      globalThis.probe.paintedAt = null
      const watch = new MutationObserver(() => {
        if (document.querySelector('article') === null) return
        watch.disconnect()
        afterPaint(() => (globalThis.probe.paintedAt = performance.now()))
      })
      watch.observe(document, { childList: true, subtree: true })
    },
    { capture: true },
  )
  addEventListener(
    'keydown',
    ({ timeStamp }) => afterPaint(() => globalThis.probe.keys.push(performance.now() - timeStamp)),
    { capture: true },
  )
}

/** A page of its own, with the probe in it. */
export async function openPage(browser: Browser): Promise<Page> {
  const context = await browser.newContext({ locale: 'en-US', viewport: SIZE })
  const page = await context.newPage()
  await page.addInitScript(install)
  return page
}

/** Milliseconds from a click to the paint of the first articles after it. */
export async function clickToPaint(page: Page, selector: string): Promise<number> {
  await page.locator(selector).first().click()
  await page.waitForFunction(() => globalThis.probe.paintedAt !== null, null, { polling: 20 })
  return page.evaluate(() => (globalThis.probe.paintedAt ?? Number.NaN) - (globalThis.probe.clickedAt ?? Number.NaN))
}

/** How often the wheel turns, in milliseconds, and how far, in pixels: a hand in a hurry. */
const WHEEL_EVERY_MS = 16
const WHEEL_BY = -110

/** Turns the wheel over the middle of the page for so long; gives what each frame took, in milliseconds. */
export async function wheel(page: Page, forMs: number): Promise<readonly number[]> {
  const line: CDPSession = await page.context().newCDPSession(page)
  await page.evaluate(() => {
    globalThis.probe.frames = []
    const note = (at: number): void => {
      globalThis.probe.frames.push(at)
      requestAnimationFrame(note)
    }
    requestAnimationFrame(note)
  })
  const at = { x: SIZE.width * 0.7, y: SIZE.height / 2 }
  const began = performance.now()
  for (let turn = 1; performance.now() - began < forMs; turn++) {
    await line.send('Input.dispatchMouseEvent', { type: 'mouseWheel', ...at, deltaX: 0, deltaY: WHEEL_BY })
    const early = began + turn * WHEEL_EVERY_MS - performance.now()
    if (early > 0) await page.waitForTimeout(early)
  }
  const frames = await page.evaluate(() => globalThis.probe.frames)
  await line.detach()
  return frames.slice(1).map((frame, n) => frame - (frames[n] ?? frame))
}

/** Types a letter every so often, until `isOver`; gives what each took to be painted, in milliseconds. */
export async function typeUntil(
  page: Page,
  isOver: () => Promise<boolean>,
  everyMs: number,
): Promise<readonly number[]> {
  await page.evaluate(() => (globalThis.probe.keys = []))
  do {
    await page.keyboard.press('k')
    await page.waitForTimeout(everyMs)
  } while (!(await isOver()))
  return page.evaluate(() => globalThis.probe.keys)
}
