import { platform } from 'node:process'
import { expect, test } from '@playwright/test'
import { openTour, sideways, stops, type Stop, type Tour } from './support/tour.ts'

/**
 * The pictures in e2e/looks were taken by Debian's Chromium of this version. Letters are drawn differently elsewhere, so there
 * they are not compared. To take them anew: `npx playwright test -c e2e looks --update-snapshots`.
 */
const pictured = { platform: 'linux', chromium: '156' }

/** How many pixels may differ, for machines that smooth an edge otherwise. A changed word has more. */
const FEW = 120

/** Every screen in both languages and both themes, at three widths: at each in two of the four pairs. */
const widths = [
  { width: 1280, height: 800, pairs: ['en light', 'ko dark'] },
  { width: 900, height: 700, pairs: ['ko light', 'en dark'] },
  { width: 390, height: 844, pairs: ['en light', 'ko dark'] },
] as const

/** Where lines and grounds tell most apart: pictured in high contrast, too. */
const contrasted: readonly Stop[] = ['chats', 'chat', 'people', 'settings', 'palette']

for (const language of ['en', 'ko'] as const)
  test.describe(`in ${language}`, () => {
    test.describe.configure({ mode: 'serial', timeout: 180_000 })
    let tour: Tour
    let isCompared = false
    test.beforeAll(async ({ browser }) => {
      tour = await openTour(browser, language)
      isCompared = platform === pictured.platform && browser.version().split('.')[0] === pictured.chromium
      if (!isCompared)
        console.log(
          `pictures are not compared: they are of Chromium ${pictured.chromium} on ${pictured.platform}, ` +
            `this is ${browser.version()} on ${platform}`,
        )
    })
    test.afterAll(() => tour.close())

    for (const stop of stops)
      test(`${stop} looks as it did, and fits into every width`, async () => {
        await tour.page.setViewportSize({ width: 1280, height: 800 })
        await tour.visit(stop)
        for (const { width, height, pairs } of widths) {
          await tour.page.setViewportSize({ width, height })
          expect(await sideways(tour.page), `${stop} at ${width} px`).toBe(0)
          for (const theme of ['light', 'dark'] as const) {
            if (!isCompared || !pairs.some((pair) => pair === `${language} ${theme}`)) continue
            await tour.look(theme)
            await expect(tour.page).toHaveScreenshot(`${stop}-${width}-${language}-${theme}.png`, {
              maxDiffPixels: FEW,
            })
          }
        }
        expect(tour.faults).toEqual([])
      })

    for (const stop of contrasted)
      test(`${stop} looks as it did in high contrast`, async () => {
        const theme = language === 'en' ? 'light' : 'dark'
        await tour.page.setViewportSize({ width: 1280, height: 800 })
        await tour.visit(stop)
        await tour.look(theme, 'more')
        if (isCompared)
          await expect(tour.page).toHaveScreenshot(`${stop}-contrast-${language}-${theme}.png`, { maxDiffPixels: FEW })
        expect(tour.faults).toEqual([])
      })
  })
