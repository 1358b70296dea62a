import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { rows, runBench } from './bench.ts'
import { corpus, evenCorpus } from './corpus.ts'
import { isReached } from './figures.ts'
import { tableOf } from './table.ts'

/** Enough for every row to have something to measure, and no more. */
const FEW = 200

/** Real processes, a first sync and a whole life of documents take their time on a busy machine. */
const PATIENCE_MS = 240_000

test('every row of the bench yields numbers, a table and nothing left behind', { timeout: PATIENCE_MS }, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'dure-bench-test-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const said: string[] = []
  const say = (line: string): void => void said.push(line)
  const figures = await runBench({ seed: 7, sizes: [FEW], sends: 20, only: [], folder, say })

  expect([...new Set(figures.map(({ row }) => row))]).toEqual(rows.map(({ name }) => name))
  expect(figures.filter(({ value }) => !Number.isFinite(value))).toEqual([])
  expect(figures.filter(({ floor }) => floor !== null && !(floor > 0))).toEqual([])
  // Sizes and round trips are the same on every machine, so these are held to what is asked.
  const counted = figures.filter(({ unit }) => unit === '' || unit === 'bytes')
  expect(counted.filter((figure) => isReached(figure) === false)).toEqual([])
  const live = figures.find(({ what }) => what === 'on the wire when sent live')
  expect(live && isReached(live)).toBe(true)
  expect(tableOf(figures).split('\n')).toHaveLength(figures.length + 3)
  expect(readdirSync(folder)).toEqual([])
})

test('a corpus is the same for a seed, another for another, and three in five messages are Korean', () => {
  expect(corpus(100, 1)).toEqual(corpus(100, 1))
  expect(corpus(100, 1)).not.toEqual(corpus(100, 2))
  const korean = corpus(10_000, 1).filter((text) => /\p{Script=Hangul}/u.test(text)).length
  expect(korean / 10_000).toBeCloseTo(0.6, 1)
  expect(new Set(evenCorpus(1000, 1).map((text) => text.length))).toEqual(new Set([30]))
})
