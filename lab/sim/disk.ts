import { copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openDatabase } from '#core/adapters/sqlite/index.ts'
import { ok, type Result } from '#core/proof/index.ts'
import { StoreFault } from '#core/store/index.ts'
import type { Database, Schema, StoreError } from '#core/store/index.ts'
import type { Faults } from './faults.ts'
import { ProgramEnded, type Life } from './life.ts'

/** A data folder: what is in it as of the last commit outlives whoever wrote it. */
export interface Disk {
  /** Its database as a program has it, made if there is none. It can be used until the program ends. */
  open(schema: Schema, life: Life, faults: Faults): Result<Database, StoreError>
  /** Everything that was kept is gone. */
  wipe(): void
  /** Whether transactions fail for want of room. */
  isFull: boolean
  /** A copy of what is committed, on a disk of its own. Only of a disk in a folder. */
  copy(): Disk
  /** Frees what it takes of the real computer. */
  remove(): void
}

/** A disk in memory: a crash keeps the database object, which has what was committed and nothing else. */
export function createMemoryDisk(): Disk {
  let database: Database | null = null
  const disk: Disk = {
    isFull: false,
    open: (schema, life, faults) => {
      if (database === null) {
        const opened = openDatabase(':memory:', schema)
        if (!opened.ok) return opened
        database = opened.value
      }
      return ok(ownedBy(life, database, disk, faults))
    },
    wipe: () => {
      database?.close()
      database = null
    },
    copy: () => {
      throw new Error('only a disk in a folder can be copied')
    },
    remove: () => disk.wipe(),
  }
  return disk
}

const FILE = 'dure.db'

/** A disk in a real folder of its own, for what is done to files: copies, damage, rolling back. */
export function createFolderDisk(): Disk {
  const folder = mkdtempSync(join(tmpdir(), 'dure-sim-'))
  const path = join(folder, FILE)
  let opened: Database | null = null
  const closeFiles = (): void => {
    opened?.close()
    opened = null
  }
  const disk: Disk = {
    isFull: false,
    open: (schema, life, faults) => {
      // The kernel closes the files of a program that ended; what it had not committed was never there.
      closeFiles()
      const result = openDatabase(path, schema)
      if (!result.ok) return result
      opened = result.value
      return ok(ownedBy(life, result.value, disk, faults))
    },
    wipe: () => {
      closeFiles()
      for (const suffix of ['', '-wal', '-shm']) rmSync(path + suffix, { force: true })
    },
    copy: () => {
      const other = createFolderDisk() as FolderDisk // made right here
      opened?.checkpoint()
      copyFileSync(path, other.path)
      return other
    },
    remove: () => {
      closeFiles()
      rmSync(folder, { recursive: true, force: true })
    },
  }
  return Object.assign(disk, { path })
}
type FolderDisk = Disk & { readonly path: string }

/** The database while this program lives, ending it where its faults say so. */
function ownedBy(life: Life, database: Database, disk: Disk, faults: Faults): Database {
  const alive = (): void => {
    if (!life.isAlive()) throw new ProgramEnded()
  }
  return {
    query: (sql) => {
      alive()
      return database.query(sql)
    },
    transaction: (work) => {
      alive()
      if (disk.isFull) throw new StoreFault({ type: 'StoreFull' })
      const watched = (db: Parameters<typeof work>[0]): unknown => {
        const value = work(db)
        // Thrown from within, so that it is rolled back.
        faults.pass('beforeCommit', life)
        return value
      }
      // The same result as `work`'s, which is no promise.
      const value = database.transaction(watched as typeof work)
      faults.pass('afterCommit', life)
      return value
    },
    size: () => database.size(),
    check: () => database.check(),
    reclaim: (pages) => {
      alive()
      database.reclaim(pages)
    },
    checkpoint: () => {
      alive()
      database.checkpoint()
    },
    // A disk outlives the program that says it is through with it.
    close: () => {},
  }
}
