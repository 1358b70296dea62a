import { AxeBuilder } from '@axe-core/playwright'
import { expect, test, type Page } from '@playwright/test'
import { openTour, sideways, stops, type Tour } from './support/tour.ts'

test.describe.configure({ mode: 'serial', timeout: 180_000 })

/** More than any screen has. */
const MOST_STOPS = 150

let tour: Tour
test.beforeAll(async ({ browser }) => {
  tour = await openTour(browser, 'en')
})
test.afterAll(() => tour.close())

/** What axe finds wrong: the rule, and where. */
const faultsOf = async (page: Page, rules: readonly string[] | null): Promise<readonly string[]> => {
  const axe = new AxeBuilder({ page })
  if (rules === null) axe.options({ rules: { 'target-size': { enabled: true } } })
  else axe.withRules([...rules])
  const { violations } = await axe.analyze()
  return (
    violations
      .flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`))
      // The line between two landmarks belongs to neither, as the pattern of window splitters has it.
      .filter((fault) => !(fault.startsWith('region:') && fault.includes('role="separator"')))
  )
}

for (const stop of stops)
  test(`${stop}: axe finds no fault, and letters can be read in every look`, async () => {
    await tour.visit(stop)
    await tour.look('light')
    expect(await faultsOf(tour.page, null)).toEqual([])
    // High contrast in light is proven token by token (app/renderer/tokens.test.ts).
    for (const [theme, contrast] of [
      ['dark', 'plain'],
      ['dark', 'more'],
    ] as const) {
      await tour.look(theme, contrast)
      expect(await faultsOf(tour.page, ['color-contrast']), `${theme}, ${contrast}`).toEqual([])
    }
  })

/** Whoever has the focus now: by a mark of its own (others come and go meanwhile), what it is, and whether one sees that it has it. */
const focused = (page: Page): Promise<{ readonly at: string; readonly what: string; readonly isSeen: boolean }> =>
  page.evaluate(() => {
    const element = document.activeElement ?? document.body
    const at = element.getAttribute('data-at') ?? crypto.randomUUID()
    const what = element.outerHTML.slice(0, 160)
    element.setAttribute('data-at', at)
    const around: Element[] = []
    for (let one: Element | null = element; one !== null && around.length < 4; one = one.parentElement) around.push(one)
    const isDrawn = (style: CSSStyleDeclaration): boolean =>
      style.outlineStyle !== 'none' && Number.parseFloat(style.outlineWidth) > 0
    // A line between panes grows instead.
    const isSeen =
      around.some((one) => isDrawn(getComputedStyle(one))) || getComputedStyle(element, '::after').width === '3px'
    return { at, what, isSeen }
  })

for (const stop of ['chats', 'chat', 'people', 'network', 'settings', 'primitives'] as const)
  test(`${stop}: Tab reaches everything that can be used, and shows where it is`, async () => {
    const { page } = tour
    await tour.visit(stop)
    await tour.look('light')
    await page.evaluate(() => {
      for (const marked of document.querySelectorAll('[data-at]')) marked.removeAttribute('data-at')
      if (document.activeElement instanceof HTMLElement) document.activeElement.blur()
    })
    const reached = new Set<string>()
    const unseen: string[] = []
    for (let count = 0; count < MOST_STOPS; count++) {
      await page.keyboard.press('Tab')
      const { at, what, isSeen } = await focused(page)
      if (reached.has(at)) break
      reached.add(at)
      if (!isSeen && !what.startsWith('<body')) unseen.push(what)
    }
    const missed = await page.evaluate(() =>
      [...document.querySelectorAll<HTMLElement>('a[href], button, input, textarea, [role="separator"]')]
        .filter((element) => element.offsetParent !== null && element.tabIndex >= 0)
        // Of radios, the chosen one is the way in.
        .filter((element) => !(element instanceof HTMLInputElement && element.type === 'radio' && !element.checked))
        .filter((element) => element.dataset['at'] === undefined)
        .map((element) => element.outerHTML.slice(0, 160)),
    )
    expect(missed).toEqual([])
    expect(unseen).toEqual([])
  })

test('F6 goes from rail to list to the thing itself and around, and Shift+F6 back', async () => {
  const { page } = tour
  await tour.visit('chat')
  const pane = (): Promise<string | undefined> =>
    page.evaluate(() => document.activeElement?.closest<HTMLElement>('[data-pane]')?.dataset['pane'])
  await page.getByRole('textbox', { name: 'Message' }).focus()
  const seen: (string | undefined)[] = []
  for (const key of ['F6', 'F6', 'F6', 'Shift+F6']) {
    await page.keyboard.press(key)
    seen.push(await pane())
  }
  expect(seen).toEqual(['rail', 'list', 'main', 'list'])
})

test('the palette leads to a chat by initial consonants and Enter alone, and the title says where one is', async () => {
  const { page } = tour
  await tour.visit('settings')
  await page.keyboard.press('Control+k')
  await expect(page.getByRole('combobox')).toBeFocused()
  await page.keyboard.type('ㄱㅅㅇ')
  await expect(page.getByRole('option').first()).toHaveAccessibleName(/김서연/)
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { level: 1, name: '김서연' })).toBeVisible()
  await expect(page).toHaveTitle(/김서연 · Dure$/)
  await page.keyboard.press('Control+k')
  await expect(page.getByRole('group', { name: 'Lately' }).getByRole('option').first()).toHaveAccessibleName(/김서연/)
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toBeHidden()
})

/** Of the browser's protocol: Ctrl is held. */
const CONTROL = 2

test('no letter is lost that is typed in the moment in which the palette opens, and the focus goes back to where it was', async () => {
  const { page } = tour
  await tour.visit('chat')
  const field = page.getByRole('textbox', { name: 'Message' })
  await field.focus()
  // Nobody waits for anything in between: all keys are under way before the first is answered.
  const line = await page.context().newCDPSession(page)
  const press = (key: string, more: object): Promise<unknown>[] => [
    line.send('Input.dispatchKeyEvent', { type: 'keyDown', key, code: `Key${key.toUpperCase()}`, ...more }),
    line.send('Input.dispatchKeyEvent', { type: 'keyUp', key, code: `Key${key.toUpperCase()}` }),
  ]
  const opening = press('k', { modifiers: CONTROL })
  const letters = Array.from('appearance', (key) => press(key, { text: key }))
  await Promise.all([opening, ...letters].flat())
  await expect(page.getByRole('combobox')).toHaveValue('appearance')
  // It lies behind the palette, where no role leads.
  await expect(page.locator('textarea')).toHaveValue('')
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toBeHidden()
  await expect(field).toBeFocused()
})

test('in a narrow window the palette opens from below', async () => {
  const { page } = tour
  await tour.visit('chats')
  await page.setViewportSize({ width: 390, height: 780 })
  await page.getByRole('button', { name: 'Find' }).click()
  await expect(page.getByRole('combobox')).toBeFocused()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toBeHidden()
  await page.setViewportSize({ width: 1280, height: 800 })
})

test('the list is made wider with the arrows, and stays so over a reload', async () => {
  const { page } = tour
  await tour.visit('chats')
  const line = page.getByRole('separator', { name: 'Width of the list' })
  await line.focus()
  await page.keyboard.press('End')
  await page.keyboard.press('ArrowLeft')
  await expect(line).toHaveAttribute('aria-valuenow', '464')
  await page.reload()
  await expect(line).toHaveAttribute('aria-valuenow', '464')
  await line.dblclick()
  await expect(line).toHaveAttribute('aria-valuenow', '320')
})

test('text of twice the size and a window of 320 pixels lose nothing sideways', async () => {
  const { page } = tour
  for (const stop of ['chats', 'chat', 'people', 'network', 'settings', 'primitives'] as const) {
    await page.setViewportSize({ width: 1280, height: 800 })
    await tour.visit(stop)
    await page.setViewportSize({ width: 320, height: 640 })
    expect(await sideways(page), `${stop} at 320 px`).toBe(0)
    await page.setViewportSize({ width: 1280, height: 800 })
    await page.evaluate(() => void (document.documentElement.style.fontSize = '200%'))
    expect(await sideways(page), `${stop} with text of 200 %`).toBe(0)
    await page.evaluate(() => void (document.documentElement.style.fontSize = ''))
  }
  expect(tour.faults).toEqual([])
})
