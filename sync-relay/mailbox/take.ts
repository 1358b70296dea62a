import { acceptRun, BLOCK, chainIds, keepsSignature } from '#core/envelope/index.ts'
import type { ArrivingRun, EnvelopeError, FeedHolding, Fork, HeldRun, Run, Stretch } from '#core/envelope/index.ts'
import type { PeerId } from '#core/net/index.ts'
import { dropSignature, findEnvelope, putEnvelope, putFeed, putLog, putRuns, putSignature } from '#core/store/index.ts'
import type { FeedRow, WriteDb } from '#core/store/index.ts'
import type { FeedFrontier, ReceiveOutcome } from '#core/sync/index.ts'
import type { RelayConfig } from '../config/index.ts'
import { findPeer, putPeer } from '../peers.ts'
import { ROW_BYTES, totalBytes } from '../schema/index.ts'
import { cutFeed, cutFor } from './cut.ts'
import type { KeptFeed } from './cut.ts'
import { FORKED, keepFork, proveFork } from './fork.ts'
import { frontierOf, idAt, newFeed, readFeed } from './holding.ts'
import type { HeldFeed, HeldLog } from './holding.ts'
import * as rows from './rows.ts'

/** What a relay's mailbox may hold. */
export type MailboxLimits = RelayConfig['mailbox']

/** Thrown to undo all that a frame did: it does not fit, whatever gives way. */
export class Refused extends Error {
  readonly reason: { readonly type: 'TooManyLogs' | 'PeerQuota' | 'LogQuota' | 'MailboxFull' }
  constructor(type: Refused['reason']['type']) {
    super(type)
    this.reason = { type }
  }
}

/** What a frame changed, to be shown once it is durable. */
export interface Taken {
  readonly outcomes: readonly ReceiveOutcome[]
  readonly changed: readonly HeldFeed[]
  /** The log's row in the database, if it has one now. */
  readonly logNo: number | null
  /** Feeds, of this log or others, of which less is held or wanted now. */
  readonly shrunk: readonly KeptFeed[]
  readonly appended: readonly { readonly run: Run; readonly frontier: FeedFrontier }[]
  readonly forks: readonly Fork[]
}

/** Who brings what when, under which rules. */
export interface Bringing {
  readonly log: HeldLog
  readonly from: PeerId
  readonly day: number
  readonly limits: MailboxLimits
}

/**
 * Verifies and stores the runs of one frame, then makes room: first among what the peer has brought, then in the log,
 * then among all, the largest feed first. Throws `Refused` where nothing more can give way. Rules R2, E6.
 */
export function takeRuns(db: WriteDb, bringing: Bringing, runs: readonly ArrivingRun[]): Taken {
  const work: Working = {
    ...bringing,
    feeds: new Map(),
    fresh: new Set(),
    logNo: bringing.log.no,
    peerNo: null,
    shrunk: new Map(),
    stretches: [],
    forks: [],
  }
  const results = runs.map((run) => ({ feed: run.feed, result: takeRun(db, work, run) }))
  makeRoom(db, work)
  if (work.logNo !== null) rows.touchLog(db, work.logNo, bringing.day)
  return {
    outcomes: results.map((each) => outcomeOf(work, each)),
    changed: [...work.feeds.values()],
    logNo: work.logNo,
    shrunk: [...work.shrunk.values()],
    appended: work.stretches.flatMap(({ feed, stretch }) => appendedOf(feedOf(work, feed), stretch)),
    forks: work.forks,
  }
}

interface Working extends Bringing {
  /** Feeds as they are after what was taken so far. */
  readonly feeds: Map<HeldFeed['id'], HeldFeed>
  /** Of them, those that had nothing here before. */
  readonly fresh: Set<HeldFeed['id']>
  logNo: number | null
  peerNo: number | null
  /** Feeds that gave way or stopped, by their row's number. */
  readonly shrunk: Map<number, KeptFeed>
  readonly stretches: { readonly feed: HeldFeed['id']; readonly stretch: Stretch }[]
  readonly forks: Fork[]
}

type RunResult =
  | { readonly type: 'taken'; readonly fresh: number }
  | { readonly type: 'duplicate' | 'pending' }
  | { readonly type: 'stopped' | 'refused'; readonly reason: { readonly type: string } }

const feedOf = (work: Working, id: HeldFeed['id']): HeldFeed =>
  work.feeds.get(id) ?? work.log.feeds.get(id) ?? newFeed(id)

function takeRun(db: WriteDb, work: Working, run: ArrivingRun): RunResult {
  const feed = feedOf(work, run.feed)
  const wanted = aboveFloor(db, feed, run)
  return wanted.type === 'run' ? takeWanted(db, work, feed, wanted.run) : wanted
}

/** What of a run lies above what gave way before: that would only give way again. */
function aboveFloor(
  db: WriteDb,
  feed: HeldFeed,
  run: ArrivingRun,
): { readonly type: 'run'; readonly run: ArrivingRun } | { readonly type: 'duplicate' | 'pending' } {
  const below = feed.floor - run.low
  if (below <= 0) return { type: 'run', run }
  if (below >= run.items.length) return { type: 'duplicate' }
  const base = run.prev ?? idAt(db, feed, run.low - 1)
  const prev = base && chainIds(feed.id, run.low, base, run.items.slice(0, below)).at(-1)
  if (!prev) return { type: 'pending' }
  return { type: 'run', run: { feed: feed.id, low: feed.floor, prev, items: run.items.slice(below) } }
}

function takeWanted(db: WriteDb, work: Working, feed: HeldFeed, run: ArrivingRun): RunResult {
  const high = run.low + run.items.length - 1
  if (feed.row === null && !mayBegin(work, run)) return { type: 'refused', reason: { type: 'TooManyFeeds' } }
  const accepted = acceptRun(feed.holding, run, { keys: work.log.keys, idAt: (seq) => idAt(db, feed, seq) })
  if (!accepted.ok) return resultOfError(accepted.error)
  const { counted, fork, holding, paused, waiting } = accepted.value
  if (fork !== null) return takeFork(db, work, feed, fork)
  if (counted.length > 0) {
    store(db, work, feed, holding, counted)
    return { type: 'taken', fresh: counted.reduce((sum, stretch) => sum + stretch.items.length, 0) }
  }
  if (holding !== feed.holding) work.feeds.set(feed.id, { ...feed, holding })
  if (paused !== null) return { type: 'stopped', reason: paused }
  if (waiting > 0) return { type: 'pending' }
  if (feed.holding.stop !== null && high > feed.holding.stop.seq)
    return { type: 'stopped', reason: { type: feed.row?.stopReason ?? FORKED } }
  return { type: 'duplicate' }
}

/** Whether a feed that is new here may begin: the log has room for it. */
function mayBegin(work: Working, run: ArrivingRun): boolean {
  if (work.fresh.has(run.feed)) return true
  return work.log.feeds.size + work.fresh.size < work.limits.feedsPerLog
}

function resultOfError(error: EnvelopeError): RunResult {
  switch (error.type) {
    case 'FirstMissing':
    case 'NotJoined':
    case 'TooManyRuns':
      return { type: 'pending' }
    default:
      // The feed is not stopped by it: a bad copy must not keep out a good one (E5).
      return { type: 'stopped', reason: error }
  }
}

function takeFork(db: WriteDb, work: Working, feed: HeldFeed, found: Parameters<typeof proveFork>[2]): RunResult {
  const proof = feed.row === null ? null : proveFork(db, { ...feed, row: feed.row }, found)
  if (proof === null || feed.row === null) return { type: 'stopped', reason: { type: 'BadChain' } }
  if (feed.holding.stop === null) {
    const stopped = keepFork(db, { ...feed, row: feed.row }, proof)
    work.feeds.set(feed.id, stopped)
    work.shrunk.set(feed.row.no, stopped)
    work.forks.push(proof)
  }
  return { type: 'stopped', reason: { type: FORKED } }
}

function store(db: WriteDb, work: Working, feed: HeldFeed, holding: FeedHolding, counted: readonly Stretch[]): void {
  const peerNo = (work.peerNo ??= putPeer(db, work.from).no)
  const logNo = (work.logNo ??= beginLog(db, work, peerNo))
  const row = feed.row ?? beginFeed(db, work, feed, logNo, counted)
  for (const stretch of counted) {
    for (const [i, item] of stretch.items.entries()) {
      const seq = stretch.low + i
      putEnvelope(db, row.no, seq, item)
      // The end of a block marks its id: what an id in between is worked out from.
      const mark = seq % BLOCK === BLOCK - 1 ? (stretch.ids[i] ?? null) : null
      if (item.sig !== null) putSignature(db, row.no, seq, item.sig, mark)
    }
    chargeStretch(db, { feedNo: row.no, logNo, peerNo }, stretch, work.day)
    work.stretches.push({ feed: feed.id, stretch })
  }
  putRuns(db, row.no, feed.holding.runs, holding.runs)
  dropOldHeads(db, row, feed.holding.runs, holding.runs)
  work.feeds.set(feed.id, { ...feed, row, holding })
}

function beginLog(db: WriteDb, { log, limits, day, from }: Working, peerNo: number): number {
  if (rows.countLogs(db) >= limits.logs || (findPeer(db, from)?.logs ?? 0) >= limits.logsPerPeer)
    throw new Refused('TooManyLogs')
  const { no } = putLog(db, log.id, log.keys)
  rows.putLogUse(db, no, peerNo, day)
  return no
}

function beginFeed(db: WriteDb, work: Working, { id }: HeldFeed, logNo: number, counted: readonly Stretch[]): FeedRow {
  const row = putFeed(db, logNo, id, counted[0]?.items[0]?.admit ?? null)
  rows.putFeedUse(db, row.no, logNo)
  work.fresh.add(id)
  return row
}

function chargeStretch(
  db: WriteDb,
  who: { readonly feedNo: number; readonly logNo: number; readonly peerNo: number },
  { low, high, items }: Stretch,
  day: number,
): void {
  const bytesFrom = (first: number): number =>
    items.slice(first - low).reduce((sum, { box, nonce }) => sum + 1 + nonce.length + box.length + ROW_BYTES, 0)
  const note = (from: number, to: number, bytes: number): void => {
    rows.putDeposit(db, { feed_no: who.feedNo, low: from, high: to, day, peer_no: who.peerNo, bytes })
    rows.charge(db, who, bytes, from === 0)
  }
  const behindFirst = low === 0 ? 1 : low
  if (low === 0) note(0, 0, bytesFrom(0) - bytesFrom(1))
  if (behindFirst <= high) note(behindFirst, high, bytesFrom(behindFirst))
}

/** A head needs its signature only while it is one (E5). */
function dropOldHeads(db: WriteDb, row: FeedRow, before: readonly HeldRun[], after: readonly HeldRun[]): void {
  for (const { high } of before) {
    if (after.some((run) => run.high === high)) continue
    if (!keepsSignature(high, findEnvelope(db, row, high)?.box.length ?? 0)) dropSignature(db, row.no, high)
  }
}

function makeRoom(db: WriteDb, work: Working): void {
  const { limits, logNo, peerNo } = work
  if (logNo === null || peerNo === null) return
  const used = (sql: string, no: number): number => db.query<{ bytes: number }>(sql).get(no)?.bytes ?? 0
  const ofPeer = (): number => used('SELECT bytes FROM peer WHERE no = ?', peerNo) - limits.perPeer
  const ofLog = (): number => used('SELECT bytes FROM log_use WHERE log_no = ?', logNo) - limits.perLog
  const ofAll = (): number => totalBytes(db, 'mailbox') - limits.total
  giveWay(db, work, 'PeerQuota', ofPeer, () => rows.oldestFeedOfPeer(db, peerNo))
  giveWay(db, work, 'LogQuota', ofLog, () => rows.largestFeed(db, logNo))
  giveWay(db, work, 'MailboxFull', ofAll, () => rows.largestFeed(db, null))
}

function giveWay(
  db: WriteDb,
  work: Working,
  reason: Refused['reason']['type'],
  excess: () => number,
  next: () => { readonly feed_no: number; readonly log_no: number } | undefined,
): void {
  for (let over = excess(); over > 0; over = excess()) {
    const found = next()
    const feed = found && keptFeed(db, work, found.feed_no)
    const cut = feed && cutFor(db, feed, over)
    if (!feed || cut === null || cut === undefined) throw new Refused(reason)
    const shorter = cutFeed(db, feed, cut)
    if (feed.row.logNo === work.logNo) work.feeds.set(feed.id, shorter)
    work.shrunk.set(feed.row.no, shorter)
  }
}

/** A feed by its row, as it is within this transaction. */
function keptFeed(db: WriteDb, work: Working, feedNo: number): KeptFeed | undefined {
  const shorter = work.shrunk.get(feedNo)
  if (shorter) return shorter
  const own = [...work.feeds.values(), ...work.log.feeds.values()].find(({ row }) => row?.no === feedNo)
  const feed = own ?? readFeed(db, feedNo)
  return feed?.row ? { ...feed, row: feed.row } : undefined
}

function outcomeOf(
  work: Working,
  { feed, result }: { readonly feed: HeldFeed['id']; readonly result: RunResult },
): ReceiveOutcome {
  if (result.type === 'refused') return { type: 'refused', reason: result.reason }
  return { ...result, frontier: frontierOf(feedOf(work, feed)) }
}

/** What is still held of a new stretch, to be passed on. */
function appendedOf(feed: HeldFeed, stretch: Stretch): { run: Run; frontier: FeedFrontier }[] {
  const { low, high, prev, items } = stretch
  const isHeld = feed.holding.runs.some((run) => run.low <= low && high <= run.high)
  return isHeld ? [{ run: { feed: feed.id, low, prev, items }, frontier: frontierOf(feed) }] : []
}
