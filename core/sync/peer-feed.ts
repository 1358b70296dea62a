import { countOf, intersect, missing, subtract, unite, upTo } from '#core/envelope/index.ts'
import type { EnvelopeId, FeedId, HeldRun, LogId, Range } from '#core/envelope/index.ts'
import { equalBytes, shortDigest } from '#core/proof/index.ts'
import type { SaidRun } from './frames.ts'
import { MAX_PIECES, SMALL_GAP } from './limits.ts'
import type { FeedFrontier } from './types.ts'

/** What one session knows and has to do about one feed. Owned by the session, which changes it in place. */
export interface PeerFeed {
  readonly log: LogId
  readonly feed: FeedId
  /** What the other side holds or was sent, and what ids it has at the ends of that: null, those that are held here. */
  has: readonly Range[]
  readonly heads: Map<number, Uint8Array | null>
  stoppedAt: number | null
  wantedFrom: number
  /** What it lacks and will be sent. */
  toSend: readonly Range[]
  /** What it lacks and will be sent in a moment, if nobody else was faster. */
  later: readonly Range[]
  /** What it announced and is lacked here. */
  expected: readonly Range[]
  /** Whether a frame did not hold the gap: from then on the newest goes first. Rule E9. */
  isBig: boolean
  /** Of another past at the other side (E7): the highest seq that it is to be shown next. */
  disputed: number | null
  /** The seq down to which it was shown; what it says then decides whether to go on. */
  shownFrom: number | null
  /** Where this side stopped, and whether the proof of a fork there was looked for, to show it. */
  ourStop: number | null
  hasForkShown: boolean
  /** Below this it was told to send nothing for now, since somebody else is asked for that. */
  heldOff: number
  /** What it was told last, so that nothing is told twice. */
  told: string
}

/** A feed of which the other side is not known to hold anything. */
export const unknownToPeer = (log: LogId, feed: FeedId): PeerFeed => ({
  log,
  feed,
  has: [],
  heads: new Map(),
  stoppedAt: null,
  wantedFrom: 0,
  toSend: [],
  later: [],
  expected: [],
  isBig: false,
  disputed: null,
  shownFrom: null,
  ourStop: null,
  hasForkShown: false,
  heldOff: 0,
  told: '',
})

/** The other side said what it holds. */
export function noteSaid(feed: PeerFeed, runs: readonly SaidRun[]): void {
  const before = feed.has
  know(feed, runs)
  for (const { high, head } of runs) {
    // Of what it was sent from here its head is known better than by a digest.
    const isKnown = before.some((range) => range.high === high) && feed.heads.get(high) === null
    if (!isKnown) feed.heads.set(high, head)
  }
  tidyHeads(feed)
  forgetSent(feed)
}

/** The other side holds this, with ids as here: it was sent, or it sent what was taken. */
export function noteSame(feed: PeerFeed, range: Range): void {
  know(feed, [range])
  feed.heads.set(range.high, null)
  tidyHeads(feed)
  forgetSent(feed)
}

/** The other side sent this: whether its ids are those held here shows later. */
export function noteSent(feed: PeerFeed, range: Range): void {
  know(feed, [range])
  tidyHeads(feed)
  forgetSent(feed)
}

/** Who claims ever more pieces is believed only the last: an honest side has few, and they grow together. */
function know(feed: PeerFeed, ranges: readonly Range[]): void {
  const has = unite(feed.has, ranges)
  feed.has = has.length > MAX_PIECES ? ranges : has
}

/** Nothing is known any more of what the other side holds, and nothing is to be sent. */
export function forgetPeer(feed: PeerFeed): void {
  feed.has = []
  feed.heads.clear()
  feed.toSend = []
  feed.later = []
}

function forgetSent(feed: PeerFeed): void {
  feed.toSend = subtract(feed.toSend, feed.has)
  feed.later = subtract(feed.later, feed.has)
}

function tidyHeads(feed: PeerFeed): void {
  for (const seq of feed.heads.keys()) if (!feed.has.some((range) => range.high === seq)) feed.heads.delete(seq)
}

/** Of `ranges`, which are held here, those that the other side lacks and wants. */
export function lackedBy(feed: PeerFeed, ranges: readonly Range[]): readonly Range[] {
  const lacked = missing(ranges, feed.has, feed.stoppedAt)
  return feed.wantedFrom <= 1 ? lacked : subtract(lacked, [{ low: 1, high: feed.wantedFrom - 1 }])
}

/** Of what the other side announced, what is lacked and wanted here. */
export function lackedHere(feed: PeerFeed, ours: FeedFrontier | undefined): readonly Range[] {
  const lacked = upTo(subtract(feed.has, ours?.runs ?? []), ours?.stoppedAt ?? null)
  const from = ours?.wantedFrom ?? 0
  return from <= 1 ? lacked : subtract(lacked, [{ low: 1, high: from - 1 }])
}

/** Whether the other side has, right before `low`, the id that is held here: so a run need not say it. */
export function isJoint(feed: PeerFeed, low: number, prev: EnvelopeId, theirSalt: Uint8Array): boolean {
  const head = feed.heads.get(low - 1)
  return head !== undefined && (head === null || equalBytes(head, shortDigest(theirSalt, prev)))
}

/** The seq at which both have an end of a run with different ids, if there is one. Rule E7. */
export function disputedSeq(feed: PeerFeed, ours: readonly HeldRun[], theirSalt: Uint8Array): number | null {
  for (const run of ours) {
    const head = feed.heads.get(run.high)
    if (head && !equalBytes(head, shortDigest(theirSalt, run.head))) return run.high
  }
  return null
}

/** What to read next for the other side. */
export interface NextRead extends Range {
  readonly from: 'low' | 'high'
}

/**
 * Small gaps upwards, as they were written; larger ones newest first, after envelope 0. A side that has nearly as many
 * runs as there may be gets only what joins one of them. Rule E9.
 */
export function nextRead(feed: PeerFeed, maxRuns: number): NextRead | null {
  const [lowest] = feed.toSend
  const highest = feed.toSend.at(-1)
  if (lowest === undefined || highest === undefined) return null
  if (!feed.isBig && countOf(feed.toSend) <= SMALL_GAP) return { ...lowest, from: 'low' }
  if (lowest.low === 0) return { low: 0, high: 0, from: 'low' }
  const joinsAbove = feed.has.some((range) => range.low === highest.high + 1)
  const isFull = feed.has.length >= maxRuns - 1
  return isFull && !joinsAbove ? { ...highest, from: 'low' } : { ...highest, from: 'high' }
}

/** Whether any of a run that was read is still lacked by the other side. */
export const isStillLacked = (feed: PeerFeed, range: Range): boolean => intersect(feed.toSend, [range]).length > 0
