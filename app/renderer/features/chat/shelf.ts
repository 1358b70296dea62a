import type { Kept, Shelf } from './outbox.ts'

const isKept = (value: unknown): value is Kept =>
  typeof value === 'object' &&
  value !== null &&
  'text' in value &&
  typeof value.text === 'string' &&
  'at' in value &&
  typeof value.at === 'number' &&
  'replyTo' in value &&
  (value.replyTo === null || typeof value.replyTo === 'string')

/** What a browser has kept under a name; nothing where it is missing, damaged, or of another program. */
const parse = (text: string | null): readonly Kept[] => {
  try {
    const value: unknown = JSON.parse(text ?? '[]')
    return Array.isArray(value) ? value.filter(isKept) : []
  } catch {
    return []
  }
}

/**
 * A shelf in this browser for what is on its way out of a chat. A chat of two is nobody else's, so its name says whose it
 * is. A browser that keeps nothing for pages loses it with the page, which is no worse than without a shelf.
 */
export const browserShelf = (storage: Storage, space: string): Shelf => {
  const name = `dure.unsent.${space}`
  return {
    read: () => parse(storage.getItem(name)),
    write: (kept) => {
      if (kept.length === 0) storage.removeItem(name)
      else {
        try {
          storage.setItem(name, JSON.stringify(kept))
        } catch {
          // The browser's shelf is full: the text is on screen all the same.
        }
      }
    },
  }
}
