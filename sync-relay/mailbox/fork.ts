import { decodeRun, encodeRun, isPlaced, replacesFork, verifyFork } from '#core/envelope/index.ts'
import type { Fork, FoundFork, Run } from '#core/envelope/index.ts'
import { forksOfFeed, putFork, signedAtOrAbove, stopFeed } from '#core/store/index.ts'
import type { ReadDb, WriteDb } from '#core/store/index.ts'
import type { KeptFeed } from './cut.ts'
import { readRun } from './read.ts'

/** Why a feed takes nothing more after a proven fork (E7). */
export const FORKED = 'Forked'

/** The proof of a fork, from the half that came and the half that is held; null if ours has nothing to show. Rule E7. */
export function proveFork(db: ReadDb, feed: KeptFeed, { seq, theirs }: FoundFork): Fork | null {
  const ours = halfAt(db, feed, seq)
  if (ours === null) return null
  const fork: Fork = { feed: feed.id, seq, left: ours, right: theirs }
  return verifyFork(fork).ok ? fork : null
}

/** What is held from `seq` (or from right above it) up to a signature. */
function halfAt(db: ReadDb, feed: KeptFeed, seq: number): Run | null {
  const run = feed.holding.runs.find(({ low, high }) => low - 1 <= seq && seq <= high)
  if (!run) return null
  const low = Math.max(seq, run.low)
  const high = signedAtOrAbove(db, feed.row.no, low)
  return high === undefined || high > run.high ? null : readRun(db, feed, { low, high })
}

/**
 * Keeps the proof, and takes nothing more of the feed: which side stands is for members to say, and this relay could not
 * read it. What is held stays, for both halves are shown (S5).
 */
export function keepFork(db: WriteDb, feed: KeptFeed, fork: Fork): KeptFeed {
  const seq = feed.holding.runs.at(-1)?.high ?? -1
  if (replacesFork(readFork(db, feed), fork))
    putFork(db, feed.row.no, fork.seq, encodeRun(fork.left), encodeRun(fork.right))
  stopFeed(db, feed.row.no, seq, FORKED)
  return {
    ...feed,
    row: { ...feed.row, stoppedAt: seq, stopReason: FORKED },
    holding: { ...feed.holding, pending: null, stop: { seq, head: null } },
  }
}

/** The proof kept of a fork of the feed. */
export function readFork(db: ReadDb, feed: KeptFeed): Fork | null {
  const [row] = forksOfFeed(db, feed.row.no)
  const left = row && decodeRun(row.left_run)
  const right = row && decodeRun(row.right_run)
  if (!row || !left?.ok || !right?.ok || !isPlaced(left.value) || !isPlaced(right.value)) return null
  return { feed: feed.id, seq: row.seq, left: left.value, right: right.value }
}
