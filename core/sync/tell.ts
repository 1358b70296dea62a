import type { Range } from '#core/envelope/index.ts'
import { shortDigest } from '#core/proof/index.ts'
import { feedOf } from './feeds.ts'
import type { SaidFeed, SaidRun } from './frames.ts'
import { FEEDS_PER_FRAME } from './limits.ts'
import { announceFeed, sayLog } from './names.ts'
import { send } from './state.ts'
import type { PeerLog, SessionState } from './state.ts'
import type { FeedFrontier } from './types.ts'

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

/** The other side said its frontier: it is compared with ours, and answered by ours. */
export function compareLog(s: SessionState, log: PeerLog): void {
  log.isAwaited = true
  log.isRefused = false
  tellLog(s, log)
  readFrontier(s, log, 'compare')
}

/** Whether this session has the turn to ask for a log now; if not, it gets it later. */
export function takeTurn(s: SessionState, log: PeerLog): boolean {
  log.hasTurn ||= s.takeTurn(log.log)
  log.wantsTurn = !log.hasTurn
  return log.hasTurn
}

function readFrontier(s: SessionState, log: PeerLog, why: 'offer' | 'tell' | 'compare' | 'same' | 'recheck'): void {
  if (log.reading.size === 0) s.effects.push({ type: 'readFrontier', log: log.log })
  log.reading.add(why)
}

/** Says a digest of a log's frontier. */
export function sayDigest(s: SessionState, log: PeerLog): void {
  const name = sayLog(s.names, s.salt, log.log)
  send(s, { type: 'digest', log: name, digest: shortDigest(s.salt, s.replica.frontierDigest(log.log)) })
  log.told = 'digest'
}

/** Says a log's frontier, all of it, and so asks for what is lacked. */
export function sayFrontier(s: SessionState, log: PeerLog, ours: readonly FeedFrontier[]): void {
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
export function sayNews(s: SessionState, log: PeerLog, ours: readonly FeedFrontier[]): void {
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
