import { dayOf } from '../../words/index.ts'
import type { Message } from './window.ts'

/** What stands in a chat from top to bottom. */
export type Row =
  | { readonly kind: 'day'; readonly key: string; readonly at: number }
  | { readonly kind: 'new'; readonly key: string }
  | {
      readonly kind: 'message'
      readonly key: string
      readonly message: Message
      readonly isMine: boolean
      /** First and last of what one person said in one go. */
      readonly isFirst: boolean
      readonly isLast: boolean
    }

/** Longest silence within what counts as said in one go, in milliseconds. */
const ONE_GO_MS = 5 * 60_000

/** The rows of a stretch of messages. `newFrom`: the first message that was unread when the chat was opened. */
export const rowsOf = (messages: readonly Message[], self: string, newFrom: string | null): readonly Row[] =>
  messages.flatMap((message, index): Row[] => {
    const before = messages[index - 1]
    const after = messages[index + 1]
    const isNewDay = before === undefined || dayOf(before.at) !== dayOf(message.at)
    const isNew = message.message === newFrom
    const day: Row[] = isNewDay ? [{ kind: 'day', key: `day ${dayOf(message.at)}`, at: message.at }] : []
    const fresh: Row[] = isNew ? [{ kind: 'new', key: 'new' }] : []
    const row: Row = {
      kind: 'message',
      key: message.message,
      message,
      isMine: message.author === self,
      isFirst: isNewDay || isNew || !isOneGo(before, message),
      isLast: after === undefined || after.message === newFrom || !isOneGo(message, after),
    }
    return [...day, ...fresh, row]
  })

const isOneGo = (before: Message, after: Message): boolean =>
  before.author === after.author && after.at - before.at < ONE_GO_MS && dayOf(before.at) === dayOf(after.at)

/** The first of the last `unread` messages that others wrote; null if there are none, or fewer on screen. */
export const firstUnread = (messages: readonly Message[], self: string, unread: number): string | null => {
  if (unread === 0) return null
  return messages.filter(({ author }) => author !== self).at(-unread)?.message ?? null
}

/** The newest message of somebody else that one has not read. */
export const newestUnread = (messages: readonly Message[], self: string): string | null => {
  const newest = messages.findLast(({ author }) => author !== self)
  return newest !== undefined && newest.delivery !== 'read' ? newest.message : null
}

/** A text in pieces: what is said, and web addresses in it. */
export interface Piece {
  readonly text: string
  readonly link: string | null
  /** Where it begins. */
  readonly at: number
}

const address = /https?:\/\/[^\s<>"']+/giu
/** What people put after an address and do not mean as part of it. */
const trailing = /[.,;:!?)\]}…]+$/u

/** Finds the web addresses in a text. Put together again, the pieces are the text. */
export const piecesOf = (text: string): readonly Piece[] => {
  const pieces: Piece[] = []
  let from = 0
  for (const match of text.matchAll(address)) {
    const link = match[0].replace(trailing, '')
    if (!URL.canParse(link)) continue
    if (match.index > from) pieces.push({ text: text.slice(from, match.index), link: null, at: from })
    pieces.push({ text: link, link, at: match.index })
    from = match.index + link.length
  }
  if (from < text.length) pieces.push({ text: text.slice(from), link: null, at: from })
  return pieces
}
