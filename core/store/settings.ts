import type { ReadDb, SqlValue, WriteDb } from './types.ts'

/** One named value of this database; null if never set. The caller knows its type, having written it. */
export const readNumber = (db: ReadDb, name: string): number | null => {
  const value = db.query<{ value: SqlValue }>('SELECT value FROM setting WHERE name = ?').get(name)?.value
  return typeof value === 'number' ? value : null
}
export const readBytes = (db: ReadDb, name: string): Uint8Array | null => {
  const value = db.query<{ value: SqlValue }>('SELECT value FROM setting WHERE name = ?').get(name)?.value
  return value instanceof Uint8Array ? value : null
}
export const readText = (db: ReadDb, name: string): string | null => {
  const value = db.query<{ value: SqlValue }>('SELECT value FROM setting WHERE name = ?').get(name)?.value
  return typeof value === 'string' ? value : null
}
export function clearSetting(db: WriteDb, name: string): void {
  db.run('DELETE FROM setting WHERE name = ?', name)
}
export function writeSetting(db: WriteDb, name: string, value: SqlValue): void {
  db.run(
    'INSERT INTO setting (name, value) VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value',
    name,
    value,
  )
}

/** Relays in use, in the order given. */
export const relaysInUse = (db: ReadDb): string[] =>
  db
    .query<{ address: string }>('SELECT address FROM relay ORDER BY place')
    .all()
    .map((row) => row.address)
export function putRelays(db: WriteDb, addresses: readonly string[]): void {
  db.run('DELETE FROM relay')
  addresses.forEach((address, place) =>
    db.run('INSERT INTO relay (address, place) VALUES (?, ?) ON CONFLICT DO NOTHING', address, place),
  )
}

/** Pages of the file that nothing uses. */
export const freePages = (db: ReadDb): number =>
  db.query<{ freelist_count: number }>('PRAGMA freelist_count').get()?.freelist_count ?? 0
