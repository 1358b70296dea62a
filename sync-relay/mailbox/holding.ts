import { chainIds, emptyHolding, feedDigest, logDigest, NO_PREV, rangeAt } from '#core/envelope/index.ts'
import type { EnvelopeId, FeedHolding, FeedId, LogId, LogKeys } from '#core/envelope/index.ts'
import type { Hash } from '#core/proof/index.ts'
import { envelopesOf, feedByNo, feedsOfLog, findLog, markedId, runsOfFeed } from '#core/store/index.ts'
import type { FeedRow, ReadDb } from '#core/store/index.ts'
import type { FeedFrontier } from '#core/sync/index.ts'
import { floorOf } from './rows.ts'

/** A feed as it is held here. `row` is null until something of it is kept. */
export interface HeldFeed {
  readonly id: FeedId
  readonly row: FeedRow | null
  readonly holding: FeedHolding
  /** Nothing below it but envelope 0 is taken any more: it was kept, and had to give way. */
  readonly floor: number
}

/** A log that is known here. `no` is null until something of it is kept. */
export interface HeldLog {
  readonly id: LogId
  readonly keys: LogKeys
  no: number | null
  readonly feeds: Map<FeedId, HeldFeed>
  /** Of the feeds as they are now; null after a change. */
  digest: Hash | null
  readonly feedDigests: Map<FeedId, Hash>
}

/** A feed of which nothing is held. */
export const newFeed = (id: FeedId): HeldFeed => ({ id, row: null, holding: emptyHolding(id), floor: 0 })

/** A log as the database has it, with all its feeds; undefined if it has none of it. */
export function readLog(db: ReadDb, id: LogId): HeldLog | undefined {
  const row = findLog(db, id)
  if (!row) return undefined
  const feeds = new Map<FeedId, HeldFeed>()
  for (const feed of feedsOfLog(db, row.no)) feeds.set(feed.id, heldFeed(db, feed))
  return { id, keys: row.keys, no: row.no, feeds, digest: null, feedDigests: new Map() }
}

function heldFeed(db: ReadDb, row: FeedRow): HeldFeed {
  const stop = row.stoppedAt === null ? null : { seq: row.stoppedAt, head: null }
  const holding: FeedHolding = { feed: row.id, runs: runsOfFeed(db, row.no), pending: null, stop }
  return { id: row.id, row, holding, floor: floorOf(db, row.no) }
}

/** A feed as the database has it, by its row's number. */
export function readFeed(db: ReadDb, feedNo: number): HeldFeed | undefined {
  const row = feedByNo(db, feedNo)
  return row && heldFeed(db, row)
}

/** Puts a feed as it is now in the place of what it was. */
export function setFeed(log: HeldLog, feed: HeldFeed): void {
  log.feeds.set(feed.id, feed)
  log.feedDigests.delete(feed.id)
  log.digest = null
}

/** The log's frontier in 32 bytes, worked out again only where something changed. */
export function digestOfLog(log: HeldLog): Hash {
  if (log.digest !== null) return log.digest
  for (const [id, { holding }] of log.feeds)
    if (!log.feedDigests.has(id) && holding.runs.length > 0) log.feedDigests.set(id, feedDigest(id, holding.runs))
  log.digest = logDigest(log.feedDigests.values())
  return log.digest
}

/** What is told of a feed. */
export const frontierOf = ({ id, holding, floor }: HeldFeed): FeedFrontier => ({
  feed: id,
  runs: holding.runs,
  stoppedAt: holding.stop?.seq ?? null,
  ...(floor > 0 ? { wantedFrom: floor } : {}),
})

/** The id of a held envelope, or of what lies right before a run; null if it is not held. Hashes a block at the most. */
export function idAt(db: ReadDb, { row, holding }: HeldFeed, seq: number): EnvelopeId | null {
  if (seq === -1) return NO_PREV
  const above = holding.runs.find((run) => run.low === seq + 1)
  if (above) return above.below
  const run = rangeAt(holding.runs, seq)
  if (!run || !row) return null
  if (run.high === seq) return run.head
  const marked = markedId(db, row.no, run.low, seq)
  const from = marked ? marked.seq + 1 : run.low
  const prev = marked?.id ?? run.below
  const items = [...envelopesOf(db, row, from, seq)].map(({ item }) => item)
  return items.length === seq - from + 1 ? (chainIds(holding.feed, from, prev, items).at(-1) ?? prev) : null
}
