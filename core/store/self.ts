import type { ReadDb, WriteDb } from './types.ts'

/** A fact of the account's own space in force, its value (CBOR) sealed under the storage key. */
export interface SelfFactRow {
  readonly container: number
  readonly key: Uint8Array
  readonly at: number
  readonly feedNo: number
  readonly seq: number
  readonly sealed: Uint8Array
}
interface SelfFactColumns {
  container: number
  key: Uint8Array
  at: number
  feed_no: number
  seq: number
  sealed: Uint8Array
}
const selfFactRow = ({ feed_no, ...row }: SelfFactColumns): SelfFactRow => ({ ...row, feedNo: feed_no })

export const allSelfFacts = (db: ReadDb): SelfFactRow[] =>
  db.query<SelfFactColumns>('SELECT * FROM self_fact').all().map(selfFactRow)
export function findSelfFact(db: ReadDb, container: number, key: Uint8Array): SelfFactRow | undefined {
  const row = db.query<SelfFactColumns>('SELECT * FROM self_fact WHERE container = ? AND key = ?').get(container, key)
  return row && selfFactRow(row)
}
export function putSelfFact(db: WriteDb, row: SelfFactRow): void {
  db.run(
    `INSERT INTO self_fact (container, key, at, feed_no, seq, sealed) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET at = excluded.at, feed_no = excluded.feed_no, seq = excluded.seq, sealed = excluded.sealed`,
    row.container,
    row.key,
    row.at,
    row.feedNo,
    row.seq,
    row.sealed,
  )
}
