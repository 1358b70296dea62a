import { rangeAt, subtract } from '#core/envelope/index.ts'
import type { FeedId, LogId, Range } from '#core/envelope/index.ts'
import { equalBytes, shortDigest, toHex } from '#core/proof/index.ts'
import type { Frame, SaidFeed, SaidRun } from './frames.ts'
import {
  FEEDS_PER_FRAME,
  MAX_FEED_NAMES,
  MAX_LOG_NAMES,
  MAX_REMEMBERED_FEEDS,
  UNASKED_FEEDS,
  EARLY_FEEDS,
} from './limits.ts'
import { announceFeed, digestKey, hearLog, isNameError, numberTheirFeed, resolveTheirFeed, sayLog } from './names.ts'
import { disputedSeq, lackedBy, lackedHere, noteSaid, noteSame } from './peer-feed.ts'
import { feedOf, noteOurStop, queueFeed } from './feeds.ts'
import { endForName, endTurn, expect, noteAnswer, send } from './state.ts'
import type { HeardFeed, PeerLog, RememberedLog, SessionState } from './state.ts'
import type { FeedFrontier, PeerFrontier } from './types.ts'

/** Says a log's frontier unasked, or a digest of it where much was said unasked already. Rule Y3. */
export function offerLog(s: SessionState, log: PeerLog): void {
  if (log.told === 'nothing') readFrontier(s, log, 'offer')
}

/** Says a log's frontier: as soon as this session has the turn to ask for it. */
export function tellLog(s: SessionState, log: PeerLog): void {
  if (log.told === 'frontier' || log.reading.has('tell')) return
  if (takeTurn(s, log)) readFrontier(s, log, 'tell')
}

/** The other side said that it holds the same of a log. */
export function markSame(s: SessionState, log: PeerLog): void {
  if (log.isKnown || log.reading.has('same')) return
  log.sinceSame = []
  readFrontier(s, log, 'same')
}

/** What it wants of a log has new limits. */
export const recheckLog = (s: SessionState, log: PeerLog): void => readFrontier(s, log, 'recheck')

function takeTurn(s: SessionState, log: PeerLog): boolean {
  log.hasTurn ||= s.takeTurn(log.log)
  log.wantsTurn = !log.hasTurn
  return log.hasTurn
}

function readFrontier(s: SessionState, log: PeerLog, why: 'offer' | 'tell' | 'compare' | 'same' | 'recheck'): void {
  if (log.reading.size === 0) s.effects.push({ type: 'readFrontier', log: log.log })
  log.reading.add(why)
}

/** Hears the digest of a log's frontier: the same is answered by a digest, another by the frontier. */
export function hearDigest(s: SessionState, frame: Extract<Frame, { type: 'digest' }>): void {
  const found = findLog(s, frame.log)
  if (found === null) return
  if ('log' in found) judgeDigest(s, found, frame.digest)
  else found.digest = frame.digest
}

function judgeDigest(s: SessionState, log: PeerLog, theirs: Uint8Array): void {
  if (s.theirs === null) return
  const ours = s.replica.frontierDigest(log.log)
  if (!equalBytes(theirs, shortDigest(s.theirs.salt, ours))) return tellLog(s, log)
  if (log.told === 'nothing') sayDigest(s, log)
  markSame(s, log)
}

function sayDigest(s: SessionState, log: PeerLog): void {
  const name = sayLog(s.names, s.salt, log.log)
  send(s, { type: 'digest', log: name, digest: shortDigest(s.salt, s.replica.frontierDigest(log.log)) })
  log.told = 'digest'
}

/** Hears a part of a log's frontier. With the last part it is compared, and answered by our own. */
export function hearFrontier(s: SessionState, frame: Extract<Frame, { type: 'frontier' }>): void {
  const found = findLog(s, frame.log)
  if (found === null) return
  if (found.isHeard) found.heard = []
  const log = 'log' in found ? found.log : null
  for (const said of frame.feeds) {
    const heard = hearFeedSaid(s, log, said)
    if (heard === null) return
    if (log === null && ++s.rememberedFeeds > MAX_REMEMBERED_FEEDS) continue
    if (found.heard.length >= MAX_FEED_NAMES) return void endForName(s, { type: 'NamesTooMany' })
    found.heard.push(heard)
  }
  found.isHeard = frame.isLast
  if ('log' in found && found.isHeard) compareLog(s, found)
}

function compareLog(s: SessionState, log: PeerLog): void {
  log.isAwaited = true
  log.isRefused = false
  tellLog(s, log)
  readFrontier(s, log, 'compare')
}

/** A feed in FRONTIER takes its number even where its log is not known. */
function hearFeedSaid(s: SessionState, log: LogId | null, said: SaidFeed<number | Uint8Array>): HeardFeed | null {
  const { name } = said
  if (typeof name === 'number') {
    const named = name >= 0 ? s.names.theirFeeds[name] : s.names.ourFeeds[-1 - name]
    return named === undefined ? endForName(s, { type: 'NameUnknown' }) : { ...named, digest: null, number: name, said }
  }
  const number = s.names.theirFeeds.length
  const error = numberTheirFeed(s.names, { log, feed: null })
  return error === null ? { feed: null, digest: toHex(name), number, said } : endForName(s, error)
}

/** The log that is named: shared, or one that it will be remembered of. Null ended the session. */
function findLog(s: SessionState, name: number | Uint8Array): PeerLog | RememberedLog | null {
  const heard = hearLog(s.names, name, (digest) => s.byDigest.get(digest))
  if (isNameError(heard)) return endForName(s, heard)
  const shared = typeof heard === 'string' ? s.logs.get(heard) : undefined
  return shared ?? rememberLog(s, typeof heard === 'string' ? heard : heard.digest)
}

function rememberLog(s: SessionState, key: string): RememberedLog | null {
  const known = s.remembered.get(key)
  if (known !== undefined) return known
  if (s.remembered.size >= MAX_LOG_NAMES) return endForName(s, { type: 'NamesTooMany' })
  const begun: RememberedLog = { digest: null, heard: [], isHeard: false }
  s.remembered.set(key, begun)
  return begun
}

/** A log came to be shared of which the other side spoke before. `key`: its digest under their salt. */
export function takeUpRemembered(s: SessionState, log: PeerLog, key: string): void {
  for (const [number, named] of s.names.theirLogs.entries()) {
    if (typeof named === 'string' || named.digest !== key) continue
    s.names.theirLogs[number] = log.log
    s.names.theirLogNumbers.set(log.log, number)
  }
  for (const name of [key, log.log]) {
    const said = s.remembered.get(name)
    if (said === undefined) continue
    s.remembered.delete(name)
    s.rememberedFeeds = Math.max(0, s.rememberedFeeds - said.heard.length)
    log.heard = said.heard
    log.isHeard = said.isHeard
    if (said.isHeard) compareLog(s, log)
    else if (said.digest !== null) judgeDigest(s, log, said.digest)
  }
}

/** The log is no longer shared: nothing more of it is said. */
export function forgetLog(s: SessionState, log: PeerLog): void {
  for (const feed of log.feeds.values()) {
    s.queue.delete(feed)
    expect(s, log, feed, [])
  }
  for (const feed of log.strangers.values()) expect(s, log, feed, [])
  if (log.hasTurn) s.effects.push({ type: 'turnOver', log: log.log })
  s.logs.delete(log.log)
  if (s.theirs !== null) s.byDigest.delete(digestKey(s.theirs.salt, log.log))
}

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

function offerFrontier(s: SessionState, log: PeerLog, ours: readonly FeedFrontier[]): void {
  s.unaskedFeeds += ours.length
  const isMuch = s.unaskedFeeds > UNASKED_FEEDS && s.unaskedFeeds > ours.length
  if (isMuch || !takeTurn(s, log)) sayDigest(s, log)
  else sayFrontier(s, log, ours)
}

/** Before HELLO is heard: a small frontier, for whoever opened the stream would else wait a round trip longer. */
function offerEarly(s: SessionState, log: PeerLog, ours: readonly FeedFrontier[]): void {
  if (log.told !== 'nothing' || s.unaskedFeeds + ours.length > EARLY_FEEDS || !takeTurn(s, log)) return
  s.unaskedFeeds += ours.length
  s.saidEarly = true
  sayFrontier(s, log, ours)
}

function sayFrontier(s: SessionState, log: PeerLog, ours: readonly FeedFrontier[]): void {
  const name = sayLog(s.names, s.salt, log.log)
  for (let i = 0; i === 0 || i < ours.length; i += FEEDS_PER_FRAME) {
    const feeds = ours.slice(i, i + FEEDS_PER_FRAME).map((feed) => {
      feedOf(s, log, feed.feed).told = toldKey(feed)
      return { name: announceFeed(s.names, s.salt, log.log, feed.feed), ...sayLimits(s, feed) }
    })
    // After the first frame the log has a number for sure.
    const again = i === 0 ? name : sayLog(s.names, s.salt, log.log)
    send(s, { type: 'frontier', log: again, isLast: i + FEEDS_PER_FRAME >= ours.length, feeds })
  }
  for (const feed of [...log.feeds.values(), ...log.strangers.values()]) feed.heldOff = 0
  log.told = 'frontier'
  log.wantsTurn = false
}

/**
 * The frontier, but asking only for what is not yet anywhere: the past is being fetched from somebody else, and what is
 * said meanwhile need not wait for that.
 */
function sayNews(s: SessionState, log: PeerLog, ours: readonly FeedFrontier[]): void {
  if (ours.length + log.strangers.size > FEEDS_PER_FRAME) return
  const feeds: SaidFeed<number | Uint8Array>[] = ours.map((feed) => {
    const known = feedOf(s, log, feed.feed)
    known.told = toldKey(feed)
    known.heldOff = aboveAll(known.has)
    return { name: announceFeed(s.names, s.salt, log.log, feed.feed), ...sayLimits(s, feed, known.heldOff) }
  })
  for (const stranger of log.strangers.values()) {
    const { number, said } = stranger.heard
    stranger.heldOff = aboveAll(said.runs)
    feeds.push({ name: -1 - number, stoppedAt: null, wantedFrom: stranger.heldOff, runs: [] })
  }
  send(s, { type: 'frontier', log: sayLog(s.names, s.salt, log.log), isLast: true, feeds })
  log.told = 'news'
}

const aboveAll = (ranges: readonly Range[]) => (ranges.at(-1)?.high ?? -1) + 1

/** What is said of a feed in FRONTIER and HAVE, but its name. Nothing is asked for below `heldOff`. */
export function sayLimits(
  s: SessionState,
  { stoppedAt, wantedFrom, runs }: FeedFrontier,
  heldOff = 0,
): Omit<SaidFeed<never>, 'name'> {
  const said: SaidRun[] = runs.map(({ low, high, head }) => ({ low, high, head: shortDigest(s.salt, head) }))
  return { stoppedAt, wantedFrom: Math.max(wantedFrom ?? 0, heldOff), runs: said }
}

/** What was said of a feed, to not say it twice. */
export const toldKey = ({ stoppedAt, wantedFrom, runs }: FeedFrontier): string =>
  `${stoppedAt ?? ''}/${wantedFrom ?? 0}/${runs.map(({ low, high }) => `${low}-${high}`).join()}`

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
