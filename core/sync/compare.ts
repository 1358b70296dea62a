import { rangeAt, subtract } from '#core/envelope/index.ts'
import type { FeedId, LogId, Range } from '#core/envelope/index.ts'
import { feedOf, noteOurStop, queueFeed } from './feeds.ts'
import { EARLY_FEEDS, UNASKED_FEEDS } from './limits.ts'
import { digestKey, resolveTheirFeed } from './names.ts'
import { disputedSeq, lackedBy, lackedHere, noteSaid, noteSame } from './peer-feed.ts'
import { endTurn, expect, noteAnswer } from './state.ts'
import type { HeardFeed, PeerLog, SessionState } from './state.ts'
import { sayDigest, sayFrontier, sayNews, takeTurn } from './tell.ts'
import type { FeedFrontier, PeerFrontier } from './types.ts'

/** Our frontier, as of now, with all that waited for it. */
export function frontierRead(s: SessionState, id: LogId, ours: readonly FeedFrontier[]): void {
  const log = s.logs.get(id)
  if (log === undefined) return
  const why = new Set(log.reading)
  log.reading.clear()
  if (s.theirs === null) return offerEarly(s, log, ours)
  if (why.has('tell')) sayFrontier(s, log, ours)
  else if (why.has('offer') && log.told === 'nothing') offerFrontier(s, log, ours)
  if (why.has('compare')) compare(s, log, ours)
  else if (why.has('same') && !log.isKnown) noteAllSame(s, log, ours)
  else if (why.has('recheck') && log.isKnown) for (const feed of ours) sendLacked(s, log, feed)
  endTurn(s, log)
}

/** Before HELLO is heard: a small frontier, for whoever opened the stream would else wait a round trip longer. */
function offerEarly(s: SessionState, log: PeerLog, ours: readonly FeedFrontier[]): void {
  if (log.told !== 'nothing' || s.unaskedFeeds + ours.length > EARLY_FEEDS || !takeTurn(s, log)) return
  s.unaskedFeeds += ours.length
  s.saidEarly = true
  sayFrontier(s, log, ours)
}

function offerFrontier(s: SessionState, log: PeerLog, ours: readonly FeedFrontier[]): void {
  s.unaskedFeeds += ours.length
  const isMuch = s.unaskedFeeds > UNASKED_FEEDS && s.unaskedFeeds > ours.length
  if (isMuch || !takeTurn(s, log)) sayDigest(s, log)
  else sayFrontier(s, log, ours)
}

function compare(s: SessionState, log: PeerLog, ours: readonly FeedFrontier[]): void {
  const salt = s.theirs?.salt
  if (salt === undefined) return
  const isFirst = !log.isKnown
  if (isFirst) noteFrontierPhase(s, log)
  log.isKnown = true
  const byId = new Map(ours.map((feed) => [feed.feed, feed]))
  const byDigest = new Map(ours.map(({ feed }) => [digestKey(salt, feed), feed]))
  // A feed that is not mentioned now is wanted without limits, whatever was said before.
  for (const feed of log.feeds.values()) {
    feed.stoppedAt = null
    feed.wantedFrom = 0
  }
  const said: PeerFrontier[] = []
  for (const heard of log.heard) {
    const feed = heard.feed ?? byDigest.get(heard.digest ?? '')
    if (feed === undefined) keepStranger(s, log, heard)
    else said.push(noteHeard(s, log, feed, heard, byId.get(feed)))
  }
  log.heard = []
  for (const feed of ours) sendLacked(s, log, feed)
  if (log.wantsTurn && (log.told === 'nothing' || log.told === 'digest')) sayNews(s, log, ours)
  s.effects.push({ type: 'peerHas', role: s.theirs?.role ?? 'member', log: log.log, feeds: said })
}

function noteHeard(
  s: SessionState,
  log: PeerLog,
  id: FeedId,
  heard: HeardFeed,
  ours: FeedFrontier | undefined,
): PeerFrontier {
  const { number, said } = heard
  if (heard.digest !== null) resolveTheirFeed(s.names, number, log.log, id)
  const feed = feedOf(s, log, id)
  noteSaid(feed, said.runs)
  feed.stoppedAt = said.stoppedAt
  feed.wantedFrom = said.wantedFrom
  expect(s, log, feed, lackedHere(feed, ours))
  const disputed = s.theirs === null ? null : disputedSeq(feed, ours?.runs ?? [], s.theirs.salt)
  const isSettled = disputed !== null && isBelow(said.stoppedAt, disputed) && isBelow(ours?.stoppedAt, disputed)
  feed.disputed = isSettled ? null : disputed
  return { feed: id, runs: said.runs, stoppedAt: said.stoppedAt, wantedFrom: said.wantedFrom }
}

const isBelow = (stoppedAt: number | null | undefined, seq: number) =>
  stoppedAt !== null && stoppedAt !== undefined && stoppedAt < seq

function keepStranger(s: SessionState, log: PeerLog, heard: HeardFeed): void {
  if (heard.digest === null) return
  const stranger = log.strangers.get(heard.digest) ?? { log: log.log, heard, heldOff: 0, expected: [] }
  stranger.heard = heard
  log.strangers.set(heard.digest, stranger)
  expect(s, log, stranger, heard.said.runs)
}

/** Sets what the other side lacks of a feed to be sent, and shows it a fork that it does not stop at. */
function sendLacked(s: SessionState, log: PeerLog, ours: FeedFrontier): void {
  const feed = feedOf(s, log, ours.feed)
  feed.toSend = lackedBy(feed, ours.runs)
  queueFeed(s, feed)
  noteOurStop(s, feed, ours.stoppedAt)
}

function noteAllSame(s: SessionState, log: PeerLog, ours: readonly FeedFrontier[]): void {
  noteFrontierPhase(s, log)
  log.isKnown = true
  const said: PeerFrontier[] = []
  for (const { feed: id, runs } of ours) {
    const since = log.sinceSame.filter(({ feed }) => feed === id).map(({ range }) => range)
    const had = since.reduce<readonly Range[]>((rest, range) => subtract(rest, [range]), runs)
    const feed = feedOf(s, log, id)
    for (const range of had) noteSame(feed, range)
    said.push({ feed: id, runs: had, stoppedAt: null })
    feed.toSend = lackedBy(feed, runs)
    queueFeed(s, feed)
  }
  log.sinceSame = []
  log.wantsTurn = false
  s.effects.push({ type: 'peerHas', role: s.theirs?.role ?? 'member', log: log.log, feeds: said })
}

function noteFrontierPhase(s: SessionState, log: PeerLog): void {
  s.metrics.frontierMs ??= s.now - s.startedAt
  // A log that had to be proved is first spoken of in the answer to that.
  if (s.opens && !log.isPaired && log.isAwaited) noteAnswer(s)
}

/** Whether a replica holds all of a range. */
export const holds = (ours: FeedFrontier, range: Range): boolean =>
  (rangeAt(ours.runs, range.low)?.high ?? -1) >= range.high
