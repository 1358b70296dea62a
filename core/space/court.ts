import type { AccountId, DeviceId } from '#core/identity/index.ts'
import type { Soundness } from './fit.ts'
import { bySubject, isOverruled, isRemoval, isSuperseded, opAt, pastAt, precedes } from './graph.ts'
import type { Graph } from './graph.ts'
import { isIn } from './past.ts'
import { isPossible, kindOf, rankNeeded } from './rights.ts'
import type { Consulted } from './rights.ts'
import { isDeviceRemoved, RANKS, standingAt, standingOf } from './standing.ts'
import type { Standing, View } from './standing.ts'
import type { VoidReason } from './types.ts'

/** What is decided about the operations of a graph. Rules S3, S4, S10. */
export interface Court extends View {
  /** By operation: 0 counts, else which of `REASONS` and one. */
  readonly verdicts: Uint8Array
  readonly lowering: Uint8Array
  /** By removal: the standing its author had. */
  readonly authors: (Standing | null)[]
  /** Removals that won, by their subject: they void what it did meanwhile. */
  readonly struckAccounts: Map<AccountId, readonly number[]>
  readonly struckDevices: Map<DeviceId, readonly number[]>
  /** Removals that lost their ground while others won, and adds under an invite that another one won. Final. */
  readonly fallen: Map<number, VoidReason>
  readonly sound: Soundness
  /** Operations whose judgement asked who owns the space, and which rotate is in force. */
  readonly askedHeirs: Set<number>
  readonly askedRotates: Set<number>
}

export const REASONS: readonly VoidReason[] = [
  'malformed',
  'noRight',
  'removed',
  'restsOnVoid',
  'lastOwner',
  'duplicateInvite',
]

/** A court that has not sat, for a graph of `size` operations. */
export function newCourt(graph: Graph, size: number): Court {
  const verdicts = new Uint8Array(size)
  const lowering = new Uint8Array(size)
  return {
    graph,
    verdicts,
    lowering,
    counts: (i) => verdicts[i] === 0,
    lowers: (i) => lowering[i] === 1,
    authors: [],
    struckAccounts: new Map(),
    struckDevices: new Map(),
    fallen: new Map(),
    sound: new Map(),
    askedHeirs: new Set(),
    askedRotates: new Set(),
  }
}

/**
 * The same court with room for more operations, which see all that is decided and about which nothing else asks:
 * for operations that nothing came after yet and that stir nothing (`append`).
 */
export function grownCourt(court: Court, size: number): Court {
  const grown = newCourt(court.graph, size)
  grown.verdicts.set(court.verdicts)
  grown.lowering.set(court.lowering)
  const { struckAccounts, struckDevices, fallen } = court
  return { ...grown, struckAccounts, struckDevices, fallen }
}

/** Judges one operation, all it knows of being judged; true if that changes what was decided. */
export function judge(court: Court, i: number): boolean {
  const consulted: Consulted = { heirs: false, rotates: false, lowers: false }
  const reason = verdict(court, i, consulted)
  if (consulted.heirs) court.askedHeirs.add(i)
  if (consulted.rotates) court.askedRotates.add(i)
  const code = reason === null ? 0 : REASONS.indexOf(reason) + 1
  const lowers = reason === null && consulted.lowers ? 1 : 0
  if (court.verdicts[i] === code && court.lowering[i] === lowers) return false
  court.verdicts[i] = code
  court.lowering[i] = lowers
  return true
}

function verdict(court: Court, i: number, consulted: Consulted): VoidReason | null {
  const { graph } = court
  const op = opAt(graph, i)
  const past = pastAt(graph, i)
  if (i === 0) return null
  if (!isPossible(kindOf(court), op.body)) return 'malformed'
  if (isSuperseded(graph, i) || isStruck(court, i, null)) return 'removed'
  if (isOverruled(graph, i)) return 'noRight'
  const fell = court.fallen.get(i)
  if (fell !== undefined) return fell
  let standing = standingOf(court, op.author, past)
  if (standing === null) return whyNone(court, i)
  if (op.device !== null && isDeviceRemoved(court, op.device, past)) return 'removed'
  const needed = rankNeeded(court, i, standing, court.sound, consulted)
  if (typeof needed === 'string') return needed
  if (needed > RANKS[standing.role]) {
    consulted.heirs = true
    standing = standingAt(court, op.author, past) ?? standing
  }
  if (isRemoval(op)) court.authors[i] = standing
  if (needed > RANKS[standing.role]) return 'noRight'
  // A demotion is a removal for what needs the lost right.
  return isStruck(court, i, needed) ? 'removed' : null
}

/** Whether a removal that won voids an operation that neither knew it nor was known to it. Rule S4. */
function isStruck(court: Court, i: number, needed: number | null): boolean {
  const { graph } = court
  const op = opAt(graph, i)
  const isVoidedBy = (removal: number): boolean => {
    const { body } = opAt(graph, removal)
    const isDemotion = body.kind === 'set-role'
    if (isDemotion !== (needed !== null) || removal === i) return false
    if (isDemotion && needed !== null && needed <= RANKS[body.role]) return false
    return !precedes(graph, removal, i) && !precedes(graph, i, removal)
  }
  if ((court.struckAccounts.get(op.author) ?? []).some(isVoidedBy)) return true
  return op.device !== null && (court.struckDevices.get(op.device) ?? []).some(isVoidedBy)
}

/** Why somebody who is no member is none. */
function whyNone(court: Court, i: number): VoidReason {
  const { graph } = court
  const past = pastAt(graph, i)
  let reason: VoidReason = 'noRight'
  for (const it of graph.about.get(opAt(graph, i).author) ?? []) {
    if (!isIn(past, it)) continue
    const { kind } = opAt(graph, it).body
    if (kind === 'remove-member' || kind === 'leave') {
      if (court.counts(it)) return 'removed'
    } else if (!court.counts(it)) reason = 'restsOnVoid'
  }
  return reason
}

/** What a removal voids as long as it has won: what its subject did without knowing it, nor known to it. */
export const struckBy = (graph: Graph, removal: number): readonly number[] =>
  bySubject(graph, opAt(graph, removal)).filter(
    (i) => i !== removal && !precedes(graph, i, removal) && !precedes(graph, removal, i),
  )
