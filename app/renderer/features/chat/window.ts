import type { AnswerOf, Rooms } from '#app/contract/index.ts'

export type Message = AnswerOf<Rooms['chat']['get']>['messages'][number]
export type Line = AnswerOf<Rooms['chat']['page']>['lines'][number]
export type Page = Pick<AnswerOf<Rooms['chat']['page']>, 'messages' | 'before' | 'total' | 'lines'>

/** The stretch of a chat that is in memory: a chat of a hundred thousand costs no more than one of a hundred. */
export interface Window {
  /** Oldest first, without a gap. */
  readonly messages: readonly Message[]
  /** How many messages the chat has before the first of these, and in all. */
  readonly before: number
  readonly total: number
  /** What became of the group between, before and after them as far as it was read, the oldest first. */
  readonly lines: readonly Line[]
}

/** Messages asked for at once: two screens of short ones. */
export const PAGE = 60
/** Most messages in memory; beyond it the far end is let go, and asked for again on the way back. */
export const MOST = 400

export const emptyWindow: Window = { messages: [], before: 0, total: 0, lines: [] }

/** Whether there are messages before the first, and after the last. */
export const hasOlder = ({ before }: Window): boolean => before > 0
export const hasNewer = ({ messages, before, total }: Window): boolean => before + messages.length < total

/** A page as the whole window. */
export const opened = ({ messages, before, total, lines }: Page): Window => ({ messages, before, total, lines })

/** Lines of two stretches together, each once. */
const joined = (some: readonly Line[], more: readonly Line[]): readonly Line[] => {
  if (more.length === 0) return some
  const all = new Map([...some, ...more].map((line) => [line.line, line]))
  return [...all.values()].toSorted((a, b) => a.at - b.at)
}

/** The window with the page before it. */
export const withOlder = (window: Window, { messages, before, total, lines }: Page): Window => ({
  messages: [...messages, ...window.messages].slice(0, MOST),
  before,
  total,
  lines: joined(lines, window.lines),
})

/** The window with the page after it. */
export const withNewer = (window: Window, page: Page): Window => {
  const messages = [...window.messages, ...page.messages]
  const over = Math.max(0, messages.length - MOST)
  // The page says where it stands, and so where the window before it does.
  const before = Math.max(0, page.before - window.messages.length)
  return {
    messages: messages.slice(over),
    before: before + over,
    total: page.total,
    lines: joined(window.lines, page.lines),
  }
}

/**
 * The window after some messages came or changed; `total`: of the chat then. `isWhole` false: something came in between or
 * went, where only the node knows the order, so the window has to be read again.
 */
export const withChanged = (
  window: Window,
  changed: readonly Message[],
  total: number,
): { readonly window: Window; readonly isWhole: boolean } => {
  const known = new Set(window.messages.map(({ message }) => message))
  const replaced = new Map(changed.map((message) => [message.message, message]))
  const messages = window.messages.map((message) => replaced.get(message.message) ?? message)
  const last = window.messages.at(-1)
  // Of the same moment the node alone knows the order.
  const after = changed.filter(({ message, at }) => !known.has(message) && (last === undefined || at > last.at))
  const fresh = total - window.total
  if (fresh === 0) return { window: { ...window, messages }, isWhole: true }
  if (fresh < 0 || fresh !== after.length) return { window: { ...window, messages }, isWhole: false }
  if (hasNewer(window)) return { window: { ...window, messages, total }, isWhole: true }
  const before = window.before + window.messages.length
  return { window: withNewer({ ...window, messages }, { messages: after, before, total, lines: [] }), isWhole: true }
}

/** The same object every time, so that rows without lines are not drawn again. */
export const NO_LINES: readonly Line[] = []

/**
 * What became of the group right above the nth message in memory; of `messages.length`: after the last one, which only the end
 * of the chat shows.
 */
export const linesAt = (window: Window, n: number): readonly Line[] => {
  const { messages, lines } = window
  if (lines.length === 0) return NO_LINES
  const above = messages[n - 1]?.at ?? -Infinity
  const below = messages[n]?.at ?? Infinity
  if (n === messages.length && hasNewer(window)) return NO_LINES
  const found = lines.filter(({ at }) => above < at && at <= below)
  return found.length === 0 ? NO_LINES : found
}
