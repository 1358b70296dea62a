import { existsSync, statSync } from 'node:fs'
import BetterSqlite from 'better-sqlite3'
import { fail, ok } from '#core/proof/index.ts'
import type { Result } from '#core/proof/index.ts'
import { StoreFault } from '#core/store/index.ts'
import type { Database, Schema, SqlValue, Statement, StoreError, Work, WriteDb } from '#core/store/index.ts'
import { faultOf } from './fault.ts'

/** Pages the log may grow to before it is written back: 4 MiB, so that a write seldom pays for it and a file stays small. */
const CHECKPOINT_PAGES = 1000
/** Page cache in KiB: enough for the upper levels of every index of a million messages. */
const CACHE_KIB = 8 * 1024

/**
 * Opens (or makes) a database file, or one in memory for `:memory:`, and brings it to the newest schema.
 * Refuses files of other programs, of newer versions, damaged or not writable ones, without changing them.
 */
export function openDatabase(path: string, schema: Schema): Result<Database, StoreError> {
  try {
    return openOrThrow(path, schema)
  } catch (thrown) {
    const error = faultOf(thrown)
    if (error === undefined) throw thrown
    return fail(error)
  }
}

function openOrThrow(path: string, schema: Schema): Result<Database, StoreError> {
  const fresh = path === ':memory:' || !existsSync(path) || statSync(path).size === 0
  const raw = new BetterSqlite(path)
  raw.pragma('busy_timeout = 2000')
  if (!fresh) {
    const refusal = inspect(raw, schema)
    if (refusal) {
      raw.close()
      return fail(refusal)
    }
  }
  raw.pragma('journal_mode = WAL')
  // An answer promises durability, so every commit reaches the disk.
  raw.pragma('synchronous = FULL')
  raw.pragma('foreign_keys = ON')
  raw.pragma(`wal_autocheckpoint = ${CHECKPOINT_PAGES}`)
  raw.pragma(`cache_size = -${CACHE_KIB}`)
  if (fresh) raw.pragma(`application_id = ${schema.applicationId}`)
  migrate(raw, schema)
  return ok(new OpenDatabase(raw, path))
}

function inspect(raw: BetterSqlite.Database, schema: Schema): StoreError | undefined {
  const applicationId = Number(raw.pragma('application_id', { simple: true }))
  if (applicationId !== schema.applicationId) return { type: 'StoreForeign', applicationId }
  const version = Number(raw.pragma('user_version', { simple: true }))
  const known = schema.migrations.length
  return version > known ? { type: 'StoreNewer', version, known } : undefined
}

function migrate(raw: BetterSqlite.Database, schema: Schema): void {
  const from = Number(raw.pragma('user_version', { simple: true }))
  for (const migration of schema.migrations.slice(from)) {
    raw.transaction(() => {
      raw.exec(migration.sql)
      raw.pragma(`user_version = ${migration.n}`)
    })()
  }
}

class OpenDatabase implements Database, WriteDb {
  readonly #raw: BetterSqlite.Database
  readonly #path: string
  readonly #prepared = new Map<string, BetterSqlite.Statement>()
  #inside = false

  constructor(raw: BetterSqlite.Database, path: string) {
    this.#raw = raw
    this.#path = path
  }

  query<Row>(sql: string): Statement<Row> {
    const statement = this.#prepare(sql)
    return {
      // The row's type is the caller's word about her own SQL, checked by the tests that run it.
      get: (...values) => guarded(() => statement.get(...values) as Row | undefined),
      all: (...values) => guarded(() => statement.all(...values) as Row[]),
      each: (...values) => statement.iterate(...values) as IterableIterator<Row>,
    }
  }

  run(sql: string, ...values: readonly SqlValue[]): { readonly changes: number; readonly lastId: number } {
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
      const value = work(this)
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
    const rows = this.query<{ integrity_check: string }>('PRAGMA integrity_check').all()
    return rows.map((row) => row.integrity_check).filter((line) => line !== 'ok')
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

function guarded<T>(work: () => T): T {
  try {
    return work()
  } catch (thrown) {
    const error = faultOf(thrown)
    throw error === undefined ? thrown : new StoreFault(error)
  }
}
