import type { AccountId, DeviceId } from '#core/identity/index.ts'
import { equalBytes } from '#core/proof/index.ts'
import { opAt, pastAt, precedes } from './graph.ts'
import { isIn } from './past.ts'
import type { Past } from './past.ts'
import { isDeviceRemoved, membersAt, policyAt } from './standing.ts'
import type { View } from './standing.ts'
import type { KeyBox, Policy } from './types.ts'

/** Whether the boxes of a rotate were right where its author stood; remembered as long as nothing decided changes. */
export type Soundness = Map<number, boolean>

/**
 * The rotate to write under at a past: of those that fit and that no other fitting one came after, the one with the
 * smallest hash. Null: none fits, and any member may rotate. Rule S7.
 */
export function rotateInForce(view: View, past: Past, sound: Soundness): number | null {
  const { graph } = view
  const policy = policyAt(view, past)
  const found: number[] = []
  for (let at = graph.rotates.length - 1; at >= 0; at--) {
    const r = graph.rotates[at]
    if (r === undefined || !isIn(past, r) || !view.counts(r) || found.some((it) => precedes(graph, r, it))) continue
    if (fits(view, r, past, policy, sound)) found.push(r)
  }
  return found.reduce<number | null>(
    (best, r) => (best === null || opAt(graph, r).id < opAt(graph, best).id ? r : best),
    null,
  )
}

/**
 * A rotate fits while it came after every removal, leave and change of role, states the policy in force, and boxed
 * to exactly the members it knew. Who joined since has the key from the welcome; where history is hidden from
 * newcomers it must have come after every add too. Rules S6, S7.
 */
function fits(view: View, r: number, past: Past, policy: Policy, sound: Soundness): boolean {
  const { graph } = view
  const { body } = opAt(graph, r)
  if (body.kind !== 'rotate' || !samePolicy(body.policy, policy)) return false
  if (misses(view, r, graph.breaking, past)) return false
  if (policy.history === 'fromNow' && misses(view, r, graph.adds, past)) return false
  let isSound = sound.get(r)
  if (isSound === undefined) sound.set(r, (isSound = boxesMembers(view, r)))
  return isSound
}

/** Whether something on this list counts at a past that the rotate did not know. */
function misses(view: View, r: number, list: readonly number[], past: Past): boolean {
  for (let at = list.length - 1; at >= 0; at--) {
    const i = list[at]
    if (i !== undefined && isIn(past, i) && view.counts(i) && !precedes(view.graph, i, r)) return true
  }
  return false
}

function boxesMembers(view: View, r: number): boolean {
  const { graph } = view
  const { body, certificate } = opAt(graph, r)
  if (body.kind !== 'rotate') return false
  // Computed with `self`: whoever can compute it needs no box.
  if (certificate === null) return true
  const past = pastAt(graph, r)
  const { body: create } = opAt(graph, 0)
  if (create.kind === 'create' && create.space === 'self')
    // Which devices there are is not for operations to say; but none that was removed.
    return body.boxes.every(({ to }) => to === null || !isDeviceRemoved(view, to as DeviceId, past)) // `self`: devices
  const members = membersAt(view, past)
  if (members.size !== body.boxes.length) return false
  return body.boxes.every((box) => {
    const member = members.get(box.to as AccountId) // elsewhere: accounts; null is no member
    return member !== undefined && isUnder(box, member.letterKey)
  })
}

const isUnder = (box: KeyBox, letterKey: Uint8Array | null): boolean =>
  letterKey === null || equalBytes(box.letterKey, letterKey)

/** Whether two policies say the same. */
export const samePolicy = (a: Policy, b: Policy): boolean =>
  a.history === b.history && a.invite === b.invite && a.retentionDays === b.retentionDays && a.shard === b.shard
