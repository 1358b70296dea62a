import type BetterSqlite from 'better-sqlite3'
import { fail, ok } from '#core/proof/index.ts'
import type { Result } from '#core/proof/index.ts'
import type { StoreError } from '#core/store/index.ts'
import { faultOf } from './fault.ts'
import { openRaw } from './raw.ts'

/** A file that this process alone holds. */
export interface FileLock {
  release(): void
}

/**
 * Holds a file (made if need be, and left there) so that no other process can, until `release` or the end of this
 * process, however it ends: SQLite's own lock, which the system drops with the process. `StoreBusy`: another has it.
 */
export function lockFile(path: string): Result<FileLock, StoreError> {
  let raw: BetterSqlite.Database | null = null
  try {
    raw = openRaw(path, 0)
    raw.exec('BEGIN EXCLUSIVE')
    const held = raw
    return ok({ release: () => held.close() })
  } catch (thrown) {
    raw?.close()
    const error = faultOf(thrown)
    if (error === undefined) throw thrown
    return fail(error)
  }
}
