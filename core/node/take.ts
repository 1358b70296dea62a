import { acceptRun, encodeRun, keepsSignature, replacesFork, verifyFork } from '#core/envelope/index.ts'
import type { ArrivingRun, Fork, LogId, Run, RunItem, Stretch } from '#core/envelope/index.ts'
import type { PeerId } from '#core/net/index.ts'
import {
  documentedUpTo,
  dropDocuments,
  dropSignature,
  disputeMessages,
  envelopesOf,
  putAdmission,
  putEnvelope,
  putFork,
  putRuns,
  putSignature,
  stopFeed,
} from '#core/store/index.ts'
import type { WriteDb } from '#core/store/index.ts'
import type { ReceiveOutcome } from '#core/sync/index.ts'
import { advance } from './advance.ts'
import { tellLater } from './commit.ts'
import { settle } from './epochs.ts'
import { feedIn, forkOf, frontierOf, holdingOf, idAt, takeUpFeed } from './feeds.ts'
import { collectOperations } from './collect.ts'
import { logOf, spaceOf } from './spaces.ts'
import type { FeedHandle, LogHandle, NodeState } from './state.ts'
import { foundAhead } from './stop.ts'

/**
 * Takes runs of a log from anybody: what is proven is stored (E5, E9), opened, and where it counts projected (E6), all in
 * the running transaction. One outcome per run. A bad run harms no other.
 */
export function takeRuns(
  node: NodeState,
  db: WriteDb,
  logId: LogId,
  runs: readonly ArrivingRun[],
  from: PeerId | 'bundle',
): ReceiveOutcome[] {
  const log = logOf(node, db, logId)
  const space = log && spaceOf(node, db, log.space)
  if (!log || !space) return runs.map(() => ({ type: 'refused', reason: { type: 'LogUnknown' } }))
  const touched = new Map<FeedHandle, Map<number, RunItem>>()
  const said = new Map(runs.flatMap(({ feed }) => feedIn(db, log, feed) ?? []).map((feed) => [feed, highest(feed)]))
  const outcomes = runs.map((run) => takeRun(node, db, log, run, touched))
  // Operations stand alone (S1): all that came are known before any entry is judged by them.
  let added = 0
  for (const [feed, fresh] of touched) added += collectOperations(node, db, space, feed, fresh)
  for (const [feed, fresh] of touched) advance(node, db, space, feed, fresh)
  if (added > 0 && node.me !== null) settle(node, db, node.me, space)
  // What damage took from the middle of one's own words comes again; what is above them was said by another (I4).
  for (const feed of touched.keys())
    if (feed.speaker?.device === node.me?.device.device && highest(feed) > (said.get(feed) ?? -1))
      foundAhead(node, from)
  return outcomes
}

const highest = (feed: FeedHandle): number => feed.runs.at(-1)?.high ?? -1

function takeRun(
  node: NodeState,
  db: WriteDb,
  log: LogHandle,
  run: ArrivingRun,
  touched: Map<FeedHandle, Map<number, RunItem>>,
): ReceiveOutcome {
  const known = feedIn(db, log, run.feed)
  const holding = known ? holdingOf(known) : { feed: run.feed, runs: [], pending: null, stop: null }
  const place = `${log.id} ${run.feed}`
  const pending = node.pending.get(place) ?? null
  const accepted = acceptRun({ ...holding, pending }, run, {
    keys: log.keys,
    idAt: (seq) => (known ? idAt(db, known, seq) : null),
  })
  const frontier = known ? frontierOf(known) : { feed: run.feed, runs: [], stoppedAt: null }
  if (!accepted.ok) {
    // What may yet be proven, or joined, is nobody's fault; what breaks the form stops the feed for this session.
    if (MAY_COME.has(accepted.error.type)) return { type: 'pending', frontier }
    return { type: 'stopped', frontier, reason: accepted.error }
  }
  const { counted, duplicates, fork, paused, waiting } = accepted.value
  if (accepted.value.holding.pending === null) node.pending.delete(place)
  else node.pending.set(place, accepted.value.holding.pending)
  if (fork !== null) {
    const proof = known && fork.exact ? ownHalf(db, known, fork.seq, fork.theirs) : null
    if (known && proof) takeFork(node, db, log, known, proof)
    // Told to stop below what differs, the other side shows deeper blocks, until the place itself is found.
    const told = known && proof ? frontierOf(known) : { ...frontier, stoppedAt: fork.seq - 1 }
    return { type: 'stopped', frontier: told, reason: { type: 'Forked' } }
  }
  const first = counted[0]
  if (first === undefined) {
    return waiting > 0 || duplicates === 0 ? { type: 'pending', frontier } : { type: 'duplicate', frontier }
  }
  const admit = first.low === 0 ? (first.items[0]?.admit ?? null) : null
  // What counts joins what is held, or begins the feed, and then it is admitted (E4).
  const feed = known ?? (admit && takeUpFeed(db, log, run.feed, admit))
  if (!feed) return { type: 'pending', frontier }
  if (known && admit) {
    // It was known, and its beginning lost to damage.
    putAdmission(db, feed.row.no, admit)
    feed.row = { ...feed.row, admit }
  }
  const fresh = touched.get(feed) ?? new Map<number, RunItem>()
  touched.set(feed, fresh)
  const before = feed.runs
  for (const stretch of counted) storeStretch(db, feed, stretch, fresh)
  feed.runs = accepted.value.holding.runs
  putRuns(db, feed.row.no, before, feed.runs)
  dropOldHeads(db, feed, before, fresh)
  node.digests.delete(log.id)
  for (const stretch of counted) pushLater(node, feed, stretch)
  const count = counted.reduce((sum, stretch) => sum + stretch.items.length, 0)
  if (paused) return { type: 'stopped', frontier: frontierOf(feed), reason: paused }
  return { type: 'taken', frontier: frontierOf(feed), fresh: count }
}

/** Reasons for which a run is not taken now and nobody is to blame (E5, E9). */
const MAY_COME: ReadonlySet<string> = new Set(['BadSignature', 'BadChain', 'NotJoined', 'FirstMissing', 'TooManyRuns'])

function storeStretch(db: WriteDb, feed: FeedHandle, stretch: Stretch, fresh: Map<number, RunItem>): void {
  stretch.items.forEach((item, i) => {
    const seq = stretch.low + i
    putEnvelope(db, feed.row.no, seq, item)
    if (item.sig) putSignature(db, feed.row.no, seq, item.sig, stretch.ids[i] ?? null)
    fresh.set(seq, item)
  })
}

/** Heads that are none any more lose their signature, unless it is one that stays (E5). */
function dropOldHeads(
  db: WriteDb,
  feed: FeedHandle,
  before: FeedHandle['runs'],
  fresh: ReadonlyMap<number, RunItem>,
): void {
  for (const old of before) {
    if (feed.runs.some((run) => run.high === old.high)) continue
    const size = fresh.get(old.high)?.box.length ?? boxBytes(db, feed, old.high)
    if (!keepsSignature(old.high, size)) dropSignature(db, feed.row.no, old.high)
  }
}

function boxBytes(db: WriteDb, feed: FeedHandle, seq: number): number {
  for (const { item } of envelopesOf(db, feed.row, seq, seq)) return item.box.length
  return 0
}

function pushLater(node: NodeState, feed: FeedHandle, stretch: Stretch): void {
  const run: Run = { feed: feed.row.id, low: stretch.low, prev: stretch.prev, items: stretch.items }
  node.afterCommit.push(() => node.network?.host.appended(feed.log.id, run, frontierOf(feed)))
}

/** The fork with our half of it: from the seq where they part up to the next signature held. */
function ownHalf(db: WriteDb, feed: FeedHandle, seq: number, theirs: Run): Fork | null {
  const items: RunItem[] = []
  let isSigned = false
  for (const { item } of envelopesOf(db, feed.row, seq, seq + MAX_PROOF)) {
    items.push(item)
    isSigned = item.sig !== null
    if (isSigned) break
  }
  const prev = seq === 0 ? new Uint8Array(32) : idAt(db, feed, seq - 1)
  if (!isSigned || prev === null) return null
  const left = { feed: feed.row.id, low: seq, prev: prev as Run['prev'], items }
  const fork = { feed: feed.row.id, seq, left, right: theirs }
  // What differs because this disk damaged it proves nothing against anybody.
  return verifyFork(fork).ok ? fork : null
}

/** Envelopes a half of a fork's proof may have: a block up to its signature. */
const MAX_PROOF = 64

/**
 * Keeps the proof that a device said two things in one place (E7): the feed stops below the fork, what is here from there
 * on is shown as disputed, and everybody who shares the log is told.
 */
export function takeFork(node: NodeState, db: WriteDb, log: LogHandle, feed: FeedHandle, fork: Fork): void {
  if (!replacesFork(forkOf(db, feed.row), fork)) return
  putFork(db, feed.row.no, fork.seq, encodeRun(fork.left), encodeRun(fork.right))
  stopFeed(db, feed.row.no, fork.seq - 1, 'Forked')
  feed.row = { ...feed.row, stoppedAt: fork.seq - 1, stopReason: 'Forked' }
  disputeMessages(db, feed.row.no, fork.seq)
  // A document holds what counts, and nothing above a fork does: it is made anew without it (D8).
  if (documentedUpTo(db, feed.row.no) >= fork.seq) dropDocuments(db, log.no)
  node.later.quiet()
  const account = feed.speaker?.account ?? null
  node.afterCommit.push(() => node.network?.host.forked(log.id, fork))
  tellLater(node, { topic: 'notice', notice: { type: 'ForkFound', space: log.space, account } })
  tellLater(node, { topic: 'chat.changed', space: log.space, messages: null })
  if (feed.speaker?.device === node.me?.device.device) foundAhead(node, 'fork')
}
