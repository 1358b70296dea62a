import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { listenRaw, openRaw, RAW_SALT, rawHello } from '#core/test/sync/raw.ts'
import { createVillage, heldOf } from '#core/test/sync/village.ts'
import { writerIn } from '#core/test/sync/writer.ts'
import type { Stream } from '#core/net/index.ts'
import { encode, idToBytes, shortDigest } from '#core/proof/index.ts'
import type { Cbor } from '#core/proof/index.ts'
import type { encodeFrame } from './encode.ts'
import { MAX_ENTRIES_BYTES, MAX_FRAME_BYTES } from './limits.ts'
import { FIRST_REFUSAL_MS, LONGEST_REFUSAL_MS } from './refusals.ts'
import { SYNC_PROTOCOL } from './types.ts'

/** Bora, with 200 envelopes, and Eve, who is a member too and speaks by hand. */
const withEve = () => {
  const village = createVillage()
  const { world, log, settle, space } = village
  const bora = settle('Bora')
  const b = writerIn(log, 'Bora')
  b.write(200)
  bora.replica.put(log.id, b.run(0, 199))
  const eve = world.join('Aeve')
  const wire = world.connect(eve, bora.net)
  const shares = {
    type: 'share' as const,
    spaces: [{ space: shortDigest(RAW_SALT, idToBytes(space)), frontier: new Uint8Array(8) }],
  }
  const logName = shortDigest(RAW_SALT, idToBytes(log.id))
  return { ...village, bora, b, eve, wire, shares, logName }
}

describe('who breaks the protocol (Y8)', () => {
  test('gets the reason and an end, and is refused for a growing time', () => {
    const { world, bora, eve } = withEve()
    for (const pause of [FIRST_REFUSAL_MS, 2 * FIRST_REFUSAL_MS, 4 * FIRST_REFUSAL_MS]) {
      const raw = openRaw(world, eve, bora.peer)
      raw.say(new Uint8Array([1, 2, 3]))
      world.run(100)
      expect(raw.of('bye').map(({ reason }) => reason)).toEqual(['FrameMalformed'])
      world.run(pause - 200)
      const refused = openRaw(world, eve, bora.peer)
      world.run(50)
      expect(refused.ends).toEqual(['Reset'])
      world.run(300)
    }
    expect(bora.events.filter(({ type }) => type === 'misbehaved')).toHaveLength(3)
    world.run(3 * LONGEST_REFUSAL_MS)
    const raw = openRaw(world, eve, bora.peer)
    raw.say(new Uint8Array([1, 2, 3]))
    world.run(100)
    const last = bora.events.at(-1)
    expect(last?.type === 'misbehaved' && last.until - world.clock.monotonic()).toBeGreaterThan(FIRST_REFUSAL_MS - 200)
    expect(last?.type === 'misbehaved' && last.until - world.clock.monotonic()).toBeLessThanOrEqual(FIRST_REFUSAL_MS)
  })

  const cases: Readonly<Record<string, readonly (Uint8Array | Parameters<typeof encodeFrame>[0])[]>> = {
    'no HELLO first': [{ type: 'share', spaces: [] }],
    'two HELLOs': [rawHello(), rawHello()],
    'a name that was never given': [rawHello(), { type: 'digest', log: 3, digest: new Uint8Array(8) }],
    'a number of ours that was never given': [rawHello(), { type: 'seen', heads: [{ name: -77, seq: 1 }] }],
    'a frame that no version knows': [rawHello(), encode([99, 'what?'])],
    'an oversize frame': [rawHello(), encode([5, new Uint8Array(MAX_ENTRIES_BYTES)])],
    'an oversize frame of any kind': [rawHello(), new Uint8Array(MAX_FRAME_BYTES + 1)],
    'runs that touch': [
      rawHello(),
      encode([4, new Uint8Array(8), true, [new Uint8Array(8), null, 0, 4, new Uint8Array(8), 5, 6, new Uint8Array(8)]]),
    ],
  }
  test.each(Object.entries(cases))('by %s is let go', (_, frames) => {
    const { world, bora, eve } = withEve()
    const raw = openRaw(world, eve, bora.peer)
    raw.say(...frames)
    world.run(100)
    expect(raw.of('bye')).toHaveLength(1)
    expect(raw.ends).toEqual([null])
    expect(bora.events.filter(({ type }) => type === 'misbehaved')).toHaveLength(1)
  })

  test('by a fork that proves none is let go', () => {
    const { world, bora, eve, b, log, shares, logName } = withEve()
    const raw = openRaw(world, eve, bora.peer)
    const fork = { feed: b.feed, seq: 5, left: b.run(5, 6), right: b.run(5, 7) }
    raw.say(rawHello(), shares, { type: 'fork', log: logName, fork })
    world.run(100)
    expect(raw.of('bye').map(({ reason }) => reason)).toEqual(['ForkForged'])
    expect(bora.replica.forks.size).toBe(0)
    expect(heldOf(bora, log.id)[b.feed]).toEqual([[0, 199]])
  })

  test('is not who passes on another’s bad envelope', () => {
    const { world, bora, eve, b, log, shares, logName } = withEve()
    const raw = openRaw(world, eve, bora.peer)
    b.write(1)
    const { prev, items } = b.run(200, 200)
    const bad = items.map((item) => ({ ...item, box: item.box.map((byte) => byte ^ 1) }))
    raw.say(rawHello(), shares)
    raw.say({ type: 'frontier', log: logName, isLast: true, feeds: [] })
    raw.say({ type: 'entries', runs: [{ name: { log: 0, feed: b.feed }, low: 200, prev, items: bad }] })
    world.run(1000)
    expect(raw.ends).toEqual([])
    expect(heldOf(bora, log.id)[b.feed]).toEqual([[0, 199]])
    raw.say({ type: 'entries', runs: [{ name: 0, low: 200, prev, items }] })
    world.run(1000)
    expect(heldOf(bora, log.id)[b.feed]).toEqual([[0, 200]])
  })

  test('is not who says nothing, but she is let go after a while', () => {
    const { world, bora, eve } = withEve()
    const raw = openRaw(world, eve, bora.peer)
    world.run(60_000)
    expect(raw.of('bye').map(({ reason }) => reason)).toEqual(['HelloTimeout'])
    expect(bora.events).toEqual([])
  })
})

describe('whatever a member says', () => {
  const bytes8 = fc.uint8Array({ minLength: 8, maxLength: 8 })
  const junk: fc.Arbitrary<Cbor> = fc.letrec<{ value: Cbor }>((tie) => ({
    value: fc.oneof(
      { depthSize: 'small' },
      fc.integer({ min: -3, max: 12 }),
      fc.maxSafeInteger(),
      bytes8,
      fc.uint8Array({ maxLength: 200 }),
      fc.constant(null),
      fc.boolean(),
      fc.string({ unit: 'grapheme-ascii' }),
      fc.array(tie('value'), { maxLength: 6 }),
    ),
  })).value
  const seq = fc.oneof(fc.nat(260), fc.constantFrom(2 ** 40, 2 ** 40 - 1))
  const runs = fc
    .uniqueArray(seq, { maxLength: 8 })
    .map((list) => list.toSorted((a, b) => a - b))
    .chain((list) => fc.tuple(...list.map((low) => fc.tuple(fc.constant(low), bytes8))))
    .map((list) => list.flatMap(([low, head], i) => (i % 2 === 0 ? [low, list[i + 1]?.[0] ?? low, head] : [])))
  const number = fc.integer({ min: -4, max: 4 })

  test('breaks nothing: she is answered or let go, and no claim costs time or memory (Y8)', () => {
    const setting = withEve()
    const { b } = setting
    b.write(30)
    const name = fc.oneof(number, fc.constant([setting.logName, idToBytes(b.feed)] as Cbor))
    const said = fc
      .tuple(fc.oneof(number, bytes8), fc.option(fc.nat(300)), runs)
      .map(([n, stop, flat]) => [n, stop, ...flat])
    const run = fc.tuple(name, fc.nat(229), fc.nat(20), fc.boolean()).map(([n, low, more, hasPrev]): Cbor => {
      const found = b.run(low, Math.min(229, low + more))
      const items = found.items.map(({ nonce, box, sig, admit }): Cbor => {
        const sealed = new Uint8Array([...nonce, ...box])
        return admit !== null ? [sealed, sig, admit, 1] : sig === null ? sealed : [sealed, sig]
      })
      return [n, low, hasPrev && low > 0 ? found.prev : null, ...items]
    })
    const frame = fc.oneof(
      fc.tuple(fc.constant(1), fc.tuple(bytes8, bytes8)),
      fc.tuple(fc.constant(3), fc.oneof(number, fc.constant(setting.logName)), bytes8),
      fc.tuple(fc.constant(4), fc.oneof(number, fc.constant(setting.logName)), fc.boolean(), said, said),
      fc.tuple(fc.constant(5), run),
      fc.tuple(fc.constant(5), run, run),
      fc.tuple(fc.constant(6), said),
      fc.tuple(fc.constant(7), fc.tuple(name, seq)),
      fc.tuple(fc.constant(9), number, fc.constant('why')),
      fc.array(junk, { maxLength: 5 }),
    )
    fc.assert(
      fc.property(fc.array(frame, { maxLength: 12 }), fc.boolean(), (frames, isLate) => {
        const { world, bora, eve, shares, log } = withEve()
        const raw = openRaw(world, eve, bora.peer)
        raw.say(rawHello(), shares)
        for (const [i, each] of frames.entries()) {
          raw.say(encode(each))
          if (isLate && i % 3 === 0) world.run(30)
        }
        world.run(3000)
        expect(raw.ends.length === 0 || raw.of('bye').length === 1).toBe(true)
        // What Bora had is what she has, or more of the same.
        const held = bora.replica.holding(b.feed)
        expect(held.runs[0]?.high).toBeGreaterThanOrEqual(199)
        for (const { high, head } of held.runs) expect(head).toEqual(b.ids[high])
        expect(Object.keys(heldOf(bora, log.id))).toEqual([b.feed])
        bora.host.stop()
        raw.close()
        world.run(100)
        expect(world.timers()).toBe(0)
      }),
      { numRuns: 300 },
    )
  })
})

describe('a program of another time (Y1)', () => {
  test('that speaks only what is not known here is shown as newer, without blame', () => {
    const { world, bora, eve } = withEve()
    const raw = openRaw(world, eve, bora.peer)
    raw.say(encode([0, 9, 12, 0, RAW_SALT, 5, 'and', ['more']]))
    world.run(5000)
    expect(raw.of('bye').map(({ reason }) => reason)).toEqual(['PeerNewer'])
    expect(bora.events).toEqual([{ type: 'session', peer: eve.self, change: 'closed', reason: 'PeerNewer' }])
  })

  test('that speaks this version too may say more than is known here', () => {
    const { world, bora, eve, shares, logName } = withEve()
    const raw = openRaw(world, eve, bora.peer)
    raw.say(encode([0, 1, 2, 0, RAW_SALT, 5, 'more']), shares, encode([42, 'later']))
    raw.say({ type: 'frontier', log: logName, isLast: true, feeds: [] })
    world.run(1000)
    expect(raw.ends).toEqual([])
    expect(raw.of('entries').flatMap(({ runs: all }) => all.flatMap(({ items }) => items))).toHaveLength(200)
  })
})

describe('streams', () => {
  const pair = () => {
    const village = createVillage()
    const { log, settle } = village
    const [bora, jun] = [settle('Bora'), settle('Jun')]
    const b = writerIn(log, 'Bora')
    b.write(5)
    bora.replica.put(log.id, b.run(0, 4))
    return { ...village, bora, jun, b }
  }

  test('the side with the larger id opens one if the other has nothing to say', () => {
    const { world, bora, jun, log, space } = pair()
    bora.replica.share(() => [])
    jun.replica.share(() => [{ space, logs: [log.id] }])
    world.connect(bora.net, jun.net)
    world.run(500)
    expect(jun.session(bora)).toBeUndefined()
    world.run(2000)
    expect(jun.session(bora)?.phase).toBe('live')
    expect(heldOf(jun, log.id)).toEqual(heldOf(bora, log.id))
  })

  test('of two opened at once one stays, the same on both sides', () => {
    const { world, bora, jun, log } = pair()
    world.connect(bora.net, jun.net, { delayMs: 3000 })
    world.run(60_000)
    for (const [one, other] of [
      [bora, jun],
      [jun, bora],
    ] as const) {
      expect(one.host.status()).toHaveLength(1)
      expect(one.session(other)?.phase).toBe('live')
    }
    expect(heldOf(jun, log.id)).toEqual(heldOf(bora, log.id))
  })

  test('a better path is taken by a new stream, and nothing is lost or sent twice', () => {
    const { world, bora, jun, log, b } = pair()
    const wire = world.connect(bora.net, jun.net, { path: 'relay' })
    world.run(1000)
    expect(jun.session(bora)?.path).toBe('relay')
    wire.setPath('local')
    world.run(1000)
    for (const [one, other] of [
      [bora, jun],
      [jun, bora],
    ] as const)
      expect(one.session(other)).toMatchObject({ path: 'local', phase: 'live', metrics: { envelopesIn: 0 } })
    b.write(1)
    bora.replica.put(log.id, b.run(5, 5))
    world.run(1000)
    expect(heldOf(jun, log.id)).toEqual(heldOf(bora, log.id))
  })

  test('a peer who lost the session opens another, and the old one gives way', () => {
    const { world, bora, jun, log } = pair()
    world.connect(bora.net, jun.net)
    world.run(1000)
    let raw: ReturnType<typeof listenRaw> | null = null
    // Jun's connection went away unseen by Bora: a second stream of his appears.
    jun.net.open(bora.peer, SYNC_PROTOCOL, (outcome) => {
      if (outcome.ok) raw = listenRaw(outcome.value satisfies Stream)
    })
    world.run(5000)
    const heard = raw as ReturnType<typeof listenRaw> | null
    expect(heard?.of('bye').map(({ reason }) => reason)).toEqual(['Duplicate'])
    expect(bora.host.status()).toHaveLength(1)
    expect(bora.session(jun)?.phase).toBe('live')
    expect(heldOf(jun, log.id)).toEqual(heldOf(bora, log.id))
  })

  test('a peer who stops says so, and is met again when she is back', () => {
    const { world, bora, jun } = pair()
    const wire = world.connect(bora.net, jun.net)
    world.run(1000)
    jun.host.stop()
    world.run(100)
    expect(bora.events.at(-1)).toMatchObject({ type: 'session', change: 'closed', reason: 'Stopping' })
    wire.cut()
    world.run(100_000)
    bora.host.stop()
    expect(world.timers()).toBe(0)
  })
})
