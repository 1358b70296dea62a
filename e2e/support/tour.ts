import type { Browser, Page } from '@playwright/test'
import { expect } from '@playwright/test'
import { languages, type Language } from '../../app/renderer/words/index.ts'
import { openShowcase, showcaseNow, showcaseZone, type Showcase } from './showcase.ts'

/** The main screens, in the order of the tour. */
export const stops = [
  'onboarding',
  'empty',
  'chats',
  'chat',
  'group',
  'newGroup',
  'people',
  'network',
  'settings',
  'palette',
  'sheet',
  'primitives',
] as const
export type Stop = (typeof stops)[number]

/** One page that goes from screen to screen of fixed lives, because opening one costs more than looking at it. */
export interface Tour {
  readonly page: Page
  readonly show: Showcase
  /** Brings a screen up, as somebody sees it who has just come to it. */
  readonly visit: (stop: Stop) => Promise<void>
  /** Changes the looks as the settings do, without a reload. */
  readonly look: (theme: 'light' | 'dark', contrast?: 'plain' | 'more') => Promise<void>
  /** What went wrong in the page itself. Ought to be empty. */
  readonly faults: readonly string[]
  readonly close: () => Promise<void>
}

const livesOf: Readonly<Partial<Record<Stop, 'new' | 'alone'>>> = { onboarding: 'new', empty: 'alone' }

/** Opens the tour in a language. Its pictures are the same everywhere: clock, zone, ids and letters are fixed. */
export const openTour = async (browser: Browser, language: Language): Promise<Tour> => {
  const lives = {
    new: await openShowcase('new'),
    alone: await openShowcase('alone'),
    full: await openShowcase('lived-in'),
  }
  const context = await browser.newContext({
    locale: language === 'ko' ? 'ko-KR' : 'en-US',
    timezoneId: showcaseZone,
    reducedMotion: 'reduce',
    viewport: { width: 1280, height: 800 },
  })
  await context.addInitScript((chosen) => {
    localStorage.setItem('dure.language', chosen)
  }, language)
  const page = await context.newPage()
  const faults: string[] = []
  page.on('pageerror', (error) => faults.push(String(error)))
  page.on('console', (said) => said.type() === 'error' && faults.push(said.text()))
  await page.clock.setFixedTime(showcaseNow)
  const words = languages[language]
  let shown = ''
  const open = async (life: keyof typeof lives): Promise<void> => {
    if (shown !== life) {
      await page.goto(lives[life].url)
      // What a computer has of fonts for machines differs; the page's own is there.
      await page.evaluate(() => document.documentElement.style.setProperty('--font-mono', 'Pretendard'))
    }
    shown = life
  }
  const to = async (hash: string): Promise<void> => {
    await page.evaluate((next) => void (location.hash = next), hash)
    await expect(page.getByRole('navigation', { name: words.rail.label })).toBeAttached()
  }
  const heading = (name: string): Promise<void> => expect(page.getByRole('heading', { level: 1, name })).toBeAttached()
  const visits: Readonly<Record<Stop, () => Promise<void>>> = {
    onboarding: () => heading(words.onboarding.title),
    empty: () => expect(page.getByRole('heading', { name: words.chats.empty })).toBeAttached(),
    chats: async () => {
      await to('#/chats')
      await expect(page.getByRole('list', { name: words.chats.list })).toBeAttached()
    },
    chat: async () => {
      await to(`#/chats/${lives.full.space('하나')}`)
      await expect(page.getByRole('article').first()).toBeAttached()
    },
    group: async () => {
      await to(`#/chats/${lives.full.group('북한산 등산 모임')}`)
      await expect(page.getByRole('article').first()).toBeAttached()
      await page.getByRole('button', { name: words.groups.about }).click()
      await expect(page.getByRole('list', { name: words.groups.members })).toBeAttached()
    },
    newGroup: async () => {
      await to('#/chats')
      await page.getByRole('button', { name: words.chats.start }).click()
      await page.getByRole('menuitem', { name: words.groups.create }).click()
      await page.getByRole('checkbox', { name: '하나' }).check()
    },
    people: async () => {
      await to('#/people')
      await expect(page.getByRole('list', { name: words.people.contacts })).toBeAttached()
    },
    network: async () => {
      await to('#/network')
      await heading(words.network.title)
    },
    settings: async () => {
      await to('#/settings')
      await heading(words.settings.title)
    },
    palette: async () => {
      await to('#/network')
      await page.keyboard.press('Control+k')
      await expect(page.getByRole('option').first()).toBeVisible()
    },
    sheet: async () => {
      await to('#/network')
      await page.keyboard.press('Control+/')
      await expect(page.getByRole('dialog', { name: words.palette.shortcuts })).toBeVisible()
    },
    primitives: async () => {
      await to('#/ui')
      await heading('Primitives')
    },
  }
  return {
    page,
    show: lives.full,
    faults,
    visit: async (stop) => {
      if (await page.getByRole('dialog').isVisible()) {
        await page.keyboard.press('Escape')
        await expect(page.getByRole('dialog')).toBeHidden()
      }
      await open(livesOf[stop] ?? 'full')
      await visits[stop]()
      await page.evaluate(() => document.fonts.ready)
    },
    look: async (theme, contrast = 'plain') => {
      await page.evaluate(
        (looks) => {
          document.documentElement.dataset['theme'] = looks.theme
          document.documentElement.dataset['contrast'] = looks.contrast
        },
        { theme, contrast },
      )
    },
    close: async () => {
      await context.close()
      await Promise.all(Object.values(lives).map((life) => life.close()))
    },
  }
}

/** By how many CSS pixels the window would have to scroll sideways; 0 is right. */
export const sideways = (page: Page): Promise<number> =>
  page.evaluate(() => {
    const wide = [document.documentElement, ...document.querySelectorAll('#root, main, aside, nav, [data-pane]')]
    return Math.max(...wide.map((element) => element.scrollWidth - element.clientWidth))
  })
