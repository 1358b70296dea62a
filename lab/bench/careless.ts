import BetterSqlite from 'better-sqlite3'
import type { Database, SqlValue, Statement, WriteDb } from '#core/store/index.ts'

/**
 * The database of a file, with commits that need not reach the disk: for making in minutes what is to be measured, on
 * disks where each commit takes milliseconds. `migrated` has made the file what it is to be, and is closed.
 */
export function carelessly(path: string, migrated: Database): Database {
  migrated.close()
  const raw = new BetterSqlite(path)
  raw.pragma('synchronous = OFF')
  raw.pragma('foreign_keys = ON')
  const prepared = new Map<string, BetterSqlite.Statement>()
  const prepare = (sql: string): BetterSqlite.Statement => {
    const statement = prepared.get(sql) ?? raw.prepare(sql)
    prepared.set(sql, statement)
    return statement
  }
  const query = <Row>(sql: string): Statement<Row> => {
    const statement = prepare(sql)
    // The row's type is the caller's word about her own SQL, as in the product's adapter.
    return {
      get: (...values) => statement.get(...values) as Row | undefined,
      all: (...values) => statement.all(...values) as Row[],
      each: (...values) => statement.iterate(...values) as IterableIterator<Row>,
    }
  }
  const run = (sql: string, ...values: readonly SqlValue[]): ReturnType<WriteDb['run']> => {
    const { changes, lastInsertRowid } = prepare(sql).run(...values)
    return { changes, lastId: Number(lastInsertRowid) }
  }
  return {
    query,
    transaction: <T>(work: (db: WriteDb) => T): T => raw.transaction(() => work({ query, run })).immediate(),
    size: () => 0,
    check: () => [],
    reclaim: (pages) => raw.pragma(`incremental_vacuum(${pages})`),
    checkpoint: () => raw.pragma('wal_checkpoint(TRUNCATE)'),
    close: () => raw.close(),
  }
}
