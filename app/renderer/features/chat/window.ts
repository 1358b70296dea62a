import type { AnswerOf, Rooms } from '#app/contract/index.ts'

export type Message = AnswerOf<Rooms['chat']['get']>['messages'][number]
export type Page = AnswerOf<Rooms['chat']['page']>

/** The stretch of a chat that is on screen: a chat of a hundred thousand costs no more than one of a hundred. */
export interface Window {
  /** Oldest first, without a gap. */
  readonly messages: readonly Message[]
  /** Whether there is more before the first, and after the last. */
  readonly older: boolean
  readonly newer: boolean
}

/** Messages asked for at once: two screens of short ones. */
export const PAGE = 60
/** Most messages on screen; beyond it the far end is let go, and asked for again on the way back. */
export const MOST = 300

export const emptyWindow: Window = { messages: [], older: false, newer: false }

/** A page as the whole window. */
export const opened = ({ messages, older, newer }: Page): Window => ({ messages, older, newer })

/** The window with the page before it. */
export const withOlder = (window: Window, page: Page): Window => {
  const messages = [...page.messages, ...window.messages]
  return {
    messages: messages.slice(0, MOST),
    older: page.older,
    newer: window.newer || messages.length > MOST,
  }
}

/** The window with the page after it. */
export const withNewer = (window: Window, page: Page): Window => {
  const messages = [...window.messages, ...page.messages]
  return {
    messages: messages.slice(-MOST),
    older: window.older || messages.length > MOST,
    newer: page.newer,
  }
}

/**
 * The window after some messages came or changed. `isWhole` false: something came in between, where only the node knows
 * the order, so the window has to be read again.
 */
export const withChanged = (
  window: Window,
  changed: readonly Message[],
): { readonly window: Window; readonly isWhole: boolean } => {
  const known = new Set(window.messages.map(({ message }) => message))
  const replaced = new Map(changed.map((message) => [message.message, message]))
  const fresh = changed.filter(({ message }) => !known.has(message))
  const messages = window.messages.map((message) => replaced.get(message.message) ?? message)
  // What lies outside the window is asked for when the window gets there.
  const within = fresh.filter(({ at }) => !isBefore(window, at) && !(window.newer && isAfter(window, at)))
  const isTail = within.every(({ at }) => isAfter(window, at)) && !window.newer
  if (within.length === 0) return { window: { ...window, messages }, isWhole: true }
  if (!isTail) return { window: { ...window, messages }, isWhole: false }
  return {
    window: withNewer({ ...window, messages }, { messages: within, more: false, older: true, newer: false }),
    isWhole: true,
  }
}

/** Surely before all that is shown, with more in between that is not. */
const isBefore = ({ messages, older }: Window, at: number): boolean => {
  const first = messages[0]
  return older && first !== undefined && at < first.at
}

/** Surely after all that is shown. Of the same moment the node alone knows the order. */
const isAfter = ({ messages }: Window, at: number): boolean => {
  const last = messages.at(-1)
  return last === undefined || at > last.at
}
