import { en } from '../app/renderer/words/en/index.ts'
import { ko } from '../app/renderer/words/ko/index.ts'
import { given } from './support/line.ts'
import { openScreen, type Screen } from './support/pages.ts'
import { expect, test } from './support/test.ts'

/** Writes a name and starts. */
const begin = async ({ page, words }: Screen, name: string): Promise<void> => {
  await page.getByRole('textbox', { name: words.onboarding.name }).fill(name)
  await page.getByRole('button', { name: words.onboarding.start }).click()
  await expect(page.getByRole('navigation', { name: words.rail.label })).toBeVisible()
}

/** The link on somebody’s page; `once`: the one that serves one person. */
const linkOf = async ({ page, words, go }: Screen, once = false): Promise<string> => {
  await go('people')
  const field = page.getByRole('textbox', { name: words.people.myLink, exact: true })
  await expect(field).toHaveValue(/^dure:contact#/)
  const before = await field.inputValue()
  if (!once) return before
  await page.getByRole('checkbox', { name: words.people.once }).check()
  await expect(field).not.toHaveValue(before)
  return field.inputValue()
}

/** Pastes a link and adds whoever made it. */
const paste = async ({ page, words, go }: Screen, link: string, leads = true): Promise<void> => {
  await go('people')
  await page.getByRole('textbox', { name: words.people.theirLink }).fill(link)
  // Who it leads to is said first, and moves the button.
  if (leads) await expect(page.getByText(words.people.leadsTo('').trim())).toBeVisible()
  await page.getByRole('button', { name: words.people.addThem, exact: true }).click()
}

test('Bora and Jun begin, meet by a link, and chat side by side in two pages; a reload keeps all of it', async ({
  town,
  browser,
}) => {
  const [bora, jun] = [town.person('Bora'), town.person('Jun')]
  await Promise.all([bora.start({ listens: true }), jun.start()])
  const [hers, his] = [await openScreen(browser, bora), await openScreen(browser, jun)]
  await expect(hers.page.getByRole('heading', { name: en.onboarding.title })).toBeVisible()
  await hers.page.getByRole('button', { name: en.onboarding.start }).click()
  await expect(hers.page.getByRole('alert').filter({ hasText: en.refusals.nameReasons.empty })).toBeVisible()
  await Promise.all([begin(hers, '김보라'), begin(his, 'Jun')])

  // The link is on her page before her network is up, and tells where she is reached as soon as it is.
  await hers.go('people')
  await bora.until('it listens', async () => (await given(bora.client.network.status())).listen.length > 0)
  const link = await bora.card()
  await expect(hers.page.getByRole('textbox', { name: en.people.myLink, exact: true })).toHaveValue(link)
  await paste(his, link)
  await expect(his.page.getByRole('heading', { level: 1, name: '김보라' })).toBeVisible()
  await expect(his.page.getByText(en.chat.asked('김보라'))).toBeVisible()
  await his.write('May I write to you?')
  await his.expectMark('May I write to you?', 'saved')
  const request = hers.page.getByRole('listitem').filter({ hasText: en.people.request('Jun') })
  await request.getByRole('button', { name: en.people.accept }).click()

  await expect(hers.message('May I write to you?')).toBeVisible()
  await his.expectMark('May I write to you?', 'read')
  await expect(his.page.getByText(en.chat.asked('김보라'))).toBeHidden()
  await hers.write('그럼요! 반가워요, 준.\n두 번째 줄 😀')
  await expect(his.message('그럼요! 반가워요, 준.')).toContainText('두 번째 줄 😀')
  await hers.expectMark('그럼요!', 'read')

  // While he looks elsewhere it is delivered, not read; the list says how many wait.
  await his.go('settings')
  await hers.write('<b>not bold</b> & https://example.org/두레?a=1')
  await hers.expectMark('not bold', 'delivered')
  await his.go('chats')
  const row = his.page.getByRole('link', { name: /김보라/ })
  await expect(row).toContainText(en.chats.unread(1))
  await row.click()
  await hers.expectMark('not bold', 'read')
  await expect(his.message('<b>not bold</b> &').getByRole('link')).toHaveAttribute(
    'href',
    /^https:\/\/example\.org\/(두레|%EB%91%90%EB%A0%88)\?a=1$/,
  )

  const before = await his.page.getByRole('article').allInnerTexts()
  expect(before).toHaveLength(3)
  await his.page.reload()
  await expect(his.page.getByRole('article')).toHaveCount(3)
  expect(await his.page.getByRole('article').allInnerTexts()).toEqual(before)
  expect([...hers.faults, ...his.faults]).toEqual([])
})

test('a link for one person is accepted without asking; a wrong link is refused in words', async ({
  town,
  browser,
}) => {
  const [bora, jun] = [town.person('Bora'), town.person('Jun')]
  await Promise.all([bora.join({ listens: true }), jun.join()])
  const [hers, his] = [await openScreen(browser, bora), await openScreen(browser, jun)]
  const link = await linkOf(hers, true)
  for (const [wrong, sentence] of [
    ['https://example.org', en.refusals.LinkMalformed],
    [link.slice(0, 100), en.refusals.CardMalformed],
    [await linkOf(his), en.refusals.OwnCard],
  ] as const) {
    await paste(his, wrong, false)
    await expect(his.page.getByRole('alert').filter({ hasText: sentence })).toBeVisible()
  }
  // As mail breaks it.
  await paste(his, `${link.slice(0, 70)} ${link.slice(70)} `)
  await expect(his.page.getByRole('heading', { level: 1, name: 'Bora' })).toBeVisible()
  await his.write('hello')
  await his.expectMark('hello', 'delivered')
  await hers.go('chats')
  await hers.page.getByRole('link', { name: /Jun/ }).click()
  await expect(hers.message('hello')).toBeVisible()
  expect([...hers.faults, ...his.faults]).toEqual([])
})

test('whoever is declined is gone from the page', async ({ town, browser }) => {
  const [bora, jun] = [town.person('Bora'), town.person('Jun')]
  await Promise.all([bora.join({ listens: true }), jun.join()])
  await jun.add(await bora.card())
  const hers = await openScreen(browser, bora)
  await hers.go('people')
  const request = hers.page.getByRole('listitem').filter({ hasText: en.people.request('Jun') })
  await request.getByRole('button', { name: en.people.decline }).click()
  await expect(request).toBeHidden()
  await expect(hers.page.getByText(en.people.noContacts)).toBeVisible()
  expect(hers.faults).toEqual([])
})

test('the node is killed: the page says so, and at the new address goes on where it was', async ({ town, browser }) => {
  const [bora, jun] = [town.person('Bora'), town.person('Jun')]
  await Promise.all([bora.join(), jun.join({ listens: true })])
  const space = await bora.add(await jun.card(true))
  await bora.say(space, 'before')
  await jun.hears(space, 'before')
  const port = Number(new URL(bora.ready.url).port)
  const { page, words, faults, message, write, expectMark } = await openScreen(browser, bora)
  await page.getByRole('link', { name: /Jun/ }).click()
  await expect(message('before')).toBeVisible()
  await bora.kill()
  await expect(page.getByText(words.connection.lost)).toBeVisible()
  await expect(message('before')).toBeVisible()
  await write('into the void')
  await expect(message('into the void')).toContainText(words.chat.notSent)
  await jun.say(space, 'while you were gone')

  await bora.start({ port })
  await expect(page.getByRole('heading', { name: words.connection.refused })).toBeVisible()
  await page.goto(bora.ready.url)
  await page.getByRole('link', { name: /Jun/ }).click()
  await expect(message('while you were gone')).toBeVisible()
  await write('after')
  await expectMark('after', 'delivered')
  // What could not be said is still there with its text, though the page was loaded anew.
  await expect(message('into the void')).toContainText(words.chat.notSent)
  await message('into the void').getByRole('button', { name: words.tryAgain }).click()
  await expectMark('into the void', 'delivered')
  await expect(page.getByRole('article')).toHaveCount(4)
  expect(faults).toEqual([])
})

test('language and appearance are chosen by the person, at once, and kept', async ({ town, browser }) => {
  const bora = town.person('Bora')
  await bora.start()
  const { page, faults } = await openScreen(browser, bora, { locale: 'ko-KR', colorScheme: 'dark' }, ko)
  await expect(page.getByRole('heading', { name: ko.onboarding.title })).toBeVisible()
  await expect(page.locator('html')).toHaveAttribute('lang', 'ko')
  const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor)
  const dark = await ground()
  await page.getByRole('radio', { name: 'English' }).check({ force: true })
  await begin({ page, words: en } as Screen, 'Bora')
  await page.getByRole('link', { name: en.rail.settings }).click()
  await page.getByRole('radio', { name: en.settings.themes.light }).check({ force: true })
  const light = await ground()
  expect(light).not.toBe(dark)
  await page.reload()
  await expect(page.getByRole('heading', { level: 1, name: en.settings.title })).toBeVisible()
  expect(await ground()).toBe(light)
  await page.getByRole('radio', { name: '한국어' }).check({ force: true })
  await expect(page.getByRole('heading', { level: 1, name: ko.settings.title })).toBeVisible()
  await page.getByRole('textbox', { name: ko.settings.name }).fill('보라')
  await page.getByRole('button', { name: ko.settings.save, exact: true }).click()
  await expect(page.getByText(ko.settings.saved)).toBeAttached()
  await bora.until('the name', async () => {
    const account = await bora.client.account.get()
    return account.ok && account.value?.name === '보라'
  })
  expect(faults).toEqual([])
})

test('a page without the key shows nothing of anybody, and says what to do', async ({ town, browser }) => {
  const bora = town.person('Bora')
  await bora.join()
  const context = await browser.newContext({ locale: 'en-US' })
  const page = await context.newPage()
  await page.goto(new URL('/', bora.ready.url).href)
  await expect(page.getByRole('heading', { name: en.connection.keyless })).toBeVisible()
  await page.goto(bora.ready.url.replace(/token=.*/, `token=${'a'.repeat(52)}`))
  await expect(page.getByRole('heading', { name: en.connection.refused })).toBeVisible()
  await page.goto(bora.ready.url)
  await expect(page.getByRole('navigation')).toBeVisible()
  // The key stands in no address that could be copied or bookmarked.
  expect(page.url()).not.toContain(bora.ready.token)
})
