import type { ContractEvent } from '#app/contract/index.ts'
import type { Connection } from '../../line/index.ts'
import { reportFault } from '../../app/fault.ts'
import { createOutbox, type Outgoing } from './outbox.ts'
import { emptyWindow, MOST, opened, PAGE, withChanged, withNewer, withOlder, type Page, type Window } from './window.ts'

/** What is known of a chat on screen. */
export interface ChatState {
  readonly phase: 'loading' | 'here' | 'missing'
  readonly window: Window
  /** Said here, and not in the chat yet: on its way, or failed with its text kept. */
  readonly outgoing: readonly Outgoing[]
  /** The message to bring into view, once for every new object. */
  readonly target: { readonly message: string } | null
}

/** A chat on screen: a window that follows what happens, and what is on its way out. */
export interface Chat {
  readonly subscribe: (listener: () => void) => () => void
  readonly get: () => ChatState
  loadOlder(): void
  loadNewer(): void
  /** Back to the newest. */
  latest(): void
  /** Brings a message into view, wherever it lies. */
  show(message: string): void
  send(text: string, replyTo: string | null): void
  retry(key: number): void
  /** Takes back what failed; gives its text. */
  discard(key: number): string
  markRead(message: string): void
}

/** Most ids in one `chat.get`. */
const MOST_IDS = 100

/** Opens a chat. Nothing is read before somebody looks. `now`: milliseconds since 1970. */
export const createChat = (connection: Connection, space: string, now: () => number): Chat => {
  const { client } = connection
  const listeners = new Set<() => void>()
  let state: ChatState = { phase: 'loading', window: emptyWindow, outgoing: [], target: null }
  let isStale = true
  let dirty = new Set<string>()
  let toMark: string | null = null
  const waiting = new Set<string>()
  let jobs: Promise<unknown> = Promise.resolve()

  const put = (next: Partial<ChatState>): void => {
    state = { ...state, ...next }
    for (const listener of listeners) listener()
  }
  /** One thing at a time, in order: a page that comes late must not undo what came meanwhile. */
  const enqueue = (job: () => Promise<void>): void => {
    jobs = jobs.then(job).catch(reportFault)
  }
  /** The same asked for again while it waits is asked for once. */
  const once = (what: string, job: () => Promise<void>): void => {
    if (waiting.has(what)) return
    waiting.add(what)
    enqueue(async () => {
      await job()
      waiting.delete(what)
    })
  }
  /** Reads a page; null if it did not come. A broken line makes everything stale: it is read again when it heals. */
  const read = async (
    ask: { before?: string; after?: string; around?: string },
    limit = PAGE,
  ): Promise<Page | null> => {
    const page = await client.chat.page({ space, limit, ...ask })
    if (page.ok) return page.value
    if (page.error.type === 'SpaceUnknown') put({ phase: 'missing' })
    else if (page.error.type !== 'MessageUnknown') isStale = true
    return null
  }
  const reload = async (): Promise<void> => {
    isStale = false
    dirty = new Set()
    const { messages, newer } = state.window
    const limit = Math.min(Math.max(messages.length, PAGE), MOST)
    const middle = messages[Math.floor(messages.length / 2)]
    const page = await read(newer && middle !== undefined ? { around: middle.message } : {}, limit)
    if (page === null) return
    put({ phase: 'here', window: opened(page) })
    outbox.settle(state.window.messages)
  }
  /** Marks what has been read. A mark that a broken line took is made when it heals. */
  const mark = async (): Promise<void> => {
    const message = toMark
    if (message === null) return
    const marked = await client.chat.markRead({ space, message })
    const isDone = marked.ok || marked.error.type !== 'Disconnected'
    if (isDone && toMark === message) toMark = null
  }
  const refresh = async (): Promise<void> => {
    if (toMark !== null) await mark()
    if (isStale) return reload()
    if (dirty.size === 0) return
    const ids = [...dirty]
    dirty = new Set()
    if (ids.length > MOST_IDS) return reload()
    const got = await client.chat.get({ space, messages: ids })
    if (!got.ok) return void (isStale = true)
    const { window, isWhole } = withChanged(state.window, got.value.messages)
    put({ window })
    if (!isWhole) await reload()
  }
  const outbox = createOutbox({
    send: (text, replyTo) => client.chat.send({ space, text, ...(replyTo !== null && { replyTo }) }),
    show: (outgoing) => put({ outgoing }),
    // What was said is shown at once, and not only when the event has come.
    said: (message) => {
      dirty.add(message)
      enqueue(refresh)
    },
    now,
  })
  const look = (): void => {
    if (listeners.size > 0 && connection.standing() === 'open') enqueue(refresh)
  }

  connection.onEvent((event: ContractEvent) => {
    if (event.topic !== 'chat.changed' || event.space !== space) return
    if (event.messages === null || listeners.size === 0) isStale = true
    else for (const message of event.messages) dirty.add(message)
    look()
  })
  connection.onStanding(() => {
    isStale = true
    look()
  })
  return {
    subscribe: (listener) => {
      listeners.add(listener)
      look()
      return () => listeners.delete(listener)
    },
    get: () => state,
    loadOlder: () =>
      once('older', async () => {
        const [first] = state.window.messages
        if (!state.window.older || first === undefined) return
        const page = await read({ before: first.message })
        if (page !== null) put({ window: withOlder(state.window, page) })
      }),
    loadNewer: () =>
      once('newer', async () => {
        const last = state.window.messages.at(-1)
        if (!state.window.newer || last === undefined) return
        const page = await read({ after: last.message })
        if (page !== null) put({ window: withNewer(state.window, page) })
      }),
    latest: () =>
      enqueue(async () => {
        const page = state.window.newer ? await read({}) : state.window
        if (page === null) return
        const last = page.messages.at(-1)
        put({ window: opened({ more: false, ...page }), target: last === undefined ? null : { message: last.message } })
      }),
    show: (message) =>
      enqueue(async () => {
        const isHere = state.window.messages.some((shown) => shown.message === message)
        const page = isHere ? null : await read({ around: message })
        put({ ...(page !== null && { phase: 'here', window: opened(page) }), target: { message } })
      }),
    send: (text, replyTo) => outbox.add(text, replyTo),
    retry: (key) => outbox.retry(key),
    discard: (key) => outbox.discard(key),
    markRead: (message) => {
      toMark = message
      enqueue(mark)
    },
  }
}
