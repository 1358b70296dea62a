import { accessSync, constants, existsSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import type BetterSqlite from 'better-sqlite3'
import { fail, ok } from '#core/proof/index.ts'
import type { Result } from '#core/proof/index.ts'
import type { Database, Schema, StoreError } from '#core/store/index.ts'
import { createDatabase } from './database.ts'
import { faultOf } from './fault.ts'
import { newerThan, refusalOf } from './header.ts'
import { openRaw } from './raw.ts'

/** Pages the log may grow to before it is written back: 4 MiB, so that a write seldom pays for it and a file stays small. */
const CHECKPOINT_PAGES = 1000
/** Page cache in KiB: enough for the upper levels of every index of a million messages. */
const CACHE_KIB = 8 * 1024
/** How long another program, such as a backup, may hold the file before that is said. */
const BUSY_MS = 2000

/**
 * Opens (or makes) a database file, or one in memory for `:memory:`, and brings it to the newest schema.
 * Refuses files of other programs, of newer versions, damaged or not writable ones, without changing them.
 */
export function openDatabase(path: string, schema: Schema): Result<Database, StoreError> {
  try {
    const isFresh = path === ':memory:' || !existsSync(path) || statSync(path).size === 0
    const refusal = isFresh ? undefined : refusalOf(path, schema)
    if (refusal !== undefined) return fail(refusal)
    return isFresh || isWritable(path) ? openSound(path, schema) : fail({ type: 'StoreReadOnly' })
  } catch (thrown) {
    const error = faultOf(thrown)
    if (error === undefined) throw thrown
    return fail(error)
  }
}

/** Whether the file may be written, and others be put beside it. */
function isWritable(path: string): boolean {
  try {
    for (const it of [path, dirname(path)]) accessSync(it, constants.W_OK)
    return true
  } catch {
    return false
  }
}

function openSound(path: string, schema: Schema): Result<Database, StoreError> {
  const raw = openRaw(path, BUSY_MS)
  try {
    const refusal = prepare(raw, schema)
    if (refusal === undefined) return ok(createDatabase(raw, path))
    raw.close()
    return fail(refusal)
  } catch (thrown) {
    raw.close()
    throw thrown
  }
}

function prepare(raw: BetterSqlite.Database, schema: Schema): StoreError | undefined {
  // A newer version may so far stand in the log alone.
  const refusal = newerThan(schema, versionOf(raw))
  if (refusal !== undefined) return refusal
  // Damage at the root of everything is found here rather than by whoever asks first.
  raw.prepare('SELECT count(*) FROM sqlite_schema').get()
  // Only an empty file can take this on: pages that are free can then be given back to the disk.
  if (raw.pragma('page_count', { simple: true }) === 0) raw.pragma('auto_vacuum = INCREMENTAL')
  // First of all, in one write: who is killed right after it leaves a file that is known as ours.
  if (raw.pragma('application_id', { simple: true }) === 0) raw.pragma(`application_id = ${schema.applicationId}`)
  raw.pragma('journal_mode = WAL')
  // An answer promises durability, so every commit reaches the disk.
  raw.pragma('synchronous = FULL')
  raw.pragma('foreign_keys = ON')
  raw.pragma(`wal_autocheckpoint = ${CHECKPOINT_PAGES}`)
  raw.pragma(`cache_size = -${CACHE_KIB}`)
  migrate(raw, schema)
  return undefined
}

const versionOf = (raw: BetterSqlite.Database): number => Number(raw.pragma('user_version', { simple: true }))

/** Takes every step that is not taken yet, each whole or not at all. Before them one of nothing: a file that cannot be written is found out. */
function migrate(raw: BetterSqlite.Database, schema: Schema): void {
  raw.transaction(() => raw.pragma('schema_version')).immediate()
  for (const migration of schema.migrations.slice(versionOf(raw))) {
    raw
      .transaction(() => {
        raw.exec(migration.sql)
        raw.pragma(`user_version = ${migration.n}`)
      })
      .immediate()
  }
}
