import type { RunItem } from '#core/envelope/index.ts'
import { putCarried } from '#core/store/index.ts'
import type { WriteDb } from '#core/store/index.ts'
import { openedOnce } from './opened.ts'
import { addOperations } from './spaces.ts'
import type { FeedHandle, NodeState, SpaceHandle } from './state.ts'

/**
 * Adds the control operations among new envelopes to the space's log, before anything is judged by it: an operation is
 * signed by itself (S1), so it counts or not whatever becomes of the feed it came in. Gives how many were new.
 */
export function collectOperations(
  node: NodeState,
  db: WriteDb,
  space: SpaceHandle,
  feed: FeedHandle,
  fresh: ReadonlyMap<number, RunItem>,
): number {
  const found = []
  for (const item of fresh.values()) {
    const entry = openedOnce(node, feed, item)
    if (entry.ok && entry.value.body.kind === 'control') found.push(entry.value.body.operation)
  }
  // What came in a log need not be said there again.
  for (const { id } of found) putCarried(db, feed.log.no, id)
  return found.length === 0 ? 0 : addOperations(node, db, space, found)
}
