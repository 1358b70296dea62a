import {
  dropDocuments,
  dropGroupFacts,
  dropStretch,
  documentedUpTo,
  messagesAbove,
  resetLastAt,
} from '#core/store/index.ts'
import type { WriteDb } from '#core/store/index.ts'
import { changedAll } from './changes.ts'
import { refreshGroup } from './group-shown.ts'
import type { FeedHandle, NodeState, SpaceHandle } from './state.ts'
import { removeMessage } from './words.ts'

/**
 * Takes back what was read of a feed above `seq`, because it does not count after all: an entry there was refused, or the
 * feed ends there (E6, S7). Feeds may be read newest first, so what stands above can be here before that is known; who
 * reads in order never shows it, and everybody is to see the same.
 */
export function takeBack(node: NodeState, db: WriteDb, space: SpaceHandle, feed: FeedHandle, seq: number): void {
  const { no } = feed.row
  for (const stretch of feed.stretches) if (stretch.low > seq) dropStretch(db, no, stretch.low)
  feed.stretches = feed.stretches.filter((stretch) => stretch.low <= seq)
  if (documentedUpTo(db, no) > seq) dropDocuments(db, feed.log.no)
  const rows = messagesAbove(db, no, seq)
  for (const row of rows) removeMessage(db, row)
  if (dropGroupFacts(db, no, seq) > 0) refreshGroup(node, db, space)
  if (rows.length === 0) return
  resetLastAt(db, space.no)
  changedAll(node, space)
  node.later.quiet()
}
