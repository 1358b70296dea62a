import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createBoardClock, WORLD_BEGAN } from './clock.ts'
import { createDice } from './dice.ts'
import { createLife, ProgramEnded } from './life.ts'
import { createTimeline, TimeStandsStill } from './timeline.ts'

describe('the timeline', () => {
  test('lets all happen in the order of time, and of one time in the order of planning, whatever is called off', async () => {
    const plan = fc.record({ time: fc.nat(50), isCalledOff: fc.boolean(), calledOffAt: fc.nat(60) })
    await fc.assert(
      fc.asyncProperty(fc.array(plan, { maxLength: 600 }), async (plans) => {
        const timeline = createTimeline()
        const happened: number[] = []
        plans.forEach(({ time, isCalledOff, calledOffAt }, index) => {
          const cancel = timeline.at(time, () => happened.push(index))
          if (isCalledOff) timeline.at(calledOffAt, cancel)
        })
        await timeline.runUntil(100)
        const expected = plans
          .map((one, index) => ({ ...one, index }))
          // One called off at its own time has happened if it was planned before the calling off.
          .filter(({ time, isCalledOff, calledOffAt }) => !isCalledOff || time <= calledOffAt)
          .toSorted((a, b) => a.time - b.time || a.index - b.index)
          .map(({ index }) => index)
        expect(happened).toEqual(expected)
        expect(timeline.pending()).toBe(0)
        expect(timeline.now()).toBe(100)
      }),
    )
  })

  test('sweeps out what was called off, and keeps the order', async () => {
    const timeline = createTimeline()
    const happened: number[] = []
    const cancels = Array.from({ length: 2_000 }, (_, at) =>
      timeline.at((at * 7919) % 2_000, () => happened.push((at * 7919) % 2_000)),
    )
    for (const [at, cancel] of cancels.entries()) if (at % 10 !== 0) cancel()
    expect(timeline.pending()).toBe(200)
    await timeline.runUntil(5_000)
    expect(happened).toHaveLength(200)
    expect(happened).toEqual(happened.toSorted((a, b) => a - b))
  })

  test('gives promises their turn between two events', async () => {
    const timeline = createTimeline()
    const happened: string[] = []
    timeline.after(1, () => {
      Promise.resolve()
        .then(() => happened.push('promise'))
        .catch(() => {})
    })
    timeline.after(1, () => happened.push('next'))
    await timeline.runUntil(1)
    expect(happened).toEqual(['promise', 'next'])
  })

  test('stops a world in which time stands still', async () => {
    const timeline = createTimeline()
    const again = (): void => void timeline.after(0, again)
    again()
    await expect(timeline.runUntil(1)).rejects.toThrow(TimeStandsStill)
  })
})

describe('dice', () => {
  test('fall the same for a seed, and otherwise for another or for a named part', () => {
    const throws = (seed: string): number[] => {
      const dice = createDice(seed)
      return Array.from({ length: 10 }, () => dice.int(0, 1000))
    }
    expect(throws('a')).toEqual(throws('a'))
    expect(throws('a')).not.toEqual(throws('b'))
    const [one, other] = [createDice('a'), createDice('a')]
    other.unit()
    expect(one.fork('part').bytes(32)).toEqual(other.fork('part').bytes(32))
    expect(one.fork('part').bytes(32)).not.toEqual(one.fork('other part').bytes(32))
    // These never change: seeds that somebody wrote down must go on meaning the same.
    expect(throws('golden')).toEqual([988, 522, 347, 836, 635, 445, 543, 236, 517, 105])
  })

  test('fall everywhere, evenly', () => {
    const dice = createDice(1)
    const counts = Array.from({ length: 10 }, () => 0)
    for (let at = 0; at < 10_000; at++) {
      const face = dice.int(0, 9)
      counts[face] = (counts[face] ?? 0) + 1
    }
    for (const count of counts) expect(Math.abs(count - 1_000)).toBeLessThan(150)
    const mean = Array.from({ length: 10_000 }, () => dice.spread(5)).reduce((sum, one) => sum + one, 0) / 10_000
    expect(Math.abs(mean - 5)).toBeLessThan(0.3)
  })
})

describe('a host’s clock', () => {
  test('may be wrong, jump and drift, while its timers only drift', async () => {
    const timeline = createTimeline()
    const board = createBoardClock(timeline, 5_000)
    const clock = board.forProgram(createLife(timeline))
    expect(clock.now()).toBe(WORLD_BEGAN + 5_000)
    await timeline.runUntil(1_000)
    board.jump(-60_000)
    expect(clock.now()).toBe(WORLD_BEGAN - 54_000)
    expect(clock.monotonic()).toBe(1_000)
    board.drift(100_000)
    const fired: number[] = []
    clock.after(1_100, () => fired.push(timeline.now()))
    await timeline.runUntil(11_000)
    expect(clock.monotonic()).toBeCloseTo(12_000)
    expect(board.ahead()).toBe(-54_000)
    expect(fired[0]).toBeCloseTo(2_000)
  })
})

describe('a program’s life', () => {
  test('ends in the middle of what it does, without an error, and nothing it planned happens', async () => {
    const timeline = createTimeline()
    const life = createLife(timeline)
    const told: string[] = []
    life.onEnd(() => told.push('end'))
    life.onEnd(() => told.push('never'))()
    life.after(5, () => told.push('timer'))
    const answer = life.run(() => {
      life.end()
      throw new ProgramEnded()
    })
    expect(answer).toBe(undefined)
    life.after(1, () => told.push('late'))
    expect(life.run(() => 1)).toBe(undefined)
    life.end()
    await timeline.runUntil(10)
    expect(told).toEqual(['end'])
    expect(() =>
      createBoardClock(timeline)
        .forProgram(life)
        .after(1, () => {}),
    ).toThrow(ProgramEnded)
  })

  test('lets its own bugs out', () => {
    const life = createLife(createTimeline())
    expect(() =>
      life.run(() => {
        throw new Error('a bug')
      }),
    ).toThrow('a bug')
  })
})
