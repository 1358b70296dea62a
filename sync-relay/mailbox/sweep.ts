import type { LogId } from '#core/envelope/index.ts'
import type { WriteDb } from '#core/store/index.ts'
import { dropIdlePeers } from '../peers.ts'
import { cutFeed, cutFor } from './cut.ts'
import type { KeptFeed } from './cut.ts'
import { readFeed } from './holding.ts'
import { dropLog, expiredFeeds, idleLogs, logIdByNo } from './rows.ts'

/** Feeds and logs looked at in one transaction, and most bytes dropped of one feed: the process is never away for long. */
const FEEDS = 20
const LOGS = 5
const FEED_BYTES = 1 << 20

/** What a step of tidying up did. */
export interface Swept {
  readonly shrunk: readonly KeptFeed[]
  /** Logs that are no more. */
  readonly gone: readonly LogId[]
  /** Whether there may be more to do. */
  readonly more: boolean
}

/** Drops some of what came before `expired`, and some logs that nobody has used since `idle`; days from 1970. Rule R2. */
export function sweepMailbox(db: WriteDb, expired: number, idle: number): Swept {
  const shrunk: KeptFeed[] = []
  const found = expiredFeeds(db, expired, FEEDS)
  for (const { feed_no, cut } of found) {
    const feed = readFeed(db, feed_no)
    if (!feed?.row) continue
    const kept: KeptFeed = { ...feed, row: feed.row }
    shrunk.push(cutFeed(db, kept, Math.min(cut, cutFor(db, kept, FEED_BYTES) ?? cut)))
  }
  const logs = idleLogs(db, idle, LOGS)
  const gone = logs.flatMap(({ log_no }) => logIdByNo(db, log_no) ?? [])
  for (const log of logs) dropLog(db, log)
  if (logs.length > 0) dropIdlePeers(db)
  return { shrunk, gone, more: found.length > 0 || logs.length > 0 }
}
