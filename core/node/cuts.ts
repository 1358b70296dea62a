import type { Entry } from '#core/entry/index.ts'
import { equalBytes } from '#core/proof/index.ts'
import { cutFor } from '#core/space/index.ts'
import type { Cut } from '#core/space/index.ts'
import { putCut, putWaiting, resumeFeed } from '#core/store/index.ts'
import type { ReadDb, WriteDb } from '#core/store/index.ts'
import { membershipOf } from './control.ts'
import { feedsOf, frontierOf, idAt, speakerOf } from './feeds.ts'
import { noteKeeps } from './keeps-due.ts'
import { openOf } from './opened.ts'
import type { FeedHandle, NodeState, SpaceHandle } from './state.ts'
import { takeBack } from './unsay.ts'

type Open = Extract<Entry['body'], { readonly kind: 'open' }>

/** Puts every feed of a space where the control log now says it ends: what lies above counts for nobody. Rule S5. */
export function applyCuts(node: NodeState, db: WriteDb, space: SpaceHandle): void {
  const touched = new Set(space.state.removed.map(({ account }) => account))
  for (const log of space.logs.values())
    for (const feed of feedsOf(db, log).values()) {
      // Most feeds are nobody's who was ever removed, and are not looked at further.
      if (feed.cut === null && feed.speaker !== null && !touched.has(feed.speaker.account)) continue
      const open = openOf(node, db, feed)
      if (open) applyCut(node, db, space, feed, open.body, open.ctrl)
    }
}

/** Puts one feed where it ends. Gives that place; null where nothing ends it. */
export function applyCut(
  node: NodeState,
  db: WriteDb,
  space: SpaceHandle,
  feed: FeedHandle,
  open: Open,
  ctrl: NonNullable<Entry['ctrl']>,
): number | null {
  const cut = isOwnPast(node, space, open)
    ? null
    : placeOf(db, feed, cutFor(space.state, { feed: feed.row.id, certificate: open.certificate, ctrl }))
  const before = feed.cut
  if (cut === before) return cut
  putCut(db, feed.row.no, cut)
  feed.cut = cut
  node.digests.delete(feed.log.id)
  node.afterCommit.push(() => node.network?.host.frontierChanged(feed.log.id, frontierOf(feed)))
  if (cut !== null && (before === null || cut < before)) {
    noteKeeps(node, db, space, feed, open, ctrl)
    takeBack(node, db, space, feed, cut)
  } else readOnLater(node, db, feed)
  return cut
}

/** More of it counts than before: what is stored is read on, in a turn of its own. */
function readOnLater(node: NodeState, db: WriteDb, feed: FeedHandle): void {
  putWaiting(db, feed.row.no, (feed.stretches.at(-1)?.high ?? -1) + 1, 'Operations', null)
  node.afterCommit.push(() => node.later.retry(null))
}

/**
 * What was decided about operations was decided anew: whoever was let speak by what does not count any more is judged
 * again from the beginning of her feed, and so is whom nobody let speak. Everybody is to see the same, in whichever order
 * operations came (S2).
 */
export function judgeAgain(node: NodeState, db: WriteDb, space: SpaceHandle): void {
  for (const log of space.logs.values()) {
    const membership = membershipOf(space, log)
    for (const feed of feedsOf(db, log).values()) {
      if (feed.row.stopReason === 'NotAMember') {
        resumeFeed(db, feed.row.no)
        feed.row = { ...feed.row, stoppedAt: null, stopReason: null }
        readOnLater(node, db, feed)
        continue
      }
      const certificate = speakerOf(db, feed)?.certificate
      const ctrls = [feed.stretches.at(0)?.ctrl, feed.stretches.at(-1)?.ctrl]
      const isIn = ctrls.every((ctrl) => !ctrl || !certificate || membership.mayWrite(ctrl, certificate))
      if (isIn) continue
      takeBack(node, db, space, feed, -1)
      readOnLater(node, db, feed)
    }
  }
}

/** Who is out herself goes on reading what she said. */
const isOwnPast = (node: NodeState, space: SpaceHandle, open: Open): boolean =>
  open.account === node.me?.account.account && !space.state.members.has(open.account)

/** The place of a cut in a feed as it is held. A head that is another branch's than the one held lets nothing of it stand. */
function placeOf(db: ReadDb, feed: FeedHandle, cut: Cut | 'none' | null): number | null {
  if (cut === null) return null
  if (cut === 'none') return -1
  const held = idAt(db, feed, cut.seq)
  return held === null || equalBytes(held, cut.head) ? cut.seq : -1
}
