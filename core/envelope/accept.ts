import { equalBytes, fail, ok } from '#core/proof/index.ts'
import type { Result } from '#core/proof/index.ts'
import { findConflict, forkFrom } from './conflict.ts'
import { addRun } from './frontier.ts'
import { chainIds, NO_PREV, verifyAdmission } from './id.ts'
import { prove, proveDownwards, sliceStretch } from './prove.ts'
import { countOf, intersect, rangeAt, subtract } from './ranges.ts'
import { BLOCK, ENVELOPE_VERSION, MAX_BOX, MAX_RUNS, MAX_SEQ, NONCE_BYTES } from './types.ts'
import type {
  Accepted,
  ArrivingRun,
  EnvelopeError,
  EnvelopeId,
  FeedHolding,
  HeldRun,
  LogKeys,
  Range,
  Stretch,
} from './types.ts'

/** What accepting needs besides what is held. */
export interface AcceptBy {
  readonly keys: LogKeys
  /**
   * The id of a held envelope that is not the end of a run, from storage; asked only where a run overlaps what is held:
   * right before it, and at its end (and in between to find a fork). Null if it cannot be said: taken as no conflict.
   */
  readonly idAt: (seq: number) => EnvelopeId | null
}

/**
 * What holding this run comes to: size, admission, chain, signatures, in that order. All that a relay can and must do.
 * Pure: store `counted` durably, then keep `holding`. Rules E2, E5, E6, E7, E9.
 */
export function acceptRun(holding: FeedHolding, run: ArrivingRun, by: AcceptBy): Result<Accepted, EnvelopeError> {
  const known = readable(run)
  if (!known.ok) return known
  const { items, paused } = known.value
  const prev = run.prev ?? idBefore(holding, run.low, by)
  if (prev === null) return fail({ type: 'NotJoined', seq: run.low })
  if (run.low === 0 && !equalBytes(prev, NO_PREV)) return fail({ type: 'BadChain', seq: 0 })

  const high = run.low + items.length - 1
  const ids = chainIds(holding.feed, run.low, prev, items)
  const chain = afterPending(holding.pending, { low: run.low, high, prev, items, ids })
  if (holding.runs.length === 0) {
    const admit = chain.low === 0 ? chain.items[0]?.admit : undefined
    if (admit === undefined) return fail({ type: 'FirstMissing' })
    if (admit === null || !verifyAdmission(by.keys, holding.feed, admit)) return fail({ type: 'BadAdmission' })
  }

  const duplicates = countOf(intersect([{ low: run.low, high }], holding.runs))
  const nothing: Accepted = { holding, counted: [], waiting: 0, duplicates, fork: null, paused }
  const wanted = Math.min(high, holding.stop?.seq ?? high)
  // Right above the stop it still says what it takes to lie there, and may say another thing than is held.
  if (chain.low > wanted + 1) return ok(nothing)
  const conflict = findConflict(holding.runs, chain, wanted, by.idAt)
  if (conflict !== null) {
    const fork = forkFrom(holding.feed, chain, conflict)
    return fork === null ? fail({ type: 'BadChain', seq: conflict.seq }) : ok({ ...nothing, fork })
  }
  const taken = take(holding, chain, wanted)
  return taken.ok ? ok({ ...nothing, ...taken.value }) : taken
}

/** The run up to the first envelope of a version not known here. */
function readable(run: ArrivingRun): Result<Pick<Accepted, 'paused'> & Pick<ArrivingRun, 'items'>, EnvelopeError> {
  const { low, items } = run
  if (items.length === 0 || !Number.isSafeInteger(low) || low < 0 || low + items.length > MAX_SEQ)
    return fail({ type: 'EnvelopeMalformed', detail: 'range' })
  for (const [i, { v, nonce, box, admit }] of items.entries()) {
    const seq = low + i
    if (v !== ENVELOPE_VERSION) {
      const paused = { type: 'VersionUnknown' as const, v, seq }
      return i === 0 ? fail(paused) : ok({ items: items.slice(0, i), paused })
    }
    if (box.length > MAX_BOX) return fail({ type: 'EnvelopeOversize', bytes: box.length })
    if (nonce.length !== NONCE_BYTES) return fail({ type: 'EnvelopeMalformed', detail: 'nonce' })
    if ((admit !== null) !== (seq === 0)) return fail({ type: 'EnvelopeMalformed', detail: 'admit' })
  }
  return ok({ items, paused: null })
}

/** The id at `low - 1` as held or waiting, for a run that leaves it out. */
function idBefore({ runs, pending }: FeedHolding, low: number, by: AcceptBy): EnvelopeId | null {
  const seq = low - 1
  if (low === 0) return NO_PREV
  for (const run of runs) {
    if (run.high === seq) return run.head
    if (run.low === low) return run.below
  }
  if (pending !== null && pending.low <= seq && seq <= pending.high) return pending.ids[seq - pending.low] ?? null
  return rangeAt(runs, seq) === undefined ? null : by.idAt(seq)
}

/** The chain with what waits before it, if it goes on from there: its signature may prove all of it. Rule E5. */
function afterPending(pending: Stretch | null, chain: Stretch): Stretch {
  if (pending === null || chain.low <= pending.low || chain.low > pending.high + 1) return chain
  const before = sliceStretch(pending, pending.low, chain.low - 1)
  if (!equalBytes(before.ids.at(-1) ?? NO_PREV, chain.prev)) return chain
  const { low, prev } = before
  return { low, high: chain.high, prev, items: [...before.items, ...chain.items], ids: [...before.ids, ...chain.ids] }
}

/** Takes what is new of a chain that contradicts nothing. */
function take(
  holding: FeedHolding,
  chain: Stretch,
  wanted: number,
): Result<Pick<Accepted, 'holding' | 'counted' | 'waiting'>, EnvelopeError> {
  let { runs } = holding
  let rest: Stretch | null = null
  let error: EnvelopeError | null = null
  const counted: Stretch[] = []
  for (const gap of subtract([{ low: chain.low, high: chain.high }], runs)) {
    if (gap.low > wanted) break
    const { proven, waiting, badAt } = provenIn(holding, chain, gap)
    if (proven !== null && proven.low <= wanted) {
      const stretch = proven.high <= wanted ? proven : sliceStretch(proven, proven.low, wanted)
      const longer = addRun(runs, heldAs(stretch))
      if (longer.length > MAX_RUNS) error ??= { type: 'TooManyRuns' }
      else {
        runs = longer
        counted.push(stretch)
      }
    }
    if (waiting !== null && waiting.high <= wanted && isOnTop(runs, waiting)) rest = waiting
    if (proven === null && rest === null) error ??= { type: 'BadSignature', seq: badAt }
  }
  if (counted.length === 0 && rest === null && error !== null) return fail(error)
  const pending = longerOf(rest, stillPending(holding.pending, runs))
  return ok({ holding: { ...holding, runs, pending }, counted, waiting: rest?.items.length ?? 0 })
}

/** What of a gap in what is held the chain fills with proof, and what may wait above that. */
function provenIn(holding: FeedHolding, chain: Stretch, gap: Range) {
  if (holding.runs.some((run) => run.low === gap.high + 1)) {
    // It ends in the `below` of a held run, which was compared: the hash proves it.
    const { from, verified } = proveDownwards(holding.feed, chain, gap)
    const proven = from > gap.high ? null : sliceStretch(chain, from, gap.high, verified)
    return { proven, waiting: null, badAt: from - 1 }
  }
  const { to, limit, verified } = prove(holding.feed, chain, gap.low, chain.high, holding.stop)
  const proven = to < gap.low ? null : sliceStretch(chain, gap.low, to, verified)
  const waiting = limit <= to + 1 ? null : sliceStretch(chain, to + 1, limit - 1, verified)
  return { proven, waiting, badAt: Math.min(limit, chain.high) }
}

const heldAs = ({ low, high, prev, ids }: Stretch): HeldRun => ({
  low,
  high,
  below: prev,
  head: ids.at(-1) ?? prev, // a stretch is never empty
})

/** What waits must lie right above what is held, and is short by the rule that makes blocks and large boxes sign. */
const isOnTop = (runs: readonly HeldRun[], waiting: Stretch) =>
  waiting.items.length < BLOCK && runs.some((run) => run.high === waiting.low - 1 && equalBytes(run.head, waiting.prev))

/** What waited before, above what is held now. */
function stillPending(pending: Stretch | null, runs: readonly HeldRun[]): Stretch | null {
  if (pending === null) return null
  const under = runs.find((run) => run.high >= pending.low - 1 && run.low <= pending.high)
  if (under === undefined || under.high >= pending.high) return null
  const rest = under.high < pending.low ? pending : sliceStretch(pending, under.high + 1, pending.high)
  return equalBytes(rest.prev, under.head) ? rest : null
}

const longerOf = (a: Stretch | null, b: Stretch | null) => ((b?.high ?? -1) > (a?.high ?? -1) ? b : a)
