import { en } from '../app/renderer/words/en/index.ts'
import { ko } from '../app/renderer/words/ko/index.ts'
import { aloneNow, longChat, openShown, placesOf } from './support/showcasePage.ts'
import { openShowcase } from './support/showcase.ts'
import { expect, test } from './support/test.ts'

const MANY = 3000

test('scrolling back through three thousand messages moves nothing but what is scrolled, and Home and End reach both ends', async ({
  browser,
}) => {
  const show = await openShowcase('alone')
  longChat(show, 'Jun', MANY)
  const { page, faults } = await openShown(browser, show)
  await page.getByRole('link', { name: /Jun/ }).click()
  const article = (n: number) => page.locator(`article[aria-posinset="${n}"]`)
  await expect(article(MANY)).toBeInViewport()
  await expect(article(MANY)).toHaveAttribute('aria-setsize', String(MANY))

  const box = page.getByRole('region', { name: en.chat.messages })
  const by = 400
  for (let turn = 0; turn < 40; turn++) {
    const before = await placesOf(page)
    await box.evaluate((element, up) => element.scrollBy(0, -up), by)
    const after = await placesOf(page)
    const both = Object.keys(before).filter((id) => id in after)
    expect(both.length).toBeGreaterThan(0)
    for (const id of both) expect(Math.abs((after[id] ?? 0) - (before[id] ?? 0) - by)).toBeLessThanOrEqual(1)
  }
  // It is as if all were there: the scrollbar is that of the whole chat, and few are drawn.
  expect(await box.evaluate(({ scrollHeight, clientHeight }) => scrollHeight / clientHeight)).toBeGreaterThan(100)
  expect(await page.getByRole('article').count()).toBeLessThan(80)

  await article(MANY - 100)
    .or(page.getByRole('article').first())
    .first()
    .focus()
  await page.keyboard.press('Home')
  await expect(article(1)).toBeFocused()
  await expect(page.getByText(en.chat.beginning('Jun'))).toBeVisible()
  await page.keyboard.press('PageDown')
  await expect(article(1)).not.toBeInViewport()
  await page.keyboard.press('End')
  await expect(article(MANY)).toBeFocused()
  await expect(article(MANY)).toBeInViewport()
  expect(faults).toEqual([])
  await page.context().close()
  await show.close()
})

test('the newest stays in view when the window shrinks, the field grows and others write; who reads further up is not moved', async ({
  browser,
}) => {
  const show = await openShowcase('alone')
  const { space } = longChat(show, 'Jun', 400)
  const { page, faults } = await openShown(browser, show)
  await page.getByRole('link', { name: /Jun/ }).click()
  const newest = page.getByRole('article').last()
  await expect(newest).toBeInViewport({ ratio: 1 })
  await page.setViewportSize({ width: 820, height: 500 })
  await expect(newest).toBeInViewport({ ratio: 1 })
  await page.getByRole('textbox', { name: en.chat.message }).fill('one\ntwo\nthree\nfour')
  await expect(newest).toBeInViewport({ ratio: 1 })
  show.double.hear(space, 'just now', aloneNow + 1)
  await expect(page.getByRole('article').filter({ hasText: 'just now' })).toBeInViewport({ ratio: 1 })
  await expect(page.getByRole('log', { name: en.chat.newMessages })).toContainText('Jun: just now')

  const box = page.getByRole('region', { name: en.chat.messages })
  await box.evaluate((element) => element.scrollBy(0, -2000))
  const before = await placesOf(page)
  for (let n = 0; n < 30; n++) show.double.hear(space, `and more ${n}`, aloneNow + 2 + n)
  const latest = page.getByRole('button', { name: en.chat.latestUnread(30) })
  await expect(latest).toBeVisible()
  expect(await placesOf(page)).toEqual(before)
  await latest.click()
  await expect(page.getByRole('article').filter({ hasText: 'and more 29' })).toBeInViewport({ ratio: 1 })
  await expect(page.getByRole('button', { name: en.chat.latest, exact: false })).toBeHidden()
  expect(faults).toEqual([])
  await page.context().close()
  await show.close()
})

test('who reads a little above the end is left there: nothing moves away from under the pointer', async ({
  browser,
}) => {
  const show = await openShowcase('alone')
  const { space } = longChat(show, '민지', 100)
  const { page, faults } = await openShown(browser, show, { locale: 'ko-KR' })
  const article = (n: number) => page.locator(`article[aria-posinset="${n}"]`)
  await page.getByRole('link', { name: /민지/ }).click()
  await expect(article(100)).toBeInViewport()
  const box = page.getByRole('region', { name: ko.chat.messages })
  const top = (): Promise<number> => box.evaluate((element) => element.scrollTop)
  const end = await top()
  await article(100).hover()
  await page.mouse.wheel(0, -30)
  await expect.poll(top).toBe(end - 30)
  // Pointed at, pressed, chosen: each draws the messages anew.
  await article(99).hover()
  await expect(page.getByRole('button', { name: ko.chat.reply })).toBeVisible()
  expect(await top()).toBe(end - 30)
  await article(99).click()
  await article(98).hover()
  expect(await top()).toBe(end - 30)
  // What comes is followed all the same.
  show.double.hear(space, '새 글')
  await expect(page.getByRole('article').filter({ hasText: '새 글' })).toBeInViewport()
  await expect.poll(() => box.evaluate((e) => e.scrollHeight - e.clientHeight - e.scrollTop)).toBeLessThan(1)
  expect(faults).toEqual([])
  await page.context().close()
  await show.close()
})

test('a chat opens where the unread begins; a quote leads to what it answers, however long ago; what came late is said, with the way to it', async ({
  browser,
}) => {
  const show = await openShowcase('alone')
  const { space, messages } = longChat(show, '민지', MANY)
  for (let n = 0; n < 100; n++) show.double.hear(space, `새 글 ${n}`, aloneNow - 50_000 + n)
  const { page, faults } = await openShown(browser, show, { locale: 'ko-KR' })
  await page.getByRole('link', { name: /민지/ }).click()
  await expect(page.getByRole('article').filter({ hasText: '새 글 0' })).toBeInViewport()
  await expect(page.getByText(ko.chat.newMessages, { exact: true }).first()).toBeInViewport()
  await expect(page.getByRole('article').filter({ hasText: '새 글 99' })).toHaveCount(0)

  show.double.messenger.chat.send({ space, text: '이 말 기억나?', replyTo: messages[40] ?? '' })
  await page.getByRole('button', { name: ko.chat.latest }).click()
  const answer = page.getByRole('article').filter({ hasText: '이 말 기억나?' })
  await expect(answer).toBeInViewport()
  await answer.getByRole('button', { name: /40:/ }).click()
  await expect(page.locator('article[aria-posinset="41"]')).toBeInViewport()

  const first = show.double.hear(space, '늦게 온 글', aloneNow - 1500 * 90_000).message
  show.double.tell({ topic: 'notice', notice: { type: 'LateMessages', space, count: 3, first } })
  await page.getByRole('button', { name: ko.chat.late(3) }).click()
  await expect(page.getByRole('article').filter({ hasText: '늦게 온 글' })).toBeInViewport()
  await expect(page.getByRole('button', { name: ko.chat.late(3) })).toBeHidden()
  expect(faults).toEqual([])
  await page.context().close()
  await show.close()
})

test('what was searched for is marked in the message it leads to; who scrolls back is told the day', async ({
  browser,
}) => {
  const show = await openShowcase('alone')
  const { space } = longChat(show, '민지', 1500)
  show.double.said(
    space,
    'The umbrella is at the station, https://example.org/umbrella',
    aloneNow - 900 * 90_000,
    'read',
  )
  const { page, faults } = await openShown(browser, show)
  await page.getByRole('searchbox', { name: en.chats.search }).fill('umbrella')
  await page.getByRole('list', { name: en.chats.messages }).getByRole('link').click()
  const marks = page.getByRole('article').locator('mark')
  await expect(marks).toHaveText(['umbrella', 'umbrella'])
  await expect(marks.first()).toBeInViewport()
  await page.getByRole('region', { name: en.chat.messages }).hover()
  await page.mouse.wheel(0, -900)
  await expect(page.locator('[data-day-label]')).toHaveText(/^[A-Z][a-z]+day, November \d+, 2026$/)
  await page.keyboard.press('Control+Shift+F')
  await page.getByRole('searchbox', { name: en.chat.searchHere }).fill('station')
  await expect(marks).toHaveText(['station'])
  expect(faults).toEqual([])
  await page.context().close()
  await show.close()
})

test('the whole conversation by keyboard alone', async ({ browser }) => {
  const show = await openShowcase('alone')
  const jun = longChat(show, 'Jun', 30)
  const { space } = longChat(show, '김민지', 30)
  show.double.hear(jun.space, 'unread here', aloneNow + 1)
  const { page, faults } = await openShown(browser, show)
  const heading = page.getByRole('heading', { level: 1 })
  const field = page.getByRole('textbox', { name: en.chat.message })
  await expect(page.getByRole('link', { name: /Jun/ })).toBeVisible()
  await page.keyboard.press('Alt+ArrowDown')
  await expect(heading.last()).toHaveText('Jun')
  await page.keyboard.press('Alt+ArrowDown')
  await expect(heading.last()).toHaveText('김민지')
  await page.keyboard.press('Control+f')
  await page.keyboard.type('ㄱㅁㅈ')
  await expect(page.getByRole('list', { name: en.chats.namedList }).getByRole('link', { name: /김민지/ })).toBeVisible()
  await page.keyboard.press('Escape')
  show.double.hear(jun.space, 'and another', aloneNow + 2)
  await expect(page.getByRole('link', { name: /Jun/ })).toContainText(en.chats.unread(1))
  await page.keyboard.press('Alt+Shift+ArrowUp')
  await expect(heading.last()).toHaveText('Jun')
  await page.keyboard.press('Control+2')
  await expect(heading.last()).toHaveText('김민지')

  await expect(field).toBeFocused()
  await page.keyboard.type('first line')
  await page.keyboard.press('Shift+Enter')
  await page.keyboard.type('second line')
  await page.keyboard.press('Enter')
  const mine = page.getByRole('article').filter({ hasText: 'first line' })
  await expect(mine).toContainText('second line')
  await page.keyboard.press('ArrowUp')
  await expect(mine).toBeFocused()
  // Its actions are shown, and Tab goes through what is in it and on to the field.
  await expect(mine.getByRole('button', { name: en.chat.copyText })).toBeVisible()
  await page.keyboard.press('Control+c')
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe('first line\nsecond line')
  await page.keyboard.press('ArrowUp')
  const chosen = page.locator('article:focus')
  await expect(chosen).toHaveAttribute('aria-posinset', '30')
  await page.keyboard.press('r')
  await expect(field).toBeFocused()
  await page.keyboard.type('an answer')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('article').filter({ hasText: 'an answer' })).toContainText('29:')
  await page.keyboard.press('r')
  await page.keyboard.press('Escape')

  show.double.hear(space, 'needle in the hay', aloneNow - 100_000)
  await page.keyboard.press('Control+Shift+F')
  await page.keyboard.type('first line')
  await expect(page.getByText(en.chat.hitOf(1, '1'))).toBeVisible()
  await expect(mine).toBeInViewport()
  await page.keyboard.press('Escape')
  await page.keyboard.press('Escape')
  await expect(field).toBeFocused()
  expect(faults).toEqual([])
  await page.context().close()
  await show.close()
})

test('words that try tricks stay in their bubbles, and a text without end can be unfolded', async ({ browser }) => {
  const show = await openShowcase('alone')
  const { space } = longChat(show, 'a\u202eb', 3)
  const tricks = ['x'.repeat(5000), '\u202ereversed', 'Z\u0351\u036f\u0334'.repeat(80), '<img src=x onerror=alert(1)>']
  for (const text of [...tricks, 'line\n'.repeat(10_000)]) show.double.hear(space, text, aloneNow + 1)
  const { page, faults } = await openShown(browser, show, { viewport: { width: 390, height: 780 } })
  await page.getByRole('navigation').waitFor()
  await page.locator('aside a[href^="#/chats/"]').click()
  await expect(page.getByRole('article').first()).toBeVisible()
  await page.mouse.move(1, 1)
  for (const article of await page.getByRole('article').all())
    expect(await article.evaluate((it) => it.scrollWidth - it.clientWidth)).toBeLessThanOrEqual(1)
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390)
  const unfold = page.getByRole('button', { name: en.chat.showAll('50,000') })
  await unfold.click()
  await expect(page.getByRole('button', { name: en.chat.showLess })).toBeAttached()
  expect(faults).toEqual([])
  await page.context().close()
  await show.close()
})
