import { derive, signingKeyFromSeed, signStatement } from '#core/crypto/index.ts'
import type { Secret } from '#core/crypto/index.ts'
import {
  ADMISSION,
  chainIds,
  emptyHolding,
  feedDigest,
  feedIdOf,
  feedKeyOf,
  logDigest,
  decodeRun,
  isPlaced,
} from '#core/envelope/index.ts'
import type { EnvelopeId, FeedHolding, FeedId, Stop, Fork } from '#core/envelope/index.ts'
import { feedName } from '#core/document/index.ts'
import type { Speaker } from '#core/entry/index.ts'
import { decodeCertificate } from '#core/identity/index.ts'
import type { Certificate } from '#core/identity/index.ts'
import { decode, idToBytes } from '#core/proof/index.ts'
import type { Signature } from '#core/proof/index.ts'
import {
  cutOf,
  deviceByNo,
  feedsOfLog,
  findSpeaker,
  forksOfFeed,
  markedId,
  putFeed,
  runsOfFeed,
  stretchesOf,
  envelopesOf,
} from '#core/store/index.ts'
import type { FeedRow, ReadDb, WriteDb } from '#core/store/index.ts'
import type { FeedFrontier } from '#core/sync/index.ts'
import type { FeedHandle, LogHandle, OwnFeed } from './state.ts'

/** Every feed of a log, read once and kept. */
export function feedsOf(db: ReadDb, log: LogHandle): Map<FeedId, FeedHandle> {
  log.feeds ??= new Map(feedsOfLog(db, log.no).map((row) => [row.id, readFeed(db, log, row)]))
  return log.feeds
}

/** A feed of this log, or undefined where nothing of it is held. */
export const feedIn = (db: ReadDb, log: LogHandle, feed: FeedId): FeedHandle | undefined => feedsOf(db, log).get(feed)

/** A feed of this log, made if it is new. */
export function takeUpFeed(db: WriteDb, log: LogHandle, feed: FeedId, admit: Signature): FeedHandle {
  const known = feedIn(db, log, feed)
  if (known) return known
  const handle: FeedHandle = {
    log,
    name: feedName(log.id, feed),
    row: putFeed(db, log.no, feed, admit),
    runs: [],
    speaker: null,
    certificate: null,
    stretches: [],
    cut: null,
  }
  feedsOf(db, log).set(feed, handle)
  return handle
}

const readFeed = (db: ReadDb, log: LogHandle, row: FeedRow): FeedHandle => ({
  log,
  name: feedName(log.id, row.id),
  row,
  runs: runsOfFeed(db, row.no),
  speaker: findSpeaker(db, row.no) ?? null,
  certificate: null,
  stretches: stretchesOf(db, row.no),
  cut: cutOf(db, row.no),
})

/** The proof kept of a feed's fork; null where none is (E7). */
export function forkOf(db: ReadDb, row: FeedRow): Fork | null {
  const [kept] = forksOfFeed(db, row.no)
  const left = kept && decodeRun(kept.left_run)
  const right = kept && decodeRun(kept.right_run)
  if (!kept || !left?.ok || !right?.ok || !isPlaced(left.value) || !isPlaced(right.value)) return null
  return { feed: row.id, seq: kept.seq, left: left.value, right: right.value }
}

/** What accepting more of a feed depends on. */
export function holdingOf(feed: FeedHandle): FeedHolding {
  return { ...emptyHolding(feed.row.id), runs: feed.runs, stop: stopOf(feed) }
}

const stopOf = (feed: FeedHandle): Stop | null => {
  const at = stoppedAt(feed)
  return at === null ? null : { seq: at, head: null }
}

/** The highest seq that is taken of a feed; null for all. */
export function stoppedAt(feed: FeedHandle): number | null {
  const stops = [feed.speaker?.endedAt, feed.row.stoppedAt, feed.cut].filter((it) => it !== null && it !== undefined)
  return stops.length === 0 ? null : Math.min(...stops)
}

/** What this replica says it holds of a feed (E9, Y3). */
export const frontierOf = (feed: FeedHandle): FeedFrontier => ({
  feed: feed.row.id,
  runs: feed.runs,
  stoppedAt: stoppedAt(feed),
})

/** One digest over everything held of a log, the same wherever the same is held (Y2). */
export const digestOf = (db: ReadDb, log: LogHandle): Uint8Array =>
  logDigest(
    [...feedsOf(db, log).values()]
      .filter((feed) => feed.runs.length > 0)
      .map((feed) => feedDigest(feed.row.id, feed.runs)),
  )

/** The id of a held envelope: an end of a run, or computed from its block. Null if it is not held. */
export function idAt(db: ReadDb, feed: FeedHandle, seq: number): EnvelopeId | null {
  const run = feed.runs.find((held) => held.low <= seq && seq <= held.high)
  if (run === undefined) return null
  if (run.high === seq) return run.head
  // Ids say what came before, so they are computed from the nearest one that is marked.
  const mark = markedId(db, feed.row.no, run.low, seq)
  let prev = mark?.id ?? run.below
  for (const { seq: at, item } of envelopesOf(db, feed.row, mark === undefined ? run.low : mark.seq + 1, seq)) {
    prev = chainIds(feed.row.id, at, prev, [item])[0] ?? prev
  }
  return prev
}

/** The speaker of a feed with her certificate; null while its `open` was not accepted. */
export function speakerOf(db: ReadDb, feed: FeedHandle): Speaker | null {
  const { speaker } = feed
  if (speaker === null) return null
  feed.certificate ??= certificateOf(db, speaker.deviceNo)
  if (feed.certificate === null) return null
  const { account, device, generation } = speaker
  return { account, device, certificate: feed.certificate, generation }
}

function certificateOf(db: ReadDb, deviceNo: number): Certificate | null {
  const row = deviceByNo(db, deviceNo)
  const decoded = row && decode(row.certificate)
  const certificate = decoded?.ok ? decodeCertificate(decoded.value) : null
  return certificate?.ok ? certificate.value : null
}

/** This device's feed key for a generation in a log. Rule E2. */
export const feedKey = (deviceSeed: Secret, log: LogHandle, generation: number) =>
  signingKeyFromSeed(derive(deviceSeed, 'dure/feed/v1', idToBytes(log.id), generation))

/** Makes this device's feed in a log, admitted with the log's write key. Rules E1, E2. */
export function makeOwnFeed(db: WriteDb, log: LogHandle, deviceSeed: Secret, generation: number): OwnFeed {
  const key = feedKey(deviceSeed, log, generation)
  const id = feedIdOf(key.publicKey)
  const admit = signStatement(log.write, ADMISSION, [feedKeyOf(id)])
  return { feed: takeUpFeed(db, log, id, admit), key }
}
