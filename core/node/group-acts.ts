import type { BoxPublicKey, Id, PublicKey, Result } from '#core/proof/index.ts'
import { fail, ok } from '#core/proof/index.ts'
import type { AccountId } from '#core/identity/index.ts'
import { encodeRotateLetter, MAX_CUTS } from '#core/space/index.ts'
import type { Cut, OperationBody, OpId, Role } from '#core/space/index.ts'
import { findAccount, finishOutgoing } from '#core/store/index.ts'
import type { ReadDb, WriteDb } from '#core/store/index.ts'
import { act } from './acts.ts'
import { commit, tellLater } from './commit.ts'
import { ensureEpoch, isMember } from './epochs.ts'
import { feedsOf, idAt } from './feeds.ts'
import type { KeyAwaited, NotAMember, SpaceUnknown, WriteRefusal } from './messenger.ts'
import { spaceNamed } from './named.ts'
import { reachOf } from './people.ts'
import { rotateNow } from './rotate.ts'
import { spaceOf } from './spaces.ts'
import type { Me, NodeState, SpaceHandle } from './state.ts'
import { sendLetter, sendWelcome } from './welcomes.ts'
import { mayWrite } from './writing.ts'

/** Most members of a group: a rotate has a box for each (S6). */
export const MOST_MEMBERS = 500
/** In larger groups a rotate is read in the logs, and no letter goes to each member: it would be as many times its size. */
const LETTERS_UP_TO = 32

export interface ReadyGroup {
  readonly me: Me
  readonly space: SpaceHandle
}

/** A group that this account may say something to. */
export function groupToChange(
  node: NodeState,
  given: string,
): Result<ReadyGroup, SpaceUnknown | NotAMember | WriteRefusal> {
  const me = mayWrite(node)
  if (!me.ok) return me
  const row = spaceNamed(node.db, given)
  const space = row?.kind === 'group' ? spaceOf(node, node.db, row.id) : undefined
  if (!space) return fail({ type: 'SpaceUnknown' })
  return isMember(me.value, space) ? ok({ me: me.value, space }) : fail({ type: 'NotAMember' })
}

const RANKS: Readonly<Record<Role, number>> = { owner: 3, admin: 2, manager: 2, member: 1 }
/** What somebody's role weighs; 0 for no member. */
export const rankOf = (space: SpaceHandle, account: AccountId): number =>
  RANKS[space.state.members.get(account)?.role ?? 'member'] * (space.state.members.has(account) ? 1 : 0)

/** Whether this account may add members (S3). */
export const mayAdd = (me: Me, space: SpaceHandle): boolean =>
  rankOf(space, me.account.account) >= (space.state.policy.invite === 'members' ? 1 : 2)

/** Says operations in the log in force. A refusal where no key of one is here, and everything is undone. */
export function changeGroup(
  node: NodeState,
  { me, space }: ReadyGroup,
  work: (db: WriteDb, say: (bodies: readonly Exclude<OperationBody, { kind: 'create' }>[]) => void) => void,
): Result<void, KeyAwaited | WriteRefusal> {
  if (!hasKey(node, space)) return fail({ type: 'KeyAwaited' })
  return commit(node, (db) => {
    const log = ensureEpoch(node, db, me, space, null)
    // Somebody's letter key may be unknown yet: nothing is written then, and mended when it is known.
    if (!log) return
    work(db, (bodies) => void act(node, db, me, space, log, bodies))
    tellLater(node, { topic: 'space.changed', space: space.id })
  })
}

/** Whether there is somewhere to write in a group: the key of the epoch in force, or none in force so that one rotates. */
export function hasKey(node: NodeState, space: SpaceHandle): boolean {
  const { current } = space.state
  if (current !== null) return space.logs.has(current.rotate) || node.me === null
  return [...space.state.members.values()].every(
    ({ account, letterKey }) => letterKey !== null || isKnown(node, account),
  )
}

function isKnown(node: NodeState, account: AccountId): boolean {
  const row = findAccount(node.db, account)
  return account === node.me?.account.account || (row !== undefined && reachOf(row) !== null)
}

/** Somebody to be added, where letters to her go, and the name of the link she came by. */
export interface Newcomer {
  readonly account: AccountId
  readonly letterKey: BoxPublicKey
  readonly inboxKey: PublicKey
  readonly ticket: Uint8Array
  readonly relays: readonly string[]
  readonly invite: Id | null
}

/** Adds people and welcomes them; where history is hidden, under a fresh key (S6). Who belongs is only welcomed again. */
export function addNewcomers(
  node: NodeState,
  db: WriteDb,
  me: Me,
  space: SpaceHandle,
  newcomers: readonly Newcomer[],
): void {
  const fresh = newcomers.filter(({ account }) => !space.state.members.has(account))
  const log = ensureEpoch(node, db, me, space, null)
  if (!log) return
  if (fresh.length > 0) {
    const bodies = fresh.map(
      ({ account, letterKey, invite }) => ({ kind: 'add-member', account, role: 'member', letterKey, invite }) as const,
    )
    act(node, db, me, space, log, bodies)
    if (!space.state.fits) rotateNow(node, db, me, space)
  }
  for (const to of newcomers) sendWelcome(node, db, me, space, to)
}

/** The last envelope accepted of each feed of an account, in every log. Rule S5. */
export function cutsOf(db: ReadDb, space: SpaceHandle, account: AccountId): readonly Cut[] {
  const cuts: Cut[] = []
  for (const log of space.logs.values())
    for (const feed of feedsOf(db, log).values()) {
      const seq = feed.stretches.at(-1)?.high
      const head = feed.speaker?.account === account && seq !== undefined ? idAt(db, feed, seq) : null
      if (head && seq !== undefined) cuts.push({ log: log.id, feed: feed.row.id, seq, head })
    }
  return cuts.slice(-MAX_CUTS)
}

/** A fresh key after a removal or demotion, and its rotate to members' inboxes, for whoever's log is full (S6). */
export function rotateAfter(node: NodeState, db: WriteDb, me: Me, space: SpaceHandle, because: readonly OpId[]): void {
  if (!space.state.fits) rotateNow(node, db, me, space)
  const { current } = space.state
  const rotate = current && space.operations.get(current.rotate)
  if (!rotate || space.state.members.size > LETTERS_UP_TO) return
  const before = because.flatMap((id) => space.operations.get(id) ?? [])
  for (const { account } of space.state.members.values()) {
    const row = findAccount(db, account)
    const reach = row && reachOf(row)
    if (!row || !reach || account === me.account.account) continue
    sendLetter(node, db, me, space, { account, ...reach }, 'rotate', encodeRotateLetter(rotate, ...before))
  }
}

/** Nothing about this group goes to somebody any more who is out of it. */
export function dropLetters(db: WriteDb, space: SpaceHandle, account: AccountId): void {
  const row = findAccount(db, account)
  if (row) finishOutgoing(db, row.no, space.id)
}
