import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { countOf, intersect, missing, rangeAt, subtract, unite, upTo } from './ranges.ts'
import type { Range } from './types.ts'

// The model: plain lists of sequence numbers, each at most once, in order.
const WIDEST = 40
const seqs = fc
  .uniqueArray(fc.integer({ min: 0, max: WIDEST }), { maxLength: 30 })
  .map((list) => list.toSorted((a, b) => a - b))

const rangesOf = (list: readonly number[]): Range[] => {
  const ranges: Range[] = []
  for (const seq of list) {
    const last = ranges.at(-1)
    if (last?.high === seq - 1) ranges[ranges.length - 1] = { low: last.low, high: seq }
    else ranges.push({ low: seq, high: seq })
  }
  return ranges
}
const everySeq = Array.from({ length: WIDEST + 1 }, (_, seq) => seq)

describe('frontier arithmetic is that of sets of sequence numbers (E9)', () => {
  test('uniting, subtracting, intersecting', () => {
    fc.assert(
      fc.property(seqs, seqs, (a, b) => {
        const [x, y] = [rangesOf(a), rangesOf(b)]
        expect(unite(x, y)).toEqual(rangesOf(everySeq.filter((seq) => a.includes(seq) || b.includes(seq))))
        expect(subtract(x, y)).toEqual(rangesOf(a.filter((seq) => !b.includes(seq))))
        expect(intersect(x, y)).toEqual(rangesOf(a.filter((seq) => b.includes(seq))))
      }),
    )
  })

  test('what somebody lacks is what I have and she has not, up to where she stopped', () => {
    const stops = fc.option(fc.integer({ min: -1, max: WIDEST }))
    fc.assert(
      fc.property(seqs, seqs, stops, (mine, theirs, stop) => {
        const lacked = mine.filter((seq) => !theirs.includes(seq) && (stop === null || seq <= stop))
        expect(missing(rangesOf(mine), rangesOf(theirs), stop)).toEqual(rangesOf(lacked))
      }),
    )
  })

  test('counting and finding', () => {
    fc.assert(
      fc.property(seqs, fc.integer({ min: -1, max: WIDEST }), (a, seq) => {
        expect(countOf(rangesOf(a))).toBe(a.length)
        expect(rangeAt(rangesOf(a), seq) !== undefined).toBe(a.includes(seq))
        expect(countOf(upTo(rangesOf(a), seq))).toBe(a.filter((each) => each <= seq).length)
      }),
    )
  })

  test('nobody’s claim to hold 2^40 envelopes costs time or memory', () => {
    expect(missing([{ low: 0, high: 2 ** 40 }], [{ low: 5, high: 2 ** 39 }], null)).toHaveLength(2)
  })
})
