import type { Speaker } from '#core/entry/index.ts'
import type { OpId } from '#core/space/index.ts'
import { feedsOfDevice, findDevice, findEnvelope } from '#core/store/index.ts'
import type { WriteDb } from '#core/store/index.ts'
import { feedIn } from './feeds.ts'
import { openedOnce } from './opened.ts'
import { logOf } from './spaces.ts'
import type { FeedHandle, NodeState, SpaceHandle } from './state.ts'

/**
 * What a device named as seen at the ends of the feeds it had before this one: an `open` must not go back behind that
 * (S3). Feeds come in any order, so one that is here already may be a later one: its own `open` says so.
 */
export function floorOf(
  node: NodeState,
  db: WriteDb,
  space: SpaceHandle,
  speaker: Speaker,
  feed: FeedHandle,
): readonly OpId[] | null {
  const device = findDevice(db, speaker.device)
  if (device === undefined) return null
  const seen = new Set<OpId>()
  for (const row of feedsOfDevice(db, space.no, device.no)) {
    const log = row.feed === feed.row.id && row.log === feed.log.id ? undefined : logOf(node, db, row.log)
    const other = log && feedIn(db, log, row.feed)
    if (other === undefined || cameAfter(node, db, other, feed)) continue
    for (const op of other.stretches.at(0)?.ctrl ?? []) seen.add(op)
  }
  return seen.size === 0 ? null : [...seen]
}

/** Whether a feed was opened after another one of its device, which its `open` names and ends. */
function cameAfter(node: NodeState, db: WriteDb, later: FeedHandle, earlier: FeedHandle): boolean {
  const item = findEnvelope(db, later.row, 0)
  const opened = item && openedOnce(node, later, item)
  if (!opened?.ok || opened.value.body.kind !== 'open') return false
  return opened.value.body.ends.some((end) => end.feed === earlier.row.id)
}
