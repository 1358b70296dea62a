import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { verifyFork } from '#core/envelope/index.ts'
import { createVillage } from '#core/test/sync/village.ts'
import { writerIn } from '#core/test/sync/writer.ts'

let made = 0

/** Bora's data folder was copied when she had written up to `at`; the copy went on, and so did she. */
const copied = (at: number, left: number, right: number) => {
  const village = createVillage()
  const one = writerIn(village.log, `copied ${made++}`, 'kept')
  one.write(at + 1)
  const other = one.forkAfter(at)
  one.write(left)
  other.write(right)
  const [bora, jun, min] = [village.settle('Bora'), village.settle('Jun'), village.settle('Min')]
  bora.replica.put(village.log.id, one.run(0, at + left))
  jun.replica.put(village.log.id, other.run(0, at + right))
  return { ...village, one, other, bora, jun, min }
}

describe('a feed with two pasts (E7)', () => {
  test('is found when they meet, down to where they part, and everybody else is shown the proof', () => {
    const sizes = fc.record({
      at: fc.nat(150),
      left: fc.integer({ min: 1, max: 150 }),
      right: fc.integer({ min: 1, max: 150 }),
    })
    fc.assert(
      fc.property(sizes, ({ at, left, right }) => {
        const { world, one, bora, jun, min } = copied(at, left, right)
        world.connect(bora.net, jun.net)
        world.run(5000)
        world.connect(jun.net, min.net)
        world.run(5000)
        for (const { replica } of [bora, jun]) {
          const fork = replica.forks.get(one.feed)
          expect(fork?.seq).toBe(at + 1)
          expect(fork && verifyFork(fork).ok).toBe(true)
          expect(replica.holding(one.feed).stop?.seq).toBe(at)
        }
        expect(min.replica.forks.get(one.feed)?.seq).toBe(at + 1)
        for (const { events } of [bora, jun, min])
          expect(events.filter(({ type }) => type === 'misbehaved')).toEqual([])
      }),
      { numRuns: 40 },
    )
  })

  test('stops there alone: what others say goes on', () => {
    const { world, log, one, bora, jun } = copied(5, 3, 4)
    world.connect(bora.net, jun.net)
    world.run(5000)
    const j = writerIn(log, 'Jun')
    j.write(2)
    jun.replica.put(log.id, j.run(0, 1))
    one.write(1)
    world.run(1000)
    expect(bora.replica.holding(j.feed).runs).toMatchObject([{ low: 0, high: 1 }])
    expect(jun.replica.holding(one.feed).stop?.seq).toBe(5)
  })

  test('is shown to who was away when it was found', () => {
    const { world, log, one, bora, jun, min } = copied(5, 3, 4)
    min.replica.put(log.id, one.run(0, 7))
    const first = world.connect(bora.net, jun.net)
    world.run(5000)
    first.cut()
    world.connect(bora.net, min.net)
    world.run(5000)
    expect(min.replica.forks.get(one.feed)?.seq).toBe(6)
    expect(min.replica.holding(one.feed).stop?.seq).toBe(5)
  })
})
