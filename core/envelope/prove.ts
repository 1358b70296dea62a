import { equalBytes } from '#core/proof/index.ts'
import { verifyEnvelope } from './id.ts'
import { BLOCK, SMALL_BOX } from './types.ts'
import type { FeedId, Range, Stop, Stretch } from './types.ts'

/**
 * Whether an envelope keeps its own signature for good: the first, the last of each block, and large ones. Such a one
 * counts only with it, so that whatever is stored can be proven to others in pieces of bounded size. All others need
 * theirs only while they are the head of a run. Rule E5.
 */
export const keepsSignature = (seq: number, boxBytes: number): boolean =>
  seq === 0 || seq % BLOCK === BLOCK - 1 || boxBytes > SMALL_BOX

/** How far a chain is proven. */
interface Proof {
  /** The last proven seq; less than `from` if none. */
  readonly to: number
  /** The first that needs its own signature and lacks a valid one; nothing from here on counts. Else one past the end. */
  readonly limit: number
  /** Seqs whose signature was verified: no other is ever kept. */
  readonly verified: ReadonlySet<number>
}

/**
 * Proves a chain from `from` to `to` upwards: every signature that would be kept is verified, and the highest other
 * one that is needed. At most 63 of those are tried in vain, whatever a peer sends. Rule E5.
 */
export function prove(feed: FeedId, chain: Stretch, from: number, to: number, stop: Stop | null): Proof {
  const verified = new Set<number>()
  let proven = from - 1
  let limit = to + 1
  for (let seq = from; seq <= to; seq++) {
    if (!mustSign(chain, seq)) continue
    if (!isSigned(feed, chain, seq)) {
      limit = seq
      break
    }
    verified.add(seq)
    proven = seq
  }
  if (stop !== null && stop.head !== null && stop.seq > proven && stop.seq < limit) {
    const id = chain.ids[stop.seq - chain.low]
    if (id !== undefined && equalBytes(id, stop.head)) proven = stop.seq
  }
  for (let seq = limit - 1; seq > proven; seq--) {
    if (!isSigned(feed, chain, seq)) continue
    verified.add(seq)
    proven = seq
  }
  return { to: proven, limit, verified }
}

/** For a range whose end is proven by its hash: how far down every signature to keep is valid. Rule E9. */
export function proveDownwards(
  feed: FeedId,
  chain: Stretch,
  range: Range,
): { readonly from: number; readonly verified: ReadonlySet<number> } {
  const verified = new Set<number>()
  for (let seq = range.high; seq >= range.low; seq--) {
    if (!mustSign(chain, seq)) continue
    if (!isSigned(feed, chain, seq)) return { from: seq + 1, verified }
    verified.add(seq)
  }
  return { from: range.low, verified }
}

/** Whether the envelope at `seq` carries a valid signature. */
export function isSigned(feed: FeedId, chain: Stretch, seq: number): boolean {
  const sig = chain.items[seq - chain.low]?.sig
  const id = chain.ids[seq - chain.low]
  return sig !== null && sig !== undefined && id !== undefined && verifyEnvelope(feed, id, sig)
}

/** The part of a stretch from `low` to `high`; if `signed` is given, with only those signatures. */
export function sliceStretch(stretch: Stretch, low: number, high: number, signed?: ReadonlySet<number>): Stretch {
  const from = low - stretch.low
  const items = stretch.items.slice(from, high - stretch.low + 1)
  return {
    low,
    high,
    prev: stretch.ids[from - 1] ?? stretch.prev,
    items:
      signed === undefined
        ? items
        : items.map((item, i) => (item.sig === null || signed.has(low + i) ? item : { ...item, sig: null })),
    ids: stretch.ids.slice(from, high - stretch.low + 1),
  }
}

/** Whether the envelope at `seq` counts only with its own signature. */
export const mustSign = (chain: Stretch, seq: number): boolean =>
  keepsSignature(seq, chain.items[seq - chain.low]?.box.length ?? 0)
