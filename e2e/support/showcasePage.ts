import type { Browser, BrowserContextOptions, Page } from '@playwright/test'
import { showcaseNow, type Showcase } from './showcase.ts'

/** When it is for whoever is alone in a showcase: what she says is said now. */
export const aloneNow = showcaseNow - 3 * 86_400_000

/** A chat of a showcase in which so much has been said by both, all of it read. Gives its space and the ids, oldest first. */
export const longChat = (
  { double }: Showcase,
  name: string,
  count: number,
): { readonly space: string; readonly messages: readonly string[] } => {
  const { space } = double.meet(name)
  const until = aloneNow - 60_000
  const messages = Array.from({ length: count }, (_, n) => {
    const at = until - (count - n) * 90_000
    // Lines of every length, so that no row is as high as the next.
    const text = `${n}: ${'길고 짧은 말 long and short '.repeat((n * 7) % 11)}`
    return (n % 5 < 2 ? double.said(space, text, at, 'read') : double.hear(space, text, at)).message
  })
  double.messenger.chat.markRead({ space, message: messages.at(-1) ?? '' })
  return { space, messages }
}

/** Opens a showcase’s page. `faults`: what went wrong in the page itself. */
export const openShown = async (
  browser: Browser,
  { url }: Showcase,
  options: BrowserContextOptions = {},
): Promise<{ readonly page: Page; readonly faults: readonly string[] }> => {
  const context = await browser.newContext({ locale: 'en-US', viewport: { width: 1100, height: 760 }, ...options })
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  const page = await context.newPage()
  const faults: string[] = []
  page.on('pageerror', (error) => faults.push(String(error)))
  page.on('console', (said) => {
    if (said.type() === 'error') faults.push(said.text())
  })
  await page.goto(url)
  return { page, faults }
}

/** Where each message in view stands on screen, by id, once two frames have shown the same. */
export const placesOf = (page: Page): Promise<Record<string, number>> =>
  page.evaluate(async () => {
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve))
    const isInView = (article: HTMLElement): boolean => {
      const frameOf = article.closest('section')?.getBoundingClientRect()
      const { top, bottom } = article.getBoundingClientRect()
      return frameOf !== undefined && bottom > frameOf.top && top < frameOf.bottom
    }
    const places = () =>
      Object.fromEntries(
        [...document.querySelectorAll<HTMLElement>('[data-message]')]
          .filter(isInView)
          .map((article) => [article.dataset['message'] ?? '', Math.round(article.getBoundingClientRect().top)]),
      )
    for (;;) {
      const before = JSON.stringify(places())
      await frame()
      await frame()
      if (JSON.stringify(places()) === before) return places()
    }
  })
