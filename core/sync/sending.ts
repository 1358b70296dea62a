import { BLOCK, intersect, MAX_RUNS, rangeAt, subtract, unite } from '#core/envelope/index.ts'
import type { FeedId, LogId, Range, Run, RunItem } from '#core/envelope/index.ts'
import { feedOf, queueFeed } from './feeds.ts'
import { FLUSH_BYTES, MAX_ENTRIES_BYTES, READ_BYTES } from './limits.ts'
import { sayFeed } from './names.ts'
import { isJoint, isStillLacked, lackedBy, nextRead, noteSame } from './peer-feed.ts'
import type { NextRead, PeerFeed } from './peer-feed.ts'
import { send } from './state.ts'
import type { SessionState } from './state.ts'

/** Bytes of a frame and a run in it, at most, besides the items. */
const FRAME_OVERHEAD = 8
const RUN_OVERHEAD = 96

/** Goes on sending what the other side lacks, feed by feed in turns, with one read in flight. Rules Y3, E9. */
export function pump(s: SessionState): void {
  if (s.isOver || s.theirs === null || s.isFull || s.reading !== null) return
  for (const feed of s.queue) {
    const next = shownNext(feed) ?? nextRead(feed, MAX_RUNS)
    if (next === null || s.logs.get(feed.log)?.isRefused !== false) {
      s.queue.delete(feed)
      continue
    }
    const { from, ...asked } = next
    const maxBytes = s.outboxBytes > 0 ? READ_BYTES - s.outboxBytes : READ_BYTES
    s.reading = feed
    s.effects.push({
      type: 'readRun',
      log: feed.log,
      feed: feed.feed,
      asked,
      maxBytes: Math.max(maxBytes, FLUSH_BYTES / 2),
      from,
    })
    return
  }
  flush(s)
}

/**
 * Of a feed with two pasts, the block in which they were seen to differ, and what comes above it up to some signature:
 * a past that nobody signed proves nothing. Rule E7.
 */
function shownNext({ disputed }: PeerFeed): NextRead | null {
  return disputed === null ? null : { low: disputed - (disputed % BLOCK), high: disputed + BLOCK, from: 'low' }
}

/** What was read of a feed goes into the next frame, unless the other side came to it meanwhile. */
export function runRead(s: SessionState, asked: Range, run: Run | null): void {
  const feed = s.reading
  s.reading = null
  if (feed === null || !s.queue.has(feed)) return pump(s)
  // To the end of the line: by turns.
  s.queue.delete(feed)
  const range = run === null || run.items.length === 0 ? null : rangeOf(run)
  if (range === null || run === null || range.low < asked.low || range.high > asked.high) {
    feed.toSend = subtract(feed.toSend, [asked])
    feed.disputed = null
  } else if (feed.disputed !== null) {
    feed.disputed = null
    feed.shownFrom = range.low
    addToFrame(s, feed, run, range, run.prev)
  } else if (!isProvable(feed, run, range)) extendBy(feed, range)
  else if (isStillLacked(feed, range)) {
    if (range.low === asked.low && range.high < asked.high) feed.isBig = true
    addJoined(s, feed, run, range)
  }
  queueFeed(s, feed)
  if (s.outboxBytes >= FLUSH_BYTES) flush(s)
  pump(s)
}

/** Whether the other side can prove a run: by its last signature, by what it has right above, or by a cut it knows. */
const isProvable = (feed: PeerFeed, run: Run, { high }: Range): boolean =>
  run.items.at(-1)?.sig !== null || feed.stoppedAt === high || rangeAt(feed.has, high + 1) !== undefined

/** What was the head when it was asked for is none any more: it goes with what came above it. */
function extendBy(feed: PeerFeed, range: Range): void {
  feed.toSend = unite(feed.toSend, lackedBy(feed, feed.later))
  feed.later = []
  if (rangeAt(feed.toSend, range.high + 1) === undefined) feed.toSend = subtract(feed.toSend, [range])
}

/** A run says what lies before it only where the other side might not hold that. */
function addJoined(s: SessionState, feed: PeerFeed, run: Run, range: Range): void {
  const isKnown = isJoint(feed, range.low, run.prev, theirSalt(s))
  if (!isKnown && rangeAt(feed.has, range.low - 1) !== undefined) feed.shownFrom = range.low
  addToFrame(s, feed, run, range, isKnown ? null : run.prev)
  noteSame(feed, range)
}

function addToFrame(s: SessionState, feed: PeerFeed, run: Run, range: Range, prev: Run['prev'] | null): void {
  const bytes = RUN_OVERHEAD + run.items.reduce((sum, item) => sum + bytesOf(item), 0)
  if (s.outboxBytes > 0 && s.outboxBytes + bytes > MAX_ENTRIES_BYTES - FRAME_OVERHEAD) flush(s)
  s.outbox.push({ feed, low: range.low, prev, items: run.items })
  s.outboxBytes += bytes
}

/** Sends what was put together. */
export function flush(s: SessionState): void {
  if (s.outbox.length === 0) return
  const runs = s.outbox.map(({ feed, low, prev, items }) => ({
    name: sayFeed(s.names, s.salt, feed.log, feed.feed),
    low,
    prev,
    items,
  }))
  s.outbox = []
  s.outboxBytes = 0
  for (const { items } of runs) {
    s.metrics.envelopesOut += items.length
    for (const item of items) s.metrics.envelopeBytesOut += sealedBytes(item)
  }
  send(s, { type: 'entries', runs })
}

/** New here: sent at once where nothing is before it; else it takes its turn. Rule Y5. */
export function push(s: SessionState, log: LogId, run: Run, isHeld: boolean): void {
  const known = s.logs.get(log)
  if (known === undefined || known.isRefused) return
  const feed = feedOf(s, known, run.feed)
  const range = rangeOf(run)
  const lacked = subtract(lackedBy(feed, [range]), feed.toSend)
  if (lacked.length === 0) return
  if (isHeld) {
    feed.later = unite(feed.later, lacked)
    return
  }
  const isWhole = lacked[0]?.low === range.low && lacked[0].high === range.high
  const isFree = !s.isFull && s.reading === null && !s.queue.has(feed)
  if (isWhole && isFree && run.items.at(-1)?.sig && sizeOf(run) <= READ_BYTES) {
    addJoined(s, feed, run, range)
    flush(s)
    return
  }
  feed.toSend = unite(feed.toSend, lacked)
  queueFeed(s, feed)
  pump(s)
}

/** What was held back for others to pass on: sent, if nobody did. */
export function release(s: SessionState, log: LogId, id: FeedId, range: Range): void {
  const feed = s.logs.get(log)?.feeds.get(id)
  if (feed === undefined) return
  const due = intersect(feed.later, [range])
  feed.later = subtract(feed.later, due)
  feed.toSend = unite(feed.toSend, lackedBy(feed, due))
  queueFeed(s, feed)
  pump(s)
}

/** The other side has, of what it was shown of a forked feed, only what lies deeper: it is shown the block before. */
export function showDeeper(feed: PeerFeed, stoppedAt: number | null): void {
  const { shownFrom } = feed
  if (shownFrom === null || shownFrom === 0 || stoppedAt === null || stoppedAt >= shownFrom - 1) return
  feed.shownFrom = null
  feed.disputed = shownFrom - 1
}

const theirSalt = (s: SessionState): Uint8Array => s.theirs?.salt ?? new Uint8Array()

/** The seqs of a run. */
export const rangeOf = ({ low, items }: { readonly low: number; readonly items: readonly RunItem[] }): Range => ({
  low,
  high: low + items.length - 1,
})

const sizeOf = (run: Run) => run.items.reduce((sum, item) => sum + bytesOf(item), 0)

/** Bytes of an item in a frame, at most. */
const bytesOf = ({ nonce, box, sig, admit }: RunItem) =>
  nonce.length + box.length + 5 + (sig === null ? 0 : 67) + (admit === null ? 0 : 69)

/** Bytes of an envelope that no form could leave out. */
export const sealedBytes = ({ nonce, box, sig, admit }: RunItem): number =>
  nonce.length + box.length + (sig?.length ?? 0) + (admit?.length ?? 0)
