import type { Outcome } from '#app/contract/client.ts'
import type { AnyFailure } from '../../words/index.ts'
import type { Message } from './window.ts'

/** Something said here that is not in the chat yet. */
export interface Outgoing {
  readonly key: number
  readonly text: string
  readonly replyTo: string | null
  /** When it was sent first. */
  readonly at: number
  /** Null while it is on its way. */
  readonly failure: AnyFailure | null
}

/** What of it outlives a reload. */
export type Kept = Pick<Outgoing, 'text' | 'replyTo' | 'at'>

/** Where what is on its way out outlives a reload. */
export interface Shelf {
  readonly read: () => readonly Kept[]
  readonly write: (kept: readonly Kept[]) => void
}

export interface Outbox {
  add(text: string, replyTo: string | null): void
  retry(key: number): void
  /** Takes back what failed; gives its text. */
  discard(key: number): string
  /** The line broke while something was on its way, and these are the newest messages: what is among them was said. */
  settle(messages: readonly Message[]): void
}

export interface OutboxPorts {
  readonly send: (text: string, replyTo: string | null) => Promise<Outcome<{ readonly message: string }, AnyFailure>>
  readonly show: (outgoing: readonly Outgoing[]) => void
  readonly said: (message: string) => void
  readonly now: () => number
  readonly shelf: Shelf
}

/** The node's clock is this computer's, but a hybrid clock may stand a little before it after a jump, in milliseconds. */
const CLOCK_SLACK_MS = 2000

/** What is on its way out. Nothing written is ever lost: what fails stays with its text, over a reload, too. */
export const createOutbox = ({ send, show, said, now, shelf }: OutboxPorts): Outbox => {
  let outgoing: readonly Outgoing[] = []
  let nextKey = 0

  const put = (next: readonly Outgoing[]): void => {
    outgoing = next
    shelf.write(outgoing.map(({ text, replyTo, at }) => ({ text, replyTo, at })))
    show(outgoing)
  }
  const change = (key: number, failure: AnyFailure | null): void =>
    put(outgoing.map((one) => (one.key === key ? { ...one, failure } : one)))
  const remove = (key: number): void => put(outgoing.filter((one) => one.key !== key))
  const attempt = async ({ key, text, replyTo }: Outgoing): Promise<void> => {
    const outcome = await send(text, replyTo)
    if (!outcome.ok) return change(key, outcome.error)
    remove(key)
    said(outcome.value.message)
  }
  const go = (one: Outgoing): void => {
    attempt(one).catch(() => change(one.key, { type: 'Fault', fault: 'Internal', path: [] }))
  }
  const find = (key: number): Outgoing | undefined => outgoing.find((one) => one.key === key)

  // The page was closed on them, so nobody heard the answer. What was said all the same is found by `settle`.
  const kept = shelf.read().map((one): Outgoing => ({ ...one, key: nextKey++, failure: { type: 'Disconnected' } }))
  if (kept.length > 0) put(kept)

  return {
    add: (text, replyTo) => {
      const one: Outgoing = { key: nextKey++, text, replyTo, at: now(), failure: null }
      put([...outgoing, one])
      go(one)
    },
    retry: (key) => {
      const one = find(key)
      if (one === undefined || one.failure === null) return
      change(key, null)
      go(one)
    },
    discard: (key) => {
      const text = find(key)?.text ?? ''
      remove(key)
      return text
    },
    settle: (messages) => {
      const unsure = outgoing.filter(({ failure }) => failure?.type === 'Disconnected')
      const wasSaid = (one: Outgoing): boolean =>
        messages.some(({ text, at }) => text === one.text && at >= one.at - CLOCK_SLACK_MS)
      const settled = unsure.filter(wasSaid)
      if (settled.length > 0) put(outgoing.filter((one) => !settled.includes(one)))
    },
  }
}
