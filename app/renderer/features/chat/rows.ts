import { dayOf } from '../../words/index.ts'
import type { Message } from './window.ts'

/** One message as it stands in a chat, with what stands above it. */
export interface Row {
  readonly message: Message
  readonly isMine: boolean
  /** First and last of what one person said in one go. */
  readonly isFirst: boolean
  readonly isLast: boolean
  /** Whether a day begins with it, and what was unread when the chat was opened. */
  readonly isNewDay: boolean
  readonly isNew: boolean
}

/** Longest silence within what counts as said in one go, in milliseconds. */
const ONE_GO_MS = 5 * 60_000

/**
 * The nth of a stretch of messages as a row. `newFrom`: the first message that was unread when the chat was opened.
 * `isWhole`: nothing stands before the stretch. Where something does, the first of it begins no day: that is not known.
 */
export const rowAt = (
  messages: readonly Message[],
  n: number,
  { self, newFrom, isWhole }: { readonly self: string; readonly newFrom: string | null; readonly isWhole: boolean },
): Row | null => {
  const message = messages[n]
  if (message === undefined) return null
  const before = messages[n - 1]
  const after = messages[n + 1]
  const isNewDay = before === undefined ? isWhole : dayOf(before.at) !== dayOf(message.at)
  const isNew = message.message === newFrom
  return {
    message,
    isMine: message.author === self,
    isFirst: isNewDay || isNew || before === undefined || !isOneGo(before, message),
    isLast: after === undefined || after.message === newFrom || !isOneGo(message, after),
    isNewDay,
    isNew,
  }
}

const isOneGo = (before: Message, after: Message): boolean =>
  before.author === after.author && after.at - before.at < ONE_GO_MS && dayOf(before.at) === dayOf(after.at)

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

/** Most emoji of a message that is nothing else, to be shown large. */
const MOST_LARGE = 3
/** What every emoji has one of, and hardly anything else: cheap to look for, where the exact question costs a millisecond. */
const hasPicture = /[\p{Extended_Pictographic}\p{Regional_Indicator}\u20e3]/u
const emojiOnly = /^(?:\p{RGI_Emoji}|\s)+$/v

/** How many emoji a text is made of, if it is nothing else and there are few; else 0. */
export const largeEmoji = (text: string): number => {
  // Nothing longer can be so few, and a long text is not to be looked through.
  if (text.length > 64 || !hasPicture.test(text) || /\p{L}/u.test(text) || !emojiOnly.test(text)) return 0
  const count = Array.from(text.matchAll(/\p{RGI_Emoji}/gv)).length
  return count <= MOST_LARGE ? count : 0
}

/** Most of a text that is shown before somebody asks for all of it. */
const MOST_LINES = 30
const MOST_CHARACTERS = 3000

/** The beginning of a text that is too long to stand whole in a chat; null: it is not. */
export const beginningOf = (text: string): string | null => {
  let end = 0
  for (let line = 0; line < MOST_LINES && end !== -1; line++) end = text.indexOf('\n', end + 1)
  const most = Math.min(end === -1 ? text.length : end, MOST_CHARACTERS)
  if (most >= text.length) return null
  // Not through the middle of a character.
  return text
    .slice(0, most)
    .toWellFormed()
    .replace(/\ufffd$/u, '')
}
