import type { AccountId, DeviceId } from '#core/identity/index.ts'
import type { BoxPublicKey } from '#core/proof/index.ts'
import { opAt, pastAt, precedes } from './graph.ts'
import type { Graph } from './graph.ts'
import { isIn } from './past.ts'
import type { Past } from './past.ts'
import type { Member, Operation, Policy, Role } from './types.ts'

/** What a role may do, as a number to compare. Rule S2. */
export const RANKS: Readonly<Record<Role, number>> = { owner: 3, admin: 2, manager: 2, member: 1 }
export const OWNER = RANKS.owner
export const ADMIN = RANKS.admin
export const MEMBER = RANKS.member

/** Operations, and which of them count for now. Whatever is read here is read at some past: a set closed under causes. */
export interface View {
  readonly graph: Graph
  counts(i: number): boolean
  /** Whether a `set-role` that counts takes something away. */
  lowers(i: number): boolean
}

/** What somebody is, and what made her so. */
export interface Standing {
  readonly role: Role
  /** The number of the operation that first gave this role, of those in force. */
  readonly grant: number
}

const NONE: readonly number[] = []

/**
 * What an account is at a past by grants alone; null: no member. Rules S3, S4.
 * An add or a raised role gives its role unless a removal or leave did not come before it ("a concurrent re-add
 * loses, a later one restores"); and no more than any lowered role that did not come before it. The highest counts.
 */
export function standingOf(view: View, account: AccountId, past: Past): Standing | null {
  const { graph } = view
  const about = (graph.about.get(account) ?? NONE).filter((i) => isIn(past, i) && view.counts(i))
  // Newest first: of what came in a line, the newest end rules out the most grants at once.
  const ends = about.filter((i) => endsMembership(opAt(graph, i))).toReversed()
  const lowered = about.filter((i) => view.lowers(i))
  let best: Standing | null = null
  for (const i of about) {
    const given = roleGiven(opAt(graph, i))
    if (given === null || view.lowers(i) || ends.some((end) => !precedes(graph, end, i))) continue
    const role = lowered.reduce(
      (capped, it) => (precedes(graph, it, i) ? capped : lower(capped, opAt(graph, it))),
      given,
    )
    if (best === null || RANKS[role] > RANKS[best.role]) best = { role, grant: i }
    else if (RANKS[role] === RANKS[best.role] && isSooner(graph, i, best.grant)) best = { role, grant: i }
  }
  return best
}

/** What an account is at a past, and the most senior is an owner where there is none. Rule S4. */
export function standingAt(view: View, account: AccountId, past: Past): Standing | null {
  const standing = standingOf(view, account, past)
  if (standing === null || standing.role === 'owner') return standing
  return heirAt(view, past) === account ? { ...standing, role: 'owner' } : standing
}

/** Whether an account but this one owns the space at a past. */
export function hasOtherOwner(view: View, past: Past, account: AccountId): boolean {
  for (const owner of view.graph.owners)
    if (owner !== account && standingOf(view, owner, past)?.role === 'owner') return true
  return false
}

/**
 * Who is taken for the owner where all owners left or stepped down: the most senior. Null where there is an owner.
 * So no group is ever without one, though nobody can take the last one's place against her will.
 */
export function heirAt(view: View, past: Past): AccountId | null {
  for (const owner of view.graph.owners) if (standingOf(view, owner, past)?.role === 'owner') return null
  let heir: { readonly account: AccountId; readonly standing: Standing } | null = null
  for (const account of view.graph.about.keys()) {
    const standing = standingOf(view, account, past)
    if (standing === null) continue
    const one = { account, standing }
    if (heir === null || compareSeniority(view.graph, one, heir) < 0) heir = one
  }
  return heir?.account ?? null
}

/** All who are members at a past, the most senior first. */
export function membersAt(view: View, past: Past): ReadonlyMap<AccountId, Member> {
  const { graph } = view
  const found: { readonly account: AccountId; readonly standing: Standing }[] = []
  for (const account of graph.about.keys()) {
    const standing = standingOf(view, account, past)
    if (standing !== null) found.push({ account, standing })
  }
  found.sort((a, b) => compareSeniority(graph, a, b))
  const [first] = found
  // Whoever stands first where nobody is owner is taken for it.
  if (first !== undefined && first.standing.role !== 'owner')
    found[0] = { ...first, standing: { ...first.standing, role: 'owner' } }
  return new Map(found.map(({ account, standing }) => [account, memberOf(view, account, standing, past)]))
}

/** Orders accounts by role, then by causal depth and hash of what gave it, then by id: the senior first. Rule S4. */
export function compareSeniority(
  graph: Graph,
  a: { readonly account: AccountId; readonly standing: Standing },
  b: { readonly account: AccountId; readonly standing: Standing },
): number {
  const rank = RANKS[b.standing.role] - RANKS[a.standing.role]
  if (rank !== 0) return rank
  if (a.standing.grant !== b.standing.grant) return isSooner(graph, a.standing.grant, b.standing.grant) ? -1 : 1
  return a.account < b.account ? -1 : a.account > b.account ? 1 : 0
}

/** Whether a device was removed from its account within a past. */
export const isDeviceRemoved = (view: View, device: DeviceId, past: Past): boolean =>
  (view.graph.aboutDevice.get(device) ?? NONE).some((i) => isIn(past, i) && view.counts(i))

/** The policy in force at a past: the last one set, of concurrent ones that with the smallest hash. */
export function policyAt(view: View, past: Past): Policy {
  const set = newest(view, view.graph.policies, past)
  const { body } = opAt(view.graph, set ?? 0)
  if (body.kind !== 'set-policy' && body.kind !== 'create') throw new TypeError('no policy')
  return body.policy
}

/** The relays in force at a past, likewise. */
export function relaysAt(view: View, past: Past): readonly string[] {
  const set = newest(view, view.graph.relays, past)
  if (set === null) return []
  const { body } = opAt(view.graph, set)
  return body.kind === 'set-relays' ? body.relays : []
}

/** The letter key of a member by operations alone: the one her own device stated last, else the one she came with. */
export function letterKeyAt(view: View, account: AccountId, past: Past): BoxPublicKey | null {
  const { graph } = view
  let best: { readonly i: number; readonly key: BoxPublicKey } | null = null
  for (const i of graph.letterKeys.get(account) ?? NONE) {
    const { body } = opAt(graph, i)
    const key =
      body.kind === 'add-member' ? body.letterKey : body.kind === 'remove-device' ? body.reach.letterKey : null
    if (key === null || !isIn(past, i) || !view.counts(i)) continue
    if (best === null || isLater(graph, i, best.i)) best = { i, key }
  }
  return best?.key ?? null
}

/** Whether operation `a` is nearer to `create` than `b`; by hash where both are as near. */
function isSooner(graph: Graph, a: number, b: number): boolean {
  const depth = (graph.depths[a] ?? 0) - (graph.depths[b] ?? 0)
  return depth !== 0 ? depth < 0 : opAt(graph, a).id < opAt(graph, b).id
}

/** Whether `a` is farther from `create` than `b`; by hash where both are as far. */
function isLater(graph: Graph, a: number, b: number): boolean {
  const depth = (graph.depths[a] ?? 0) - (graph.depths[b] ?? 0)
  return depth !== 0 ? depth > 0 : opAt(graph, a).id < opAt(graph, b).id
}

/** Of those that count within a past and that no other of them came after, the one with the smallest hash. */
function newest(view: View, list: readonly number[], past: Past): number | null {
  const { graph } = view
  const last: number[] = []
  // From the newest number down, so whatever came after an operation was met before it.
  for (let at = list.length - 1; at >= 0; at--) {
    const i = list[at]
    if (i === undefined || !isIn(past, i) || !view.counts(i) || last.some((it) => precedes(graph, i, it))) continue
    last.push(i)
    // It knows all that came before it: nothing older can be concurrent.
    if (pastAt(graph, i).base === i && last.length === 1) break
  }
  return last.reduce<number | null>(
    (best, i) => (best === null || opAt(graph, i).id < opAt(graph, best).id ? i : best),
    null,
  )
}

function memberOf(view: View, account: AccountId, { role, grant }: Standing, past: Past): Member {
  const { graph } = view
  const letterKey = letterKeyAt(view, account, past)
  return { account, role, depth: graph.depths[grant] ?? 0, added: opAt(graph, grant).id, letterKey }
}

const endsMembership = ({ body }: Operation): boolean => body.kind === 'remove-member' || body.kind === 'leave'

/** The role that an operation gives whom it is about. */
function roleGiven({ body }: Operation): Role | null {
  if (body.kind === 'create') return 'owner'
  return body.kind === 'add-member' || body.kind === 'set-role' ? body.role : null
}

const lower = (role: Role, { body }: Operation): Role =>
  body.kind === 'set-role' && RANKS[body.role] < RANKS[role] ? body.role : role
