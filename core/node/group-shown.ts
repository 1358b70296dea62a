import { readSetting } from '#core/chat/index.ts'
import type { Fact } from '#core/entry/index.ts'
import { readPicture } from '#core/identity/index.ts'
import { asId, asListOf, decode, encode, fromUtf8, idToBytes, sha256, utf8 } from '#core/proof/index.ts'
import type { At } from '#core/proof/index.ts'
import { cutFor, memberAt, operationsOf } from '#core/space/index.ts'
import type { OpId } from '#core/space/index.ts'
import { accountByNo, feedByNo, groupFacts, putGroup, putGroupFact } from '#core/store/index.ts'
import type { GroupFactRow, GroupRow, ReadDb, WriteDb } from '#core/store/index.ts'
import { changedAll } from './changes.ts'
import { feedsOf } from './feeds.ts'
import { openOf } from './opened.ts'
import type { FeedHandle, NodeState, SpaceHandle } from './state.ts'

/** Keeps a title or picture that somebody stated; what of it is in force is decided by who might (D5). */
export function applyGroupFact(
  node: NodeState,
  db: WriteDb,
  space: SpaceHandle,
  feed: FeedHandle,
  where: { readonly seq: number; readonly place: number; readonly at: At; readonly ctrl: readonly OpId[] },
  fact: Fact,
): void {
  const setting = readSetting(fact.value)
  if (setting === null || feed.speaker === null) return
  const { seq, place, at, ctrl } = where
  const value = setting.name === 'title' ? utf8(setting.title) : setting.picture
  if (setting.name === 'picture' && value !== null && !readPicture(value).ok) return
  const { accountNo } = feed.speaker
  const seen = encode(ctrl.map(idToBytes))
  putGroupFact(db, {
    spaceNo: space.no,
    feedNo: feed.row.no,
    seq,
    place,
    at,
    accountNo,
    ctrl: seen,
    name: setting.name,
    value,
  })
  refreshGroup(node, db, space)
}

/** Brings up to date what a group is called, looks like, and what this account is in it. */
export function refreshGroup(node: NodeState, db: WriteDb, space: SpaceHandle): void {
  const title = inForce(node, db, space, 'title')
  const picture = inForce(node, db, space, 'picture')?.value ?? null
  const text = title?.value ? fromUtf8(title.value) : null
  putGroup(db, space.no, {
    title: text?.ok ? text.value : space.state.title,
    pictureId: picture && sha256(picture),
    picture,
    state: stateIn(node, space),
  })
  // Lines of its chat say what became of it.
  changedAll(node, space)
}

/** What this account is in a group: of who is out, how she came to be. */
function stateIn(node: NodeState, space: SpaceHandle): GroupRow['state'] {
  const account = node.me?.account.account
  if (account === undefined || space.state.members.has(account)) return 'open'
  for (const { id, author, body } of operationsOf(space.state).toReversed()) {
    if (!space.state.counts.has(id)) continue
    if (body.kind === 'leave' && author === account) return 'left'
    if (body.kind === 'remove-member' && body.account === account) return 'removed'
  }
  return 'joining'
}

const inForce = (
  node: NodeState,
  db: ReadDb,
  space: SpaceHandle,
  name: 'title' | 'picture',
): GroupFactRow | undefined => groupFacts(db, space.no, name).find((row) => mightSay(node, db, space, row))

/** All titles that counted when they were stated, the newest first. */
export const titlesOf = (node: NodeState, db: ReadDb, space: SpaceHandle, name: 'title' | 'picture'): GroupFactRow[] =>
  groupFacts(db, space.no, name).filter((row) => mightSay(node, db, space, row))

/** Whether who stated it was an owner or admin by what she had seen, and no demotion cuts it off. Rules S4, S5, D5. */
function mightSay(node: NodeState, db: ReadDb, space: SpaceHandle, row: GroupFactRow): boolean {
  const account = accountByNo(db, row.accountNo)
  const decoded = decode(row.ctrl)
  const ctrl = decoded.ok ? asListOf(decoded.value, 1024, asId) : undefined
  if (!account || !ctrl) return false
  const role = memberAt(space.state, ctrl as readonly OpId[], account.id) // as they were written
  if (role !== 'owner' && role !== 'admin') return false
  const feed = feedOfRow(db, space, row)
  const open = feed && openOf(node, db, feed)
  if (!feed || !open) return false
  const cut = cutFor(space.state, { feed: feed.row.id, certificate: open.body.certificate, ctrl: open.ctrl }, 'admin')
  return cut === null || (cut !== 'none' && row.seq <= cut.seq)
}

function feedOfRow(db: ReadDb, space: SpaceHandle, row: GroupFactRow): FeedHandle | undefined {
  const id = feedByNo(db, row.feedNo)?.id
  if (id === undefined) return undefined
  for (const log of space.logs.values()) {
    const feed = feedsOf(db, log).get(id)
    if (feed?.row.no === row.feedNo) return feed
  }
  return undefined
}
