import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createVillage, heldOf } from '#core/test/sync/village.ts'
import type { Villager } from '#core/test/sync/village.ts'
import type { Connection } from '#core/test/sync/world.ts'
import { testLog, writerIn } from '#core/test/sync/writer.ts'
import type { Writer } from '#core/test/sync/writer.ts'
import { unite } from '#core/envelope/index.ts'
import type { Range } from '#core/envelope/index.ts'

const LENGTH = 300
const log = testLog('the log')
const writers = ['one', 'two', 'three'].map((word) => {
  const writer = writerIn(log, word, 'kept')
  writer.write(LENGTH)
  return writer
})

/** Up to three runs of a feed, envelope 0 among them, or nothing. */
const held = fc
  .array(fc.tuple(fc.nat(LENGTH - 1), fc.nat(120)), { maxLength: 2 })
  .map((parts): readonly Range[] =>
    parts.reduce<readonly Range[]>(
      (ranges, [low, more]) => unite(ranges, [{ low, high: Math.min(LENGTH - 1, low + more) }]),
      parts.length === 0 ? [] : [{ low: 0, high: 0 }],
    ),
  )
const holdings = fc.array(fc.tuple(held, held, held), { minLength: 2, maxLength: 3 })

const put = (villager: Villager, holding: readonly (readonly Range[])[]) => {
  for (const [i, writer] of writers.entries())
    for (const { low, high } of holding[i] ?? []) villager.replica.put(log.id, writer.run(low, high))
}

/** What all of them hold together, of each feed. */
const unionOf = (all: readonly (readonly (readonly Range[])[])[]) =>
  Object.fromEntries(
    writers
      .map((writer, i): readonly [Writer, readonly Range[]] => [
        writer,
        all.reduce<readonly Range[]>((ranges, holding) => unite(ranges, holding[i] ?? []), []),
      ])
      .filter(([, ranges]) => ranges.length > 0)
      .map(([writer, ranges]): readonly [string, readonly (readonly number[])[]] => [
        writer.feed,
        ranges.map(({ low, high }) => [low, high]),
      ])
      .toSorted(([a], [b]) => (a < b ? -1 : 1)),
  )

const at = (low: number, high: number): Range => ({ low, high })
const names = ['Bora', 'Jun', 'Min']

describe('whatever each of them held', () => {
  test('two who meet in peace end with all of it, and nothing was sent twice (Y3, Y4)', () => {
    fc.assert(
      fc.property(fc.tuple(fc.tuple(held, held, held), fc.tuple(held, held, held)), fc.boolean(), (pair, isLate) => {
        const village = createVillage()
        const soon = isLate ? { soon: (fn: () => void) => void village.world.clock.after(3, fn) } : {}
        const [bora, jun] = [village.settle('Bora', soon), village.settle('Jun', soon)]
        put(bora, pair[0])
        put(jun, pair[1])
        village.world.run(100)
        village.world.connect(bora.net, jun.net)
        village.world.run(10_000)
        const union = unionOf(pair)
        expect(heldOf(bora, log.id)).toEqual(union)
        expect(heldOf(jun, log.id)).toEqual(union)
        const sessions = [bora.session(jun), jun.session(bora)]
        expect(sessions.map((session) => session?.metrics.duplicates)).toEqual([0, 0])
        expect(sessions.map((session) => session?.phase)).toEqual(['live', 'live'])
        bora.host.stop()
        jun.host.stop()
        village.world.run(100)
        expect(village.world.timers()).toBe(0)
      }),
      { numRuns: 150 },
    )
  })

  test('any number of them end with all of it, however connections come, go and dawdle (Y4, Y5)', () => {
    const step = fc.record({
      kind: fc.constantFrom('connect', 'cut', 'write', 'wait'),
      who: fc.nat(2),
      other: fc.nat(2),
      ms: fc.nat(120),
    })
    const stories = fc.record({
      holdings,
      steps: fc.array(step, { maxLength: 25 }),
      jitter: fc.nat(40),
      seed: fc.nat(),
      isLate: fc.boolean(),
      isAnew: fc.boolean(),
    })
    // Bora is about to send what was the head of a feed when Jun's, one longer, makes it none: unsigned from then on.
    const lostHead = {
      holdings: [
        [[], [at(0, 0), at(128, 128)], []],
        [[], [at(0, 0), at(128, 129)], []],
        [[], [], []],
      ] as [Range[], Range[], Range[]][],
      steps: [],
      jitter: 0,
      seed: 0,
      isLate: true,
      isAnew: false,
    }
    fc.assert(
      fc.property(stories, (story) => {
        const village = createVillage()
        const { world } = village
        let noise = story.seed
        const delayMs = () => {
          noise = (noise * 1103515245 + 12345) & 0x7fffffff
          return 1 + (noise % (story.jitter + 1))
        }
        const people = story.holdings.map((holding, i) => {
          const soon = (fn: () => void) => void world.clock.after(delayMs(), fn)
          const villager = village.settle(names[i] ?? '', story.isLate ? { soon } : {})
          put(villager, holding)
          return villager
        })
        const own = people.map(({ name }) => writerIn(log, `own ${name}`))
        const wires = new Map<string, Connection>()
        const pairOf = (a: number, b: number) => `${Math.min(a, b)} ${Math.max(a, b)}`
        const connect = (a: number, b: number) => {
          const [one, other] = [people[a], people[b]]
          if (one === undefined || other === undefined || a === b || wires.has(pairOf(a, b))) return
          wires.set(pairOf(a, b), world.connect(one.net, other.net, { delayMs, window: 20_000 }))
        }
        for (const { kind, who, other, ms } of story.steps) {
          const a = who % people.length
          const b = other % people.length
          if (kind === 'connect') connect(a, b)
          if (kind === 'cut') {
            wires.get(pairOf(a, b))?.cut()
            wires.delete(pairOf(a, b))
          }
          const writer = own[a]
          if (kind === 'write' && writer !== undefined) {
            const [written] = writer.write(1)
            if (written) people[a]?.replica.put(log.id, writer.run(written.seq, written.seq))
          }
          world.run(ms)
        }
        // In the end everybody is connected with the first one for long enough; sessions that stand need no new start.
        if (story.isAnew) for (const wire of wires.values()) wire.cut()
        if (story.isAnew) wires.clear()
        for (let b = 1; b < people.length; b++) connect(0, b)
        world.run(60_000)
        const union = { ...unionOf(story.holdings) }
        for (const { feed, envelopes } of own) if (envelopes.length > 0) union[feed] = [[0, envelopes.length - 1]]
        const sorted = Object.fromEntries(Object.entries(union).toSorted(([a], [b]) => (a < b ? -1 : 1)))
        for (const villager of people) expect(heldOf(villager, log.id)).toEqual(sorted)
        for (const { events } of people) expect(events.filter(({ type }) => type === 'misbehaved')).toEqual([])
        for (const { host } of people) host.stop()
        world.run(100)
        expect(world.timers()).toBe(0)
      }),
      { numRuns: 150, examples: [[lostHead]] },
    )
  })
})
