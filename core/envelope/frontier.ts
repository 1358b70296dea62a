import { compareBytes, digest, equalBytes } from '#core/proof/index.ts'
import type { Hash } from '#core/proof/index.ts'
import { feedKeyOf } from './id.ts'
import type { EnvelopeId, FeedHolding, FeedId, HeldRun } from './types.ts'

const HASH_BYTES = 32

/** A feed of which nothing is held yet. */
export const emptyHolding = (feed: FeedId): FeedHolding => ({ feed, runs: [], pending: null, stop: null })

/** Digest of what is held of one feed: equal where the same runs with the same heads are held. */
export function feedDigest(feed: FeedId, runs: readonly HeldRun[]): Hash {
  return digest('dure/feed-frontier/v1', feedKeyOf(feed), ...runs.flatMap((run) => [run.low, run.high, run.head]))
}

/**
 * Digest of a log's frontier from `feedDigest` of each of its feeds, in any order. Not a sum or an exclusive or of
 * them, for which a hostile member could make feeds that cancel out and so hide what is missing.
 */
export function logDigest(digests: Iterable<Hash>): Hash {
  const sorted = [...digests].toSorted(compareBytes)
  const joined = new Uint8Array(sorted.length * HASH_BYTES)
  for (const [i, hash] of sorted.entries()) joined.set(hash, i * HASH_BYTES)
  return digest('dure/log-frontier/v1', joined)
}

/**
 * The runs with one more verified stretch, which overlaps none of them, joined with its neighbours.
 * Their ids must have been checked to fit.
 */
export function addRun(runs: readonly HeldRun[], added: HeldRun): readonly HeldRun[] {
  const under = runs.find((run) => run.high === added.low - 1)
  const above = runs.find((run) => run.low === added.high + 1)
  const joined: HeldRun = {
    low: under?.low ?? added.low,
    high: above?.high ?? added.high,
    below: under?.below ?? added.below,
    head: above?.head ?? added.head,
  }
  const others = runs.filter((run) => run !== under && run !== above)
  return [...others, joined].toSorted((a, b) => a.low - b.low)
}

/** The holding after its own device wrote the next envelope, signed. Throws where it is not the next: a bug here. */
export function appendOwn(holding: FeedHolding, seq: number, prev: EnvelopeId, id: EnvelopeId): FeedHolding {
  const last = holding.runs.at(-1)
  const isNext = last === undefined ? seq === 0 : seq === last.high + 1 && equalBytes(prev, last.head)
  if (!isNext) throw new Error(`envelope ${seq} does not follow what is held of its own feed`)
  return { ...holding, runs: addRun(holding.runs, { low: seq, high: seq, below: prev, head: id }), pending: null }
}
