import type { AccountId, Certificate, DeviceId } from '#core/identity/index.ts'
import type { FeedId } from '#core/envelope/types.ts'
import { hasSeen } from './ask.ts'
import { ends } from './graph.ts'
import { internalsOf } from './internals.ts'
import { RANKS } from './standing.ts'
import type { Cut, OpId, Removal, Role, SpaceState } from './types.ts'

/** A feed as its `open` introduces it. */
export interface FeedOpened {
  readonly feed: FeedId
  readonly certificate: Certificate
  /** `ctrl` of its first envelope. */
  readonly ctrl: readonly OpId[]
}

/**
 * What stands of a feed: null everything, `none` nothing, else all up to a head. Rule S5.
 * A removal covers every feed of the account or device that was opened without knowing it; one it does not name has
 * head none; `keep`s may have raised the head. What was opened knowing the removal, after a later re-add, it leaves
 * alone. Of several removals the lowest head stands. With `role`: what stands of what needs that role, so that
 * demotions cut too (S4). A device that a new certifier does not keep has what its removal leaves it, else nothing (I1).
 */
export function cutFor(state: SpaceState, opened: FeedOpened, role: Role = 'member'): Cut | 'none' | null {
  const { certificate, feed } = opened
  const { account } = certificate.certifier
  let stands: Cut | 'none' | null = null
  let isRemoved = false
  for (const removal of removalsOf(state, account)) {
    if (!covers(removal, certificate.device, role) || hasSeen(state, opened.ctrl, removal.op)) continue
    isRemoved = isRemoved || removal.role === null
    stands = lower(stands, removal.cuts.get(feed) ?? 'none')
  }
  return !isRemoved && isEnded(state, certificate) ? 'none' : stands
}

/** Whether anything an operation says ends the device: then nobody boxes a key for it or takes its letters. */
export function isOut(state: SpaceState, certificate: Certificate): boolean {
  const { device, certifier } = certificate
  return isEnded(state, certificate) || removalsOf(state, certifier.account).some((it) => it.device === device)
}

const covers = (removal: Removal, device: DeviceId, role: Role): boolean =>
  (removal.device === null || removal.device === device) && (removal.role === null || RANKS[removal.role] < RANKS[role])

const lower = (a: Cut | 'none' | null, b: Cut | 'none'): Cut | 'none' =>
  a === null ? b : a === 'none' || b === 'none' ? 'none' : a.seq <= b.seq ? a : b

function isEnded(state: SpaceState, certificate: Certificate): boolean {
  const { graph, size } = internalsOf(state)
  const known = graph.supersessions.get(certificate.certifier.account) ?? []
  return known.some((it) => ends(it, certificate) && it.at.some((i) => i < size))
}

/** Per state, because it is asked for every feed. */
const byAccount = new WeakMap<readonly Removal[], ReadonlyMap<AccountId, readonly Removal[]>>()

function removalsOf(state: SpaceState, account: AccountId): readonly Removal[] {
  let found = byAccount.get(state.removed)
  if (found === undefined) byAccount.set(state.removed, (found = Map.groupBy(state.removed, (it) => it.account)))
  return found.get(account) ?? []
}
