import type { CDPSession, Page } from '@playwright/test'
import { en } from '../app/renderer/words/en/index.ts'
import { ko } from '../app/renderer/words/ko/index.ts'
import { openScreen } from './support/pages.ts'
import { openShowcase } from './support/showcase.ts'
import { longChat, openShown } from './support/showcasePage.ts'
import { expect, test } from './support/test.ts'

/** An input method, as the browser hears one. */
const inputMethod = async (page: Page) => {
  const line: CDPSession = await page.context().newCDPSession(page)
  return {
    /** What is being composed now. */
    compose: (text: string) =>
      line.send('Input.imeSetComposition', { text, selectionStart: text.length, selectionEnd: text.length }),
    /** Ends the composition with this text. */
    commit: (text: string) => line.send('Input.insertText', { text }),
    /** Enter, taken by the input method: browsers say 229 instead of the key. */
    takenEnter: () =>
      line.send('Input.dispatchKeyEvent', {
        type: 'rawKeyDown',
        key: 'Process',
        code: 'Enter',
        windowsVirtualKeyCode: 229,
      }),
  }
}

test('Enter in the middle of a Hangul syllable sends once, and loses none of it; in Japanese it only commits', async ({
  browser,
}) => {
  const show = await openShowcase('alone')
  longChat(show, '민지', 3)
  const { page, faults } = await openShown(browser, show, { locale: 'ko-KR' })
  await page.getByRole('link', { name: /민지/ }).click()
  const field = page.getByRole('textbox', { name: ko.chat.message })
  await expect(field).toBeFocused()
  const { compose, commit, takenEnter } = await inputMethod(page)
  const said = (text: string) => page.getByRole('article', { name: ko.chat.you }).filter({ hasText: text })

  for (const text of ['ㅇ', '아', '안']) await compose(text)
  await commit('안')
  for (const text of ['ㄴ', '녀', '녕']) await compose(text)
  await takenEnter()
  await commit('녕')
  await expect(said('안녕')).toHaveCount(1)
  await expect(field).toHaveValue('')

  // Some hand the key on after they have committed: it is the same Enter.
  for (const text of ['ㅎ', '하', '한', '하나'.slice(1)]) await compose(text)
  await takenEnter()
  await commit('나')
  await page.keyboard.press('Enter')
  await expect(said('나')).toHaveCount(1)
  await expect(field).toHaveValue('')

  for (const text of ['に', 'にほ', 'にほん']) await compose(text)
  await takenEnter()
  await commit('日本')
  await expect(field).toHaveValue('日本')
  await expect(said('日本')).toHaveCount(0)
  await page.keyboard.press('Enter')
  await expect(said('日本')).toHaveCount(1)
  expect(faults).toEqual([])
  await page.context().close()
  await show.close()
})

test('a text that is too long says so and stays; what could not be sent stays over a reload, with a way to try again', async ({
  browser,
}) => {
  const show = await openShowcase('alone')
  longChat(show, 'Jun', 3)
  const { page, faults } = await openShown(browser, show)
  await page.getByRole('link', { name: /Jun/ }).click()
  const field = page.getByRole('textbox', { name: en.chat.message })
  const long = '가'.repeat(21 * 1024 + 1)
  await field.fill(long)
  await expect(page.getByText(en.chat.tooLong('3'))).toBeVisible()
  await field.press('Enter')
  await expect(field).toHaveValue(long)
  await field.fill('short enough')
  await expect(page.getByText(en.chat.tooLong('3'))).toBeHidden()

  show.double.refuse('DiskFull')
  await field.press('Enter')
  const failed = page.getByRole('article', { name: en.chat.notSent }).filter({ hasText: 'short enough' })
  await expect(failed).toContainText(en.refusals.DiskFull)
  await page.reload()
  await expect(failed).toBeVisible()
  show.double.refuse(null)
  await failed.getByRole('button', { name: en.tryAgain }).click()
  await expect(page.getByRole('article', { name: en.chat.you }).filter({ hasText: 'short enough' })).toHaveCount(1)
  expect(faults).toEqual([])
  await page.context().close()
  await show.close()
})

test('what stands unsent in a chat is there after a reload, after a restart in another browser, and shows in the list', async ({
  town,
  browser,
}) => {
  const [bora, jun] = [town.person('Bora'), town.person('Jun')]
  await Promise.all([bora.join(), jun.join({ listens: true })])
  await bora.add(await jun.card(true))
  const { page, faults } = await openScreen(browser, bora)
  const field = page.getByRole('textbox', { name: en.chat.message })
  await page.getByRole('link', { name: /Jun/ }).click()
  await field.fill('half a thought')
  await page.reload()
  await expect(field).toHaveValue('half a thought')
  await field.fill('half a thought, and half another')
  await bora.until('the draft is kept', async () => {
    const list = await bora.client.space.list()
    return list.ok && list.value[0]?.draft === 'half a thought, and half another'
  })
  await bora.kill()
  await bora.start()
  const again = await openScreen(browser, bora)
  await expect(again.page.getByRole('link', { name: /Jun/ })).toContainText(`${en.chats.draft} half a thought`)
  await again.page.getByRole('link', { name: /Jun/ }).click()
  const there = again.page.getByRole('textbox', { name: en.chat.message })
  await expect(there).toHaveValue('half a thought, and half another')
  await there.press('Enter')
  await bora.until('the draft is gone', async () => {
    const list = await bora.client.space.list()
    return list.ok && list.value[0]?.draft === ''
  })
  expect([...faults, ...again.faults]).toEqual([])
})
