import { join } from 'node:path'
import BetterSqlite from 'better-sqlite3'
import { describe, expect, test } from 'vitest'
import { StoreFault } from '#core/store/index.ts'
import type { Database, WriteDb } from '#core/store/index.ts'
import { createDatabase } from './database.ts'
import { faultOf, openDatabase } from './index.ts'
import { canMount, folder, opened, schema, smallDisk, textsOf, write } from './fixture.ts'

/** What a statement throws of a `StoreFault`. */
function faultIn(work: () => unknown): unknown {
  try {
    work()
  } catch (thrown) {
    if (thrown instanceof StoreFault) return thrown.error
    throw thrown
  }
  return null
}

/** Writes until the disk is full; gives how many texts of 1 KiB were taken, and the fault. */
function fill(db: Database): { readonly taken: number; readonly fault: unknown } {
  for (let taken = 0; taken < 10_000; taken++) {
    const fault = faultIn(() => write(db, 'x'.repeat(1024)))
    if (fault !== null) return { taken, fault }
  }
  throw new Error('the disk never was full')
}

describe('a transaction', () => {
  test('is all or nothing: what throws leaves nothing behind', () => {
    const db = opened(':memory:')
    write(db, 'before')
    const work = (to: WriteDb): void => {
      to.run('INSERT INTO note (text) VALUES (?)', 'half')
      throw new Error('our own bug')
    }
    expect(() => db.transaction(work)).toThrow('our own bug')
    expect(textsOf(db)).toEqual(['before'])
    write(db, 'after')
    expect(textsOf(db)).toEqual(['before', 'after'])
  })

  test('sees what it wrote itself, and gives its value', () => {
    const db = opened(':memory:')
    const count = db.transaction((to) => {
      const { changes, lastId } = to.run('INSERT INTO note (text) VALUES (?)', 'one')
      return [changes, lastId, to.query<{ n: number }>('SELECT count(*) AS n FROM note').get()?.n]
    })
    expect(count).toEqual([1, 1, 1])
  })

  test('does nothing later: work that goes on after it returns is refused, and what it wrote is undone', async () => {
    const db = opened(':memory:')
    let late: Promise<unknown> = Promise.resolve()
    const work = (to: WriteDb): Promise<void> => {
      to.run('INSERT INTO note (text) VALUES (?)', 'early')
      const rest = Promise.resolve().then(() => void to.run('INSERT INTO note (text) VALUES (?)', 'late'))
      late = rest
      return rest
    }
    expect(() => db.transaction(work as unknown as (to: WriteDb) => void)).toThrow('before it returns') // as by a cast
    await expect(late).rejects.toThrow('outside of its transaction')
    expect(textsOf(db)).toEqual([])
  })

  test('is not within another one, and nothing is written beside it', () => {
    const db = opened(':memory:')
    expect(() => db.transaction(() => db.transaction(() => 1))).toThrow('a transaction within a transaction')
    expect(() => db.query("INSERT INTO note (text) VALUES ('x')").all()).toThrow('a query changes nothing')
    expect(() => db.query("INSERT INTO note (text) VALUES ('x') RETURNING no").get()).toThrow('a query changes nothing')
    expect(textsOf(db)).toEqual([])
  })

  test('with a wrong statement fails as our own bug, not as a fault of the disk', () => {
    const db = opened(':memory:')
    expect(() => db.transaction((to) => to.run('INSERT INTO nowhere VALUES (1)'))).toThrow('nowhere')
    expect(() => db.transaction((to) => to.run('INSERT INTO note (no, text) VALUES (1, ?)', null))).toThrow('NOT NULL')
  })
})

describe('rows one at a time', () => {
  test('may be left before the last one, and the next write is let', () => {
    const db = opened(':memory:')
    write(db, 'one', 'two', 'three')
    for (const row of db.query<{ text: string }>('SELECT text FROM note').each()) if (row.text === 'one') break
    write(db, 'four')
    expect(textsOf(db)).toHaveLength(4)
  })

  test('are integers and texts as they were written, up to the largest safe one and with every character', () => {
    const db = opened(':memory:')
    const text = 'a\u0000b \u{10ffff} 가 \u202e'
    db.transaction((to) => to.run('INSERT INTO note (no, text) VALUES (?, ?)', Number.MAX_SAFE_INTEGER, text))
    expect(db.query('SELECT no, text FROM note').get()).toEqual({ no: Number.MAX_SAFE_INTEGER, text })
  })
})

test('bytes come back as plain ones, a copy of which is a copy', () => {
  const db = opened(':memory:')
  const row = db.query<{ it: Uint8Array }>("SELECT x'0102' AS it").get()
  expect(row?.it).toStrictEqual(Uint8Array.of(1, 2))
  row?.it.slice().fill(9)
  expect(row?.it[0]).toBe(1)
  for (const { it } of db.query<{ it: Uint8Array }>("SELECT x'03' AS it").each())
    expect(it).toStrictEqual(Uint8Array.of(3))
  expect(db.query("SELECT x'' AS it, NULL AS no").all()).toStrictEqual([{ it: new Uint8Array(0), no: null }])
})

describe('a full disk', () => {
  test('loses nothing that was said to be kept, and takes more once there is room', () => {
    const path = join(folder(), 'it.sqlite')
    opened(path)
    const raw = new BetterSqlite(path)
    raw.pragma('max_page_count = 40')
    const db = createDatabase(raw, path)
    const { taken, fault } = fill(db)
    expect(fault).toEqual({ type: 'StoreFull' })
    expect(taken).toBeGreaterThan(20)
    expect(textsOf(db)).toHaveLength(taken)
    raw.pragma('max_page_count = 80')
    write(db, 'more')
    expect(textsOf(db)).toHaveLength(taken + 1)
    db.close()
    expect(opened(path).check()).toEqual([])
  })

  test.runIf(canMount)('of a real disk is the same', () => {
    const path = join(smallDisk(512), 'it.sqlite')
    const db = opened(path)
    const { taken, fault } = fill(db)
    expect(fault).toEqual({ type: 'StoreFull' })
    expect(textsOf(db)).toHaveLength(taken)
    // Another one: it is refused as often as it is tried, and reading goes on.
    expect(faultIn(() => write(db, 'x'.repeat(9000)))).toEqual({ type: 'StoreFull' })
    expect(db.check()).toEqual([])
    db.close()
    expect(textsOf(opened(path))).toHaveLength(taken)
  })

  test.runIf(canMount)('on which not even a new file fits refuses it as full', () => {
    const large = { n: 1, name: 'large', sql: 'CREATE TABLE large (text); INSERT INTO large VALUES (zeroblob(90000));' }
    const made = openDatabase(join(smallDisk(64), 'it.sqlite'), { ...schema, migrations: [large] })
    expect(made).toEqual({ ok: false, error: { type: 'StoreFull' } })
  })
})

describe('what SQLite throws', () => {
  const thrown = (code: string) => Object.assign(new Error('why'), { code })

  test('is said in the words of the store, or is our own bug', () => {
    const words: Record<string, unknown> = {
      SQLITE_FULL: { type: 'StoreFull' },
      SQLITE_READONLY: { type: 'StoreReadOnly' },
      SQLITE_READONLY_DBMOVED: { type: 'StoreReadOnly' },
      SQLITE_BUSY: { type: 'StoreBusy' },
      SQLITE_BUSY_SNAPSHOT: { type: 'StoreBusy' },
      SQLITE_LOCKED: { type: 'StoreBusy' },
      SQLITE_CORRUPT: { type: 'StoreDamaged', detail: 'why' },
      SQLITE_CORRUPT_VTAB: { type: 'StoreDamaged', detail: 'why' },
      SQLITE_NOTADB: { type: 'StoreDamaged', detail: 'why' },
      SQLITE_IOERR_FSYNC: { type: 'StoreUnreadable', detail: 'why' },
      SQLITE_CANTOPEN: { type: 'StoreUnreadable', detail: 'why' },
      SQLITE_PERM: { type: 'StoreUnreadable', detail: 'why' },
      SQLITE_ERROR: undefined,
      SQLITE_CONSTRAINT_NOTNULL: undefined,
      ENOSPC: { type: 'StoreFull' },
      EISDIR: { type: 'StoreUnreadable', detail: 'why' },
      ERR_INVALID_ARG_TYPE: undefined,
    }
    for (const [code, error] of Object.entries(words)) expect([code, faultOf(thrown(code))]).toEqual([code, error])
    for (const other of [null, undefined, 'text', new Error('plain'), { code: 5 }])
      expect(faultOf(other)).toBeUndefined()
    expect(faultOf(new StoreFault({ type: 'StoreFull' }))).toEqual({ type: 'StoreFull' })
  })

  test('while rows are read one at a time is said in the same words', () => {
    const raw = new BetterSqlite(':memory:')
    const db = createDatabase(raw, ':memory:')
    raw.function('broken', () => {
      throw thrown('SQLITE_IOERR_READ')
    })
    const read = (): unknown => Array.from(db.query('SELECT broken() AS n').each())
    expect(faultIn(read)).toEqual({ type: 'StoreUnreadable', detail: 'why' })
    expect(faultIn(() => db.query('SELECT broken() AS n').all())).toEqual({ type: 'StoreUnreadable', detail: 'why' })
    db.close()
  })
})
