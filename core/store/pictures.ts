import { idToBytes } from '#core/proof/index.ts'
import type { AccountId } from '#core/identity/types.ts'
import { storedId } from './stored.ts'
import type { ReadDb, WriteDb } from './types.ts'

/** Keeps a person's picture, or that she has none any more, unless she said something later. True: it counts. */
export function putPicture(
  db: WriteDb,
  picture: {
    readonly accountNo: number
    readonly at: number
    readonly id: Uint8Array | null
    readonly bytes: Uint8Array | null
  },
): boolean {
  const { changes } = db.run(
    `INSERT INTO picture (account_no, at, id, bytes) VALUES (?, ?, ?, ?)
     ON CONFLICT (account_no) DO UPDATE SET at = excluded.at, id = excluded.id, bytes = excluded.bytes WHERE excluded.at > at`,
    picture.accountNo,
    picture.at,
    picture.id,
    picture.bytes,
  )
  return changes > 0
}

/** The id of a person's picture; null where she has none. */
export const pictureIdOf = (db: ReadDb, accountNo: number): Uint8Array | null =>
  db.query<{ id: Uint8Array | null }>('SELECT id FROM picture WHERE account_no = ?').get(accountNo)?.id ?? null

/** The bytes of a person's picture; null where she has none. */
export const pictureOf = (db: ReadDb, accountNo: number): Uint8Array | null =>
  db.query<{ bytes: Uint8Array | null }>('SELECT bytes FROM picture WHERE account_no = ?').get(accountNo)?.bytes ?? null

/** The bytes of a picture by its id, whoever's it is. */
export const findPicture = (db: ReadDb, id: Uint8Array): Uint8Array | undefined =>
  db.query<{ bytes: Uint8Array }>('SELECT bytes FROM picture WHERE id = ?').get(id)?.bytes

/** The pictures' ids of everybody who has one, by account. */
export const pictureIds = (db: ReadDb): ReadonlyMap<number, Uint8Array> =>
  new Map(
    db
      .query<{ account_no: number; id: Uint8Array }>('SELECT account_no, id FROM picture WHERE id IS NOT NULL')
      .all()
      .map((row) => [row.account_no, row.id]),
  )

/** Notes whether somebody's safety number was compared. */
export function putVerified(db: WriteDb, account: AccountId, isVerified: boolean): void {
  if (isVerified) db.run('INSERT INTO verified (account) VALUES (?) ON CONFLICT DO NOTHING', idToBytes(account))
  else db.run('DELETE FROM verified WHERE account = ?', idToBytes(account))
}

/** Whose safety number was compared. */
export const verifiedAccounts = (db: ReadDb): ReadonlySet<AccountId> =>
  new Set(
    db
      .query<{ account: Uint8Array }>('SELECT account FROM verified')
      .all()
      .map((row) => storedId(row.account) as AccountId), // as `putVerified` wrote it
  )

/** When each person last said anything that was accepted here, in hybrid microseconds, by account. */
export const lastSaid = (db: ReadDb): ReadonlyMap<number, number> =>
  new Map(
    db
      .query<{ account_no: number; at: number }>(
        'SELECT p.account_no, max(s.at) AS at FROM stretch s JOIN speaker p ON p.feed_no = s.feed_no GROUP BY p.account_no',
      )
      .all()
      .map((row) => [row.account_no, row.at]),
  )

/** When a device last said anything that counts here (hybrid microseconds); null for never. */
export const lastSaidBy = (db: ReadDb, deviceNo: number): number | null =>
  db
    .query<{ at: number | null }>(
      'SELECT max(t.at) AS at FROM speaker s JOIN stretch t ON t.feed_no = s.feed_no WHERE s.device_no = ?',
    )
    .get(deviceNo)?.at ?? null
