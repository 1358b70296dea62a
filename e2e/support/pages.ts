import type { Browser, BrowserContextOptions, Locator, Page } from '@playwright/test'
import { expect } from '@playwright/test'
import { en } from '../../app/renderer/words/en/index.ts'
import type { Words } from '../../app/renderer/words/en/index.ts'
import type { Person } from './person.ts'

/** Somebody’s page: what she sees, by the names that screen readers say. */
export interface Screen {
  readonly page: Page
  readonly words: Words
  /** Goes to one of the places of the rail. */
  readonly go: (place: 'chats' | 'people' | 'network' | 'settings') => Promise<void>
  /** Writes in the open chat, and sends with Enter. */
  readonly write: (text: string) => Promise<void>
  /** What was said in the open chat and holds this text. */
  readonly message: (text: string) => Locator
  /** Waits until one’s own message shows this mark. */
  readonly expectMark: (text: string, mark: 'saved' | 'relayed' | 'delivered' | 'read') => Promise<void>
  /** What went wrong in the page itself. Ought to be empty. */
  readonly faults: readonly string[]
}

/** What the browser says of a node that was killed, or has a new key: no fault of the page. */
const isOfNode = (text: string): boolean =>
  ['ERR_CONNECTION', '401 (Unauthorized)', 'no valid credentials'].some((part) => text.includes(part))

/** Opens a person’s page in a browser of its own. */
export const openScreen = async (
  browser: Browser,
  who: Person,
  options: BrowserContextOptions = {},
  words: Words = en,
): Promise<Screen> => {
  const context = await browser.newContext({ locale: 'en-US', viewport: { width: 1100, height: 760 }, ...options })
  const page = await context.newPage()
  const faults: string[] = []
  page.on('pageerror', (error) => faults.push(String(error)))
  page.on('console', (said) => {
    if (said.type() === 'error' && !isOfNode(said.text())) faults.push(said.text())
  })
  await page.goto(who.ready.url)
  const rail = page.getByRole('navigation', { name: words.rail.label })
  const message = (text: string): Locator => page.getByRole('article').filter({ hasText: text })
  return {
    page,
    words,
    faults,
    message,
    go: (place) => rail.getByRole('link', { name: words.rail[place] }).click(),
    write: async (text) => {
      const field = page.getByRole('textbox', { name: words.chat.message })
      await field.fill(text)
      await field.press('Enter')
    },
    expectMark: (text, mark) => expect(message(text)).toContainText(words.delivery[mark]),
  }
}
