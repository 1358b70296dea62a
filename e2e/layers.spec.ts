import { AxeBuilder } from '@axe-core/playwright'
import { expect, test, type Locator, type Page } from '@playwright/test'
import { en } from '../app/renderer/words/en/index.ts'
import { openTour, type Tour } from './support/tour.ts'

// What opens over the page, each by itself: on the page of primitives, by keyboard alone.
test.describe.configure({ mode: 'serial', timeout: 120_000 })

let tour: Tour
let page: Page
test.beforeAll(async ({ browser }) => {
  tour = await openTour(browser, 'en')
  page = tour.page
  await tour.visit('primitives')
})
test.afterAll(() => tour.close())

const button = (name: string): Locator => page.getByRole('button', { name, exact: true })

/** Axe over one layer, while it is open. */
const expectSound = async (role: string): Promise<void> => {
  const { violations } = await new AxeBuilder({ page }).include(`[role="${role}"]`).analyze()
  expect(violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`))).toEqual([])
}

test('a dialog is named and described, keeps the focus, and gives it back when Escape closes it', async () => {
  await button('Dialog').press('Enter')
  const dialog = page.getByRole('dialog', { name: 'Remove this person?' })
  await expect(dialog).toHaveAccessibleDescription(/The chat stays on this computer/)
  // Nothing is pressed by mistake: the window itself has the focus.
  await expect(dialog).toBeFocused()
  await expectSound('dialog')
  for (let n = 0; n < 5; n++) {
    await page.keyboard.press('Tab')
    expect(await dialog.evaluate((element) => element.contains(document.activeElement))).toBe(true)
  }
  await page.keyboard.press('Escape')
  await expect(dialog).toBeHidden()
  await expect(button('Dialog')).toBeFocused()
})

test('a menu is walked by arrows, jumped through by letters, and passes over nothing that can be done', async () => {
  await button('Menu').press('Enter')
  const item = (name: string): Locator => page.getByRole('menuitem', { name })
  await expect(item('Reply')).toBeFocused()
  await expectSound('menu')
  await page.keyboard.press('ArrowDown')
  await expect(item('Copy')).toBeFocused()
  await page.keyboard.press('End')
  await expect(item('Remove')).toBeFocused()
  await page.keyboard.press('r')
  await expect(item('Reply')).toBeFocused()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('menu')).toBeHidden()
  await expect(button('Menu')).toBeFocused()
})

test('a menu shows what is on, and opens at a place for the menu key as for a right click', async () => {
  await button('Menu').press('Enter')
  const muted = page.getByRole('menuitemcheckbox', { name: 'Muted' })
  await expect(muted).not.toBeChecked()
  await muted.click()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('menu')).toBeHidden()
  await button('Context menu').click({ button: 'right' })
  await expect(muted).toBeChecked()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('menu')).toBeHidden()
})

test('a popover is named by its title, and Escape leads back to what opened it', async () => {
  await button('Popover').press('Enter')
  const popover = page.getByRole('dialog', { name: 'With a relay' })
  await expect(popover).toBeVisible()
  await expectSound('dialog')
  await page.keyboard.press('Escape')
  await expect(popover).toBeHidden()
  await expect(button('Popover')).toBeFocused()
})

test('what is said in passing is said in its own region, and can be undone by keyboard', async () => {
  await button('Toast with undo').press('Enter')
  const region = page.getByRole('region', { name: en.notices.passing })
  await expect(region.getByText('대화를 보관했어요').first()).toBeVisible()
  await region.getByRole('button', { name: '되돌리기' }).press('Enter')
  await expect(region.getByText('되돌렸어요').first()).toBeVisible()
  expect(tour.faults).toEqual([])
})
