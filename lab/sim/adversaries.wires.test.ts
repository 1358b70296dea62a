import { describe, expect, test } from 'vitest'
import type { RunItem } from '#core/envelope/index.ts'
import { MAX_FRAME } from '#core/net/index.ts'
import type { PeerId } from '#core/net/index.ts'
import { examine } from '#core/node/index.ts'
import { bytesToId } from '#core/proof/index.ts'
import { SYNC_PROTOCOL } from '#core/sync/index.ts'
import { addressesOf, createProber } from './hostile/prober.ts'
import { runLiar } from './hostile/liar.ts'
import { lootOf } from './hostile/loot.ts'
import { A_WHILE_MS, createVillage, stopsSeenBy } from './hostile/story.ts'
import { brokenLaws, createDice, createHost, mischievousWire } from './index.ts'
import type { Mischief } from './index.ts'

const peerNamed = (name: string): PeerId => bytesToId(createDice(name).bytes(32))

/** What a hostile wire may do, and how long it takes until all is well after it has become honest. */
const TRICKS: readonly (readonly [string, Mischief])[] = [
  ['drops', { drop: 0.2 }],
  ['repeats (replayed)', { repeat: 0.3 }],
  ['reorders', { reorder: 0.3 }],
  ['changes (changed byte)', { flip: 0.2 }],
  ['cuts short (truncated)', { truncate: 0.2 }],
  ['babbles', { babble: 0.3 }],
  ['replays what it heard of others', { replay: 0.3 }],
  ['does all of it', { drop: 0.05, repeat: 0.1, reorder: 0.1, flip: 0.05, truncate: 0.05, babble: 0.05, replay: 0.1 }],
]
const LENDS = { reservations: 10, circuitBytes: null, circuitMs: null }
/** An envelope with one bit of its box changed, under the signature of the true one. */
const spoilt = (item: RunItem): RunItem => ({ ...item, box: item.box.with(30, (item.box[30] ?? 0) ^ 4) })

/** Who broke the protocol is refused for up to an hour (Y8). */
const FORGIVEN_MS = 3 * 3_600_000

describe('a peer whose wire', () => {
  for (const [what, mischief] of TRICKS)
    test(`${what} harms nobody: nothing is lost, doubled or believed, and an honest wire heals it`, async () => {
      const story = await createVillage(`wire ${what}`)
      const { world, bora, jun, chat } = story
      bora.host.station.wire = mischievousWire(mischief, createDice(what))
      for (let round = 0; round < 12; round++) {
        bora.say(chat)
        jun.say(chat)
        if (round % 4 === 3) world.crash(jun)
        await world.run(20_000)
        if (!jun.isRunning()) jun.start()
      }
      for (const person of [bora, jun]) expect(examine(person.node.state, null).findings).toEqual([])
      bora.host.station.wire = null
      await world.run(FORGIVEN_MS)
      await world.settle()
      expect(await brokenLaws(world)).toEqual([])
      expect(jun.read(chat)).toHaveLength(26)
    })
})

describe('a relay that', () => {
  for (const [what, mischief] of TRICKS)
    test(`${what} costs only delay: an honest one beside it carries everything (R5)`, async () => {
      const story = await createVillage(`relay ${what}`, 2)
      const { world, bora, jun, chat } = story
      const [hostile] = world.relays
      if (hostile === undefined) throw new Error('there are relays')
      hostile.host.station.wire = mischievousWire(mischief, createDice(`relay ${what}`), true)
      for (let round = 0; round < 6; round++) {
        // Never online together: all goes through mailboxes.
        world.crash(jun)
        bora.say(chat)
        await world.run(40_000)
        world.crash(bora)
        expect(jun.start()).toBe(null)
        jun.say(chat)
        await world.run(40_000)
        expect(bora.start()).toBe(null)
      }
      await world.run(FORGIVEN_MS)
      for (const person of [bora, jun]) expect(examine(person.node.state, null).findings).toEqual([])
      expect(jun.read(chat)).toHaveLength(14)
      expect(bora.read(chat)).toHaveLength(14)
      expect(jun.read(chat)).toEqual(bora.read(chat))
    })

  test('forgets everything, again and again, is filled again by those who have it', async () => {
    const { world, bora, jun, chat } = await createVillage('wiped relay', 1)
    const [relay] = world.relays
    if (relay === undefined) throw new Error('there is a relay')
    for (let round = 0; round < 3; round++) {
      bora.say(chat)
      await world.run(A_WHILE_MS)
      relay.host.kill()
      relay.host.disk.wipe()
      expect(relay.start()).toBe(null)
      await world.run(A_WHILE_MS)
    }
    world.crash(jun)
    bora.say(chat, 'while he is away')
    await world.run(A_WHILE_MS)
    world.crash(bora)
    expect(jun.start()).toBe(null)
    await world.run(A_WHILE_MS)
    expect(jun.read(chat).at(-1)).toBe('while he is away')
  })

  test('changes a byte of what it holds is not believed, stops nobody’s feed, and others have the true one (E5)', async () => {
    const { world, bora, jun, chat } = await createVillage('changed byte', 2)
    const [hostile, honest] = world.relays
    const self = hostile?.host.station.port?.self
    if (hostile === undefined || honest === undefined || self === undefined) throw new Error('there are relays')
    world.crash(jun)
    bora.say(chat, 'true words')
    await world.run(A_WHILE_MS)
    const loot = lootOf(bora, chat)
    world.crash(bora)
    world.crash(honest)
    const feeds = new Map(
      [...loot.feeds].map(([feed, items]) => [feed, [...items.slice(0, -1), ...items.slice(-1).map(spoilt)]]),
    )
    const liar = runLiar(hostile.host, { loot, self, role: 'mailbox', feeds, wants: [], lends: LENDS })
    expect(jun.start()).toBe(null)
    await world.run(A_WHILE_MS)
    expect(jun.read(chat)).toEqual(['hello', 'hi'])
    expect(liar.sync.status()).toMatchObject([{ peer: jun.node.identity().peer, phase: 'live' }])
    expect(stopsSeenBy(jun)).toEqual([])
    expect(honest.start()).toBe(null)
    await world.run(A_WHILE_MS)
    expect(jun.read(chat)).toEqual(['hello', 'hi', 'true words'])
  })

  test('replays a proof to another learns nothing there: it was made for that relay, that session and that peer (Y2)', async () => {
    const { world, bora, chat } = await createVillage('replayed proof', 2)
    const [thief, honest] = world.relays
    if (thief === undefined || honest === undefined) throw new Error('there are relays')
    const heard: Uint8Array[] = []
    thief.host.station.wire = ({ bytes, protocol, direction }) => {
      if (protocol === SYNC_PROTOCOL && direction === 'in') heard.push(bytes)
      return [{ bytes, lateMs: 0 }]
    }
    world.crash(bora)
    expect(bora.start()).toBe(null)
    bora.say(chat, 'a secret')
    await world.run(A_WHILE_MS)
    expect(heard.length).toBeGreaterThan(2)
    const host = createHost(world.fabric, 'thief’s other machine', createDice('thief'), { isReachable: true })
    const target = honest.host.station.port?.self
    if (target === undefined) throw new Error('the relay runs')
    const prober = createProber(host, peerNamed('thief'), new Map([[target, [honest.address]]]))
    const probe = prober.send(target, SYNC_PROTOCOL, heard)
    await world.run(A_WHILE_MS)
    // HELLO, and a goodbye that says why. No frontier, no entry.
    expect(probe.closed).not.toBe(undefined)
    expect(probe.frames.reduce((sum, frame) => sum + frame.length, 0)).toBeLessThan(200)
  })
})

describe('a stranger', () => {
  const probed = async (seed: string) => {
    const story = await createVillage(seed)
    const { world, jun } = story
    const host = createHost(world.fabric, 'stranger', createDice('stranger'), { isReachable: true })
    const { peer } = jun.node.identity()
    const prober = createProber(host, peerNamed('stranger'), new Map([[peer, addressesOf(world, peer)]]))
    return { ...story, prober, peer }
  }

  test('who says garbage has her stream closed, and is refused for a growing time when she comes again (Y8)', async () => {
    const { world, jun, chat, prober, peer } = await probed('garbage')
    const dice = createDice('garbage')
    const probes = []
    for (let round = 0; round < 20; round++) {
      probes.push(prober.send(peer, SYNC_PROTOCOL, [dice.bytes(dice.int(0, 400)), dice.bytes(dice.int(0, 400))]))
      await world.run(2_000)
    }
    expect(probes.every(({ closed, refused }) => closed !== undefined || refused !== null)).toBe(true)
    expect(jun.read(chat)).toEqual(['hello', 'hi'])
    expect(jun.say(chat, 'still here').answer.type).toBe('acknowledged')
    expect(examine(jun.node.state, null).findings).toEqual([])
  })

  test('who sends the largest frames there are is held in memory by none of them (oversize)', async () => {
    const { world, jun, chat, prober, peer } = await probed('huge')
    const probe = prober.send(
      peer,
      SYNC_PROTOCOL,
      Array.from({ length: 8 }, () => new Uint8Array(MAX_FRAME).fill(0x9b)),
    )
    await world.run(A_WHILE_MS)
    expect(probe.closed).not.toBe(undefined)
    expect(jun.read(chat)).toEqual(['hello', 'hi'])
  })

  test('who says nothing is not waited for for ever, and learns of no chat (Y2)', async () => {
    const { world, jun, prober, peer } = await probed('silent')
    const probe = prober.send(peer, SYNC_PROTOCOL, [])
    await world.run(10 * A_WHILE_MS)
    expect(probe.frames.reduce((sum, frame) => sum + frame.length, 0)).toBeLessThan(100)
    expect(probe.closed).not.toBe(undefined)
    expect(jun.isRunning()).toBe(true)
  })
})
