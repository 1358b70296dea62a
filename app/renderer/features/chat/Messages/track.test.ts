import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createTrack } from './track.ts'

const names = (from: number, count: number): string[] => Array.from({ length: count }, (_, n) => `m${from + n}`)

describe('the track of a long list', () => {
  test('knows where each row stands, and which row stands at a place', () => {
    const heights = fc.array(fc.integer({ min: 1, max: 3000 }), { minLength: 1, maxLength: 60 })
    fc.assert(
      fc.property(heights, fc.nat(500), fc.nat(500), fc.nat(), (known, before, after, somewhere) => {
        const track = createTrack()
        track.put(before, names(before, known.length), after)
        known.forEach((height, n) => track.measure(`m${before + n}`, height))
        expect(track.count()).toBe(before + known.length + after)
        known.forEach((height, n) =>
          expect(track.topOf(before + n + 1) - track.topOf(before + n)).toBeCloseTo(height, 6),
        )
        const index = somewhere % track.count()
        const top = track.topOf(index)
        expect(track.indexAt(top)).toBe(index)
        expect(track.indexAt((top + track.topOf(index + 1)) / 2)).toBe(index)
        expect(track.indexAt(-1e9)).toBe(0)
        expect(track.indexAt(1e9)).toBe(track.count() - 1)
      }),
    )
  })

  test('does not move the row that is held, whatever is learnt or comes in around it', () => {
    const step = fc.oneof(
      fc.record({ what: fc.constant('measure' as const), of: fc.nat(99), height: fc.integer({ min: 1, max: 2000 }) }),
      fc.record({ what: fc.constant('older' as const), count: fc.nat(60) }),
      fc.record({ what: fc.constant('late' as const), at: fc.nat(99) }),
      fc.record({ what: fc.constant('forget' as const) }),
    )
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), fc.nat(49), (steps, held) => {
        const track = createTrack()
        let before = 1000
        let ids: readonly string[] = names(before, 50)
        track.put(before, ids, 20)
        const id = ids[held] ?? ''
        const where = (): number => track.indexOf(id) ?? -1
        const top = track.topOf(where())
        let fresh = 0
        for (const one of steps) {
          if (one.what === 'measure') track.measure(ids[one.of % ids.length] ?? '', one.height)
          if (one.what === 'forget') track.forget()
          if (one.what === 'older') {
            const count = Math.min(one.count, before)
            before -= count
            ids = names(before, count).concat(ids)
            track.put(before, ids, 20)
          }
          if (one.what === 'late') {
            ids = ids.toSpliced(one.at % ids.length, 0, `late ${fresh++}`)
            track.put(before, ids, 20)
          }
          track.hold(where(), top)
          expect(track.topOf(where())).toBeCloseTo(top, 4)
        }
        track.settle()
        expect(track.topOf(0)).toBe(0)
        expect(track.isShifted()).toBe(false)
      }),
    )
  })

  test('guesses that unknown rows are as high as the known', () => {
    const track = createTrack()
    track.put(1000, names(1000, 10), 0)
    for (const id of names(1000, 10)) track.measure(id, 80)
    track.settle()
    expect(track.topOf(track.count())).toBe(1010 * 80)
  })
})
