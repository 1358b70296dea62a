import { idToBytes } from '#core/proof/index.ts'
import type { At, Id } from '#core/proof/types.ts'
import type { FeedName } from '#core/document/types.ts'
import type { FeedId, LogId } from '#core/envelope/types.ts'
import type { AccountId, DeviceId } from '#core/identity/types.ts'
import type { OpId } from '#core/space/types.ts'
import { storedId } from './stored.ts'
import type { ReadDb, WriteDb } from './types.ts'

// The casts of this file give the schema's columns their brands; only these functions write them.

/** Whose feed it is, by its accepted `open`. `endedAt`: the last seq that counts, where a later `open` ended it (S7). */
export interface SpeakerRow {
  readonly feedNo: number
  readonly deviceNo: number
  readonly accountNo: number
  readonly device: DeviceId
  readonly account: AccountId
  readonly generation: number
  readonly endedAt: number | null
}
interface SpeakerColumns {
  feed_no: number
  device_no: number
  account_no: number
  device: Uint8Array
  account: Uint8Array
  generation: number
  ended_at: number | null
}
const speakerRow = (row: SpeakerColumns): SpeakerRow => ({
  feedNo: row.feed_no,
  deviceNo: row.device_no,
  accountNo: row.account_no,
  device: storedId(row.device) as DeviceId,
  account: storedId(row.account) as AccountId,
  generation: row.generation,
  endedAt: row.ended_at,
})
const SPEAKERS = `SELECT s.*, d.id AS device, a.id AS account FROM speaker s
  JOIN device d ON d.no = s.device_no JOIN account a ON a.no = s.account_no`

export function findSpeaker(db: ReadDb, feedNo: number): SpeakerRow | undefined {
  const row = db.query<SpeakerColumns>(`${SPEAKERS} WHERE s.feed_no = ?`).get(feedNo)
  return row && speakerRow(row)
}
export function putSpeaker(
  db: WriteDb,
  speaker: {
    readonly feedNo: number
    readonly deviceNo: number
    readonly accountNo: number
    readonly generation: number
    readonly name: FeedName
  },
): void {
  db.run(
    'INSERT INTO speaker (feed_no, device_no, account_no, generation, name) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING',
    speaker.feedNo,
    speaker.deviceNo,
    speaker.accountNo,
    speaker.generation,
    speaker.name,
  )
}
export function endSpeaker(db: WriteDb, feedNo: number, seq: number): void {
  db.run('UPDATE speaker SET ended_at = min(coalesce(ended_at, ?), ?) WHERE feed_no = ?', seq, seq, feedNo)
}

/** What a device's `open` says of one of its older feeds, which may come later than that (S7). The lowest word counts. */
export function putFeedEnd(
  db: WriteDb,
  end: { readonly spaceNo: number; readonly feed: FeedId; readonly deviceNo: number; readonly seq: number },
): void {
  db.run(
    `INSERT INTO feed_end (space_no, feed, device_no, seq) VALUES (?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET seq = min(seq, excluded.seq)`,
    end.spaceNo,
    idToBytes(end.feed),
    end.deviceNo,
    end.seq,
  )
}
export const feedEndOf = (db: ReadDb, spaceNo: number, feed: FeedId, deviceNo: number): number | null =>
  db
    .query<{ seq: number }>('SELECT seq FROM feed_end WHERE space_no = ? AND feed = ? AND device_no = ?')
    .get(spaceNo, idToBytes(feed), deviceNo)?.seq ?? null

/** A feed of a device in a space, with its log. */
export interface DeviceFeedRow {
  readonly feedNo: number
  readonly feed: FeedId
  readonly log: LogId
  readonly generation: number
  readonly endedAt: number | null
}
/** All feeds of a device in a space, oldest log first. Rule S3 holds along all of them. */
export const feedsOfDevice = (db: ReadDb, spaceNo: number, deviceNo: number): DeviceFeedRow[] =>
  db
    .query<{ feed_no: number; feed: Uint8Array; log: Uint8Array; generation: number; ended_at: number | null }>(
      `SELECT s.feed_no, f.id AS feed, l.id AS log, s.generation, s.ended_at FROM speaker s
       JOIN feed f ON f.no = s.feed_no JOIN log l ON l.no = f.log_no JOIN epoch e ON e.log_no = l.no
       WHERE s.device_no = ? AND e.space_no = ? ORDER BY f.no`,
    )
    .all(deviceNo, spaceNo)
    .map((row) => ({
      feedNo: row.feed_no,
      feed: storedId(row.feed) as FeedId,
      log: storedId(row.log) as LogId,
      generation: row.generation,
      endedAt: row.ended_at,
    }))

/** An accepted stretch of a feed: where its last entry left time and `ctrl` (32 bytes an id; empty: none stated). */
export interface StretchRow {
  readonly low: number
  readonly high: number
  readonly at: At
  readonly ctrl: readonly OpId[] | null
}
interface StretchColumns {
  low: number
  high: number
  at: number
  ctrl: Uint8Array
}
const ID_BYTES = 32
const idsOf = (bytes: Uint8Array): readonly OpId[] | null =>
  bytes.length === 0
    ? null
    : Array.from(
        { length: bytes.length / ID_BYTES },
        (_, i) => storedId(bytes.subarray(i * ID_BYTES, (i + 1) * ID_BYTES)) as OpId,
      )

export const stretchesOf = (db: ReadDb, feedNo: number): StretchRow[] =>
  db
    .query<StretchColumns>('SELECT low, high, at, ctrl FROM stretch WHERE feed_no = ? ORDER BY low')
    .all(feedNo)
    .map((row) => ({ low: row.low, high: row.high, at: row.at as At, ctrl: idsOf(row.ctrl) }))
export function putStretch(db: WriteDb, feedNo: number, stretch: StretchRow): void {
  const ctrl = new Uint8Array((stretch.ctrl?.length ?? 0) * ID_BYTES)
  stretch.ctrl?.forEach((id, i) => ctrl.set(idToBytes(id), i * ID_BYTES))
  db.run(
    `INSERT INTO stretch (feed_no, low, high, at, ctrl) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET high = excluded.high, at = excluded.at, ctrl = excluded.ctrl`,
    feedNo,
    stretch.low,
    stretch.high,
    stretch.at,
    ctrl,
  )
}
export function dropStretch(db: WriteDb, feedNo: number, low: number): void {
  db.run('DELETE FROM stretch WHERE feed_no = ? AND low = ?', feedNo, low)
}

/** Why a feed's next envelope is not read yet (E6, E8). `until`: milliseconds, for clocks. */
export interface WaitingRow {
  readonly feedNo: number
  readonly feed: FeedId
  readonly log: LogId
  readonly seq: number
  readonly type: string
  readonly until: number | null
}
export const allWaiting = (db: ReadDb): WaitingRow[] =>
  db
    .query<{ feed_no: number; feed: Uint8Array; log: Uint8Array; seq: number; type: string; until: number | null }>(
      `SELECT w.*, f.id AS feed, l.id AS log FROM waiting w JOIN feed f ON f.no = w.feed_no JOIN log l ON l.no = f.log_no`,
    )
    .all()
    .map((row) => ({
      feedNo: row.feed_no,
      feed: storedId(row.feed) as FeedId,
      log: storedId(row.log) as LogId,
      seq: row.seq,
      type: row.type,
      until: row.until,
    }))
export function putWaiting(db: WriteDb, feedNo: number, seq: number, type: string, until: number | null): void {
  db.run(
    'INSERT INTO waiting (feed_no, seq, type, until) VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET seq = excluded.seq, type = excluded.type, until = excluded.until',
    feedNo,
    seq,
    type,
    until,
  )
}
export function dropWaiting(db: WriteDb, feedNo: number): void {
  db.run('DELETE FROM waiting WHERE feed_no = ?', feedNo)
}
/** An entry of a newer program: kept, to be read again by one (E6). */
export function putNewer(db: WriteDb, feedNo: number, seq: number): void {
  db.run('INSERT INTO newer (feed_no, seq) VALUES (?, ?) ON CONFLICT DO NOTHING', feedNo, seq)
}

/** Keeps a note of a device under a name in a space, in the place of the one before (E3). */
export function putNote(
  db: WriteDb,
  note: {
    readonly spaceNo: number
    readonly deviceNo: number
    readonly name: string
    readonly at: number
    readonly value: Uint8Array
  },
): void {
  db.run(
    `INSERT INTO note (space_no, device_no, name, at, value) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET at = excluded.at, value = excluded.value`,
    note.spaceNo,
    note.deviceNo,
    note.name,
    note.at,
    note.value,
  )
}
export const findNote = (db: ReadDb, spaceNo: number, deviceNo: number, name: string): Uint8Array | null =>
  db
    .query<{ value: Uint8Array }>('SELECT value FROM note WHERE space_no = ? AND device_no = ? AND name = ?')
    .get(spaceNo, deviceNo, name)?.value ?? null
export interface NoteRow {
  readonly deviceNo: number
  readonly accountNo: number
  readonly at: number
  readonly value: Uint8Array
}
export const notesOf = (db: ReadDb, spaceNo: number, name: string): NoteRow[] =>
  db
    .query<{ device_no: number; account_no: number; at: number; value: Uint8Array }>(
      'SELECT n.device_no, d.account_no, n.at, n.value FROM note n JOIN device d ON d.no = n.device_no WHERE n.space_no = ? AND n.name = ?',
    )
    .all(spaceNo, name)
    .map((row) => ({ deviceNo: row.device_no, accountNo: row.account_no, at: row.at, value: row.value }))

/** How far a peer has a feed: a mailbox holds it (`relayed`), or a member's device opened it (`delivered`). */
export function putReached(db: WriteDb, feedNo: number, peer: Id, mailbox: boolean, high: number): boolean {
  const { changes } = db.run(
    `INSERT INTO reached (feed_no, peer, mailbox, high) VALUES (?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET high = excluded.high WHERE excluded.high > high`,
    feedNo,
    idToBytes(peer),
    mailbox ? 1 : 0,
    high,
  )
  return changes > 0
}
export const reachedOf = (
  db: ReadDb,
  feedNo: number,
): { readonly peer: Id; readonly mailbox: boolean; readonly high: number }[] =>
  db
    .query<{ peer: Uint8Array; mailbox: number; high: number }>(
      'SELECT peer, mailbox, high FROM reached WHERE feed_no = ?',
    )
    .all(feedNo)
    .map((row) => ({ peer: storedId(row.peer), mailbox: row.mailbox === 1, high: row.high }))
