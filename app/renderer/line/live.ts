import type { Client, Outcome } from '#app/contract/client.ts'
import type { ContractEvent } from '#app/contract/index.ts'
import { reportFault } from '../app/fault.ts'
import type { AnyFailure } from '../words/index.ts'
import type { Connection } from './connection.ts'

/** Something that a screen shows and that changes by itself. */
export interface Query<T> {
  /** What is asked, params included: two queries of one key are one. */
  readonly key: string
  readonly read: (client: Client) => Promise<Outcome<T, AnyFailure>>
  /** Whether this event may have changed the answer. */
  readonly isStale: (event: ContractEvent) => boolean
  /**
   * Reads of an answer that is here what these events changed, and gives the whole answer with it. Null: that cannot be
   * done, so all of it is read. For what is long and changes often in a small part.
   */
  readonly renew?: (
    client: Client,
    value: T,
    events: readonly ContractEvent[],
  ) => Promise<Outcome<T | null, AnyFailure>>
}

/** How time passes for queries. */
export interface Pace {
  /** Milliseconds of any clock that runs. */
  readonly now: () => number
  /** Calls once after so many milliseconds. */
  readonly after: (ms: number, fn: () => void) => void
}

/** Least pause between two readings of one query, in milliseconds: in a flood of events it is read a few times a second. */
const PAUSE = 120
/** Beyond so many events since the last reading all of it is read again. */
const MOST_EVENTS = 64

/** What is known of a query. The last answer stays while a new one is read. */
export type Reading<T> =
  | { readonly state: 'loading' }
  | { readonly state: 'here'; readonly value: T }
  | { readonly state: 'failed'; readonly failure: AnyFailure }

/** One query, watched. Has the shape that `useSyncExternalStore` takes. */
export interface Watched<T> {
  readonly subscribe: (listener: () => void) => () => void
  readonly get: () => Reading<T>
  /** Reads again, though nothing said that it changed. */
  readonly refresh: () => void
}

/** Keeps queries fresh: reads them when first watched, when an event makes them stale, and after a broken line. */
export interface Live {
  watch<T>(query: Query<T>): Watched<T>
}

interface Cell extends Watched<unknown> {
  readonly touch: (event: ContractEvent | 'reconnected') => void
}

/** Live queries over a connection. Answers stay in memory, so that a screen visited again is there at once. */
export const createLive = (connection: Connection, pace: Pace): Live => {
  const cells = new Map<string, Cell>()
  connection.onEvent((event) => {
    for (const cell of cells.values()) cell.touch(event)
  })
  connection.onStanding(() => {
    if (connection.standing() === 'open') for (const cell of cells.values()) cell.touch('reconnected')
  })
  return {
    watch: <T>(query: Query<T>) => {
      const cell = cells.get(query.key) ?? createCell(query, connection, pace)
      cells.set(query.key, cell)
      return cell as Watched<T> // one key, one type: the key says what is asked
    },
  }
}

const createCell = <T>(query: Query<T>, connection: Connection, { now, after }: Pace): Cell => {
  const listeners = new Set<() => void>()
  let reading: Reading<T> = { state: 'loading' }
  let isFresh = false
  let isReading = false
  let isPlanned = false
  let lastRead = -Infinity
  /** What happened since the last reading; null: too much, or something that no event says. */
  let events: ContractEvent[] | null = null

  const put = (next: Reading<T>): void => {
    reading = next
    for (const listener of listeners) listener()
  }
  const ask = async (): Promise<Outcome<T, AnyFailure>> => {
    const since = events
    events = []
    if (since !== null && reading.state === 'here' && query.renew !== undefined) {
      const renewed = await query.renew(connection.client, reading.value, since)
      if (!renewed.ok) return renewed
      if (renewed.value !== null) return { ok: true, value: renewed.value }
    }
    return query.read(connection.client)
  }
  const read = async (): Promise<void> => {
    // What changes while an answer is on its way is asked again after it: never two answers out of order.
    while (!isFresh && listeners.size > 0 && connection.standing() === 'open') {
      if (now() - lastRead < PAUSE) return plan()
      isFresh = true
      const outcome = await ask()
      lastRead = now()
      if (!outcome.ok) events = null
      if (outcome.ok) put({ state: 'here', value: outcome.value })
      else if (outcome.error.type === 'Disconnected') isFresh = false
      else put({ state: 'failed', failure: outcome.error })
      if (!outcome.ok && outcome.error.type === 'Disconnected') return
    }
  }
  const plan = (): void => {
    if (isPlanned) return
    isPlanned = true
    after(PAUSE, () => {
      isPlanned = false
      lastRead = -Infinity
      refresh()
    })
  }
  const refresh = (): void => {
    if (isReading) return
    isReading = true
    read()
      .catch(reportFault)
      .finally(() => void (isReading = false))
      .catch(() => {})
  }
  const staleNow = (): void => {
    isFresh = false
    refresh()
  }
  const note = (event: ContractEvent): void => {
    if (listeners.size === 0 || events === null || events.length >= MOST_EVENTS) events = null
    else events.push(event)
  }
  return {
    subscribe: (listener) => {
      listeners.add(listener)
      refresh()
      return () => listeners.delete(listener)
    },
    get: () => reading,
    refresh: () => {
      events = null
      staleNow()
    },
    touch: (event) => {
      if (event !== 'reconnected' && !query.isStale(event)) return
      if (event === 'reconnected') events = null
      else note(event)
      staleNow()
    },
  }
}
