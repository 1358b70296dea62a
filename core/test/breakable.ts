import { StoreFault } from '#core/store/index.ts'
import type { Database, StoreError, Work, WriteDb } from '#core/store/index.ts'
import { memoryDatabase } from './node.ts'

/** A database that fails as disks do: at a chosen step, or at every one. A step is a statement that writes, or a commit. */
export interface BreakableDatabase extends Database {
  /** The `n`-th step from now fails (1: the next), once; with null none does. */
  failAt(n: number | null, error?: StoreError): void
  /** While true every step fails: the disk is full. */
  isFull: boolean
  /** Steps since it was made. */
  readonly steps: number
}

/** A database in memory, or this one, that can be made to fail. */
export function breakableDatabase(db: Database = memoryDatabase()): BreakableDatabase {
  let left = Infinity
  let fault: StoreError = { type: 'StoreFull' }
  let steps = 0
  const step = (): void => {
    steps++
    left--
    if (left !== 0 && !breakable.isFull) return
    left = Infinity
    throw new StoreFault(breakable.isFull ? { type: 'StoreFull' } : fault)
  }
  const breakable: BreakableDatabase = {
    isFull: false,
    get steps() {
      return steps
    },
    failAt: (n, error = { type: 'StoreFull' }) => {
      left = n ?? Infinity
      fault = error
    },
    query: (sql) => db.query(sql),
    transaction: <T>(work: Work<T>): T => {
      const watched = (to: WriteDb): unknown => {
        const value = work({
          query: (sql) => to.query(sql),
          run: (sql, ...values) => {
            step()
            return to.run(sql, ...values)
          },
        })
        step()
        return value
      }
      // The same result as `work`'s, which is no promise.
      return db.transaction(watched as typeof work)
    },
    size: () => db.size(),
    check: () => db.check(),
    checkpoint: () => db.checkpoint(),
    reclaim: (pages) => db.reclaim(pages),
    close: () => db.close(),
  }
  return breakable
}
