/** What a column may hold. Integers are safe ones; ids are stored as their 32 bytes. */
export type SqlValue = number | string | Uint8Array | null

/** A prepared statement; `Row` is the shape its columns have by the schema. */
export interface Statement<Row> {
  get(...values: readonly SqlValue[]): Row | undefined
  all(...values: readonly SqlValue[]): Row[]
  /** One row at a time, for results too large to hold. Nothing may be written meanwhile. */
  each(...values: readonly SqlValue[]): IterableIterator<Row>
}

/** A handle that can read. Statements are prepared once per text and kept. */
export interface ReadDb {
  query<Row>(sql: string): Statement<Row>
}

/** A handle that can write: only had inside a transaction. */
export interface WriteDb extends ReadDb {
  /** Runs a statement that changes rows; gives how many, and the last row id. */
  run(sql: string, ...values: readonly SqlValue[]): { readonly changes: number; readonly lastId: number }
}

/** A transaction's work: synchronous by type, so that nothing can be awaited while the database is locked. */
export type Work<T> = (db: WriteDb) => T extends Promise<unknown> ? never : T

/** What can be wrong with a database file at the door. */
export type StoreError =
  | { readonly type: 'StoreForeign'; readonly applicationId: number }
  | { readonly type: 'StoreNewer'; readonly version: number; readonly known: number }
  | { readonly type: 'StoreDamaged'; readonly detail: string }
  | { readonly type: 'StoreReadOnly' }
  | { readonly type: 'StoreFull' }
  | { readonly type: 'StoreBusy' }
  | { readonly type: 'StoreUnreadable'; readonly detail: string }

/** Thrown by a statement that met a full disk, a read-only file or damage; the transaction was rolled back whole. */
export class StoreFault extends Error {
  readonly error: StoreError
  constructor(error: StoreError) {
    super(error.type)
    this.error = error
  }
}

/** What is thrown where a row that must be there is not. `law`: what should hold, in words for a log. */
export const damaged = (law: string): StoreFault => new StoreFault({ type: 'StoreDamaged', detail: `not so: ${law}` })

/** A database that is open and migrated. Owns the file until `close`. */
export interface Database extends ReadDb {
  /** All or nothing, and on the disk (synchronous FULL) when it returns. Throws `StoreFault`. */
  transaction<T>(work: Work<T>): T
  /** Bytes of the database on disk, its log included; 0 in memory. */
  size(): number
  /** Integrity of pages and indexes; the problems found, none if sound. */
  check(): readonly string[]
  /** Gives pages that are free back to the disk, at most so many (4 KiB each). */
  reclaim(pages: number): void
  /** Writes back the log, so that the file alone is whole. */
  checkpoint(): void
  close(): void
}

/** One step from schema version n-1 to n. Never changed once released. */
export interface Migration {
  readonly n: number
  readonly name: string
  readonly sql: string
}

/** A kind of database file: whose it is, and how it came to be. */
export interface Schema {
  /** SQLite's application_id: tells a node's file from a relay's, and both from anybody else's. */
  readonly applicationId: number
  readonly migrations: readonly Migration[]
}
