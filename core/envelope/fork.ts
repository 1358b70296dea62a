import { asArray, asInt, equalBytes, fail, ok } from '#core/proof/index.ts'
import type { Cbor, Result } from '#core/proof/index.ts'
import { idIn } from './conflict.ts'
import { chainIds } from './id.ts'
import { isSigned } from './prove.ts'
import { isPlaced, runFromCbor, runToCbor } from './run.ts'
import { BLOCK, MAX_SEQ } from './types.ts'
import type { Fork, Run, Stretch } from './types.ts'

/** What is said to be a fork and is none. Who says so breaks the protocol (Y8). */
export type ForkError = { readonly type: 'ForkMalformed' } | { readonly type: 'NoFork' }

/**
 * Whether this proves a fork to anybody: two runs of one feed, each up to a signature of the feed's key, that differ at
 * `seq`. Two signatures on one id are none. That the feed is admitted to a log is for the caller to know. Rule E7.
 */
export function verifyFork({ feed, seq, left, right }: Fork): Result<void, ForkError> {
  const chains = [left, right].map((run) => (run.feed === feed ? signedChain(run, seq) : null))
  const [a, b] = chains
  if (!a || !b) return fail({ type: 'ForkMalformed' })
  return equalBytes(idIn(a, seq), idIn(b, seq)) ? fail({ type: 'NoFork' }) : ok(undefined)
}

/**
 * Whether both halves agree right below `seq`, so that they part there: for replicas to agree on what is disputed, an
 * exact proof replaces one that is not, and a lower one a higher.
 */
export const isExactFork = ({ seq, left, right }: Fork): boolean =>
  left.low === seq && right.low === seq && equalBytes(left.prev, right.prev)

/** Whether a proof takes the place of the one that is kept: see `isExactFork`. */
export const replacesFork = (kept: Fork | null, found: Fork): boolean =>
  kept === null || found.seq < kept.seq || (found.seq === kept.seq && isExactFork(found) && !isExactFork(kept))

/** The chain of a run that says what lies at `seq` and ends in a valid signature, within the bounds of a proof. */
function signedChain(run: Run, seq: number): Stretch | null {
  const { low, prev, items } = run
  const high = low + items.length - 1
  if (items.length === 0 || items.length > BLOCK + 1 || seq < low - 1 || seq > high) return null
  const chain = { low, high, prev, items, ids: chainIds(run.feed, low, prev, items) }
  return isSigned(run.feed, chain, high) ? chain : null
}

/** A fork as a CBOR value: `[seq, left run, right run]`. */
export const forkToCbor = (fork: Fork): Cbor => [fork.seq, runToCbor(fork.left), runToCbor(fork.right)]

/** The fork that `forkToCbor` made; not yet verified. */
export function forkFromCbor(found: Cbor | undefined): Result<Fork, ForkError> {
  const [seqFound, leftFound, rightFound] = asArray(found, 3) ?? []
  const seq = asInt(seqFound, 0, MAX_SEQ)
  const left = runFromCbor(leftFound)
  const right = runFromCbor(rightFound)
  if (seq === undefined || !left.ok || !right.ok || !isPlaced(left.value) || !isPlaced(right.value))
    return fail({ type: 'ForkMalformed' })
  return ok({ feed: left.value.feed, seq, left: left.value, right: right.value })
}
