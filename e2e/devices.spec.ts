import { en } from '../app/renderer/words/en/index.ts'
import { openScreen } from './support/pages.ts'
import { expect, test } from './support/test.ts'

const { devices, onboarding } = en

test('Bora links her second computer: the digits are the same on both, her chats arrive, Jun hears her from there; removed, it hears nothing more', async ({
  town,
  browser,
}) => {
  const [bora, jun, second] = [town.person('Bora'), town.person('Jun'), town.person('Bora’s second')]
  await Promise.all([bora.join({ listens: true }), jun.join({ listens: true }), second.start({ listens: true })])
  const space = await bora.add(await jun.card(true))
  await bora.say(space, 'from the first')
  await jun.hears(space, 'from the first')

  const [old, fresh] = [await openScreen(browser, bora), await openScreen(browser, second)]
  await expect(fresh.page.getByRole('heading', { name: onboarding.title })).toBeVisible()
  await fresh.page.getByRole('button', { name: devices.second }).click()
  const shown = fresh.page.getByRole('textbox', { name: devices.myLink })
  await expect(shown).toHaveValue(/^dure:device#/)

  await old.go('settings')
  await old.page.getByRole('button', { name: devices.link }).click()
  await old.page.getByRole('textbox', { name: devices.itsLink }).fill('dure:contact#nothing')
  await old.page.getByRole('button', { name: devices.reach }).click()
  await expect(old.page.getByRole('alert').filter({ hasText: en.refusals.DeviceLinkMalformed })).toBeVisible()
  await old.page.getByRole('textbox', { name: devices.itsLink }).fill(await shown.inputValue())
  await old.page.getByRole('button', { name: devices.reach }).click()
  const mine = old.page.getByRole('status', { name: devices.digits })
  await expect(mine).toHaveText(/^\d{6}$/)
  await expect(fresh.page.getByRole('status', { name: devices.digits })).toHaveText((await mine.textContent()) ?? '')
  await old.page.getByRole('button', { name: devices.same }).click()

  await fresh.go('chats')
  await fresh.page.getByRole('link', { name: /Jun/ }).click()
  await expect(fresh.message('from the first')).toBeVisible()
  await fresh.write('from the second')
  await jun.hears(space, 'from the second')
  await expect(old.page.getByRole('list', { name: devices.list }).getByRole('listitem')).toHaveCount(2)
  await old.page.getByRole('button', { name: /^Remove / }).click()
  await old.page.getByRole('dialog').getByRole('button', { name: devices.remove }).click()
  await expect(old.page.getByRole('list', { name: devices.list }).getByRole('listitem')).toHaveCount(1)
  await old.go('chats')
  await old.page.getByRole('link', { name: /Jun/ }).click()
  await expect(old.message('from the second')).toBeVisible()
  await old.write('only from here now')
  await jun.hears(space, 'only from here now')
  await expect(fresh.page.getByText(en.stopReasons.DeviceRemoved)).toBeVisible()
  await expect(fresh.message('only from here now')).toHaveCount(0)
  for (const { faults } of [old, fresh]) expect(faults).toEqual([])
})
