import type { FeedId } from '#core/envelope/index.ts'
import { digestKey, resolveTheirFeed } from './names.ts'
import { noteSaid, unknownToPeer } from './peer-feed.ts'
import type { PeerFeed } from './peer-feed.ts'
import { expect } from './state.ts'
import type { PeerLog, SessionState } from './state.ts'

/** What is known of a feed with this peer; what it announced by digest is understood now. */
export function feedOf(s: SessionState, log: PeerLog, id: FeedId): PeerFeed {
  const known = log.feeds.get(id)
  if (known !== undefined) return known
  const feed = unknownToPeer(log.log, id)
  log.feeds.set(id, feed)
  const stranger =
    log.strangers.size === 0 || s.theirs === null ? undefined : log.strangers.get(digestKey(s.theirs.salt, id))
  if (stranger === undefined || stranger.heard.digest === null) return feed
  const { heard } = stranger
  log.strangers.delete(heard.digest ?? '')
  resolveTheirFeed(s.names, heard.number, log.log, id)
  noteSaid(feed, heard.said.runs)
  feed.stoppedAt = heard.said.stoppedAt
  feed.wantedFrom = heard.said.wantedFrom
  feed.heldOff = stranger.heldOff
  expect(s, log, feed, stranger.expected)
  expect(s, log, stranger, [])
  return feed
}

/** Lets a feed take its turn in what is sent, if there is anything. */
export function queueFeed(s: SessionState, feed: PeerFeed): void {
  if (feed.toSend.length > 0 || feed.disputed !== null) s.queue.add(feed)
  else s.queue.delete(feed)
}

/** This side stopped at a seq: if that is for a fork, the other side is shown the proof once it holds the feed. Rule E7. */
export function noteOurStop(s: SessionState, feed: PeerFeed, stoppedAt: number | null): void {
  if (feed.ourStop !== stoppedAt) feed.hasForkShown = false
  feed.ourStop = stoppedAt
  showFork(s, feed)
}

/** Shows a fork to who goes on where this side stopped. */
export function showFork(s: SessionState, feed: PeerFeed): void {
  const { ourStop, stoppedAt } = feed
  if (ourStop === null || feed.hasForkShown || feed.has.length === 0) return
  if (stoppedAt !== null && stoppedAt <= ourStop) return
  feed.hasForkShown = true
  s.effects.push({ type: 'readFork', log: feed.log, feed: feed.feed })
}
