import { equalBytes } from '#core/proof/index.ts'
import { isSigned, mustSign, sliceStretch } from './prove.ts'
import { BLOCK } from './types.ts'
import type { EnvelopeId, FeedId, FoundFork, HeldRun, Stretch } from './types.ts'

/** Where a chain and what is held differ first, as far as both reach down. */
export interface Conflict {
  readonly seq: number
  /** Whether they were compared right below and agree there. */
  readonly exact: boolean
}

type IdAt = (seq: number) => EnvelopeId | null

/**
 * Where a chain contradicts what is held, up to seq `upTo`; null if nowhere. Ids name all that lies before them, so one
 * comparison at the top of what both have, and one at each joint, speak for the rest.
 */
export function findConflict(runs: readonly HeldRun[], chain: Stretch, upTo: number, idAt: IdAt): Conflict | null {
  for (const run of runs) {
    const top = Math.min(run.high, chain.high, upTo)
    // Both sides know one id more, at their lower end: of what lies before them.
    const bottom = Math.max(run.low - 1, chain.low - 1)
    if (top < bottom) continue
    const differs = (seq: number) => {
      const ours = heldId(run, seq, idAt)
      return ours !== null && !equalBytes(ours, idIn(chain, seq))
    }
    if (differs(bottom)) return { seq: bottom, exact: false }
    if (differs(top)) return { seq: firstDifference(bottom, top, differs), exact: true }
  }
  return null
}

/** The first seq that differs, where `same` does not and `different` does: beyond a difference all differ. */
function firstDifference(same: number, different: number, differs: (seq: number) => boolean): number {
  let [low, high] = [same, different]
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if (differs(middle)) high = middle
    else low = middle
  }
  return high
}

/** The half of a fork that the chain shows, if a signature on it proves that its feed's key said so. Rule E7. */
export function forkFrom(feed: FeedId, chain: Stretch, conflict: Conflict): FoundFork | null {
  const from = Math.max(conflict.seq, chain.low)
  const until = Math.min(chain.high, from + BLOCK)
  for (let seq = from; seq <= until; seq++) {
    if (!isSigned(feed, chain, seq)) {
      if (mustSign(chain, seq)) return null
      continue
    }
    const { low, prev, items } = sliceStretch(chain, from, seq, new Set([seq]))
    return { ...conflict, theirs: { feed, low, prev, items } }
  }
  return null
}

function heldId(run: HeldRun, seq: number, idAt: IdAt): EnvelopeId | null {
  return seq === run.high ? run.head : seq === run.low - 1 ? run.below : idAt(seq)
}

/** The id at `seq` in a chain, or of what lies right before it. */
export const idIn = (chain: Stretch, seq: number): EnvelopeId => chain.ids[seq - chain.low] ?? chain.prev // callers stay within [low - 1 .. high]
