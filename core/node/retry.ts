import { allWaiting } from '#core/store/index.ts'
import { advance } from './advance.ts'
import { commit } from './commit.ts'
import { feedIn } from './feeds.ts'
import { logOf, spaceOf } from './spaces.ts'
import type { NodeState } from './state.ts'

/** What waits is tried again so long after something came that it may have waited for. */
const SOON_MS = 20

/** What could not be written for want of room is tried again so much later. */
const AGAIN_MS = 60_000

/** Tries again what waits for an operation or a clock (E6, E8). */
export interface Retry {
  /** Null: something came; else not before this time, in milliseconds of the wall clock. */
  readonly ask: (until: number | null) => void
  readonly stop: () => void
}

export function startRetry(node: NodeState): Retry {
  let cancel: (() => void) | null = null
  let dueAt = Infinity

  const ask = (until: number | null): void => {
    const at = until === null ? node.clock.now() + SOON_MS : Math.max(until, node.clock.now() + SOON_MS)
    if (at >= dueAt) return
    cancel?.()
    dueAt = at
    cancel = node.clock.after(at - node.clock.now(), run)
  }
  const run = (): void => {
    dueAt = Infinity
    cancel = null
    if (node.isStopping || node.me === null) return
    retryWaiting(node)
  }
  return { ask, stop: () => cancel?.() }
}

/** Reads on in every feed that waits; what still has to wait says again until when. */
export function retryWaiting(node: NodeState): void {
  const now = node.clock.now()
  for (const waiting of allWaiting(node.db)) {
    if (waiting.until !== null && waiting.until > now) {
      node.later.retry(waiting.until)
      continue
    }
    const done = commit(node, (db) => {
      const log = logOf(node, db, waiting.log)
      const space = log && spaceOf(node, db, log.space)
      const feed = log && feedIn(db, log, waiting.feed)
      if (space && feed) advance(node, db, space, feed, new Map())
    })
    if (!done.ok) node.later.retry(now + AGAIN_MS)
  }
}
