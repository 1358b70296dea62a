import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onlyOn, test, type WindowPerson } from './support.ts'

const MARK = 'dure keys, sealed 1\n'
const isSealed = ({ folder }: WindowPerson): boolean =>
  readFileSync(join(folder, 'keys')).subarray(0, MARK.length).toString() === MARK

test('with a keychain the keys are sealed, move into a file and back, and open again after each', async ({
  windowed,
}) => {
  onlyOn('double', 'a keychain of its own for this test')
  const bora = windowed('Bora')
  const keychain = { env: { ELECTRON_DOUBLE_KEYCHAIN: join(bora.env['HOME'] ?? '', 'keychain') } }
  const { computer } = bora.words
  await bora.start(keychain)
  await bora.begin('Bora')
  expect(isSealed(bora)).toBe(true)
  await bora.go('settings')
  await expect(bora.page.getByText(computer.keysIn.keychain)).toBeVisible()
  await bora.page.getByRole('button', { name: computer.moveTo.file }).click()
  await expect(bora.page.getByText(computer.keysIn.file)).toBeVisible()
  await expect.poll(() => isSealed(bora)).toBe(false)
  await bora.page.getByRole('button', { name: computer.moveTo.keychain }).click()
  await expect.poll(() => isSealed(bora)).toBe(true)
  await bora.quit()
  await bora.start(keychain)
  await expect(bora.page.getByRole('navigation', { name: bora.words.rail.label })).toBeVisible()
})

test('without a keychain the keys are in a file, which the settings say', async ({ windowed }) => {
  onlyOn('double', 'a system without a keychain')
  const bora = windowed('Bora')
  await bora.start()
  await bora.begin('Bora')
  expect(isSealed(bora)).toBe(false)
  await bora.go('settings')
  await expect(bora.page.getByText(bora.words.computer.keysIn.file)).toBeVisible()
  await expect(bora.page.getByText(bora.words.computer.noKeychain)).toBeVisible()
})

test('this computer is wiped by typing one’s name, and the app begins anew', async ({ windowed }) => {
  const bora = windowed('Bora')
  await bora.start()
  await bora.begin('Bora')
  const { wipe, refusals, onboarding } = bora.words
  await bora.go('settings')
  await bora.page.getByRole('button', { name: wipe.open }).click()
  const dialog = bora.page.getByRole('dialog')
  await dialog.getByRole('textbox').fill('Jun')
  await dialog.getByRole('button', { name: wipe.doIt }).click()
  await expect(dialog.getByText(refusals.NameDiffers)).toBeVisible()
  const before = readFileSync(join(bora.folder, 'keys'))
  await dialog.getByRole('textbox').fill('Bora')
  await dialog.getByRole('button', { name: wipe.doIt }).click()
  await expect(bora.page.getByRole('textbox', { name: onboarding.name, exact: true })).toBeVisible()
  expect(existsSync(join(bora.folder, 'wiping'))).toBe(false)
  expect(readFileSync(join(bora.folder, 'keys')).equals(before)).toBe(false)
})

test('the system’s own keychain, where there is one, opens what it sealed', async ({ windowed }) => {
  onlyOn('electron', 'the stand-in has no keychain of a system')
  const bora = windowed('Bora')
  await bora.start()
  const opened = await bora.app.evaluate(async ({ safeStorage }) => {
    if (!(await safeStorage.isAsyncEncryptionAvailable())) return 'none'
    const { result } = await safeStorage.decryptStringAsync(await safeStorage.encryptStringAsync('a secret'))
    return result
  })
  expect(['none', 'a secret']).toContain(opened)
})
