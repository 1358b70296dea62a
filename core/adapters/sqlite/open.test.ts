import { copyFileSync, existsSync, mkdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import BetterSqlite from 'better-sqlite3'
import { describe, expect, test } from 'vitest'
import { openDatabase } from './index.ts'
import {
  askAsNobody,
  contentsOf,
  folder,
  giveForReading,
  kill,
  opened,
  schema,
  schemaOf,
  startHolding,
  textsOf,
  write,
} from './fixture.ts'

const refused = (error: object) => ({ ok: false, error })

/** A file as some program wrote it, closed. */
function foreign(path: string, ...sql: readonly string[]): void {
  const raw = new BetterSqlite(path)
  for (const one of sql) raw.exec(one)
  raw.close()
}

describe('a database file', () => {
  test('keeps what was written, and is durable when a write returns', () => {
    const path = join(folder(), 'it.sqlite')
    const db = opened(path)
    write(db, 'one', 'two')
    const synchronous = db.query<{ synchronous: number }>('PRAGMA synchronous').get()?.synchronous
    // 2 is FULL; the file's 19th and 20th byte say that there is a log.
    expect([synchronous, ...readFileSync(path).subarray(18, 20)]).toEqual([2, 2, 2])
    expect(textsOf(opened(path))).toEqual(['one', 'two'])
  })

  test('is brought from every older version to the newest, with what is in it', () => {
    for (const from of [1, 2, 3]) {
      const path = join(folder(), 'it.sqlite')
      const old = openDatabase(path, schemaOf(from))
      if (!old.ok) throw new Error(old.error.type)
      write(old.value, 'kept')
      old.value.close()
      const db = opened(path, schemaOf(3))
      expect(db.query('PRAGMA user_version').get()).toEqual({ user_version: 3 })
      expect(textsOf(db)).toEqual([from === 3 ? 'kept' : 'KEPT'])
      expect(db.check()).toEqual([])
      expect(schemaText(db)).toEqual(schemaText(opened(join(folder(), 'new.sqlite'), schemaOf(3))))
    }
  })

  test('whose step to a newer version fails stays as it was, and can be opened again', () => {
    const path = join(folder(), 'it.sqlite')
    const first = openDatabase(path, schemaOf(1))
    if (!first.ok) throw new Error(first.error.type)
    write(first.value, 'kept')
    first.value.close()
    const { migrations } = schemaOf(2)
    const broken = { n: 3, name: 'broken', sql: 'DELETE FROM note; INSERT INTO nowhere VALUES (1);' }
    expect(() => openDatabase(path, { ...schema, migrations: [...migrations, broken] })).toThrow('nowhere')
    const db = opened(path, schemaOf(2))
    expect(textsOf(db)).toEqual(['kept'])
  })

  test('of another program is refused unchanged, whatever that program left undone', () => {
    const where = folder()
    const path = join(where, 'theirs.sqlite')
    foreign(path, 'CREATE TABLE t (a)', 'PRAGMA application_id = 7')
    const before = contentsOf(where)
    expect(openDatabase(path, schema)).toEqual(refused({ type: 'StoreForeign', applicationId: 7 }))
    foreign(join(where, 'plain.sqlite'), 'CREATE TABLE t (a)')
    const plain = contentsOf(where)
    expect(openDatabase(join(where, 'plain.sqlite'), schema)).toEqual(
      refused({ type: 'StoreForeign', applicationId: 0 }),
    )
    expect(contentsOf(where)).toEqual(plain)
    expect(contentsOf(where)).toMatchObject(before)
  })

  test('of another program with unfinished work beside it is not even touched', () => {
    const where = folder()
    const path = join(where, 'theirs.sqlite')
    const raw = new BetterSqlite(path)
    raw.exec('PRAGMA journal_mode = WAL; PRAGMA application_id = 7; CREATE TABLE t (a); INSERT INTO t VALUES (1)')
    raw.pragma('wal_checkpoint(TRUNCATE)')
    raw.exec('INSERT INTO t VALUES (2)')
    const copy = folder()
    for (const end of ['', '-wal']) copyFileSync(path + end, join(copy, `it${end}`))
    raw.close()
    const before = contentsOf(copy)
    expect(openDatabase(join(copy, 'it'), schema)).toMatchObject(refused({ type: 'StoreForeign' }))
    expect(contentsOf(copy)).toEqual(before)
  })

  test('of a newer version is refused unchanged, with both versions', () => {
    const where = folder()
    const path = join(where, 'it.sqlite')
    const newer = openDatabase(path, schemaOf(3))
    if (!newer.ok) throw new Error(newer.error.type)
    newer.value.close()
    const before = contentsOf(where)
    expect(openDatabase(path, schemaOf(2))).toEqual(refused({ type: 'StoreNewer', version: 3, known: 2 }))
    expect(contentsOf(where)).toEqual(before)
  })

  test('whose newer version stands in the log alone is refused too, and loses nothing', () => {
    const where = folder()
    const path = join(where, 'it.sqlite')
    const older = openDatabase(path, schemaOf(1))
    if (!older.ok) throw new Error(older.error.type)
    older.value.close()
    const newer = opened(path, schemaOf(3))
    write(newer, 'new')
    const copy = folder()
    for (const end of ['', '-wal']) copyFileSync(path + end, join(copy, `it${end}`))
    expect(openDatabase(join(copy, 'it'), schemaOf(2))).toEqual(refused({ type: 'StoreNewer', version: 3, known: 2 }))
    expect(textsOf(opened(join(copy, 'it'), schemaOf(3)))).toEqual(['new'])
  })

  test('that is none, is cut short, or is damaged at its root is refused unchanged', () => {
    const where = folder()
    const sound = join(where, 'it.sqlite')
    const db = openDatabase(sound, schema)
    if (!db.ok) throw new Error(db.error.type)
    write(db.value, 'x')
    db.value.close()
    const bytes = readFileSync(sound)
    const damage: Record<string, Uint8Array> = {
      text: new TextEncoder().encode('hello'),
      blank: new Uint8Array(8192),
      header: bytes.subarray(0, 50),
      'page size': bytes.with(16, 3),
      'first page': Uint8Array.from([...bytes.subarray(0, 100), ...new Uint8Array(bytes.length - 100).fill(0xff)]),
    }
    for (const [name, content] of Object.entries(damage)) {
      const path = join(folder(), name)
      writeFileSync(path, content)
      const it = openDatabase(path, schema)
      expect([name, it]).toMatchObject([name, refused({ type: 'StoreDamaged' })])
      expect([name, readFileSync(path).equals(content)]).toEqual([name, true])
    }
  })

  test('that lost its end is found out by a check, in facts', () => {
    const path = join(folder(), 'it.sqlite')
    const db = openDatabase(path, schema)
    if (!db.ok) throw new Error(db.error.type)
    write(db.value, ...Array.from({ length: 2000 }, (_, i) => `text ${i}`.repeat(9)))
    db.value.close()
    truncateSync(path, 8 * 4096)
    const again = openDatabase(path, schema)
    const findings = again.ok ? again.value.check() : [again.error.type]
    if (again.ok) again.value.close()
    expect(findings.length).toBeGreaterThan(0)
  })

  test('that may not be written is refused, unchanged', () => {
    const where = folder()
    const path = join(where, 'it.sqlite')
    const db = openDatabase(path, schema)
    if (!db.ok) throw new Error(db.error.type)
    write(db.value, 'kept')
    db.value.close()
    const before = contentsOf(where)
    giveForReading(where)
    const code = `console.log(JSON.stringify(sqlite.openDatabase(path, ${JSON.stringify(schema)})))`
    expect(askAsNobody(path, code)).toEqual(refused({ type: 'StoreReadOnly' }))
    expect(contentsOf(where)).toEqual(before)
  })

  test('that is a folder, or lies in none, is refused', () => {
    const where = folder()
    mkdirSync(join(where, 'it'))
    expect(openDatabase(join(where, 'it'), schema)).toMatchObject({ ok: false })
    expect(() => openDatabase(join(where, 'none', 'it'), schema)).not.toThrow()
    expect(openDatabase(join(where, 'none', 'it'), schema)).toMatchObject(refused({ type: 'StoreUnreadable' }))
  })

  test('that was made and left empty by a program that was killed at once is begun anew', () => {
    const path = join(folder(), 'it.sqlite')
    writeFileSync(path, '')
    write(opened(path), 'one')
    // Killed between the first write, which says whose file it is, and all others.
    const early = join(folder(), 'it.sqlite')
    foreign(early, `PRAGMA application_id = ${schema.applicationId}`)
    expect(existsSync(early)).toBe(true)
    write(opened(early), 'one')
    expect(textsOf(opened(early))).toEqual(['one'])
  })

  test('that is locked by another program is busy, not damaged, and waits for a moment first', async () => {
    const path = join(folder(), 'it.sqlite')
    write(opened(path), 'one')
    const child = await startHolding(
      path,
      `const db = sqlite.openDatabase(path, ${JSON.stringify(schema)}).value
       db.transaction(() => { console.log('holding'); Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0) })`,
    )
    expect(openDatabase(path, schema)).toEqual(refused({ type: 'StoreBusy' }))
    await kill(child)
    expect(textsOf(opened(path))).toEqual(['one'])
  })

  test('whose writer is killed in the middle of a transaction has all of what was committed, and nothing else', async () => {
    const path = join(folder(), 'it.sqlite')
    const child = await startHolding(
      path,
      `const db = sqlite.openDatabase(path, ${JSON.stringify(schema)}).value
       const say = (to, text) => to.run('INSERT INTO note (text) VALUES (?)', text)
       for (let i = 0; i < 50; i++) db.transaction((to) => say(to, 'said ' + i))
       db.transaction((to) => { say(to, 'half'); console.log('now'); Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0) })`,
    )
    await kill(child)
    const db = opened(path)
    expect(textsOf(db)).toEqual(Array.from({ length: 50 }, (_, i) => `said ${i}`))
    expect(db.check()).toEqual([])
  })
})

const schemaText = (db: ReturnType<typeof opened>): unknown =>
  db.query('SELECT type, name, sql FROM sqlite_schema ORDER BY name').all()
