import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { Browser, Page } from '@playwright/test'
import type { Bench } from './bench.ts'
import { clickToPaint, endBrowsers, openPage, startBrowser, typeUntil, wheel } from './browser.ts'
import { corpus } from './corpus.ts'
import { writeCrowd } from './crowd.ts'
import { atMost, figuresOf, grouped, median, percentile } from './figures.ts'
import { connect } from './first-sync.ts'
import { copyHome } from './home.ts'
import { servePlain } from './plain.ts'
import type { Plain } from './plain.ts'
import { answer, LOOPBACK, serve } from './process.ts'
import type { Serving } from './process.ts'
import type { Figure, Row } from './types.ts'

/** How often what happens once is done; the median counts. */
const RUNS = 5
/** How long the wheel turns in a real run, and how many messages arrive while somebody types. */
const WHEEL_MS = 10_000
const ARRIVE = 10_000
const TYPE_EVERY_MS = 60
const CHATS = 500
const KIB = 1024

const figure = figuresOf('window')

/** What somebody at a window waits for, measured in the browser of the stories. */
export const window: Row = {
  name: 'window',
  measure: async (bench) => {
    const browser = await startBrowser()
    const plain = await servePlain(corpus(2000, bench.seed))
    try {
      const longest = bench.sizes.at(-1) ?? 0
      // A smoke run is short in everything.
      const isWhole = longest >= ARRIVE
      return [
        ...(await openAndScroll(bench, browser, plain, longest, isWhole ? WHEEL_MS : 500)),
        ...(await typeWhileArriving(bench, browser, plain, isWhole ? ARRIVE : longest)),
        ...(await startWithMany(bench, browser, plain, isWhole ? CHATS : 10)),
      ]
    } finally {
      await plain.close()
      await endBrowsers()
    }
  },
}

const listOf = (page: Page) => page.locator('aside a[href^="#/chats/"]')

/** Opens somebody's page, and waits for the list of chats. */
async function enter(browser: Browser, { url }: Serving): Promise<Page> {
  const page = await openPage(browser)
  await page.goto(url)
  await listOf(page).first().waitFor()
  return page
}

async function openAndScroll(
  bench: Bench,
  browser: Browser,
  plain: Plain,
  messages: number,
  wheelMs: number,
): Promise<Figure[]> {
  const { bora } = await bench.history(messages)
  const serving = await serve(bench.product, copyHome(bora, join(bench.folder, 'window-open')))
  const opened: number[] = []
  const floors: number[] = []
  let frames: readonly number[] = []
  for (let run = 0; run < RUNS; run++) {
    const bare = await openPage(browser)
    await bare.goto(`${plain.url}/click`)
    floors.push(await clickToPaint(bare, 'button'))
    await bare.context().close()
    const page = await enter(browser, serving)
    opened.push(await clickToPaint(page, 'aside a[href^="#/chats/"]'))
    if (run === RUNS - 1) frames = await wheel(page, wheelMs)
    await page.context().close()
  }
  const bare = await openPage(browser)
  await bare.goto(`${plain.url}/list`)
  const floor = await wheel(bare, wheelMs)
  await bare.context().close()
  await serving.stop()
  const of = `a chat of ${grouped(messages)}`
  return [
    figure(`${of}: click to first messages painted`, median(opened), 'ms', atMost(100), median(floors)),
    figure(`${of}: frames under the wheel, p95`, percentile(frames, 0.95), 'ms', atMost(17), percentile(floor, 0.95)),
    figure(`${of}: frames under the wheel, longest`, Math.max(...frames), 'ms', atMost(50), Math.max(...floor)),
  ]
}

async function typeWhileArriving(bench: Bench, browser: Browser, plain: Plain, messages: number): Promise<Figure[]> {
  const history = await bench.history(messages)
  const [bora, jun] = ['Bora', 'Jun'].map((name) => join(bench.folder, `window-type-${name}`)) as [string, string]
  const [from, to] = await Promise.all([
    serve(bench.product, copyHome(history.bora, bora), LOOPBACK),
    serve(bench.product, copyHome(history.jun, jun), LOOPBACK),
  ])
  const page = await enter(browser, to)
  await listOf(page).first().click()
  await page.locator('textarea').focus()
  await connect(from, to, () => {})
  const { space } = history
  const hasAll = async (): Promise<boolean> =>
    (await answer(to.client.chat.page({ space, limit: 1 }))).total >= history.messages
  const keys = await typeUntil(page, hasAll, TYPE_EVERY_MS)
  await page.context().close()
  const bare = await openPage(browser)
  await bare.goto(`${plain.url}/field`)
  let left = keys.length
  const floor = await typeUntil(bare, () => Promise.resolve(--left <= 0), TYPE_EVERY_MS)
  await bare.context().close()
  await Promise.all([from.stop(), to.stop()])
  const of = `typing while ${grouped(messages)} arrive`
  return [
    figure(`${of}: key to paint, p95`, percentile(keys, 0.95), 'ms', atMost(50), percentile(floor, 0.95)),
    figure(`${of}: key to paint, p50`, median(keys), 'ms', null, median(floor)),
  ]
}

async function startWithMany(bench: Bench, browser: Browser, plain: Plain, chats: number): Promise<Figure[]> {
  const home = await writeCrowd(join(bench.folder, 'window-crowd'), chats, bench.seed)
  const whole: number[] = []
  const shown: number[] = []
  const floors: number[] = []
  let script = 0
  for (let run = 0; run < RUNS; run++) {
    const bare = await openPage(browser)
    const bareBegan = performance.now()
    await bare.goto(`${plain.url}/list`)
    await bare.locator('article').first().waitFor()
    floors.push(performance.now() - bareBegan)
    await bare.context().close()

    const page = await openPage(browser)
    const loads: Promise<number>[] = []
    page.on('response', (response) => {
      if (response.url().endsWith('.js')) loads.push(response.body().then((body) => gzipSync(body).length))
    })
    const serving = await serve(bench.product, home)
    const readyAt = performance.now()
    await page.goto(serving.url)
    await listOf(page).nth(8).waitFor()
    whole.push(performance.now() - serving.spawnedAt)
    shown.push(performance.now() - readyAt)
    const sizes = await Promise.all(loads)
    script = sizes.reduce((sum, size) => sum + size, 0)
    await page.context().close()
    await serving.stop()
  }
  const of = `${grouped(chats)} chats`
  return [
    figure(`${of}: program started to list on screen`, median(whole), 'ms', atMost(700), median(floors)),
    figure(`${of}: page opened to list on screen`, median(shown), 'ms', null, median(floors)),
    figure('script at first load, gzip', script / KIB, 'KiB', atMost(350)),
  ]
}
