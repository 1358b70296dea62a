import type { Client } from '#app/contract/client.ts'

/** What was written and not sent, per chat: kept by the node, so that it outlives the page and the computer's sleep. */
export interface Drafts {
  /** The draft of a chat. `kept`: what the node last said it has; what was typed here since counts for more. */
  readonly of: (space: string, kept: string) => string
  /** Keeps a draft, soon. An empty one is forgotten. */
  readonly keep: (space: string, text: string) => void
  /** Keeps at once what would be kept soon: the page is about to be left. */
  readonly flush: () => void
}

export interface DraftPorts {
  readonly client: Pick<Client, 'chat'>
  /** Calls once after so many milliseconds. */
  readonly after: (ms: number, fn: () => void) => void
  /** Where a draft waits until the node has it: a reload between two keys loses nothing. */
  readonly storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>
}

/** How long one may pause while typing before it is kept, in milliseconds. */
const SOON_MS = 400

const nameOf = (space: string): string => `dure.draft.${space}`

/** Drafts over a line to the node. A draft that the node could not take stays in this tab, and is tried with the next key. */
export const createDrafts = ({ client, after, storage }: DraftPorts): Drafts => {
  const waiting = new Set<string>()
  const shelve = (space: string, text: string): void => {
    try {
      storage.setItem(nameOf(space), text)
    } catch {
      // The browser's shelf is full: the node has it in a moment.
    }
  }
  const hand = async (space: string): Promise<void> => {
    const text = storage.getItem(nameOf(space))
    if (!waiting.delete(space) || text === null) return
    const kept = await client.chat.keepDraft({ space, text: text.toWellFormed() })
    if (kept.ok && storage.getItem(nameOf(space)) === text) storage.removeItem(nameOf(space))
  }
  /** What goes wrong leaves the draft on the shelf, which is where it is safe. */
  const handNow = (space: string): void => void hand(space).catch(() => {})
  return {
    of: (space, kept) => storage.getItem(nameOf(space)) ?? kept,
    keep: (space, text) => {
      shelve(space, text)
      if (waiting.has(space)) return
      waiting.add(space)
      after(SOON_MS, () => handNow(space))
    },
    flush: () => {
      for (const space of waiting) handNow(space)
    },
  }
}
