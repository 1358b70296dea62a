import type { AccountId, Certificate } from '#core/identity/index.ts'
import { isDeviceRemoved, standingAt } from './standing.ts'
import { ends, numberOf, opAt, pastAt } from './graph.ts'
import { internalsOf } from './internals.ts'
import type { Internals } from './internals.ts'
import { MAX_CTRL } from './operation.ts'
import { isIn, pastOf } from './past.ts'
import type { Past } from './past.ts'
import type { Operation, OpId, Rights, Role, SpaceState } from './types.ts'

/** Pasts kept ready per state: as many as feeds of a large group are read side by side. */
const CACHED_PASTS = 4096

/**
 * What somebody was where her entry or operation stands: her role by the operations that these heads and all before
 * them make, as the state decides about them; null if she, or the device of this certificate, was no member. Or what
 * has to arrive before one can say. Constant time for heads asked for again. Rules S3, E6.
 */
export function rightsAt(state: SpaceState, ctrl: readonly OpId[], certificate: Certificate): Rights {
  const missing = missingOf(state, ctrl)
  if (missing.length > 0) return { type: 'missing', missing }
  const { court } = internalsOf(state)
  const past = pastOfHeads(state, ctrl)
  if (isDeviceRemoved(court, certificate.device, past) || isEnded(state, certificate, past))
    return { type: 'known', role: null }
  return { type: 'known', role: standingAt(court, certificate.certifier.account, past)?.role ?? null }
}

/** An account's role at these heads; null for no member, or where something of them is missing. Rule S3. */
export function memberAt(state: SpaceState, ctrl: readonly OpId[], account: AccountId): Role | null {
  if (missingOf(state, ctrl).length > 0) return null
  return standingAt(internalsOf(state).court, account, pastOfHeads(state, ctrl))?.role ?? null
}

/** Those of these operations that are not here with their whole past. Rule E6. */
export function missingOf(state: SpaceState, ctrl: readonly OpId[]): readonly OpId[] {
  const made = internalsOf(state)
  return ctrl.filter((id) => !isHere(made, id))
}

/** Whether `ctrl` or what came before it has seen this operation. False where something is missing. */
export function hasSeen(state: SpaceState, ctrl: readonly OpId[], op: OpId): boolean {
  const made = internalsOf(state)
  if (!isHere(made, op) || missingOf(state, ctrl).length > 0) return false
  return isIn(pastOfHeads(state, ctrl), numberOf(made.graph, op))
}

/** Whether `later` has seen all that `earlier` had: whether it does not go back. Rule S3. */
export function covers(state: SpaceState, later: readonly OpId[], earlier: readonly OpId[]): boolean {
  return earlier.every((id) => hasSeen(state, later, id))
}

/**
 * What the next operation or entry of a device names as seen: all heads; of more than `MAX_CTRL`, such as let `last`,
 * what it named before, not go back, and then those that count.
 */
export function ctrlOf(state: SpaceState, last: readonly OpId[] = []): readonly OpId[] {
  const { heads } = state
  if (heads.length <= MAX_CTRL) return heads
  const chosen = new Set<OpId>()
  for (const id of last)
    if (!covers(state, [...chosen], [id])) {
      const over = heads.find((head) => hasSeen(state, [head], id))
      if (over !== undefined) chosen.add(over)
    }
  const counting = heads.filter((id) => state.counts.has(id))
  for (const id of [...counting, ...heads]) {
    if (chosen.size >= MAX_CTRL) break
    chosen.add(id)
  }
  return [...chosen].toSorted()
}

/** The operation, if it is here, waiting or not. */
export function operationOf(state: SpaceState, id: OpId): Operation | null {
  const made = internalsOf(state)
  return made.waiting.get(id) ?? (isHere(made, id) ? opAt(made.graph, numberOf(made.graph, id)) : null)
}

/** All operations that are here with their whole past, each after those it has seen. */
export function operationsOf(state: SpaceState): readonly Operation[] {
  const { graph, size } = internalsOf(state)
  return graph.ops.slice(0, size)
}

/** What counts and the rotate has not seen: what has to be carried into its log. Each after what it has seen. Rule S11. */
export function toCarryOver(state: SpaceState, rotate: OpId): readonly Operation[] {
  const { graph, size, court } = internalsOf(state)
  const r = numberOf(graph, rotate)
  return graph.ops.slice(0, size).filter((_, i) => i !== r && court.counts(i) && !isIn(pastAt(graph, r), i))
}

/** Whether operations in this past know a certifier that ends the device of this certificate. Rule I1. */
function isEnded(state: SpaceState, certificate: Certificate, past: Past): boolean {
  const { graph } = internalsOf(state)
  const known = graph.supersessions.get(certificate.certifier.account) ?? []
  return known.some((it) => ends(it, certificate) && it.at.some((i) => isIn(past, i)))
}

/** The past that these heads, all of which are here, end. */
function pastOfHeads(state: SpaceState, ctrl: readonly OpId[]): Past {
  const { graph, pasts } = internalsOf(state)
  const name = ctrl.join()
  const known = pasts.get(name)
  if (known !== undefined) return known
  const heads = ctrl.map((id) => numberOf(graph, id))
  const past = pastOf(heads, graph.pasts)
  if (pasts.size >= CACHED_PASTS) pasts.clear()
  pasts.set(name, past)
  return past
}

function isHere({ graph, size }: Internals, id: OpId): boolean {
  const i = graph.numbers.get(id)
  return i !== undefined && i < size
}
