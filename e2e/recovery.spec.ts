import { readFile } from 'node:fs/promises'
import { en } from '../app/renderer/words/en/index.ts'
import { given } from './support/line.ts'
import { openScreen } from './support/pages.ts'
import { expect, test } from './support/test.ts'

const { recovery } = en

test('Bora is asked for her words once there is something to lose, writes them down, and no page shows them again', async ({
  town,
  browser,
}) => {
  const [bora, jun] = [town.person('Bora'), town.person('Jun')]
  await Promise.all([bora.join(), jun.join({ listens: true })])
  const { page, go, faults } = await openScreen(browser, bora)
  await go('chats')
  await expect(page.getByText(recovery.ask)).toBeHidden()
  await bora.say(await bora.add(await jun.card(true)), 'hello')
  await page.getByRole('button', { name: recovery.askNow }).click()
  await page.getByRole('button', { name: recovery.show }).click()
  const dialog = page.getByRole('dialog')
  const words = await dialog.getByRole('listitem').allTextContents()
  expect(words).toHaveLength(24)
  await dialog.getByRole('button', { name: recovery.written }).click()
  const fields = dialog.getByRole('textbox')
  await expect(fields).toHaveCount(3)
  for (const field of await fields.all()) await field.fill('abandon')
  await dialog.getByRole('button', { name: recovery.confirm }).click()
  await expect(dialog.getByRole('alert').filter({ hasText: en.refusals.WordsWrong })).toBeVisible()
  for (const [n, word] of words.entries()) {
    const field = dialog.getByRole('textbox', { name: recovery.word(n + 1), exact: true })
    if (await field.isVisible()) await field.fill(word)
  }
  await dialog.getByRole('button', { name: recovery.confirm }).click()
  await expect(page.getByText(recovery.confirmed)).toBeVisible()
  await go('chats')
  await expect(page.getByText(recovery.ask)).toBeHidden()
  expect(await bora.client.account.recoveryWords({})).toMatchObject({ ok: false, error: { type: 'WordsConfirmed' } })
  expect(faults).toEqual([])
})

test('Bora saves a backup, and on another computer it comes back as a new computer of hers, with all that was said', async ({
  town,
  browser,
}) => {
  const [bora, jun] = [town.person('Bora'), town.person('Jun')]
  await Promise.all([bora.join(), jun.join({ listens: true })])
  const space = await bora.add(await jun.card(true))
  await bora.say(space, 'before the fire')
  const old = await openScreen(browser, bora)
  await old.go('settings')
  const passphrase = old.page.getByLabel(recovery.passphrase, { exact: true })
  await passphrase.fill('산 너머 남촌에는')
  await old.page.getByLabel(recovery.again).fill('something else')
  await old.page.getByRole('button', { name: recovery.save }).click()
  await expect(old.page.getByRole('alert').filter({ hasText: recovery.different })).toBeVisible()
  await old.page.getByLabel(recovery.again).fill('산 너머 남촌에는')
  const saving = old.page.waitForEvent('download')
  await old.page.getByRole('button', { name: recovery.save }).click()
  const buffer = await readFile(await (await saving).path())
  await expect(old.page.getByText(recovery.saved)).toBeVisible()
  const device = (await given(bora.client.account.get()))?.device
  await old.page.context().close()
  await bora.stop()

  const again = town.person('Bora again')
  await again.start()
  const fresh = await openScreen(browser, again)
  await fresh.page.getByRole('button', { name: recovery.restore }).click()
  const chosen = { name: 'dure.backup', mimeType: 'application/octet-stream', buffer }
  await fresh.page.getByRole('dialog').locator('input[type=file]').setInputFiles(chosen)
  const field = fresh.page.getByRole('dialog').getByLabel(recovery.passphrase)
  await field.fill('not that one')
  await fresh.page.getByRole('button', { name: recovery.restoreNow }).click()
  await expect(fresh.page.getByRole('alert').filter({ hasText: en.refusals.PassphraseWrong })).toBeVisible()
  await fresh.page.getByRole('dialog').locator('input[type=file]').setInputFiles(chosen)
  await field.fill('산 너머 남촌에는')
  await fresh.page.getByRole('button', { name: recovery.restoreNow }).click()
  await fresh.go('chats')
  await fresh.page.getByRole('link', { name: /Jun/ }).click()
  await expect(fresh.message('before the fire')).toBeVisible()
  await again.stop()
  await again.start()
  expect((await given(again.client.account.get()))?.device).not.toBe(device)
})

test('Bora blocks Jun: his chat is gone and nothing of his is shown, until she takes it back', async ({
  town,
  browser,
}) => {
  const [bora, jun] = [town.person('Bora'), town.person('Jun')]
  await Promise.all([bora.join(), jun.join({ listens: true })])
  const space = await bora.add(await jun.card(true))
  await bora.say(space, 'hello')
  await jun.hears(space, 'hello')
  const { page, go, faults } = await openScreen(browser, bora)
  await go('people')
  await page.getByRole('button', { name: en.people.more('Jun') }).click()
  await page.getByRole('button', { name: en.people.block }).click()
  await page.getByRole('dialog').getByRole('button', { name: en.people.block }).click()
  await expect(page.getByRole('list', { name: en.people.blocked })).toContainText('Jun')
  await jun.say(space, 'are you angry?')
  await go('chats')
  await expect(page.getByRole('link', { name: /Jun/ })).toHaveCount(0)
  await go('people')
  await page.getByRole('button', { name: en.people.unblock }).click()
  await go('chats')
  await page.getByRole('link', { name: /Jun/ }).click()
  await expect(page.getByRole('article').filter({ hasText: 'are you angry?' })).toBeVisible()
  expect(faults).toEqual([])
})

test('Bora’s only computer is gone: her words and the relay she used bring her account to another one', async ({
  town,
  browser,
}) => {
  const relay = await town.relay()
  const [bora, jun, again] = [town.person('Bora'), town.person('Jun'), town.person('Bora again')]
  await Promise.all([bora.join({ relays: [relay] }), jun.join({ relays: [relay] })])
  const space = await bora.add(await jun.card(true))
  await bora.say(space, 'before the fire')
  await jun.hears(space, 'before the fire')
  const { words } = await given(bora.client.account.recoveryWords({}))
  await given(
    bora.client.account.confirmWords({ words: [1, 9, 17].map((place) => ({ place, word: words[place - 1] ?? '' })) }),
  )
  await bora.knows(space, 'before the fire', 'delivered')
  await bora.stop()

  await again.start()
  const { page, go, message, write, faults } = await openScreen(browser, again)
  await page.getByRole('button', { name: recovery.recover }).click()
  await page.getByRole('textbox', { name: recovery.theWords }).fill('not my words at all')
  await page.getByRole('textbox', { name: recovery.relay }).fill(relay.address)
  await page.getByRole('button', { name: recovery.recoverNow }).click()
  await expect(page.getByRole('alert').filter({ hasText: en.refusals.WordsMalformed })).toBeVisible()
  await page.getByRole('textbox', { name: recovery.theWords }).fill(words.join(' '))
  await page.getByRole('button', { name: recovery.recoverNow }).click()
  await go('chats')
  await page.getByRole('link', { name: /Jun/ }).click()
  await expect(message('before the fire')).toBeVisible()
  await write('after it')
  await jun.hears(space, 'after it')
  expect(faults).toEqual([])
})
