import { describe, expect, test } from 'vitest'
import { createVillage, heldOf } from '#core/test/sync/village.ts'
import type { Villager } from '#core/test/sync/village.ts'
import { writerIn } from '#core/test/sync/writer.ts'
import type { Writer } from '#core/test/sync/writer.ts'
import { decodeFrame } from './decode.ts'

const rangesHeld = (villager: Villager, writer: Writer) =>
  villager.replica.holding(writer.feed).runs.map(({ low, high }) => [low, high])

/** Writes one more and puts it where its author is. */
const say = (villager: Villager, writer: Writer, box?: number) => {
  const [written] = writer.write(1, box)
  if (written) villager.replica.put(writer.log.id, writer.run(written.seq, written.seq))
}

describe('two members who meet', () => {
  test('catch up in 1.5 round trips with less than 1 KiB besides the envelopes, however much they share (Y3)', () => {
    const { world, log, settle } = createVillage()
    const [bora, jun] = [settle('Bora'), settle('Jun')]
    const [b, j] = [writerIn(log, 'Bora', 'kept'), writerIn(log, 'Jun', 'kept')]
    b.write(3000)
    j.write(3000)
    for (const each of [bora, jun]) for (const writer of [b, j]) each.replica.put(log.id, writer.run(0, 2999))
    b.write(50)
    j.write(50)
    bora.replica.put(log.id, b.run(3000, 3049))
    jun.replica.put(log.id, j.run(3000, 3049))
    const wire = world.connect(bora.net, jun.net, { delayMs: 10 })
    world.run(29)
    expect(heldOf(bora, log.id)).not.toEqual(heldOf(jun, log.id))
    world.run(1)
    expect(heldOf(bora, log.id)).toEqual(heldOf(jun, log.id))
    world.run(1000)
    const [one, other] = [bora.session(jun)?.metrics, jun.session(bora)?.metrics]
    expect([one?.roundTrips, other?.roundTrips]).toEqual([1, 1.5])
    expect([one?.envelopesOut, other?.envelopesOut, one?.duplicates, other?.duplicates]).toEqual([50, 50, 0, 0])
    const bytes = wire.log.reduce((sum, frame) => sum + frame.bytes.length, 0)
    const envelopes = (one?.envelopeBytesOut ?? 0) + (other?.envelopeBytesOut ?? 0)
    expect(bytes - envelopes).toBeLessThan(1024)
  })

  test('and hold the same say so in a few bytes, and no more', () => {
    const { world, log, settle } = createVillage()
    const [bora, jun] = [settle('Bora'), settle('Jun')]
    const writers = Array.from({ length: 20 }, (_, i) => writerIn(log, `writer ${i}`, 'kept'))
    for (const writer of writers) {
      writer.write(10)
      for (const each of [bora, jun]) each.replica.put(log.id, writer.run(0, 9))
    }
    const wire = world.connect(bora.net, jun.net)
    world.run(1000)
    expect(wire.log.map(({ bytes }) => bytes.length)).toEqual([31, 21, 31, 21])
    expect(bora.session(jun)).toMatchObject({ phase: 'live', metrics: { roundTrips: 1, envelopesOut: 0 } })
    expect(jun.session(bora)).toMatchObject({ phase: 'live', metrics: { roundTrips: 0.5 } })
  })

  test('get a long history newest first, feed by feed in turns, each feed’s first envelope before all (E9)', () => {
    const { world, log, settle } = createVillage()
    const [bora, jun] = [settle('Bora'), settle('Jun')]
    const writers = [writerIn(log, 'one', 'kept'), writerIn(log, 'two', 'kept')]
    for (const writer of writers) {
      writer.write(4000)
      bora.replica.put(log.id, writer.run(0, 3999))
    }
    const wire = world.connect(bora.net, jun.net)
    world.run(60_000)
    for (const writer of writers) expect(rangesHeld(jun, writer)).toEqual([[0, 3999]])
    const runs = wire.log
      .map(({ bytes }) => decodeFrame(bytes))
      .flatMap((frame) => (frame.ok && frame.value.type === 'entries' ? frame.value.runs : []))
      .map(({ low, items }) => [low, low + items.length - 1])
    expect(runs.slice(0, 2)).toEqual([
      [0, 0],
      [0, 0],
    ])
    const [first, second, third] = runs.slice(2)
    expect([first?.[1], second?.[1]]).toEqual([3999, 3999])
    expect(third?.[1]).toBe((first?.[0] ?? 0) - 1)
    // What is read starts at a block, where `ctrl` is stated (E3).
    expect(runs.slice(2).filter(([low = 0]) => low !== 1 && low % 64 !== 0)).toEqual([])
    expect(jun.session(bora)?.metrics).toMatchObject({ duplicates: 0, envelopesIn: 8000 })
  })

  test('one of whom reads slowly: the other waits, and holds little for her (Y3)', () => {
    const { world, log, settle } = createVillage()
    const slow = { soon: (fn: () => void) => void world.clock.after(500, fn) }
    const [bora, jun] = [settle('Bora'), settle('Jun', slow)]
    const b = writerIn(log, 'Bora', 'kept')
    b.write(6000)
    bora.replica.put(log.id, b.run(0, 5999))
    const wire = world.connect(bora.net, jun.net, { window: 64 * 1024 })
    world.run(2000)
    expect(rangesHeld(jun, b)).not.toEqual([[0, 5999]])
    world.run(60_000)
    expect(rangesHeld(jun, b)).toEqual([[0, 5999]])
    expect(wire.most()).toBeLessThan(64 * 1024 + 2 * 256 * 1024)
  })

  test('are told of each other’s clock (E8)', () => {
    const { world, settle } = createVillage()
    const [bora, jun] = [settle('Bora'), settle('Jun')]
    world.connect(bora.net, jun.net)
    world.run(1000)
    expect([...bora.replica.clocks, ...jun.replica.clocks]).toEqual([
      [jun.peer, -10],
      [bora.peer, -10],
    ])
  })

  test('who lost each other in the middle go on where they were (Y4)', () => {
    const { world, log, settle } = createVillage()
    const [bora, jun] = [settle('Bora'), settle('Jun')]
    const b = writerIn(log, 'Bora', 'kept')
    b.write(8000)
    bora.replica.put(log.id, b.run(0, 7999))
    const wire = world.connect(bora.net, jun.net, { delayMs: 50, window: 100_000 })
    while (jun.replica.fresh() < 500) world.run(10)
    wire.cut()
    const before = jun.replica.fresh()
    expect(before).toBeLessThan(7000)
    world.run(1000)
    world.connect(bora.net, jun.net, { delayMs: 50 })
    world.run(60_000)
    expect(rangesHeld(jun, b)).toEqual([[0, 7999]])
    expect(jun.session(bora)?.metrics).toMatchObject({ duplicates: 0, envelopesIn: 8000 - before })
  })
})

describe('live', () => {
  test('a message of 30 characters costs at most 246 bytes on the wire, and its receipt 20 (E4, Y5)', () => {
    const { world, log, settle } = createVillage()
    const [bora, jun] = [settle('Bora'), settle('Jun')]
    const b = writerIn(log, 'Bora')
    b.write(1000)
    bora.replica.put(log.id, b.run(0, 999))
    const wire = world.connect(bora.net, jun.net)
    world.run(1000)
    const before = wire.log.length
    say(bora, b)
    world.run(1000)
    expect(rangesHeld(jun, b)).toEqual([[0, 1000]])
    const sizes = wire.log.slice(before).map(({ bytes }) => bytes.length)
    expect(sizes).toEqual([245, 18])
  })

  test('the first message after a calm start names its feed once (Y3)', () => {
    const { world, log, settle } = createVillage()
    const [bora, jun] = [settle('Bora'), settle('Jun')]
    const b = writerIn(log, 'Bora')
    b.write(10)
    const others = Array.from({ length: 16 }, (_, i) => writerIn(log, `other ${i}`, 'kept'))
    for (const other of others) other.write(1)
    for (const each of [bora, jun])
      for (const writer of [b, ...others]) each.replica.put(log.id, writer.run(0, writer.envelopes.length - 1))
    const wire = world.connect(bora.net, jun.net)
    world.run(1000)
    const before = wire.log.length
    say(bora, b)
    say(bora, b)
    world.run(1000)
    expect(rangesHeld(jun, b)).toEqual([[0, 11]])
    const sizes = wire.log.slice(before).map(({ bytes }) => bytes.length)
    expect(sizes.slice(0, 2)).toEqual([243 + 1 + 1 + 8 + 1 + 32 + 1 - 1, 243])
  })

  test('what others said is passed on, so that a chain of people converges (Y5)', () => {
    const { world, log, settle } = createVillage()
    const people = ['A', 'B', 'C', 'D'].map((name) => settle(name))
    for (const [i, person] of people.entries()) {
      const next = people[i + 1]
      if (next) world.connect(person.net, next.net)
    }
    world.run(1000)
    const writers = people.map(({ name }) => writerIn(log, name))
    for (const [i, person] of people.entries()) {
      const writer = writers[i]
      if (writer) say(person, writer)
    }
    world.run(1000)
    for (const person of people) for (const writer of writers) expect(rangesHeld(person, writer)).toEqual([[0, 0]])
    const duplicates = people.flatMap(({ host }) => host.status().map(({ metrics }) => metrics.duplicates))
    expect(Math.max(...duplicates)).toBe(0)
  })

  test('where everybody hears the author, nobody passes on what all have (Y5)', () => {
    const { world, log, settle } = createVillage()
    const people = ['A', 'B', 'C', 'D', 'E'].map((name) => settle(name))
    for (const [i, person] of people.entries())
      for (const other of people.slice(i + 1)) world.connect(person.net, other.net)
    world.run(1000)
    const [a] = people
    const writer = writerIn(log, 'A')
    if (a) for (let i = 0; i < 10; i++) say(a, writer)
    world.run(1000)
    for (const person of people) expect(rangesHeld(person, writer)).toEqual([[0, 9]])
    const metrics = people.flatMap(({ host }) => host.status().map((status) => status.metrics))
    expect(metrics.reduce((sum, each) => sum + each.duplicates, 0)).toBe(0)
    expect(metrics.reduce((sum, each) => sum + each.envelopesIn, 0)).toBe(40)
  })

  test('of two who have the same history only one is asked for it (Y4)', () => {
    const { world, log, settle } = createVillage()
    const [bora, jun, min] = [settle('Bora'), settle('Jun'), settle('Min')]
    const b = writerIn(log, 'Bora', 'kept')
    b.write(5000)
    for (const each of [bora, jun]) each.replica.put(log.id, b.run(0, 4999))
    world.connect(bora.net, min.net)
    world.connect(jun.net, min.net, { delayMs: 11 })
    world.run(60_000)
    expect(rangesHeld(min, b)).toEqual([[0, 4999]])
    const duplicates = min.host.status().reduce((sum, { metrics }) => sum + metrics.duplicates, 0)
    expect(duplicates).toBeLessThan(50)
    expect(min.events.filter((event) => event.type === 'session' && event.change === 'settled')).toHaveLength(2)
  })

  test('while one is asked for the past, what another says now comes at once (Y5)', () => {
    const { world, log, settle } = createVillage()
    const slow = { soon: (fn: () => void) => void world.clock.after(200, fn) }
    const [bora, jun, min] = [settle('Bora', slow), settle('Jun'), settle('Min')]
    const [b, j] = [writerIn(log, 'Bora', 'kept'), writerIn(log, 'Jun')]
    b.write(20_000)
    for (const each of [bora, jun]) each.replica.put(log.id, b.run(0, 19_999))
    const wire = world.connect(bora.net, min.net)
    world.run(900)
    world.connect(jun.net, min.net)
    world.run(300)
    say(jun, j)
    world.run(100)
    expect(rangesHeld(min, j)).toEqual([[0, 0]])
    expect(rangesHeld(min, b)).not.toEqual([[0, 19_999]])
    world.run(600)
    expect(jun.session(min)?.metrics.envelopesOut).toBeLessThan(10)
    // And if the one goes, the other has the rest.
    wire.cut()
    world.run(10_000)
    expect(rangesHeld(min, b)).toEqual([[0, 19_999]])
    expect(min.session(jun)?.metrics.duplicates).toBeLessThan(5)
  })

  test('a source that falls silent loses its turn to another (Y4)', () => {
    const { world, log, settle } = createVillage()
    const never = { soon: () => {} }
    const [bora, jun, min] = [settle('Bora', never), settle('Jun'), settle('Min')]
    const b = writerIn(log, 'Bora', 'kept')
    b.write(2000)
    for (const each of [bora, jun]) each.replica.put(log.id, b.run(0, 1999))
    world.connect(bora.net, min.net)
    world.connect(jun.net, min.net)
    world.run(10_000)
    expect(rangesHeld(min, b)).toEqual([[0, 1999]])
  })

  test('how far somebody opened is told to members, and what is durable is known of everybody (Y6)', () => {
    const { world, log, settle } = createVillage()
    const [bora, jun, relay] = [settle('Bora'), settle('Jun'), settle('Relay', { role: 'mailbox' })]
    world.connect(bora.net, jun.net)
    world.connect(jun.net, relay.net)
    world.connect(bora.net, relay.net)
    world.run(1000)
    const b = writerIn(log, 'Bora')
    say(bora, b)
    world.run(1000)
    const { feed } = b
    expect(bora.replica.has.get(`${jun.peer} ${log.id} ${feed}`)?.runs).toMatchObject([{ low: 0, high: 0 }])
    expect(bora.replica.has.get(`${relay.peer} ${log.id} ${feed}`)?.runs).toMatchObject([{ low: 0, high: 0 }])
    jun.host.seen(log.id, [{ feed, seq: 0 }])
    world.run(1000)
    expect(bora.replica.seen).toEqual([{ peer: jun.peer, log: log.id, feed, seq: 0 }])
    expect(relay.replica.seen).toEqual([])
  })

  test('nothing above a stop is sent, until the stop is lifted (S5)', () => {
    const { world, log, settle } = createVillage()
    const [bora, jun] = [settle('Bora'), settle('Jun')]
    const b = writerIn(log, 'Bora')
    b.write(10)
    for (const each of [bora, jun]) each.replica.put(log.id, b.run(0, 9))
    const wire = world.connect(bora.net, jun.net)
    world.run(1000)
    const before = wire.log.length
    jun.replica.stopAt(b.feed, 10)
    // Said again, it is no news.
    jun.replica.stopAt(b.feed, 10)
    world.run(1000)
    expect(wire.log).toHaveLength(before + 1)
    for (let i = 0; i < 5; i++) say(bora, b)
    world.run(1000)
    expect(rangesHeld(jun, b)).toEqual([[0, 10]])
    expect(jun.session(bora)?.metrics.envelopesIn).toBe(1)
    jun.replica.stopAt(b.feed, null)
    world.run(1000)
    expect(rangesHeld(jun, b)).toEqual([[0, 14]])
  })

  test('what retention dropped is not sent again (E9)', () => {
    const { world, log, settle } = createVillage()
    const [bora, jun] = [settle('Bora'), settle('Jun')]
    const b = writerIn(log, 'Bora', 'kept')
    b.write(200)
    for (const each of [bora, jun]) each.replica.put(log.id, b.run(0, 199))
    jun.replica.dropBelow(b.feed, 128)
    world.connect(bora.net, jun.net)
    world.run(1000)
    say(bora, b)
    world.run(1000)
    expect(rangesHeld(jun, b)).toEqual([
      [0, 0],
      [128, 200],
    ])
    expect(jun.session(bora)?.metrics.envelopesIn).toBe(1)
  })
})
