import { existsSync } from 'node:fs'
import { dirname } from 'node:path'
import BetterSqlite from 'better-sqlite3'
import { StoreFault } from '#core/store/index.ts'

/**
 * SQLite's handle on a file, made if need be; it waits so long (milliseconds) for others who hold it.
 * Throws what SQLite throws, and a `StoreFault` where there is no folder for it.
 */
export function openRaw(path: string, timeout: number): BetterSqlite.Database {
  if (path !== ':memory:' && !existsSync(dirname(path)))
    throw new StoreFault({ type: 'StoreUnreadable', detail: 'its folder is not there' })
  return new BetterSqlite(path, { timeout })
}
