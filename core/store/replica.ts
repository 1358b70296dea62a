import { idToBytes } from '#core/proof/index.ts'
import type { PublicKey, Signature } from '#core/proof/index.ts'
import type { EnvelopeId, FeedId, HeldRun, LogId, LogKeys, RunItem } from '#core/envelope/types.ts'
import { storedId } from './stored.ts'
import type { ReadDb, WriteDb } from './types.ts'

// The casts of this file give the schema's columns their brands; only these functions write them.

/** A log's row. `no` is local to this database. */
export interface LogRow {
  readonly no: number
  readonly id: LogId
  readonly keys: LogKeys
}

/** A feed's row. `stoppedAt`: nothing above that seq is taken (a cut, a refusal, a fork). */
export interface FeedRow {
  readonly no: number
  readonly id: FeedId
  readonly logNo: number
  readonly admit: Signature | null
  readonly stoppedAt: number | null
  readonly stopReason: string | null
}

interface LogColumns {
  no: number
  id: Uint8Array
  read_key: Uint8Array
  write_key: Uint8Array
}
interface FeedColumns {
  no: number
  id: Uint8Array
  log_no: number
  admit: Uint8Array | null
  stopped_at: number | null
  stop_reason: string | null
}

const logRow = (row: LogColumns): LogRow => ({
  no: row.no,
  id: storedId(row.id) as LogId,
  keys: { read: row.read_key as PublicKey, write: row.write_key as PublicKey },
})
const feedRow = (row: FeedColumns): FeedRow => ({
  no: row.no,
  id: storedId(row.id) as FeedId,
  logNo: row.log_no,
  admit: row.admit as Signature | null,
  stoppedAt: row.stopped_at,
  stopReason: row.stop_reason,
})

export function findLog(db: ReadDb, id: LogId): LogRow | undefined {
  const row = db.query<LogColumns>('SELECT * FROM log WHERE id = ?').get(idToBytes(id))
  return row && logRow(row)
}

/** Adds a log, or gives the row it has. */
export function putLog(db: WriteDb, id: LogId, keys: LogKeys): LogRow {
  const known = findLog(db, id)
  if (known) return known
  const { lastId } = db.run(
    'INSERT INTO log (id, read_key, write_key) VALUES (?, ?, ?)',
    idToBytes(id),
    keys.read,
    keys.write,
  )
  return { no: lastId, id, keys }
}

/** Puts a log's id and keys right, which its epoch's key says. */
export function mendLog(db: WriteDb, no: number, id: LogId, keys: LogKeys): void {
  db.run('UPDATE log SET id = ?, read_key = ?, write_key = ? WHERE no = ?', idToBytes(id), keys.read, keys.write, no)
}

/** The feeds of a log, in the order they came. */
export const feedsOfLog = (db: ReadDb, logNo: number): FeedRow[] =>
  db.query<FeedColumns>('SELECT * FROM feed WHERE log_no = ? ORDER BY no').all(logNo).map(feedRow)

/** A feed of a log, or undefined where nothing of it is held. */
export function findFeed(db: ReadDb, logNo: number, id: FeedId): FeedRow | undefined {
  const row = db.query<FeedColumns>('SELECT * FROM feed WHERE log_no = ? AND id = ?').get(logNo, idToBytes(id))
  return row && feedRow(row)
}

/** A feed by its local number. */
export function feedByNo(db: ReadDb, no: number): FeedRow | undefined {
  const row = db.query<FeedColumns>('SELECT * FROM feed WHERE no = ?').get(no)
  return row && feedRow(row)
}

export function putFeed(db: WriteDb, logNo: number, id: FeedId, admit: Signature | null): FeedRow {
  const { lastId } = db.run('INSERT INTO feed (id, log_no, admit) VALUES (?, ?, ?)', idToBytes(id), logNo, admit)
  return { no: lastId, id, logNo, admit, stoppedAt: null, stopReason: null }
}

/** Replaces a feed's admission, which its envelope 0 brings (E4). */
export function putAdmission(db: WriteDb, feedNo: number, admit: Signature): void {
  db.run('UPDATE feed SET admit = ? WHERE no = ?', admit, feedNo)
}

/** Keeps why a feed takes nothing above `seq` (E6). */
export function stopFeed(db: WriteDb, feedNo: number, seq: number, reason: string): void {
  db.run('UPDATE feed SET stopped_at = ?, stop_reason = ? WHERE no = ?', seq, reason, feedNo)
}
/** Takes a stop away: what stood in its way does not any more. */
export function resumeFeed(db: WriteDb, feedNo: number): void {
  db.run('UPDATE feed SET stopped_at = NULL, stop_reason = NULL WHERE no = ?', feedNo)
}

interface RunColumns {
  low: number
  high: number
  below: Uint8Array
  head: Uint8Array
}

/** The stretches held of a feed, lowest first. */
export const runsOfFeed = (db: ReadDb, feedNo: number): HeldRun[] =>
  db
    .query<RunColumns>('SELECT low, high, below, head FROM run WHERE feed_no = ? ORDER BY low')
    .all(feedNo)
    .map((row) => ({ low: row.low, high: row.high, below: row.below as EnvelopeId, head: row.head as EnvelopeId }))

/** Replaces what is said to be held of a feed. The common case, one run growing, is one statement. */
export function putRuns(db: WriteDb, feedNo: number, before: readonly HeldRun[], after: readonly HeldRun[]): void {
  for (const old of before) {
    if (!after.some((run) => run.low === old.low))
      db.run('DELETE FROM run WHERE feed_no = ? AND low = ?', feedNo, old.low)
  }
  for (const run of after) {
    if (before.some((old) => old.low === run.low && old.high === run.high)) continue
    db.run(
      'INSERT INTO run (feed_no, low, high, below, head) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET high = excluded.high, head = excluded.head',
      feedNo,
      run.low,
      run.high,
      run.below,
      run.head,
    )
  }
}

const NONCE = 24

/** Stores one envelope: `body` is v, nonce, box. Its signature is stored apart with `putSignature`. */
export function putEnvelope(db: WriteDb, feedNo: number, seq: number, item: RunItem): void {
  const body = new Uint8Array(1 + NONCE + item.box.length)
  body[0] = item.v
  body.set(item.nonce, 1)
  body.set(item.box, 1 + NONCE)
  // What a damaged run left behind gives way.
  db.run(
    'INSERT INTO envelope (feed_no, seq, body) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET body = excluded.body',
    feedNo,
    seq,
    body,
  )
}

/** Keeps a signature, and the id it is on where the caller knows it: a mark from which later ids are computed. */
export function putSignature(
  db: WriteDb,
  feedNo: number,
  seq: number,
  sig: Signature,
  id: EnvelopeId | null = null,
): void {
  db.run(
    `INSERT INTO signature (feed_no, seq, sig, id) VALUES (?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET sig = excluded.sig, id = coalesce(excluded.id, id)`,
    feedNo,
    seq,
    sig,
    id,
  )
}

/** The highest marked id in [low..seq] of a feed, or undefined. */
export function markedId(
  db: ReadDb,
  feedNo: number,
  low: number,
  seq: number,
): { readonly seq: number; readonly id: EnvelopeId } | undefined {
  const row = db
    .query<{
      seq: number
      id: Uint8Array
    }>(
      'SELECT seq, id FROM signature WHERE feed_no = ? AND seq BETWEEN ? AND ? AND id IS NOT NULL ORDER BY seq DESC LIMIT 1',
    )
    .get(feedNo, low, seq)
  return row && { seq: row.seq, id: row.id as EnvelopeId }
}

/** Every marked id in [low..high] of a feed, lowest first. */
export const marksOf = (
  db: ReadDb,
  feedNo: number,
  low: number,
  high: number,
): readonly { readonly seq: number; readonly id: EnvelopeId }[] =>
  db
    .query<{
      seq: number
      id: Uint8Array
    }>('SELECT seq, id FROM signature WHERE feed_no = ? AND seq BETWEEN ? AND ? AND id IS NOT NULL ORDER BY seq')
    .all(feedNo, low, high)
    .map((row) => ({ seq: row.seq, id: row.id as EnvelopeId }))

export function dropSignature(db: WriteDb, feedNo: number, seq: number): void {
  db.run('DELETE FROM signature WHERE feed_no = ? AND seq = ?', feedNo, seq)
}

interface EnvelopeColumns {
  seq: number
  body: Uint8Array
  sig: Uint8Array | null
}

/** Envelopes [low..high] of a feed as they are held, lowest first, one at a time. Gaps show as missing seqs. */
export function* envelopesOf(
  db: ReadDb,
  feed: FeedRow,
  low: number,
  high: number,
): IterableIterator<{ readonly seq: number; readonly item: RunItem }> {
  const rows = db.query<EnvelopeColumns>(
    `SELECT e.seq, e.body, s.sig FROM envelope e LEFT JOIN signature s ON s.feed_no = e.feed_no AND s.seq = e.seq
     WHERE e.feed_no = ? AND e.seq BETWEEN ? AND ? ORDER BY e.seq`,
  )
  for (const row of rows.each(feed.no, low, high)) yield { seq: row.seq, item: itemOf(row, feed) }
}

/** The same, all at once: for whoever writes while she reads. */
export const envelopeList = (
  db: ReadDb,
  feed: FeedRow,
  low: number,
  high: number,
): readonly { readonly seq: number; readonly item: RunItem }[] => Array.from(envelopesOf(db, feed, low, high))

/** One envelope, or undefined. */
export function findEnvelope(db: ReadDb, feed: FeedRow, seq: number): RunItem | undefined {
  for (const { item } of envelopesOf(db, feed, seq, seq)) return item
  return undefined
}

const itemOf = (row: EnvelopeColumns, feed: FeedRow): RunItem => ({
  v: row.body[0] ?? 0,
  nonce: row.body.subarray(1, 1 + NONCE),
  box: row.body.subarray(1 + NONCE),
  admit: row.seq === 0 ? feed.admit : null,
  sig: row.sig as Signature | null,
})

/** Highest seq at or below `seq` whose signature is held; undefined if none. */
export const signedAtOrBelow = (db: ReadDb, feedNo: number, seq: number): number | undefined =>
  db
    .query<{ seq: number }>('SELECT seq FROM signature WHERE feed_no = ? AND seq <= ? ORDER BY seq DESC LIMIT 1')
    .get(feedNo, seq)?.seq

/** Lowest seq at or above `seq` whose signature is held; undefined if none. */
export const signedAtOrAbove = (db: ReadDb, feedNo: number, seq: number): number | undefined =>
  db
    .query<{ seq: number }>('SELECT seq FROM signature WHERE feed_no = ? AND seq >= ? ORDER BY seq LIMIT 1')
    .get(feedNo, seq)?.seq

/** Sum of the box bytes of [low..high], to cut a read to size. */
export const envelopeSizes = (
  db: ReadDb,
  feedNo: number,
  low: number,
  high: number,
): IterableIterator<{ seq: number; bytes: number }> =>
  db
    .query<{ seq: number; bytes: number }>(
      'SELECT seq, length(body) AS bytes FROM envelope WHERE feed_no = ? AND seq BETWEEN ? AND ? ORDER BY seq',
    )
    .each(feedNo, low, high)

/** The same, highest first. */
export const envelopeSizesDown = (
  db: ReadDb,
  feedNo: number,
  low: number,
  high: number,
): IterableIterator<{ seq: number; bytes: number }> =>
  db
    .query<{
      seq: number
      bytes: number
    }>('SELECT seq, length(body) AS bytes FROM envelope WHERE feed_no = ? AND seq BETWEEN ? AND ? ORDER BY seq DESC')
    .each(feedNo, low, high)

/** Drops envelopes [low..high] and their signatures; the caller keeps `run` true in the same transaction. */
export function dropEnvelopes(db: WriteDb, feedNo: number, low: number, high: number): void {
  db.run('DELETE FROM envelope WHERE feed_no = ? AND seq BETWEEN ? AND ?', feedNo, low, high)
  db.run('DELETE FROM signature WHERE feed_no = ? AND seq BETWEEN ? AND ?', feedNo, low, high)
}

/** The proof kept of a feed's fork, each side as an encoded run: in the place of one that was kept (E7). */
export function putFork(db: WriteDb, feedNo: number, seq: number, left: Uint8Array, right: Uint8Array): void {
  db.run('DELETE FROM fork WHERE feed_no = ?', feedNo)
  db.run('INSERT INTO fork (feed_no, seq, left_run, right_run) VALUES (?, ?, ?, ?)', feedNo, seq, left, right)
}

/** Lets a fork's proof go that proves nothing. */
export function dropFork(db: WriteDb, feedNo: number): void {
  db.run('DELETE FROM fork WHERE feed_no = ?', feedNo)
  db.run("UPDATE feed SET stopped_at = NULL, stop_reason = NULL WHERE no = ? AND stop_reason = 'Forked'", feedNo)
}

export interface ForkRow {
  readonly feed_no: number
  readonly seq: number
  readonly left_run: Uint8Array
  readonly right_run: Uint8Array
}

export const forksOfFeed = (db: ReadDb, feedNo: number): ForkRow[] =>
  db.query<ForkRow>('SELECT * FROM fork WHERE feed_no = ?').all(feedNo)
