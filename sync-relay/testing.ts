import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openDatabase } from '#core/adapters/sqlite/index.ts'
import type { Clock } from '#core/net/index.ts'
import type { Database } from '#core/store/index.ts'
import { DAY_MS } from './config/index.ts'
import { relaySchema } from './schema/index.ts'

/** Time that stands still until it is moved; what is due runs when told to. */
export interface HandClock extends Clock {
  move(ms: number): void
  run(): void
}

/** Twenty thousand days after 1970. */
export function createHandClock(): HandClock {
  let now = 20_000 * DAY_MS
  let due: (() => void)[] = []
  return {
    now: () => now,
    monotonic: () => now,
    after: (_ms, fn) => {
      due.push(fn)
      return () => {
        due = due.filter((each) => each !== fn)
      }
    },
    move: (ms) => {
      now += ms
    },
    run: () => {
      for (const fn of due.splice(0)) fn()
    },
  }
}

/** A folder for a test's relay databases, gone with `end`. */
export interface TestFolder {
  readonly path: string
  database(name?: string): Database
  end(): void
}

export function createTestFolder(): TestFolder {
  const path = mkdtempSync(join(tmpdir(), 'dure-relay-'))
  const open: Database[] = []
  return {
    path,
    database: (name = 'relay.sqlite') => {
      const opened = openDatabase(join(path, name), relaySchema)
      if (!opened.ok) throw new Error(opened.error.type)
      open.push(opened.value)
      return opened.value
    },
    end: () => {
      for (const db of open) db.close()
      rmSync(path, { recursive: true })
    },
  }
}

/** The methods of a database as an object that can be spread, so that some can be replaced. */
export const asObject = (db: Database): Database => ({
  query: (sql) => db.query(sql),
  transaction: (work) => db.transaction(work),
  size: () => db.size(),
  check: () => db.check(),
  reclaim: (pages) => db.reclaim(pages),
  checkpoint: () => db.checkpoint(),
  close: () => db.close(),
})
