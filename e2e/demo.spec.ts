import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, Page } from '@playwright/test'
import { en } from '../app/renderer/words/en/index.ts'
import { ko } from '../app/renderer/words/ko/index.ts'
import { expect, test, type Town } from './support/test.ts'

interface Ready {
  readonly pid: number
  readonly folder: string
  readonly relay: readonly string[]
  readonly people: readonly { readonly name: string; readonly url: string }[]
}

/** Begins the demo on a computer of its own; gives its ready line, and where its temporary folders are. */
const begin = async (town: Town, ...args: readonly string[]) => {
  const config = join(town.place, 'config')
  const env = { TMPDIR: town.place, HOME: town.place, XDG_CONFIG_HOME: config }
  const running = town.launch(['demo', '--no-open', ...args], { env })
  const ready = JSON.parse(await running.ready) as Ready // the ready line, as docs/api.md says
  return { running, ready, config }
}

const open = async (browser: Browser, { url }: { readonly url: string }, locale: string): Promise<Page> => {
  const page = await (await browser.newContext({ locale, viewport: { width: 1000, height: 800 } })).newPage()
  await page.goto(url)
  return page
}

// Weeks of talk take a while to be made where many things happen at once.
test.setTimeout(150_000)

test('a newcomer sees two people with weeks of chats, who go on talking, and nothing is left of it afterwards', async ({
  town,
  browser,
}) => {
  const { running, ready, config } = await begin(town)
  const [bora, jun] = ready.people
  if (bora === undefined || jun === undefined) throw new Error('the ready line names both')
  const [hers, his] = [await open(browser, bora, 'ko'), await open(browser, jun, 'en')]

  // What Haru wrote at sea came late; what Bora wrote meanwhile waits with the relay.
  await hers.getByRole('link', { name: /하루/ }).click()
  await expect(hers.getByRole('article').filter({ hasText: '바다가 은박지 같아' })).toBeVisible()
  const waits = hers.getByRole('article').filter({ hasText: '김치 한 통 더 보냈어' })
  await expect(waits).toContainText(ko.delivery.relayed)

  // Somebody asks Jun, and what he said last is unread at Bora's.
  await his.getByRole('navigation', { name: en.rail.label }).getByRole('link', { name: en.rail.people }).click()
  await expect(his.getByRole('listitem').filter({ hasText: en.people.request('하루') })).toBeVisible()
  const row = hers.getByRole('link', { name: /Jun Park/ })
  await expect(row).toContainText(ko.chats.unread(2))
  await row.click()
  await expect(hers.getByRole('article').filter({ hasText: 'a dure for moving house' })).toBeVisible()
  const portraits = hers.locator('img[src^="/pictures/"]')
  await expect
    .poll(() => portraits.evaluateAll((all) => all.every((one) => (one as HTMLImageElement).naturalWidth > 0)))
    .toBe(true)

  // They go on talking.
  await hers.getByRole('textbox', { name: ko.chat.message }).fill('이사도 두레로 하죠!')
  await hers.getByRole('textbox', { name: ko.chat.message }).press('Enter')
  await his.getByRole('navigation', { name: en.rail.label }).getByRole('link', { name: en.rail.chats }).click()
  await his.getByRole('link', { name: /김보라/ }).click()
  await expect(his.getByRole('article').filter({ hasText: '이사도 두레로 하죠!' })).toBeVisible()

  const ended = await running.end('SIGINT')
  expect(ended.code).toBe(0)
  expect(existsSync(ready.folder)).toBe(false)
  expect(existsSync(config)).toBe(false)
})

test('a demo that is kept goes on where it was', async ({ town, browser }) => {
  const keep = join(town.place, 'kept')
  const first = await begin(town, '--keep', keep)
  await first.running.end('SIGTERM')
  expect(readdirSync(keep)).toEqual(expect.arrayContaining(['bora', 'haru', 'jun', 'relay']))
  const { ready, running } = await begin(town, '--keep', keep)
  const [, jun] = ready.people
  const his = await open(browser, jun ?? { url: '' }, 'en')
  await his.getByRole('link', { name: /김보라/ }).click()
  await expect(his.getByRole('article').filter({ hasText: 'Putting on shoes.' })).toBeVisible()
  expect((await running.end('SIGTERM')).code).toBe(0)
  expect(existsSync(keep)).toBe(true)
})
