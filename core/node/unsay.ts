import {
  dropDocuments,
  dropGroupFacts,
  dropStretch,
  documentedUpTo,
  findEnvelope,
  messagesAbove,
  putStretch,
  resetLastAt,
} from '#core/store/index.ts'
import type { StretchRow, WriteDb } from '#core/store/index.ts'
import { changedAll } from './changes.ts'
import { refreshGroup } from './group-shown.ts'
import { openedOnce } from './opened.ts'
import type { FeedHandle, NodeState, SpaceHandle } from './state.ts'
import { removeMessage } from './words.ts'

/**
 * Takes back what was read of a feed above `seq`, because it does not count after all: an entry there was refused, or the
 * feed ends there (E6, S7). Feeds may be read newest first, so what stands above can be here before that is known; who
 * reads in order never shows it, and everybody is to see the same.
 */
export function takeBack(node: NodeState, db: WriteDb, space: SpaceHandle, feed: FeedHandle, seq: number): void {
  const { no } = feed.row
  feed.stretches = feed.stretches.flatMap((stretch) => {
    if (stretch.high <= seq) return [stretch]
    const kept = stretch.low > seq ? null : (upTo(node, db, feed, stretch, seq) ?? stretch)
    if (kept === null) dropStretch(db, no, stretch.low)
    else if (kept !== stretch) putStretch(db, no, kept)
    return kept ?? []
  })
  if (documentedUpTo(db, no) > seq) dropDocuments(db, feed.log.no)
  const rows = messagesAbove(db, no, seq)
  for (const row of rows) removeMessage(db, row)
  if (dropGroupFacts(db, no, seq) > 0) refreshGroup(node, db, space)
  if (rows.length === 0) return
  resetLastAt(db, space.no)
  changedAll(node, space)
  node.later.quiet()
}

/**
 * The lower part of a stretch, so that what is taken back is read again should it count after all. What its author had seen
 * is said where it changed, and in every block (E3). Null where an envelope of it cannot be read.
 */
function upTo(node: NodeState, db: WriteDb, feed: FeedHandle, { low }: StretchRow, high: number): StretchRow | null {
  let at: StretchRow['at'] | null = null
  for (let seq = high; seq >= low; seq--) {
    const item = findEnvelope(db, feed.row, seq)
    const entry = item && openedOnce(node, feed, item)
    if (!entry?.ok) return null
    at ??= entry.value.at
    if (entry.value.ctrl !== null) return { low, high, at, ctrl: entry.value.ctrl }
  }
  return at === null ? null : { low, high, at, ctrl: null }
}
