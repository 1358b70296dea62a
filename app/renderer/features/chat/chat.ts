import type { AnswerOf, ContractEvent, Rooms } from '#app/contract/index.ts'
import type { Connection } from '../../line/index.ts'
import { reportFault } from '../../app/fault.ts'
import { createOutbox, type Outgoing, type Shelf } from './outbox.ts'
import {
  emptyWindow,
  hasNewer,
  hasOlder,
  opened,
  PAGE,
  withChanged,
  withNewer,
  withOlder,
  type Window,
} from './window.ts'

/** What is to be brought into view: the newest, or one message. */
export type Target =
  | { readonly kind: 'end' }
  | {
      readonly kind: 'message'
      readonly message: string
      /** What was searched for, to be marked in it; null: it was not searched. */
      readonly searched: string | null
    }

/** Messages that came above what has been read: how many, and the earliest. */
export interface Late {
  readonly count: number
  readonly first: string
}

/** What is known of a chat on screen. */
export interface ChatState {
  readonly phase: 'loading' | 'here' | 'missing'
  readonly window: Window
  /** Said here, and not in the chat yet: on its way, or failed with its text kept. */
  readonly outgoing: readonly Outgoing[]
  /** To be brought into view, once for every new object. */
  readonly target: Target | null
  /** The first message that was unread when the chat was opened. It stays there while one reads. */
  readonly newFrom: string | null
  readonly late: Late | null
}

/** A chat on screen: a window that follows what happens, and what is on its way out. */
export interface Chat {
  readonly subscribe: (listener: () => void) => () => void
  readonly get: () => ChatState
  /** Somebody is about to look: it is read already while the screen is made. */
  warm(): void
  /** Which messages are on screen, by their number in the chat, from 0: those around them are read if need be. */
  look(from: number, to: number): void
  /** Back to the newest. */
  latest(): void
  /** Brings a message into view, wherever it lies. `searched`: what is to be marked in it. */
  show(message: string, searched?: string): void
  /** A message was found, and is shown next: this is to be marked in it then. */
  found(message: string, searched: string): void
  /** What came late has been seen, or is not wanted. */
  dismissLate(): void
  send(text: string, replyTo: string | null): void
  retry(key: number): void
  /** Takes back what failed; gives its text. */
  discard(key: number): string
  markRead(message: string): void
}

export interface ChatPorts {
  /** Milliseconds since 1970. */
  readonly now: () => number
  /** Calls once after so many milliseconds. */
  readonly after: (ms: number, fn: () => void) => void
  /** Where what is on its way out outlives a reload. */
  readonly shelf: Shelf
}

/** Most ids in one `chat.get`. */
const MOST_IDS = 100
/** Nearer to the end of what is in memory than so many messages, more is read. */
const NEAR = 40
/** So long after it was read ahead a chat is read anew when it is opened, in milliseconds. */
const WARM_FOR = 5_000
/** Least pause between two readings that nobody asked for, in milliseconds: a flood of arrivals is shown ten times a second. */
const PAUSE = 100

type Ask = Pick<
  Parameters<Connection['client']['chat']['page']>[0],
  'before' | 'after' | 'around' | 'index' | 'unread'
> & { readonly limit?: number }
type Read = AnswerOf<Rooms['chat']['page']>

/** Opens a chat. Nothing is read before somebody looks. */
export const createChat = (connection: Connection, space: string, { now, after, shelf }: ChatPorts): Chat => {
  const { client } = connection
  const listeners = new Set<() => void>()
  let state: ChatState = {
    phase: 'loading',
    window: emptyWindow,
    outgoing: [],
    target: null,
    newFrom: null,
    late: null,
  }
  let isStale = true
  let isOpening = true
  let isPlanned = false
  let lastRead = 0
  let seen = { from: 0, to: 0 }
  let dirty = new Set<string>()
  let toMark: string | null = null
  let warmedAt = -Infinity
  let hit: { readonly message: string; readonly searched: string } | null = null
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
      waiting.delete(what)
      await job()
    })
  }
  /** Reads a page; null if it did not come. A broken line makes everything stale: it is read again when it heals. */
  const read = async (ask: Ask): Promise<Read | null> => {
    const page = await client.chat.page({ space, limit: PAGE, ...ask })
    if (page.ok) return page.value
    if (page.error.type === 'SpaceUnknown') put({ phase: 'missing' })
    else if (page.error.type !== 'MessageUnknown') isStale = true
    return null
  }
  /** The first reading since somebody looks: from where she has not read. */
  const open = async (): Promise<void> => {
    isOpening = false
    isStale = false
    dirty = new Set()
    const page = await read({ unread: true })
    if (page === null) return
    seen = { from: page.total, to: page.total }
    put({ phase: 'here', window: opened(page), newFrom: page.firstUnread })
    outbox.settle(page.messages)
  }
  /** Reads again what is on screen, and not all that is in memory. */
  const reload = async (): Promise<void> => {
    isStale = false
    dirty = new Set()
    const { messages, before } = state.window
    const limit = Math.min(2 * NEAR + Math.max(0, seen.to - seen.from), 2 * PAGE + NEAR)
    const isAtEnd = !hasNewer(state.window) && seen.to >= before + messages.length - 1
    const middle = messages[Math.floor((seen.from + seen.to) / 2) - before] ?? messages[messages.length >> 1]
    const page = await read(isAtEnd || middle === undefined ? { limit } : { around: middle.message, limit })
    if (page === null) return
    put({ phase: 'here', window: opened(page) })
    outbox.settle(page.messages)
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
    if (isOpening) return open()
    if (isStale) return reload()
    if (dirty.size === 0) return
    const ids = [...dirty]
    dirty = new Set()
    if (ids.length > MOST_IDS) return reload()
    const got = await client.chat.get({ space, messages: ids })
    if (!got.ok) return void (isStale = true)
    const { window, isWhole } = withChanged(state.window, got.value.messages, got.value.total)
    if (isWhole) put({ window })
    else await reload()
  }
  const refreshNow = (): void =>
    once('refresh', async () => {
      await refresh()
      lastRead = now()
    })
  /** What one did oneself is shown at once; what comes by itself, a few times a second. */
  const follow = (): void => {
    if (isPlanned || listeners.size === 0 || connection.standing() !== 'open') return
    const wait = Math.min(PAUSE, lastRead + PAUSE - now())
    if (wait <= 0) return refreshNow()
    isPlanned = true
    after(wait, () => {
      isPlanned = false
      refreshNow()
    })
  }
  const outbox = createOutbox({
    send: (text, replyTo) => client.chat.send({ space, text, ...(replyTo !== null && { replyTo }) }),
    show: (outgoing) => put({ outgoing }),
    // What was said is shown at once, and not only when the event has come.
    said: (message) => {
      dirty.add(message)
      refreshNow()
    },
    now,
    shelf,
  })
  /** Reads what is looked at, or about to be. */
  const fill = async (): Promise<void> => {
    const { window } = state
    const first = window.before
    const end = window.before + window.messages.length
    const isElsewhere = seen.to < first - NEAR || seen.from > end + NEAR
    if (isElsewhere) {
      const page = await read({ index: Math.max(0, seen.from - NEAR), limit: 2 * NEAR + seen.to - seen.from })
      if (page !== null) put({ phase: 'here', window: opened(page) })
      return
    }
    const [oldest] = window.messages
    const newest = window.messages.at(-1)
    if (seen.from - NEAR < first && hasOlder(window) && oldest !== undefined) {
      const page = await read({ before: oldest.message })
      if (page !== null) put({ window: withOlder(state.window, page) })
    } else if (seen.to + NEAR > end && hasNewer(window) && newest !== undefined) {
      const page = await read({ after: newest.message })
      if (page !== null) put({ window: withNewer(state.window, page) })
    }
  }
  const isFilled = (): boolean => {
    const { before, messages, total } = state.window
    return before <= Math.max(0, seen.from - NEAR) && before + messages.length >= Math.min(total, seen.to + NEAR)
  }

  connection.onEvent((event: ContractEvent) => {
    if (event.topic === 'notice' && event.notice.type === 'LateMessages' && event.notice.space === space) {
      const { count, first } = event.notice
      // Of several floods the first one's beginning is not always the earliest, but it is one of them.
      put({ late: { count: count + (state.late?.count ?? 0), first: state.late?.first ?? first } })
    }
    if (event.topic !== 'chat.changed' || event.space !== space) return
    if (event.messages === null || listeners.size === 0) isStale = true
    else for (const message of event.messages) dirty.add(message)
    follow()
  })
  connection.onStanding(() => {
    isStale = true
    if (listeners.size > 0 && connection.standing() === 'open') refreshNow()
  })
  return {
    subscribe: (listener) => {
      // What changed since it was read ahead has made it stale.
      const isWarm = now() - warmedAt < WARM_FOR && !isStale && dirty.size === 0
      warmedAt = -Infinity
      if (listeners.size === 0 && !isWarm) {
        // Whoever comes back finds it as it is now, from where she has not read.
        isOpening = isOpening || isStale || dirty.size > 0
        state = { ...state, newFrom: null, ...(isOpening && { phase: 'loading', window: emptyWindow }) }
      }
      listeners.add(listener)
      if (connection.standing() === 'open') refreshNow()
      return () => listeners.delete(listener)
    },
    get: () => state,
    warm: () => {
      const isKnown = !isOpening && !isStale && dirty.size === 0
      if (listeners.size > 0 || isKnown || connection.standing() !== 'open') return
      warmedAt = now()
      isOpening = true
      isStale = false
      dirty = new Set()
      state = { ...state, phase: 'loading', window: emptyWindow, newFrom: null }
      refreshNow()
    },
    look: (from, to) => {
      seen = { from, to }
      if (state.phase === 'here' && !isFilled()) once('fill', fill)
    },
    latest: () =>
      enqueue(async () => {
        const page = hasNewer(state.window) ? await read({}) : state.window
        if (page === null) return
        seen = { from: page.total, to: page.total }
        put({ window: opened(page), target: { kind: 'end' } })
      }),
    found: (message, searched) => void (hit = { message, searched }),
    show: (message, given) =>
      enqueue(async () => {
        const searched = given ?? (hit?.message === message ? hit.searched : null)
        const isHere = state.window.messages.some((shown) => shown.message === message)
        const page = isHere ? null : await read({ around: message })
        if (!isHere && page === null) return
        const window = page === null ? state.window : opened(page)
        const at = window.before + window.messages.findIndex((shown) => shown.message === message)
        // From now on one looks here: what still waits to be read around the old place would lead back there.
        seen = { from: at, to: at + 1 }
        put({ ...(page !== null && { phase: 'here', window }), target: { kind: 'message', message, searched } })
      }),
    dismissLate: () => put({ late: null }),
    send: (text, replyTo) => outbox.add(text, replyTo),
    retry: (key) => outbox.retry(key),
    discard: (key) => outbox.discard(key),
    markRead: (message) => {
      toMark = message
      enqueue(mark)
    },
  }
}
