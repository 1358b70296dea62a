import { acceptEntry, opensFeed, openEntry } from '#core/entry/index.ts'
import type { Entry, Speaker, Standing } from '#core/entry/index.ts'
import type { RunItem } from '#core/envelope/index.ts'
import type { OpId } from '#core/space/index.ts'
import {
  dropStretch,
  dropWaiting,
  endSpeaker,
  envelopeList,
  feedEndOf,
  feedsOfDevice,
  findDevice,
  findEnvelope,
  findSpeaker,
  putSpeaker,
  putStretch,
  putWaiting,
  stopFeed,
} from '#core/store/index.ts'
import type { StretchRow, WriteDb } from '#core/store/index.ts'
import { applyEntry, endFeeds, isLawful } from './apply.ts'
import { tellLater } from './commit.ts'
import { membershipOf } from './control.ts'
import { feedIn, speakerOf, stoppedAt } from './feeds.ts'
import { noteAccount, noteDevice } from './people.ts'
import { addOperations, logOf } from './spaces.ts'
import type { FeedHandle, NodeState, SpaceHandle } from './state.ts'
import { nowOf, observeAt } from './time.ts'

/** Opens an item of a feed. */
const entryOf = (feed: FeedHandle, item: RunItem) => openEntry(item.box, feed.log.content, item.nonce)

/**
 * Adds the control operations among new envelopes to the space's log, before anything is judged by it: an operation is
 * signed by itself (S1), so it counts or not whatever becomes of the feed it came in.
 */
export function collectOperations(
  node: NodeState,
  db: WriteDb,
  space: SpaceHandle,
  feed: FeedHandle,
  fresh: ReadonlyMap<number, RunItem>,
): void {
  const found = []
  for (const item of fresh.values()) {
    const entry = openedOnce(node, feed, item)
    if (entry.ok && entry.value.body.kind === 'control') found.push(entry.value.body.operation)
  }
  if (found.length > 0) addOperations(node, db, space, found)
}

/** Opening is half the cost of taking an envelope, and operations are looked for first: what was opened is kept a while. */
function openedOnce(node: NodeState, feed: FeedHandle, item: RunItem): ReturnType<typeof entryOf> {
  const known = node.opened.get(item)
  if (known) return known
  const entry = entryOf(feed, item)
  node.opened.set(item, entry)
  return entry
}

/**
 * Reads on in a feed as far as it goes: from the end of each accepted stretch, and from each held run that none reaches
 * into yet. Stops at what waits (to be tried again) or is refused (E6).
 */
export function advance(
  node: NodeState,
  db: WriteDb,
  space: SpaceHandle,
  feed: FeedHandle,
  fresh: ReadonlyMap<number, RunItem>,
): void {
  if (feed.speaker === null && !readOpen(node, db, space, feed)) return
  for (const run of feed.runs) {
    let from = run.low
    for (;;) {
      const stretch = feed.stretches.find((it) => it.low <= from && from <= it.high)
      if (stretch !== undefined) {
        from = stretch.high + 1
        continue
      }
      if (from > run.high || isBeyond(feed, from)) break
      const next = feed.stretches.find((it) => it.low > from)
      const to = Math.min(run.high, next === undefined ? run.high : next.low - 1, stoppedAt(feed) ?? run.high)
      if (!readStretch(node, db, space, feed, from, to, fresh)) break
    }
  }
}

/** Reads envelope 0, which says whose feed it is. False where it waits or is refused. */
function readOpen(node: NodeState, db: WriteDb, space: SpaceHandle, feed: FeedHandle): boolean {
  const item = findEnvelope(db, feed.row, 0)
  if (item === undefined) return false
  const opened = openedOnce(node, feed, item)
  if (!opened.ok) return refuse(node, db, feed, 0, opened.error.type)
  const { body } = opened.value
  const speaker = opensFeed(opened.value, feed.row.id, feed.log.id)
  if (!('account' in speaker) || !('device' in speaker)) return refuse(node, db, feed, 0, speaker.type)
  const judged = judge(node, db, space, feed, 0, opened.value, speaker, null)
  if (judged === null || body.kind !== 'open') return false
  const account = noteAccount(db, speaker.account, body.name, body.reach, opened.value.at)
  const device = noteDevice(db, account.no, body.certificate)
  putSpeaker(db, feed.row.no, device.no, account.no, speaker.generation)
  const end = feedEndOf(db, feed.row.id, device.no)
  if (end !== null) endSpeaker(db, feed.row.no, end)
  feed.speaker = findSpeaker(db, feed.row.no) ?? null
  keepStretch(db, feed, { low: 0, high: 0, at: judged.at, ctrl: judged.ctrl })
  endFeeds(node, db, space, speaker, body.ends)
  applyEntry(node, db, space, feed, 0, opened.value)
  return true
}

/** Reads [from..to]; true if all of it was accepted. */
function readStretch(
  node: NodeState,
  db: WriteDb,
  space: SpaceHandle,
  feed: FeedHandle,
  from: number,
  to: number,
  fresh: ReadonlyMap<number, RunItem>,
): boolean {
  const speaker = speakerOf(db, feed)
  if (speaker === null) return false
  const below = feed.stretches.find((it) => it.high === from - 1)
  const low = below?.low ?? from
  let standing: Standing | null = below ? { at: below.at, ctrl: below.ctrl } : null
  let done = from - 1
  let stopped = false
  for (const { seq, item } of itemsOf(db, feed, from, to, fresh)) {
    const opened = openedOnce(node, feed, item)
    const accepted = opened.ok
      ? judge(node, db, space, feed, seq, opened.value, speaker, standing)
      : (refuse(node, db, feed, seq, opened.error.type), null)
    if (accepted === null || !opened.ok) {
      stopped = true
      break
    }
    standing = accepted
    done = seq
    applyEntry(node, db, space, feed, seq, opened.value)
  }
  if (standing !== null && done >= from) {
    if (below) dropStretch(db, feed.row.no, below.low)
    keepStretch(db, feed, joined(db, node, feed, { low, high: done, at: standing.at, ctrl: standing.ctrl }))
  }
  return !stopped
}

/** Fresh envelopes are in memory; others are read from the database. */
function* itemsOf(
  db: WriteDb,
  feed: FeedHandle,
  from: number,
  to: number,
  fresh: ReadonlyMap<number, RunItem>,
): IterableIterator<{ readonly seq: number; readonly item: RunItem }> {
  if (fresh.has(from) && fresh.has(to)) {
    for (let seq = from; seq <= to; seq++) {
      const item = fresh.get(seq) ?? findEnvelope(db, feed.row, seq)
      if (item === undefined) return
      yield { seq, item }
    }
    return
  }
  // In pieces, because nothing may be written while rows are being read.
  for (let low = from; low <= to; low += READ_PIECE) {
    yield* envelopeList(db, feed.row, low, Math.min(to, low + READ_PIECE - 1))
  }
}

/** Envelopes read from the database at once: about 300 KiB. */
const READ_PIECE = 1024

function judge(
  node: NodeState,
  db: WriteDb,
  space: SpaceHandle,
  feed: FeedHandle,
  seq: number,
  entry: Entry,
  speaker: Speaker,
  standing: Standing | null,
): Standing | null {
  const membership = membershipOf(space, feed.log)
  const floor = seq === 0 ? floorOf(node, db, space, speaker, feed) : null
  const judged = acceptEntry({ seq, entry, speaker, standing, floor, membership, now: nowOf(node) })
  if (judged.type === 'waits') {
    const until = judged.for.type === 'Clock' ? judged.for.until : null
    putWaiting(db, feed.row.no, seq, judged.for.type, until)
    // Operations are waited for until some come; a clock, until it is time.
    if (until !== null) node.afterCommit.push(() => node.later.retry(until))
    return null
  }
  if (judged.type === 'refused') {
    refuse(node, db, feed, seq, judged.reason.type)
    return null
  }
  const broken = isLawful(entry)
  if (broken !== null) {
    refuse(node, db, feed, seq, broken)
    return null
  }
  dropWaiting(db, feed.row.no)
  observeAt(node, entry.at)
  return judged.standing
}

/** Stops a feed below a bad envelope: kept as evidence, said, and of no consequence to any other feed (E6). */
function refuse(node: NodeState, db: WriteDb, feed: FeedHandle, seq: number, reason: string): false {
  stopFeed(db, feed.row.no, seq - 1, reason)
  feed.row = { ...feed.row, stoppedAt: seq - 1, stopReason: reason }
  const account = feed.speaker?.account ?? null
  tellLater(node, { topic: 'notice', notice: { type: 'FeedStopped', space: feed.log.space, account, reason } })
  return false
}

function keepStretch(db: WriteDb, feed: FeedHandle, stretch: StretchRow): void {
  putStretch(db, feed.row.no, stretch)
  const others = feed.stretches.filter((it) => it.high < stretch.low || it.low > stretch.high)
  feed.stretches = [...others, stretch].toSorted((a, b) => a.low - b.low)
}

/** The stretch together with the one above it, if they touch and agree: time and `ctrl` rise across the seam (E3, S3). */
function joined(db: WriteDb, node: NodeState, feed: FeedHandle, stretch: StretchRow): StretchRow {
  const above = feed.stretches.find((it) => it.low === stretch.high + 1)
  if (above === undefined) return stretch
  const item = findEnvelope(db, feed.row, above.low)
  const opened = item && entryOf(feed, item)
  if (!opened?.ok || opened.value.at <= stretch.at) {
    refuse(node, db, feed, above.low, 'ClockWentBack')
    return stretch
  }
  dropStretch(db, feed.row.no, above.low)
  return { low: stretch.low, high: above.high, at: above.at, ctrl: above.ctrl }
}

const isBeyond = (feed: FeedHandle, seq: number): boolean => {
  const stop = stoppedAt(feed)
  return stop !== null && seq > stop
}

/**
 * What a device named as seen at the ends of the feeds it had before this one: an `open` must not go back behind that
 * (S3). Feeds come in any order, so one that is here already may be a later one: its own `open` says so.
 */
function floorOf(
  node: NodeState,
  db: WriteDb,
  space: SpaceHandle,
  speaker: Speaker,
  feed: FeedHandle,
): readonly OpId[] | null {
  const device = findDevice(db, speaker.device)
  if (device === undefined) return null
  const seen = new Set<OpId>()
  for (const row of feedsOfDevice(db, space.no, device.no)) {
    const log = row.feed === feed.row.id ? undefined : logOf(node, db, row.log)
    const other = log && feedIn(db, log, row.feed)
    if (other === undefined || cameAfter(node, db, other, feed)) continue
    for (const op of other.stretches.at(0)?.ctrl ?? []) seen.add(op)
  }
  return seen.size === 0 ? null : [...seen]
}

/** Whether a feed was opened after another one of its device, which its `open` names and ends. */
function cameAfter(node: NodeState, db: WriteDb, later: FeedHandle, earlier: FeedHandle): boolean {
  const item = findEnvelope(db, later.row, 0)
  const opened = item && openedOnce(node, later, item)
  if (!opened?.ok || opened.value.body.kind !== 'open') return false
  return opened.value.body.ends.some((end) => end.feed === earlier.row.id)
}
