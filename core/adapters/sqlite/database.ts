import { existsSync, statSync } from 'node:fs'
import type BetterSqlite from 'better-sqlite3'
import { StoreFault } from '#core/store/index.ts'
import type { Database, SqlValue, Statement, Work, WriteDb } from '#core/store/index.ts'
import { faultOf } from './fault.ts'

/** The database over an open handle, which it owns. `path`: where its file lies, or `:memory:`. */
export const createDatabase = (raw: BetterSqlite.Database, path: string): Database => new OpenDatabase(raw, path)

class OpenDatabase implements Database {
  readonly #raw: BetterSqlite.Database
  readonly #path: string
  readonly #prepared = new Map<string, BetterSqlite.Statement>()
  readonly #writer: WriteDb
  #inside = false

  constructor(raw: BetterSqlite.Database, path: string) {
    this.#raw = raw
    this.#path = path
    this.#writer = { query: (sql) => this.query(sql), run: (sql, ...values) => this.#run(sql, values) }
  }

  query<Row>(sql: string): Statement<Row> {
    const statement = this.#prepare(sql)
    if (!statement.readonly) throw new Error('a query changes nothing: what does is run in a transaction')
    // The row's type is the caller's word about her own SQL, checked by the tests that run it.
    return {
      get: (...values) =>
        guarded(() => {
          const row = statement.get(...values)
          return row === undefined ? undefined : (plain(row) as Row)
        }),
      all: (...values) => guarded(() => statement.all(...values).map((row) => plain(row) as Row)),
      each: (...values) => eachOf<Row>(statement, values),
    }
  }

  #run(sql: string, values: readonly SqlValue[]): { readonly changes: number; readonly lastId: number } {
    if (!this.#inside) throw new Error('a write outside of its transaction')
    const { changes, lastInsertRowid } = guarded(() => this.#prepare(sql).run(...values))
    return { changes, lastId: Number(lastInsertRowid) }
  }

  transaction<T>(work: Work<T>): T {
    if (this.#inside) throw new Error('a transaction within a transaction')
    this.#inside = true
    try {
      return guarded(() => this.#within(work))
    } finally {
      this.#inside = false
    }
  }

  #within<T>(work: Work<T>): T {
    this.#raw.exec('BEGIN IMMEDIATE')
    try {
      const value = work(this.#writer)
      if (value instanceof Promise) throw new Error('a transaction’s work ends before it returns')
      this.#raw.exec('COMMIT')
      return value
    } catch (thrown) {
      // A full disk may have rolled back already.
      if (this.#raw.inTransaction) this.#raw.exec('ROLLBACK')
      throw thrown
    }
  }

  size(): number {
    if (this.#path === ':memory:') return 0
    return [this.#path, `${this.#path}-wal`].reduce(
      (sum, file) => sum + (existsSync(file) ? statSync(file).size : 0),
      0,
    )
  }

  check(): readonly string[] {
    try {
      const rows = this.query<{ integrity_check: string }>('PRAGMA integrity_check').all()
      return rows.map((row) => row.integrity_check).filter((line) => line !== 'ok')
    } catch (thrown) {
      // Damage so deep that it cannot even be listed.
      if (thrown instanceof StoreFault && thrown.error.type === 'StoreDamaged') return [thrown.error.detail]
      throw thrown
    }
  }

  reclaim(pages: number): void {
    guarded(() => this.#raw.pragma(`incremental_vacuum(${pages})`))
  }

  checkpoint(): void {
    guarded(() => this.#raw.pragma('wal_checkpoint(TRUNCATE)'))
  }

  close(): void {
    this.#prepared.clear()
    this.#raw.close()
  }

  #prepare(sql: string): BetterSqlite.Statement {
    const known = this.#prepared.get(sql)
    if (known) return known
    const statement = guarded(() => this.#raw.prepare(sql))
    this.#prepared.set(sql, statement)
    return statement
  }
}

/** A row whose bytes are plain ones: `slice` of a Node Buffer would be a view, and not a copy. */
function plain(row: unknown): unknown {
  const columns = row as Record<string, unknown> // as better-sqlite3 makes them
  for (const name in columns) {
    const value = columns[name]
    if (Buffer.isBuffer(value)) columns[name] = new Uint8Array(value.buffer, value.byteOffset, value.length)
  }
  return columns
}

function* eachOf<Row>(statement: BetterSqlite.Statement, values: readonly SqlValue[]): IterableIterator<Row> {
  try {
    for (const row of statement.iterate(...values)) yield plain(row) as Row // as in `query`
  } catch (thrown) {
    throw faultFrom(thrown)
  }
}

function guarded<T>(work: () => T): T {
  try {
    return work()
  } catch (thrown) {
    throw faultFrom(thrown)
  }
}

function faultFrom(thrown: unknown): unknown {
  const error = faultOf(thrown)
  return error === undefined || thrown instanceof StoreFault ? thrown : new StoreFault(error)
}
