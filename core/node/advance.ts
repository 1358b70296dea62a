import { acceptEntry, opensFeed } from '#core/entry/index.ts'
import type { Entry, Speaker, Standing, Waiting } from '#core/entry/index.ts'
import { BLOCK } from '#core/envelope/index.ts'
import type { HeldRun, RunItem } from '#core/envelope/index.ts'
import {
  dropStretch,
  dropWaiting,
  endSpeaker,
  envelopeList,
  feedEndOf,
  findContact,
  findDevice,
  findEnvelope,
  findSpeaker,
  putSpeaker,
  putStretch,
  putWaiting,
  spaceByNo,
  stopFeed,
} from '#core/store/index.ts'
import type { StretchRow, WriteDb } from '#core/store/index.ts'
import { applyEntry, endFeeds, isLawful } from './apply.ts'
import { changedAll } from './changes.ts'
import { tellLater } from './commit.ts'
import { applyCut } from './cuts.ts'
import { membershipOf } from './control.ts'
import { speakerOf, stoppedAt } from './feeds.ts'
import { floorOf } from './floor.ts'
import { openedOnce } from './opened.ts'
import { noteAccount, noteDevice } from './people.ts'
import { spaceOf } from './spaces.ts'
import type { FeedHandle, NodeState, SpaceHandle } from './state.ts'
import { nowOf, observeAt } from './time.ts'
import { takeBack } from './unsay.ts'

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
  const reading: Reading = { node, db, space, feed, fresh, waits: [] }
  if (feed.speaker !== null || readOpen(reading)) for (const run of feed.runs) readRun(reading, run)
  keepWaiting(reading)
}

/** Reading on in one feed, in one transaction. */
interface Reading {
  readonly node: NodeState
  readonly db: WriteDb
  readonly space: SpaceHandle
  readonly feed: FeedHandle
  /** Envelopes that have just come. */
  readonly fresh: ReadonlyMap<number, RunItem>
  /** What has to come before one can read on, in the places where the feed waits. */
  readonly waits: { readonly seq: number; readonly type: Waiting['type']; readonly until: number | null }[]
}

/** Reads what is not read yet of a held run. */
function readRun(reading: Reading, run: HeldRun): void {
  const { feed } = reading
  let from = run.low
  for (;;) {
    const stretch = feed.stretches.find((it) => it.low <= from && from <= it.high)
    if (stretch !== undefined) {
      from = stretch.high + 1
      continue
    }
    // With its beginning missing a block does not say what its author had seen; the next one does (E3).
    if (from % BLOCK !== 0 && !feed.stretches.some((it) => it.high === from - 1)) from = Math.ceil(from / BLOCK) * BLOCK
    if (from > run.high || isBeyond(feed, from)) break
    const next = feed.stretches.find((it) => it.low > from)
    const to = Math.min(run.high, next === undefined ? run.high : next.low - 1, stoppedAt(feed) ?? run.high)
    if (!readStretch(reading, from, to)) break
  }
}

/** Where a feed waits, so that it is tried again: when operations come, or when its time has. */
function keepWaiting({ node, db, feed, waits }: Reading): void {
  const [first] = waits
  if (first === undefined) return dropWaiting(db, feed.row.no)
  const untils = waits.flatMap(({ until }) => until ?? [])
  const until = untils.length < waits.length ? null : Math.min(...untils)
  putWaiting(db, feed.row.no, first.seq, first.type, until)
  const soonest = untils.length === 0 ? null : Math.min(...untils)
  // Operations are waited for until some come.
  if (soonest !== null) node.afterCommit.push(() => node.later.retry(soonest))
}

/** The chat with a contact who speaks from a device that nobody here knew: a line in it says so (I5). */
function tellNewDevice(node: NodeState, db: WriteDb, accountNo: number): void {
  const contact = findContact(db, accountNo)
  const row = contact && spaceByNo(db, contact.spaceNo)
  const space = row && spaceOf(node, db, row.id)
  if (space) changedAll(node, space)
}

/** Reads envelope 0, which says whose feed it is. False where it waits or is refused. */
function readOpen(reading: Reading): boolean {
  const { node, db, space, feed } = reading
  const item = findEnvelope(db, feed.row, 0)
  if (item === undefined) return false
  const opened = openedOnce(node, feed, item)
  if (!opened.ok) return refuse(reading, 0, opened.error.type)
  const { body } = opened.value
  const speaker = opensFeed(opened.value, feed.row.id, feed.log.id)
  if (!('account' in speaker) || !('device' in speaker)) return refuse(reading, 0, speaker.type)
  const judged = judge(reading, 0, opened.value, speaker, null)
  if (judged === null || body.kind !== 'open') return false
  if (applyCut(node, db, space, feed, body, judged.ctrl ?? []) === -1) {
    // Nothing of it counts, unless what removed its author falls (S4) or somebody's word raises the cut (S5).
    reading.waits.push({ seq: 0, type: 'Operations', until: null })
    return false
  }
  const account = noteAccount(db, speaker.account, body.name, body.reach, opened.value.at)
  if (findDevice(db, body.certificate.device) === undefined) tellNewDevice(node, db, account.no)
  const device = noteDevice(db, account.no, body.certificate)
  putSpeaker(db, {
    feedNo: feed.row.no,
    deviceNo: device.no,
    accountNo: account.no,
    generation: speaker.generation,
    name: feed.name,
  })
  const end = feedEndOf(db, space.no, feed.row.id, device.no)
  if (end !== null) endSpeaker(db, feed.row.no, end)
  feed.speaker = findSpeaker(db, feed.row.no) ?? null
  keepStretch(db, feed, { low: 0, high: 0, at: judged.at, ctrl: judged.ctrl })
  endFeeds(node, db, space, speaker, body.ends)
  applyEntry(node, db, space, feed, 0, opened.value, judged.ctrl ?? [])
  return true
}

/** Reads [from..to]; true if all of it was accepted. */
function readStretch(reading: Reading, from: number, to: number): boolean {
  const { node, db, space, feed, fresh } = reading
  const speaker = speakerOf(db, feed)
  if (speaker === null) return false
  const below = feed.stretches.find((it) => it.high === from - 1)
  let standing: Standing | null = below ? { at: below.at, ctrl: below.ctrl } : null
  let done = from - 1
  for (const { seq, item } of itemsOf(db, feed, from, to, fresh)) {
    // What a damaged database lacks is not read over.
    if (seq !== done + 1) break
    const opened = openedOnce(node, feed, item)
    const accepted = opened.ok
      ? judge(reading, seq, opened.value, speaker, standing)
      : (refuse(reading, seq, opened.error.type), null)
    if (accepted === null || !opened.ok) break
    standing = accepted
    done = seq
    applyEntry(node, db, space, feed, seq, opened.value, accepted.ctrl ?? [])
  }
  if (standing !== null && done >= from) {
    if (below) dropStretch(db, feed.row.no, below.low)
    const read = { low: below?.low ?? from, high: done, at: standing.at, ctrl: standing.ctrl }
    keepStretch(db, feed, joined(reading, speaker, read))
  }
  return done === to
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
  reading: Reading,
  seq: number,
  entry: Entry,
  speaker: Speaker,
  standing: Standing | null,
): Standing | null {
  const { node, db, space, feed, waits } = reading
  const membership = membershipOf(space, feed.log)
  const floor = seq === 0 ? floorOf(node, db, space, speaker, feed) : null
  const judged = acceptEntry({ seq, entry, speaker, standing, floor, membership, now: nowOf(node) })
  if (judged.type === 'waits') {
    waits.push({ seq, type: judged.for.type, until: judged.for.type === 'Clock' ? judged.for.until : null })
    return null
  }
  if (judged.type === 'refused') {
    refuse(reading, seq, judged.reason.type)
    return null
  }
  const broken = isLawful(entry)
  if (broken !== null) {
    refuse(reading, seq, broken)
    return null
  }
  observeAt(node, entry.at)
  return judged.standing
}

/**
 * Stops a feed below a bad envelope: kept as evidence, said, and of no consequence to any other feed (E6). Nothing above it
 * counts, also where that was read first.
 */
function refuse({ node, db, space, feed }: Reading, seq: number, reason: string): false {
  stopFeed(db, feed.row.no, seq - 1, reason)
  feed.row = { ...feed.row, stoppedAt: seq - 1, stopReason: reason }
  takeBack(node, db, space, feed, seq - 1)
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
function joined(reading: Reading, speaker: Speaker, stretch: StretchRow): StretchRow {
  const { node, db, feed } = reading
  const above = feed.stretches.find((it) => it.low === stretch.high + 1)
  const item = above && findEnvelope(db, feed.row, above.low)
  const opened = item && openedOnce(node, feed, item)
  // The first entry above was read without knowing what stands below: it is judged again, knowing it.
  if (!above || !opened?.ok || judge(reading, above.low, opened.value, speaker, stretch) === null) return stretch
  dropStretch(db, feed.row.no, above.low)
  return { low: stretch.low, high: above.high, at: above.at, ctrl: above.ctrl }
}

const isBeyond = (feed: FeedHandle, seq: number): boolean => {
  const stop = stoppedAt(feed)
  return stop !== null && seq > stop
}
