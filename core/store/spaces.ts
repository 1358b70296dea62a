import { idToBytes } from '#core/proof/index.ts'
import type { FeedId, LogId } from '#core/envelope/types.ts'
import type { AccountId } from '#core/identity/types.ts'
import type { OpId, SpaceId, SpaceKind } from '#core/space/types.ts'
import { storedId } from './stored.ts'
import type { ReadDb, WriteDb } from './types.ts'

// The casts of this file give the schema's columns their brands; only these functions write them.

/** A space and how far it is read. `readAt` and `readFeed`: the place of the last message read (0: nothing). */
export interface SpaceRow {
  readonly no: number
  readonly id: SpaceId
  readonly kind: SpaceKind
  readonly createdAt: number
  readonly lastAt: number
  readonly readAt: number
  readonly readFeed: FeedId | null
}
interface SpaceColumns {
  no: number
  id: Uint8Array
  kind: string
  created_at: number
  last_at: number
  read_at: number
  read_feed: Uint8Array | null
}
const spaceRow = (row: SpaceColumns): SpaceRow => ({
  no: row.no,
  id: storedId(row.id) as SpaceId,
  kind: row.kind as SpaceKind,
  createdAt: row.created_at,
  lastAt: row.last_at,
  readAt: row.read_at,
  readFeed: row.read_feed && (storedId(row.read_feed) as FeedId),
})

export const allSpaces = (db: ReadDb): SpaceRow[] =>
  db.query<SpaceColumns>('SELECT * FROM space ORDER BY last_at DESC, no').all().map(spaceRow)
export function findSpace(db: ReadDb, id: SpaceId): SpaceRow | undefined {
  const row = db.query<SpaceColumns>('SELECT * FROM space WHERE id = ?').get(idToBytes(id))
  return row && spaceRow(row)
}
export function spaceByNo(db: ReadDb, no: number): SpaceRow | undefined {
  const row = db.query<SpaceColumns>('SELECT * FROM space WHERE no = ?').get(no)
  return row && spaceRow(row)
}
export function putSpace(db: WriteDb, id: SpaceId, kind: SpaceKind, createdAt: number): SpaceRow {
  db.run(
    'INSERT INTO space (id, kind, created_at, last_at, read_at) VALUES (?, ?, ?, ?, 0) ON CONFLICT DO NOTHING',
    idToBytes(id),
    kind,
    createdAt,
    createdAt,
  )
  const row = findSpace(db, id)
  if (!row) throw new Error('a space that was just written is there')
  return row
}
export function touchSpace(db: WriteDb, no: number, at: number): void {
  db.run('UPDATE space SET last_at = max(last_at, ?) WHERE no = ?', at, no)
}
/** Finds anew when a chat's last message was said, after some were taken out. */
export function resetLastAt(db: WriteDb, no: number): void {
  db.run(
    `UPDATE space SET last_at = max(created_at, coalesce((SELECT at FROM message WHERE space_no = ? ORDER BY at DESC LIMIT 1), 0))
     WHERE no = ?`,
    no,
    no,
  )
}
export function putReadMark(db: WriteDb, no: number, at: number, feed: FeedId): void {
  db.run('UPDATE space SET read_at = ?, read_feed = ? WHERE no = ?', at, idToBytes(feed), no)
}

/** Somebody who belongs to a space. `since`: when she was added, by the operation; 0: from the beginning. */
export interface MemberRow {
  readonly accountNo: number
  readonly account: AccountId
  readonly role: string
  readonly since: number
}
/** Writes down who belongs to a space, as the control log last resolved: what differs from what is there. */
export function putMembers(db: WriteDb, spaceNo: number, members: readonly Omit<MemberRow, 'account'>[]): void {
  const known = new Map(membersOfSpace(db, spaceNo).map((row) => [row.accountNo, row]))
  for (const { accountNo, role, since } of members) {
    const row = known.get(accountNo)
    known.delete(accountNo)
    if (row?.role === role && row.since === since) continue
    db.run(
      'INSERT OR REPLACE INTO member (space_no, account_no, role, since) VALUES (?, ?, ?, ?)',
      spaceNo,
      accountNo,
      role,
      since,
    )
    db.run('INSERT INTO once_member (space_no, account_no) VALUES (?, ?) ON CONFLICT DO NOTHING', spaceNo, accountNo)
  }
  for (const accountNo of known.keys())
    db.run('DELETE FROM member WHERE space_no = ? AND account_no = ?', spaceNo, accountNo)
}
export const membersOfSpace = (db: ReadDb, spaceNo: number): MemberRow[] =>
  db
    .query<{ account_no: number; id: Uint8Array; role: string; since: number }>(
      `SELECT m.account_no, a.id, m.role, m.since FROM member m JOIN account a ON a.no = m.account_no
       WHERE m.space_no = ? ORDER BY m.account_no`,
    )
    .all(spaceNo)
    .map((row) => ({
      accountNo: row.account_no,
      account: storedId(row.id) as AccountId,
      role: row.role,
      since: row.since,
    }))
export const spacesOfAccount = (db: ReadDb, accountNo: number): number[] =>
  db
    .query<{ space_no: number }>('SELECT space_no FROM member WHERE account_no = ?')
    .all(accountNo)
    .map((row) => row.space_no)

/** Control operations of a space, as they were encoded. */
export const operationsOf = (db: ReadDb, spaceNo: number): Uint8Array[] =>
  db
    .query<{ content: Uint8Array }>('SELECT content FROM operation WHERE space_no = ?')
    .all(spaceNo)
    .map((row) => row.content)
/** The same with their ids. */
export const operationRows = (db: ReadDb, spaceNo: number): { readonly id: OpId; readonly content: Uint8Array }[] =>
  db
    .query<{ id: Uint8Array; content: Uint8Array }>('SELECT id, content FROM operation WHERE space_no = ?')
    .all(spaceNo)
    .map((row) => ({ id: storedId(row.id) as OpId, content: row.content }))
export function dropOperation(db: WriteDb, id: OpId): void {
  db.run('DELETE FROM operation WHERE id = ?', idToBytes(id))
}
export function putOperation(db: WriteDb, spaceNo: number, id: OpId, content: Uint8Array): void {
  db.run(
    'INSERT INTO operation (id, space_no, content) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
    idToBytes(id),
    spaceNo,
    content,
  )
}

/** An epoch whose key is held, sealed under the storage key, and its log. */
export interface EpochRow {
  readonly rotate: OpId
  readonly spaceNo: number
  readonly logNo: number
  readonly log: LogId
  readonly sealedKey: Uint8Array
}
interface EpochColumns {
  rotate: Uint8Array
  space_no: number
  log_no: number
  id: Uint8Array
  sealed_key: Uint8Array
}
const epochRow = (row: EpochColumns): EpochRow => ({
  rotate: storedId(row.rotate) as OpId,
  spaceNo: row.space_no,
  logNo: row.log_no,
  log: storedId(row.id) as LogId,
  sealedKey: row.sealed_key,
})
const EPOCHS = 'SELECT e.*, l.id FROM epoch e JOIN log l ON l.no = e.log_no'
export const epochsOfSpace = (db: ReadDb, spaceNo: number): EpochRow[] =>
  db.query<EpochColumns>(`${EPOCHS} WHERE e.space_no = ? ORDER BY e.log_no`).all(spaceNo).map(epochRow)
export function epochOfLog(db: ReadDb, log: LogId): EpochRow | undefined {
  const row = db.query<EpochColumns>(`${EPOCHS} WHERE l.id = ?`).get(idToBytes(log))
  return row && epochRow(row)
}
export const allEpochs = (db: ReadDb): EpochRow[] =>
  db.query<EpochColumns>(`${EPOCHS} ORDER BY e.log_no`).all().map(epochRow)
export function putEpoch(db: WriteDb, epoch: Omit<EpochRow, 'log'>): void {
  db.run(
    'INSERT INTO epoch (rotate, space_no, log_no, sealed_key) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING',
    idToBytes(epoch.rotate),
    epoch.spaceNo,
    epoch.logNo,
    epoch.sealedKey,
  )
}

export function dropEpoch(db: WriteDb, rotate: OpId): void {
  db.run('DELETE FROM epoch WHERE rotate = ?', idToBytes(rotate))
}

/** Whether an operation was put into a log by this device, or came in it. */
export const isCarried = (db: ReadDb, logNo: number, op: OpId): boolean =>
  db.query<{ n: number }>('SELECT 1 AS n FROM carried WHERE log_no = ? AND op = ?').get(logNo, idToBytes(op)) !==
  undefined
export function putCarried(db: WriteDb, logNo: number, op: OpId): void {
  db.run('INSERT INTO carried (log_no, op) VALUES (?, ?) ON CONFLICT DO NOTHING', logNo, idToBytes(op))
}

/** Whether the key of this epoch is here. */
export const isEpochHeld = (db: ReadDb, rotate: OpId): boolean =>
  db.query<{ n: number }>('SELECT 1 AS n FROM epoch WHERE rotate = ?').get(idToBytes(rotate)) !== undefined
