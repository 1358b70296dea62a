import { AxeBuilder } from '@axe-core/playwright'
import { expect, test, type Page } from '@playwright/test'
import { openShowcase, showcaseNow, showcaseZone, type Showcase } from './support/showcase.ts'

/** One page for all, because opening one costs more than looking at it. */
test.describe.configure({ mode: 'serial' })

let show: Showcase
let page: Page

test.beforeAll(async ({ browser }) => {
  show = await openShowcase('lived-in')
  const context = await browser.newContext({ locale: 'en-US', timezoneId: showcaseZone, reducedMotion: 'reduce' })
  page = await context.newPage()
  await page.clock.setFixedTime(showcaseNow)
  await page.goto(show.url)
})
test.afterAll(async () => {
  await page.context().close()
  await show.close()
})

const looks = [
  { theme: 'light', contrast: 'plain' },
  { theme: 'dark', contrast: 'plain' },
  { theme: 'light', contrast: 'more' },
  { theme: 'dark', contrast: 'more' },
] as const

test('the page of primitives has no fault that axe knows, in any of its looks', async () => {
  await page.goto(`${show.url.split('#')[0] ?? ''}#/ui`)
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  for (const look of looks) {
    await page.evaluate(({ theme, contrast }) => {
      document.documentElement.dataset['theme'] = theme
      document.documentElement.dataset['contrast'] = contrast
    }, look)
    const { violations } = await new AxeBuilder({ page }).analyze()
    expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([])
  }
})
