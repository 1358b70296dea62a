import { BLOCK } from '#core/envelope/index.ts'
import type { LogId, Range } from '#core/envelope/index.ts'
import { bytesToId } from '#core/proof/index.ts'
import type { ReadDb, WriteDb } from '#core/store/index.ts'
import { ROW_BYTES } from '../schema/index.ts'

/** A stretch that one peer brought on one day. */
export interface DepositRow {
  readonly feed_no: number
  readonly low: number
  readonly high: number
  readonly day: number
  readonly peer_no: number
  readonly bytes: number
}

export const countLogs = (db: ReadDb): number =>
  db.query<{ count: number }>('SELECT count(*) AS count FROM log_use').get()?.count ?? 0

/** The day on which somebody last used the log, as far as it was noted. */
export const dayOfLog = (db: ReadDb, logNo: number): number =>
  db.query<{ day: number }>('SELECT day FROM log_use WHERE log_no = ?').get(logNo)?.day ?? 0

export const logIdByNo = (db: ReadDb, logNo: number): LogId | undefined => {
  const row = db.query<{ id: Uint8Array }>('SELECT id FROM log WHERE no = ?').get(logNo)
  return row && (bytesToId(row.id) as LogId) // the schema's word
}

export const countFeeds = (db: ReadDb): number =>
  db.query<{ count: number }>('SELECT count(*) AS count FROM feed_use').get()?.count ?? 0

/** The use of a log that was just begun by this peer. */
export function putLogUse(db: WriteDb, logNo: number, peerNo: number, day: number): void {
  db.run('INSERT INTO log_use (log_no, peer_no, bytes, day) VALUES (?, ?, 0, ?)', logNo, peerNo, day)
  db.run('UPDATE peer SET logs = logs + 1 WHERE no = ?', peerNo)
}

/** Somebody used the log on this day. */
export const touchLog = (db: WriteDb, logNo: number, day: number): void => {
  db.run('UPDATE log_use SET day = ? WHERE log_no = ? AND day < ?', day, logNo, day)
}

export const putFeedUse = (db: WriteDb, feedNo: number, logNo: number): void => {
  db.run('INSERT INTO feed_use (feed_no, log_no, bytes, floor) VALUES (?, ?, 0, 0)', feedNo, logNo)
}

export const floorOf = (db: ReadDb, feedNo: number): number =>
  db.query<{ floor: number }>('SELECT floor FROM feed_use WHERE feed_no = ?').get(feedNo)?.floor ?? 0

export const raiseFloor = (db: WriteDb, feedNo: number, floor: number): void => {
  db.run('UPDATE feed_use SET floor = max(floor, ?) WHERE feed_no = ?', floor, feedNo)
}

/** The feed that takes most room, in a log or in all, if any has something that can give way. */
export const largestFeed = (db: ReadDb, logNo: number | null): { feed_no: number; log_no: number } | undefined =>
  logNo === null
    ? db
        .query<{ feed_no: number; log_no: number }>(
          'SELECT feed_no, log_no FROM feed_use WHERE bytes > 0 ORDER BY bytes DESC LIMIT 1',
        )
        .get()
    : db
        .query<{ feed_no: number; log_no: number }>(
          'SELECT feed_no, log_no FROM feed_use WHERE log_no = ? AND bytes > 0 ORDER BY bytes DESC LIMIT 1',
        )
        .get(logNo)

/** The feed that holds the oldest of what a peer brought, if any of it can give way. */
export const oldestFeedOfPeer = (db: ReadDb, peerNo: number): { feed_no: number; log_no: number } | undefined =>
  db
    .query<{ feed_no: number; log_no: number }>(
      `SELECT d.feed_no, u.log_no FROM deposit d JOIN feed_use u ON u.feed_no = d.feed_no
       WHERE d.peer_no = ? AND d.low > 0 ORDER BY d.day, d.feed_no, d.low LIMIT 1`,
    )
    .get(peerNo)

/** Adds to, or with negative bytes takes from, what a log, a feed and a peer use. Envelope 0 is not counted as its feed's. */
export function charge(
  db: WriteDb,
  { feedNo, logNo, peerNo }: { readonly feedNo: number; readonly logNo: number; readonly peerNo: number },
  bytes: number,
  isFirst: boolean,
): void {
  if (!isFirst) db.run('UPDATE feed_use SET bytes = bytes + ? WHERE feed_no = ?', bytes, feedNo)
  db.run('UPDATE log_use SET bytes = bytes + ? WHERE log_no = ?', bytes, logNo)
  db.run('UPDATE peer SET bytes = bytes + ? WHERE no = ?', bytes, peerNo)
}

/** Notes who brought a stretch when; a live feed lengthens the row it has. Envelope 0 stays a row of its own. */
export function putDeposit(db: WriteDb, deposit: DepositRow): void {
  const { feed_no, low, high, day, peer_no, bytes } = deposit
  if (low > 1) {
    const { changes } = db.run(
      'UPDATE deposit SET high = ?, bytes = bytes + ? WHERE feed_no = ? AND high = ? AND day = ? AND peer_no = ? AND low = ' +
        '(SELECT max(low) FROM deposit WHERE feed_no = ? AND low < ?)',
      high,
      bytes,
      feed_no,
      low - 1,
      day,
      peer_no,
      feed_no,
      low,
    )
    if (changes > 0) return
  }
  db.run(
    'INSERT INTO deposit (feed_no, low, high, day, peer_no, bytes) VALUES (?, ?, ?, ?, ?, ?)',
    feed_no,
    low,
    high,
    day,
    peer_no,
    bytes,
  )
}

/** The deposits that lie below `cut`, the last of them perhaps in part, without envelope 0. */
export const depositsBelow = (db: ReadDb, feedNo: number, cut: number): DepositRow[] =>
  db.query<DepositRow>('SELECT * FROM deposit WHERE feed_no = ? AND low > 0 AND low < ? ORDER BY low').all(feedNo, cut)

export const dropDeposit = (db: WriteDb, { feed_no, low }: DepositRow): void => {
  db.run('DELETE FROM deposit WHERE feed_no = ? AND low = ?', feed_no, low)
}

/**
 * Feeds whose lowest deposits came before a day, and where to cut them: at the beginning of a block, so that what is left
 * can be read by itself, or above all of it.
 */
export const expiredFeeds = (db: ReadDb, day: number, limit: number): { feed_no: number; cut: number }[] =>
  db
    .query<{ feed_no: number; cut: number }>(
      `SELECT feed_no, CASE WHEN high >= top THEN top + 1 ELSE (high + 1) / ${BLOCK} * ${BLOCK} END AS cut FROM (
         SELECT d.feed_no, min(d.low) AS low, max(d.high) AS high,
           (SELECT max(r.high) FROM run r WHERE r.feed_no = d.feed_no) AS top
         FROM deposit d WHERE d.day < ? AND d.low > 0 AND NOT EXISTS
           (SELECT 1 FROM deposit e WHERE e.feed_no = d.feed_no AND e.low > 0 AND e.low < d.low AND e.day >= ?)
         GROUP BY d.feed_no)
       WHERE high >= top OR (high + 1) / ${BLOCK} * ${BLOCK} > low LIMIT ?`,
    )
    .all(day, day, limit)

/** Logs that nobody has used since a day, and of which nothing but first envelopes is left. */
export const idleLogs = (db: ReadDb, day: number, limit: number): { log_no: number; peer_no: number }[] =>
  db
    .query<{ log_no: number; peer_no: number }>(
      `SELECT log_no, peer_no FROM log_use u WHERE day < ?
       AND NOT EXISTS (SELECT 1 FROM feed_use f WHERE f.log_no = u.log_no AND f.bytes > 0) LIMIT ?`,
    )
    .all(day, limit)

/** Forgets a log with all its feeds. */
export function dropLog(db: WriteDb, { log_no, peer_no }: { readonly log_no: number; readonly peer_no: number }): void {
  for (const { no } of db.query<{ no: number }>('SELECT no FROM feed WHERE log_no = ?').all(log_no)) dropFeed(db, no)
  db.run('UPDATE peer SET logs = logs - 1 WHERE no = ?', peer_no)
  db.run('UPDATE log_use SET bytes = 0 WHERE log_no = ?', log_no)
  db.run('DELETE FROM log_use WHERE log_no = ?', log_no)
  db.run('DELETE FROM log WHERE no = ?', log_no)
}

/** Bytes that the envelopes from `low` to `high` take, as they are counted. */
export const bytesOf = (db: ReadDb, feedNo: number, { low, high }: Range): number =>
  db
    .query<{ bytes: number | null }>(
      `SELECT sum(length(body) + ${ROW_BYTES}) AS bytes FROM envelope WHERE feed_no = ? AND seq BETWEEN ? AND ?`,
    )
    .get(feedNo, low, high)?.bytes ?? 0

/** Bytes of each envelope's nonce and box from `high` down to `low`. */
export const sizesDownward = (
  db: ReadDb,
  feedNo: number,
  { low, high }: Range,
): IterableIterator<{ readonly seq: number; readonly bytes: number }> =>
  db
    .query<{ seq: number; bytes: number }>(
      'SELECT seq, length(body) AS bytes FROM envelope WHERE feed_no = ? AND seq BETWEEN ? AND ? ORDER BY seq DESC',
    )
    .each(feedNo, low, high)

/** Forgets a feed with all that is kept of it; its log's bytes are for the caller. */
function dropFeed(db: WriteDb, feedNo: number): void {
  for (const { peer_no, bytes } of db.query<DepositRow>('SELECT * FROM deposit WHERE feed_no = ?').all(feedNo))
    db.run('UPDATE peer SET bytes = bytes - ? WHERE no = ?', bytes, peer_no)
  for (const table of ['envelope', 'signature', 'run', 'fork', 'deposit', 'feed_use'])
    db.run(`DELETE FROM ${table} WHERE feed_no = ?`, feedNo)
  db.run('DELETE FROM feed WHERE no = ?', feedNo)
}
