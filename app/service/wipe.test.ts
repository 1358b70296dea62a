import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { beginWipe, finishWipe, isWiping } from './wipe.ts'

const device = 'a'.repeat(52)
const files = ['dure.sqlite', 'dure.sqlite-wal', 'dure.sqlite-shm', 'keys']

/** A data folder as a node leaves it, with start counters of it and of another, and a file of its owner's. */
const computer = () => {
  const place = mkdtempSync(join(tmpdir(), 'dure-wipe-'))
  onTestFinished(() => rmSync(place, { recursive: true, force: true }))
  const [folder, counters] = [join(place, 'data'), join(place, 'starts')]
  for (const path of [folder, counters]) mkdirSync(path)
  for (const name of [...files, 'lock', 'my photo.jpg']) writeFileSync(join(folder, name), 'x')
  for (const name of [device, `${device}.lock`, 'b'.repeat(52)]) writeFileSync(join(counters, name), '1')
  return { folder, counters }
}

test('a wipe removes what the node made, by name, and nothing else', () => {
  const { folder, counters } = computer()
  expect(beginWipe(folder, device)).toEqual({ ok: true, value: undefined })
  expect(isWiping(folder)).toBe(true)
  finishWipe(folder, counters)
  expect(readdirSync(folder).toSorted()).toEqual(['lock', 'my photo.jpg'])
  expect(readdirSync(counters)).toEqual(['b'.repeat(52)])
  expect(isWiping(folder)).toBe(false)
})

test('one that was cut short anywhere is finished by the next', () => {
  for (const gone of [0, 1, files.length]) {
    const { folder, counters } = computer()
    beginWipe(folder, device)
    for (const name of files.slice(0, gone)) rmSync(join(folder, name))
    finishWipe(folder, counters)
    expect(readdirSync(folder).toSorted()).toEqual(['lock', 'my photo.jpg'])
  }
})

test('without a mark of ours nothing is removed', () => {
  const { folder, counters } = computer()
  finishWipe(folder, counters)
  for (const text of ['', '{}', '{"device":"../../etc"}', `{"device":"${device}","more":1}`, 'null']) {
    writeFileSync(join(folder, 'wiping'), text)
    finishWipe(folder, counters)
  }
  for (const name of files) expect(existsSync(join(folder, name))).toBe(true)
  expect(readdirSync(counters)).toHaveLength(3)
})

test('a folder that cannot be written to is refused, and stays whole', () => {
  const { folder } = computer()
  expect(beginWipe(join(folder, 'nowhere'), device)).toEqual({ ok: false, error: { type: 'DiskFailed' } })
})
