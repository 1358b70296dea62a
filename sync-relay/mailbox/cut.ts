import { BLOCK, MAX_RUNS, NO_PREV } from '#core/envelope/index.ts'
import type { HeldRun } from '#core/envelope/index.ts'
import { dropEnvelopes, envelopeSizes, putRuns } from '#core/store/index.ts'
import type { FeedRow, ReadDb, WriteDb } from '#core/store/index.ts'
import { ROW_BYTES } from '../schema/index.ts'
import { idAt } from './holding.ts'
import type { HeldFeed } from './holding.ts'
import { bytesOf, charge, depositsBelow, dropDeposit, putDeposit, raiseFloor } from './rows.ts'

/** A feed of which something is kept. */
export type KeptFeed = HeldFeed & { readonly row: FeedRow }

/**
 * Where to cut a feed so that at least `needed` bytes come free, oldest first: at the beginning of a block, because
 * only there a reader finds what `ctrl` is (E3). Null if there is nothing but envelope 0.
 */
export function cutFor(db: ReadDb, { row, holding }: KeptFeed, needed: number): number | null {
  const top = holding.runs.at(-1)?.high ?? 0
  let freed = 0
  let last: number | null = null
  for (const { seq, bytes } of envelopeSizes(db, row.no, 1, top)) {
    last = seq
    freed += bytes + ROW_BYTES
    if (freed >= needed) break
  }
  return last === null ? null : nextBlock(last)
}

/** The beginning of the block after the one `seq` is in. */
export const nextBlock = (seq: number): number => (Math.floor(seq / BLOCK) + 1) * BLOCK

/** Drops what lies below `cut` but envelope 0, with what it was charged for; the feed as it is then. Rules R2, E9. */
export function cutFeed(db: WriteDb, feed: KeptFeed, atLeast: number): KeptFeed {
  const { row, holding } = feed
  const { runs, cut } = runsAbove(db, feed, atLeast)
  for (const deposit of depositsBelow(db, row.no, cut)) {
    const isWhole = deposit.high < cut
    const bytes = isWhole ? deposit.bytes : bytesOf(db, row.no, { low: deposit.low, high: cut - 1 })
    dropDeposit(db, deposit)
    charge(db, { feedNo: row.no, logNo: row.logNo, peerNo: deposit.peer_no }, -bytes, false)
    if (!isWhole) putDeposit(db, { ...deposit, low: cut, bytes: deposit.bytes - bytes })
  }
  dropEnvelopes(db, row.no, 1, cut - 1)
  putRuns(db, row.no, holding.runs, runs)
  raiseFloor(db, row.no, cut)
  return { ...feed, holding: { ...holding, runs, pending: null }, floor: Math.max(feed.floor, cut) }
}

/** What is left above a cut, and envelope 0. The cut goes up where there would be more runs than a replica may hold. */
function runsAbove(db: ReadDb, feed: KeptFeed, cut: number): { runs: readonly HeldRun[]; cut: number } {
  const { runs } = feed.holding
  const first = idAt(db, feed, 0)
  const kept: HeldRun[] = first === null ? [] : [{ low: 0, high: 0, below: NO_PREV, head: first }]
  for (const run of runs) {
    if (run.high < cut || run.high === 0) continue
    const below = run.low >= cut ? run.below : idAt(db, feed, cut - 1)
    // An id that cannot be had is a damaged database: what cannot be joined any more is not kept.
    if (below !== null) kept.push({ ...run, low: Math.max(run.low, cut), below })
  }
  const [, lowest] = kept
  return kept.length > MAX_RUNS && lowest ? runsAbove(db, feed, nextBlock(lowest.high)) : { runs: kept, cut }
}
