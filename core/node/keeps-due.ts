import { toBase32 } from '#core/proof/index.ts'
import type { Entry } from '#core/entry/index.ts'
import { hasSeen } from '#core/space/index.ts'
import type { OpId, Removal } from '#core/space/index.ts'
import { writeSetting } from '#core/store/index.ts'
import type { WriteDb } from '#core/store/index.ts'
import { idAt } from './feeds.ts'
import type { FeedHandle, NodeState, SpaceHandle } from './state.ts'

// What was accepted above a cut when this device learned of it stands, if a third member says so: else whoever owes could
// have it erased by a friend who removes her. It is noted in the transaction that cuts, and said a little later, unless
// somebody said so meanwhile. Rule S5.

/** What the names of what is due in a space begin with. */
export const keepsUnder = (space: SpaceHandle): string => `keep ${space.id} `

/** Notes what was accepted of a feed that is being cut, for every removal that cuts it lower, but one's own. */
export function noteKeeps(
  node: NodeState,
  db: WriteDb,
  space: SpaceHandle,
  feed: FeedHandle,
  open: Extract<Entry['body'], { readonly kind: 'open' }>,
  ctrl: readonly OpId[],
): void {
  const { me } = node
  const [first] = feed.stretches
  if (me === null || me.stopped !== null || first?.low !== 0 || open.account === me.account.account) return
  const head = idAt(db, feed, first.high)
  if (head === null) return
  for (const removal of space.state.removed) {
    if (!isCutLower(space, feed, removal, open, ctrl, first.high)) continue
    if (space.operations.get(removal.op)?.author === me.account.account) continue
    const due = { log: feed.log.id, seq: first.high, head: toBase32(head) }
    writeSetting(db, `${keepsUnder(space)}${removal.op} ${feed.row.id}`, JSON.stringify(due))
  }
  node.afterCommit.push(() => node.later.mend(space.id))
}

function isCutLower(
  space: SpaceHandle,
  feed: FeedHandle,
  { op, account, device, role, cuts }: Removal,
  open: { readonly account: string; readonly certificate: { readonly device: string } },
  ctrl: readonly OpId[],
  accepted: number,
): boolean {
  // A lowered role lets all stand that any member may say.
  if (account !== open.account || role !== null || (device !== null && device !== open.certificate.device)) return false
  return !hasSeen(space.state, ctrl, op) && (cuts.get(feed.row.id)?.seq ?? -1) < accepted
}
