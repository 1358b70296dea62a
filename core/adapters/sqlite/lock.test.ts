import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { lockFile } from './index.ts'
import { askAsNobody, folder, giveForReading, kill, startHolding } from './fixture.ts'

const busy = { ok: false, error: { type: 'StoreBusy' } }

test('a held file is held by one, within a process too, until it is released', () => {
  const path = join(folder(), 'lock')
  const first = lockFile(path)
  expect(lockFile(path)).toEqual(busy)
  if (!first.ok) throw new Error(first.error.type)
  first.value.release()
  const second = lockFile(path)
  expect(second.ok).toBe(true)
  if (second.ok) second.value.release()
})

test('a process that is killed lets go of its file, whatever it was doing', async () => {
  const path = join(folder(), 'lock')
  const child = await startHolding(
    path,
    `console.log(sqlite.lockFile(path).ok); Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)`,
  )
  expect(lockFile(path)).toEqual(busy)
  await kill(child)
  const lock = lockFile(path)
  expect(lock.ok).toBe(true)
  if (lock.ok) lock.value.release()
})

test('a file that cannot be made is a refusal, not a crash', () => {
  expect(lockFile(join(folder(), 'none', 'lock'))).toMatchObject({ ok: false, error: { type: 'StoreUnreadable' } })
  const where = folder()
  giveForReading(where)
  expect(askAsNobody(join(where, 'lock'), 'console.log(JSON.stringify(sqlite.lockFile(path)))')).toMatchObject({
    ok: false,
    error: { type: 'StoreUnreadable' },
  })
})

test('a file with something else in it is left as it is', () => {
  const path = join(folder(), 'lock')
  writeFileSync(path, 'notes of mine, and long enough to look like anything but a database'.repeat(20))
  expect(lockFile(path)).toMatchObject({ ok: false, error: { type: 'StoreDamaged' } })
})
