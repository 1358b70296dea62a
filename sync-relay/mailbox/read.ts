import { BLOCK } from '#core/envelope/index.ts'
import type { Range, Run } from '#core/envelope/index.ts'
import { envelopeSizes, envelopesOf, signedAtOrAbove, signedAtOrBelow } from '#core/store/index.ts'
import type { ReadDb } from '#core/store/index.ts'
import type { KeptFeed } from './cut.ts'
import { idAt } from './holding.ts'
import { sizesDownward } from './rows.ts'

/**
 * Part of [low..high] of one held run, at most `maxBytes` of nonces and boxes or up to the first signature: from its
 * lowest upwards, or from its highest downwards to the beginning of a block. Its last one is signed, or is `high`
 * itself. Null: nothing of it is held. Rules E5, E9.
 */
export function readPart(
  db: ReadDb,
  feed: KeptFeed,
  { low, high }: Range,
  maxBytes: number,
  from: 'low' | 'high',
): Run | null {
  const held = feed.holding.runs.filter((run) => run.high >= low && run.low <= high)
  const run = from === 'low' ? held[0] : held.at(-1)
  if (!run) return null
  const all: Range = { low: Math.max(low, run.low), high: Math.min(high, run.high) }
  const part = from === 'low' ? upwards(db, feed, all, maxBytes) : downwards(db, feed, all, maxBytes)
  return readRun(db, feed, part)
}

/** The envelopes of a range that is held in one piece; null if they are not all there. */
export function readRun(db: ReadDb, feed: KeptFeed, { low, high }: Range): Run | null {
  const prev = idAt(db, feed, low - 1)
  if (prev === null) return null
  const items = [...envelopesOf(db, feed.row, low, high)].map(({ item }) => item)
  return items.length === high - low + 1 ? { feed: feed.id, low, prev, items } : null
}

function upwards(db: ReadDb, { row }: KeptFeed, { low, high }: Range, maxBytes: number): Range {
  let bytes = 0
  let fits = low - 1
  for (const size of envelopeSizes(db, row.no, low, high)) {
    bytes += size.bytes
    if (bytes > maxBytes) break
    fits = size.seq
  }
  if (fits >= high) return { low, high }
  const signed = signedAtOrBelow(db, row.no, fits) ?? -1
  if (signed >= low) return { low, high: signed }
  return { low, high: Math.min(high, signedAtOrAbove(db, row.no, low) ?? high) }
}

function downwards(db: ReadDb, { row }: KeptFeed, { low, high }: Range, maxBytes: number): Range {
  let bytes = 0
  let fits = high
  for (const size of sizesDownward(db, row.no, { low, high })) {
    bytes += size.bytes
    if (bytes > maxBytes && size.seq < high) break
    fits = size.seq
  }
  if (fits <= low) return { low, high }
  const block = Math.ceil(fits / BLOCK) * BLOCK
  return { low: block <= high ? block : fits, high }
}
