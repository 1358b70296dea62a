import { openEntry } from '#core/entry/index.ts'
import type { Entry, Refusal } from '#core/entry/index.ts'
import type { RunItem } from '#core/envelope/index.ts'
import type { Result } from '#core/proof/index.ts'
import type { OpId } from '#core/space/index.ts'
import { findEnvelope } from '#core/store/index.ts'
import type { ReadDb } from '#core/store/index.ts'
import type { FeedHandle, NodeState } from './state.ts'

/** An item of a feed, opened: half the cost of taking an envelope, so it is kept as long as somebody has the item. */
export function openedOnce(node: NodeState, feed: FeedHandle, item: RunItem): Result<Entry, Refusal> {
  const known = node.opened.get(item)
  if (known) return known
  const entry = openEntry(item.box, feed.log.content, item.nonce)
  node.opened.set(item, entry)
  return entry
}

type Open = Extract<Entry['body'], { readonly kind: 'open' }>

/** A feed's `open`, with what its author had seen; null where it is not here or is none. */
export function openOf(
  node: NodeState,
  db: ReadDb,
  feed: FeedHandle,
): { readonly body: Open; readonly ctrl: readonly OpId[] } | null {
  const item = findEnvelope(db, feed.row, 0)
  const opened = item && openedOnce(node, feed, item)
  if (!opened?.ok || opened.value.body.kind !== 'open' || opened.value.ctrl === null) return null
  return { body: opened.value.body, ctrl: opened.value.ctrl }
}
