import { rangeAt, subtract, verifyFork } from '#core/envelope/index.ts'
import type { ArrivingRun, FeedId, Fork, LogId, Range, Run } from '#core/envelope/index.ts'
import { holds } from './compare.ts'
import { feedOf, noteOurStop, queueFeed, showFork } from './feeds.ts'
import type { Frame, SaidFeed, FeedName } from './frames.ts'
import { MAX_REASON_BYTES } from './limits.ts'
import { hearFeed, hearLog, isNameError, sayFeed, sayLog } from './names.ts'
import { forgetPeer, noteSaid, noteSame, noteSent } from './peer-feed.ts'
import type { PeerFeed } from './peer-feed.ts'
import { push, rangeOf, sealedBytes, showDeeper } from './sending.ts'
import { endForName, endSession, expect, noteAnswer, send } from './state.ts'
import type { PeerLog, SessionState } from './state.ts'
import { recheckLog, sayLimits, toldKey } from './tell.ts'
import type { FeedFrontier, PeerFrontier, ReceiveOutcome } from './types.ts'

/** Takes in runs: they count as held by the other side from now on, and here once they are durable. Rule Y4. */
export function hearEntries(s: SessionState, { runs }: Extract<Frame, { type: 'entries' }>): void {
  noteAnswer(s)
  const byLog = new Map<LogId, { readonly run: ArrivingRun; readonly feed: PeerFeed; readonly range: Range }[]>()
  for (const { name, low, prev, items } of runs) {
    s.metrics.envelopesIn += items.length
    for (const item of items) s.metrics.envelopeBytesIn += sealedBytes(item)
    const found = findFeed(s, name)
    if (found === null) {
      if (s.isOver) return
      continue
    }
    const { log, feed } = found
    const run = { feed: feed.feed, low, prev, items }
    const range = rangeOf(run)
    noteSent(feed, range)
    const group = byLog.get(log.log) ?? []
    byLog.set(log.log, group)
    group.push({ run, feed, range })
  }
  for (const [log, group] of byLog) {
    s.busy++
    s.receiving.set(log, group)
    s.effects.push({ type: 'receive', log, runs: group.map(({ run }) => run) })
  }
}

/** What came of a frame's runs: what is durable is said at once, and whoever else has it need not be asked for it. */
export function received(s: SessionState, id: LogId, outcomes: readonly ReceiveOutcome[]): void {
  const group = s.receiving.get(id) ?? []
  s.receiving.delete(id)
  s.busy--
  const log = s.logs.get(id)
  if (log === undefined) return
  const changed = new Map<PeerFeed, FeedFrontier>()
  for (const [i, { feed, range }] of group.entries()) {
    const outcome = outcomes[i]
    if (outcome === undefined) continue
    const count = range.high - range.low + 1
    if (outcome.type === 'refused') refuseLog(s, log, outcome.reason.type)
    else if (outcome.type !== 'pending') {
      s.metrics.duplicates += outcome.type === 'taken' ? Math.max(0, count - outcome.fresh) : count
      changed.set(feed, outcome.frontier)
      if (outcome.type !== 'stopped' && holds(outcome.frontier, range)) noteSame(feed, range)
    }
    const isOver = outcome.type === 'stopped' || outcome.type === 'refused'
    expect(s, log, feed, isOver ? [] : subtract(feed.expected, [range]))
  }
  sayHave(s, log, changed)
  s.effects.push({ type: 'progress' })
}

/** Says what is held durably of these feeds, if that is news to the other side. */
export function sayHave(s: SessionState, log: PeerLog, changed: ReadonlyMap<PeerFeed, FeedFrontier>): void {
  const feeds: SaidFeed<FeedName>[] = []
  for (const [feed, frontier] of changed) {
    const told = toldKey(frontier)
    if (feed.told === told) continue
    feed.told = told
    feeds.push({ name: sayFeed(s.names, s.salt, log.log, feed.feed), ...sayLimits(s, frontier, feed.heldOff) })
    noteOurStop(s, feed, frontier.stoppedAt)
  }
  if (feeds.length > 0) send(s, { type: 'have', feeds })
}

function refuseLog(s: SessionState, log: PeerLog, reason: string): void {
  if (log.hasRefused) return
  log.hasRefused = true
  send(s, { type: 'refused', log: sayLog(s.names, s.salt, log.log), reason: reason.slice(0, MAX_REASON_BYTES) })
}

/** Hears what the other side holds durably now. */
export function hearHave(s: SessionState, { feeds }: Extract<Frame, { type: 'have' }>): void {
  const byLog = new Map<LogId, PeerFrontier[]>()
  for (const { name, runs, stoppedAt, wantedFrom } of feeds) {
    const found = findFeed(s, name)
    if (found === null) {
      if (s.isOver) return
      continue
    }
    const { log, feed } = found
    noteSaid(feed, runs)
    showDeeper(feed, stoppedAt)
    if (stoppedAt !== feed.stoppedAt || wantedFrom !== feed.wantedFrom) recheckLog(s, log)
    feed.stoppedAt = stoppedAt
    feed.wantedFrom = wantedFrom
    showFork(s, feed)
    queueFeed(s, feed)
    const group = byLog.get(log.log) ?? []
    byLog.set(log.log, group)
    group.push({ feed: feed.feed, runs, stoppedAt, wantedFrom })
  }
  for (const [log, said] of byLog)
    s.effects.push({ type: 'peerHas', role: s.theirs?.role ?? 'member', log, feeds: said })
}

/** Hears that the other side takes no more of a log. */
export function hearRefused(s: SessionState, { log: name, reason }: Extract<Frame, { type: 'refused' }>): void {
  const heard = hearLog(s.names, name, (digest) => s.byDigest.get(digest))
  if (isNameError(heard)) return void endForName(s, heard)
  const log = typeof heard === 'string' ? s.logs.get(heard) : undefined
  if (log === undefined || log.isRefused) return
  log.isRefused = true
  for (const feed of log.feeds.values()) {
    // What was sent was not kept. If it comes to want it, it will say what it has.
    forgetPeer(feed)
    s.queue.delete(feed)
  }
  s.effects.push({ type: 'refused', log: log.log, reason })
}

/** Hears how far the other side opened and accepted. Rule Y6. */
export function hearSeen(s: SessionState, { heads }: Extract<Frame, { type: 'seen' }>): void {
  const byLog = new Map<LogId, { readonly feed: FeedId; readonly seq: number }[]>()
  for (const { name, seq } of heads) {
    const found = findFeed(s, name)
    if (found === null) {
      if (s.isOver) return
      continue
    }
    const group = byLog.get(found.log.log) ?? []
    byLog.set(found.log.log, group)
    group.push({ feed: found.feed.feed, seq })
  }
  for (const [log, seen] of byLog) s.effects.push({ type: 'peerSeen', log, heads: seen })
}

/** Says how far this side opened and accepted, to members only: a mailbox has no use for it, and need not know. */
export function saySeen(
  s: SessionState,
  id: LogId,
  heads: readonly { readonly feed: FeedId; readonly seq: number }[],
): void {
  const log = s.logs.get(id)
  if (log === undefined || !log.isKnown || s.theirs?.role !== 'member' || heads.length === 0) return
  const named = heads.map(({ feed, seq }) => ({ name: sayFeed(s.names, s.salt, id, feed), seq }))
  send(s, { type: 'seen', heads: named })
}

/** Hears a proof of a fork: one that proves nothing ends the session. Rule E7. */
export function hearFork(s: SessionState, frame: Extract<Frame, { type: 'fork' }>): void {
  const heard = hearLog(s.names, frame.log, (digest) => s.byDigest.get(digest))
  if (isNameError(heard)) return void endForName(s, heard)
  const log = typeof heard === 'string' ? s.logs.get(heard) : undefined
  if (log === undefined) return
  const { fork } = frame
  if (!verifyFork(fork).ok) return endSession(s, { type: 'ForkForged' })
  log.forks.add(forkKey(fork))
  s.effects.push({ type: 'forked', log: log.log, fork })
  const feed = log.feeds.get(fork.feed)
  if (feed === undefined) return
  showDeeper(feed, fork.seq - 1)
  queueFeed(s, feed)
}

/** Passes on the proof of a fork, once. */
export function sayFork(s: SessionState, id: LogId, fork: Fork): void {
  const log = s.logs.get(id)
  if (log === undefined || log.told === 'nothing' || log.forks.has(forkKey(fork))) return
  log.forks.add(forkKey(fork))
  send(s, { type: 'fork', log: sayLog(s.names, s.salt, id), fork })
}

const forkKey = ({ feed, seq }: Fork) => `${feed} ${seq}`

/** Envelopes are new here: whoever lacks them gets them, and whoever might pass them on is told. Rule Y5. */
export function appended(s: SessionState, id: LogId, run: Run, frontier: FeedFrontier, isHeld: boolean): void {
  const log = s.logs.get(id)
  if (log === undefined) return
  const range = rangeOf(run)
  if (log.reading.has('same')) log.sinceSame.push({ feed: run.feed, range })
  if (!log.isKnown) return
  const feed = feedOf(s, log, run.feed)
  const isAnswered = s.receiving.get(id)?.some((each) => each.feed === feed) ?? false
  if (!isAnswered) expect(s, log, feed, subtract(feed.expected, [range]))
  if (isHeld && !isAnswered && log.told !== 'nothing') sayHave(s, log, new Map([[feed, frontier]]))
  push(s, id, run, isHeld)
}

/** What is held or wanted of a feed changed otherwise. */
export function frontierChanged(s: SessionState, id: LogId, frontier: FeedFrontier): void {
  const log = s.logs.get(id)
  if (log === undefined || !log.isKnown || log.told === 'nothing') return
  sayHave(s, log, new Map([[feedOf(s, log, frontier.feed), frontier]]))
}

/** The feed that is named, with its log if that is shared. Null where it is not, or if the name ended the session. */
function findFeed(s: SessionState, name: FeedName): { readonly log: PeerLog; readonly feed: PeerFeed } | null {
  const named = hearFeed(s.names, name, (digest) => s.byDigest.get(digest))
  if (isNameError(named)) return endForName(s, named)
  const log = named.log === null ? undefined : s.logs.get(named.log)
  return log === undefined || named.feed === null ? null : { log, feed: feedOf(s, log, named.feed) }
}

/** Whether the other side is known to hold an envelope. */
export function peerHolds(s: SessionState, log: LogId, feed: FeedId, seq: number): boolean {
  const known = s.logs.get(log)?.feeds.get(feed)
  return known !== undefined && rangeAt(known.has, seq) !== undefined
}
