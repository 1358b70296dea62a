import { openEntry } from '#core/entry/index.ts'
import type { Entry, Refusal } from '#core/entry/index.ts'
import type { RunItem } from '#core/envelope/index.ts'
import type { Result } from '#core/proof/index.ts'
import { putCarried } from '#core/store/index.ts'
import type { WriteDb } from '#core/store/index.ts'
import { addOperations } from './spaces.ts'
import type { FeedHandle, NodeState, SpaceHandle } from './state.ts'

/** An item of a feed, opened: half the cost of taking an envelope, so it is kept as long as somebody has the item. */
export function openedOnce(node: NodeState, feed: FeedHandle, item: RunItem): Result<Entry, Refusal> {
  const known = node.opened.get(item)
  if (known) return known
  const entry = openEntry(item.box, feed.log.content, item.nonce)
  node.opened.set(item, entry)
  return entry
}

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
