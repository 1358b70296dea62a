import type { AccountId } from '#core/identity/index.ts'
import type { Id } from '#core/proof/index.ts'
import { isRemoval, numberOf, opAt, pastAt } from './graph.ts'
import { rotateInForce } from './fit.ts'
import type { Soundness } from './fit.ts'
import { isIn } from './past.ts'
import { ADMIN, hasOtherOwner, MEMBER, OWNER, policyAt, RANKS, standingAt, standingOf } from './standing.ts'
import type { Standing, View } from './standing.ts'
import type { OperationBody, Role, SpaceKind, VoidReason } from './types.ts'

/** What judging an operation found out besides: on what else the judgement rests. */
export interface Consulted {
  /** Whether it asked who is an owner, or who is next. */
  heirs: boolean
  /** Whether it asked which rotate is in force. */
  rotates: boolean
  /** Whether it is a `set-role` that takes something away. */
  lowers: boolean
}

/** The roles there are, by kind of space. Rule S2. */
const ROLES: Readonly<Record<SpaceKind, readonly Role[]>> = {
  direct: ['owner'],
  self: ['owner'],
  group: ['owner', 'admin', 'member'],
  desk: ['owner', 'admin', 'member'],
  channel: ['owner', 'manager'],
}

/** Whether operations of this kind belong in this kind of space at all. Of a direct chat's two nobody goes (S4). */
export function isPossible(space: SpaceKind, body: OperationBody): boolean {
  switch (body.kind) {
    case 'create':
      return false
    case 'add-member':
    case 'set-role':
      return space !== 'direct' && space !== 'self' && ROLES[space].includes(body.role)
    case 'remove-member':
    case 'leave':
      return space !== 'direct' && space !== 'self'
    case 'remove-device':
    case 'rotate':
    case 'keep':
    case 'set-policy':
    case 'set-relays':
      return true
  }
}

/**
 * The rank that an operation needs of its author, or why nobody could say it there. Rule S3.
 *
 * Owners do everything. Admins (in a channel: managers) add and remove members and each other, set policy (not in a
 * channel) and relays, and rotate. Members add where the policy lets them, rotate where no rotate fits (S7), leave,
 * remove their own devices, lower themselves, and keep (S5). Only owners give roles above `member`.
 */
export function rankNeeded(
  view: View,
  i: number,
  author: Standing,
  sound: Soundness,
  consulted: Consulted,
): number | VoidReason {
  const op = opAt(view.graph, i)
  const past = pastAt(view.graph, i)
  const { body } = op
  const isChannel = kindOf(view) === 'channel'
  switch (body.kind) {
    case 'create':
      return 'malformed'
    case 'add-member':
      if (standingOf(view, body.account, past) !== null) return 'malformed'
      if (body.invite !== null && isUsed(view, body.invite, i)) return 'duplicateInvite'
      if (body.role !== 'member') return OWNER
      return policyAt(view, past).invite === 'members' ? MEMBER : ADMIN
    case 'remove-member': {
      if (body.account === op.author || !wasAdded(view, body.account, i)) return 'malformed'
      consulted.heirs = true
      const role = standingAt(view, body.account, past)?.role
      return role === 'owner' || role === 'manager' ? OWNER : ADMIN
    }
    case 'set-role': {
      consulted.heirs = true
      const now = standingAt(view, body.account, past)
      if (now === null || now.role === body.role) return 'malformed'
      consulted.lowers = RANKS[body.role] < RANKS[now.role]
      if (body.account !== op.author || !consulted.lowers) return OWNER
      return now.role === 'owner' && !hasOtherOwner(view, past, op.author) ? 'lastOwner' : MEMBER
    }
    case 'remove-device':
      return body.account === op.author ? MEMBER : 'malformed'
    case 'leave':
      return MEMBER
    case 'rotate':
      // Who may always, need not look.
      if (RANKS[author.role] >= ADMIN) return MEMBER
      consulted.rotates = true
      return rotateInForce(view, past, sound) === null ? MEMBER : ADMIN
    case 'keep':
      return body.about === null || isThird(view, i) ? MEMBER : 'malformed'
    case 'set-policy':
      return isChannel ? OWNER : ADMIN
    case 'set-relays':
      return ADMIN
  }
}

/** What the space is. */
export function kindOf(view: View): SpaceKind {
  const { body } = opAt(view.graph, 0)
  if (body.kind !== 'create') throw new TypeError('the first operation is the create')
  return body.space
}

/** Whether another add that counts used the invite before. Rule S10. */
const isUsed = (view: View, invite: Id, i: number): boolean =>
  (view.graph.invites.get(invite) ?? []).some((it) => isIn(pastAt(view.graph, i), it) && view.counts(it))

/** Whether an account ever was a member, as far as operation `i` knows. */
const wasAdded = (view: View, account: AccountId, i: number): boolean =>
  (view.graph.about.get(account) ?? []).some((it) => {
    const { kind } = opAt(view.graph, it).body
    return (kind === 'add-member' || kind === 'create') && isIn(pastAt(view.graph, i), it) && view.counts(it)
  })

/** Whether a `keep` is about a removal its author knows and is neither author nor subject of. Rule S5. */
function isThird(view: View, i: number): boolean {
  const { graph } = view
  const op = opAt(graph, i)
  if (op.body.kind !== 'keep' || op.body.about === null || !graph.numbers.has(op.body.about)) return false
  const about = numberOf(graph, op.body.about)
  const removal = opAt(graph, about)
  if (!isRemoval(removal) || !isIn(pastAt(graph, i), about)) return false
  const subject = 'account' in removal.body ? removal.body.account : null
  return op.author !== removal.author && op.author !== subject
}
