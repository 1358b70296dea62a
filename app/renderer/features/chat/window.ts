import type { AnswerOf, Rooms } from '#app/contract/index.ts'

export type Message = AnswerOf<Rooms['chat']['get']>['messages'][number]
export type Page = Pick<AnswerOf<Rooms['chat']['page']>, 'messages' | 'before' | 'total'>

/** The stretch of a chat that is in memory: a chat of a hundred thousand costs no more than one of a hundred. */
export interface Window {
  /** Oldest first, without a gap. */
  readonly messages: readonly Message[]
  /** How many messages the chat has before the first of these, and in all. */
  readonly before: number
  readonly total: number
}

/** Messages asked for at once: two screens of short ones. */
export const PAGE = 60
/** Most messages in memory; beyond it the far end is let go, and asked for again on the way back. */
export const MOST = 400

export const emptyWindow: Window = { messages: [], before: 0, total: 0 }

/** Whether there are messages before the first, and after the last. */
export const hasOlder = ({ before }: Window): boolean => before > 0
export const hasNewer = ({ messages, before, total }: Window): boolean => before + messages.length < total

/** A page as the whole window. */
export const opened = ({ messages, before, total }: Page): Window => ({ messages, before, total })

/** The window with the page before it. */
export const withOlder = (window: Window, { messages, before, total }: Page): Window => ({
  messages: [...messages, ...window.messages].slice(0, MOST),
  before,
  total,
})

/** The window with the page after it. */
export const withNewer = (window: Window, page: Page): Window => {
  const messages = [...window.messages, ...page.messages]
  const over = Math.max(0, messages.length - MOST)
  // The page says where it stands, and so where the window before it does.
  const before = Math.max(0, page.before - window.messages.length)
  return { messages: messages.slice(over), before: before + over, total: page.total }
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
  return { window: withNewer({ ...window, messages }, { messages: after, before, total }), isWhole: true }
}
