import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { compareBytes, idToBytes } from '#core/proof/index.ts'
import type { At } from '#core/proof/index.ts'
import { compareFeeds, comparePlaces, foldFacts, slotOf } from './fold.ts'
import { feedOf, NOON, story, tell } from './testing.ts'
import type { PlacedFact } from './types.ts'

const place = (at: number, device: number, seq: number, index = 0) =>
  ({ at: at as At, feed: feedOf(device), seq, index }) as const

describe('of several facts under one key', () => {
  test('the later counts, then the higher feed id, then the later entry and place (D4)', () => {
    const [low = 0, high = 0] = [1, 2].toSorted((a, b) => compareFeeds(feedOf(a), feedOf(b)))
    expect(comparePlaces(place(1, high, 9), place(2, low, 1))).toBeLessThan(0)
    expect(comparePlaces(place(2, high, 1), place(2, low, 9))).toBeGreaterThan(0)
    expect(comparePlaces(place(2, low, 1), place(2, low, 2))).toBeLessThan(0)
    expect(comparePlaces(place(2, low, 2, 1), place(2, low, 2, 0))).toBeGreaterThan(0)
    expect(comparePlaces(place(2, low, 2, 1), place(2, low, 2, 1))).toBe(0)
  })

  test('one is in force, whatever the order they come in and however often (D4)', () => {
    fc.assert(
      fc.property(
        story.chain((said) => {
          const { facts } = tell('chat', said)
          return fc.tuple(
            fc.constant(facts),
            fc.shuffledSubarray([...facts, ...facts], { minLength: facts.length * 2 }),
          )
        }),
        ([facts, shuffled]) => {
          const expected = foldFacts(facts)
          expect(foldFacts(shuffled)).toEqual(expected)
          for (const fact of facts) {
            const winner = expected.get(slotOf(fact))
            expect(winner !== undefined && comparePlaces(winner, fact) >= 0).toBe(true)
          }
        },
      ),
    )
  })

  test('of Bora’s two devices, whose clocks agree to the microsecond, every replica takes the same (D4)', () => {
    const key = Uint8Array.of(1)
    const vote = (option: number) => [{ container: 6, key, value: { option } }]
    const told = tell('chat', [
      { device: 0, after: 1, facts: vote(1) },
      { device: 1, after: 0, facts: vote(2) },
    ])
    const both: readonly PlacedFact[] = told.facts
    expect(new Set(both.map(({ at }) => at))).toEqual(new Set([NOON + 1]))
    expect(foldFacts(both).size).toBe(1)
    expect([...foldFacts(both).values()]).toEqual([...foldFacts(both.toReversed()).values()])
  })
})

test('feed ids are ordered as their bytes are, not as their letters', () => {
  fc.assert(
    fc.property(fc.nat(200), fc.nat(200), (a, b) => {
      const byBytes = compareBytes(idToBytes(feedOf(a)), idToBytes(feedOf(b)))
      expect(Math.sign(compareFeeds(feedOf(a), feedOf(b)))).toBe(Math.sign(byBytes))
    }),
  )
})
