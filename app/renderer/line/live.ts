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
}

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
export const createLive = (connection: Connection): Live => {
  const cells = new Map<string, Cell>()
  connection.onEvent((event) => {
    for (const cell of cells.values()) cell.touch(event)
  })
  connection.onStanding(() => {
    if (connection.standing() === 'open') for (const cell of cells.values()) cell.touch('reconnected')
  })
  return {
    watch: <T>(query: Query<T>) => {
      const cell = cells.get(query.key) ?? createCell(query, connection)
      cells.set(query.key, cell)
      return cell as Watched<T> // one key, one type: the key says what is asked
    },
  }
}

const createCell = <T>(query: Query<T>, connection: Connection): Cell => {
  const listeners = new Set<() => void>()
  let reading: Reading<T> = { state: 'loading' }
  let isFresh = false
  let isReading = false

  const put = (next: Reading<T>): void => {
    reading = next
    for (const listener of listeners) listener()
  }
  const read = async (): Promise<void> => {
    // What changes while an answer is on its way is asked again after it: never two answers out of order.
    while (!isFresh && listeners.size > 0 && connection.standing() === 'open') {
      isFresh = true
      const outcome = await query.read(connection.client)
      if (outcome.ok) put({ state: 'here', value: outcome.value })
      else if (outcome.error.type === 'Disconnected') isFresh = false
      else put({ state: 'failed', failure: outcome.error })
      if (!outcome.ok && outcome.error.type === 'Disconnected') return
    }
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
  return {
    subscribe: (listener) => {
      listeners.add(listener)
      refresh()
      return () => listeners.delete(listener)
    },
    get: () => reading,
    refresh: staleNow,
    touch: (event) => {
      if (event === 'reconnected' || query.isStale(event)) staleNow()
    },
  }
}
