import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { multiaddr } from '@multiformats/multiaddr'
import { RELAY_V2_HOP_CODEC, RELAY_V2_STOP_CODEC } from '@libp2p/circuit-relay-v2'
import { hear, opened, the, type Heard } from '#core/net/contract/world.ts'
import type { PeerChange, Stream } from '#core/net/index.ts'
import { realClock, systemRandom } from '../system/index.ts'
import { circuitThrough, toLibPeer } from './address.ts'
import { hopConnect, hopReserve, readStatus, STATUS } from './circuit/messages.ts'
import { readMessage } from './circuit/read.ts'
import type { OwnedNet, OwnedRelayNet, RelayNetOptions } from './index.ts'
import { addressOf, createVillage, type Village } from './testing.ts'

const PROTOCOL = '/relayed/1'

let village: Village
beforeEach(() => {
  village = createVillage(realClock(), systemRandom)
})
afterEach(() => village.end())

const stateOf = (net: OwnedNet, at = 0): string | undefined => net.status().relays[at]?.state
const portOf = (net: OwnedNet): string => /\/tcp\/(\d+)/.exec(addressOf(net))?.[1] ?? ''

/** A device that nobody can dial, reserved with these relays, each at the first try. */
const hidden = async (name: string, ...relays: OwnedNet[]): Promise<OwnedNet> => {
  const net = await village.device(name, { listen: [] })
  const details: (string | null)[] = []
  net.onStatus(() => details.push(...net.status().relays.map(({ detail }) => detail)))
  net.useRelays(relays.map(addressOf))
  await village.until(() => relays.every((_, at) => stateOf(net, at) === 'reserved'), `${name}’s reservations`)
  expect(details.filter((detail) => detail !== null)).toEqual([])
  return net
}

const serving = (net: OwnedNet): Stream[] => {
  const incoming: Stream[] = []
  net.serve(PROTOCOL, (stream) => incoming.push(stream))
  return incoming
}

/** Bora and Jun, hidden both, with a stream between them over a relay like this. */
const relayed = async (
  options: Partial<RelayNetOptions>,
): Promise<{ relay: OwnedRelayNet; bora: OwnedNet; jun: OwnedNet; out: Heard; back: Heard }> => {
  const relay = await village.relayNet('relay', options)
  const [bora, jun] = await Promise.all([hidden('bora', relay), hidden('jun', relay)])
  const incoming = serving(jun)
  const out = await opened(village, bora, jun, PROTOCOL)
  await village.until(() => incoming.length === 1, 'the other end')
  return { relay, bora, jun, out: hear(out), back: hear(the(incoming[0])) }
}

describe('through a relay', () => {
  test('two who cannot dial each other exchange megabytes, and the relay counts them (R1)', async () => {
    const { relay, out, back } = await relayed({})
    expect(out.stream.path).toBe('relay')
    for (let at = 0; at < 16; at++) out.stream.send(new Uint8Array(500_000).fill(at))
    await village.until(() => back.frames.length === 16, 'the frames')
    expect(back.frames.every((frame, at) => frame.every((byte) => byte === at))).toBe(true)
    expect(relay.load()).toMatchObject({ reservations: 2, circuits: 1, circuitsOpened: 1, connections: 2 })
    expect(relay.load().circuitBytes).toBeGreaterThan(8_000_000)
    out.stream.close()
    await village.until(() => back.closes.length === 1, 'the end')
  })

  test('one is reached by the second and the third caller as by the first', async () => {
    const relay = await village.relayNet('relay')
    const jun = await hidden('jun', relay)
    const incoming = serving(jun)
    for (const name of ['bora', 'minji', 'dana']) {
      const caller = await hidden(name, relay)
      const out = hear(await opened(village, caller, jun, PROTOCOL))
      await village.until(() => incoming.at(-1)?.peer === caller.self, `the stream of ${name}`)
      const back = hear(the(incoming.at(-1)))
      out.stream.send(new Uint8Array(10))
      await village.until(() => back.frames.length === 1, `what ${name} says`)
      expect(out.closes).toEqual([])
    }
  })

  test('at a name of its own, others are told the name and not what it listens on', async () => {
    const relay = await village.relayNet('relay', { announce: ['/dns4/relay.example/tcp/443/wss'] })
    const name = `/dns4/relay.example/tcp/443/wss/p2p/${toLibPeer(relay.self).toString()}`
    expect(relay.status().listen).toEqual([name])
  })

  test('a slow reader makes the sender wait, not the relay grow', async () => {
    const { relay, out, back } = await relayed({})
    back.stream.pause()
    let sent = 0
    while (out.stream.send(new Uint8Array(50_000))) sent += 50_000
    const before = relay.load().circuitBytes
    for (let at = 0; at < 40; at++) out.stream.send(new Uint8Array(50_000))
    await village.until(() => relay.load().circuitBytes - before < 2_000_000, 'quiet')
    expect(sent).toBeLessThan(4_000_000)
    back.stream.resume()
    await village.until(() => back.frames.length === sent / 50_000 + 41, 'all frames')
  })

  test('two who mean harm cannot fill the relay’s memory: what one does not read, the other cannot send', async () => {
    const relay = await village.relayNet('relay')
    const [mallory, eve] = await Promise.all([village.stranger('mallory'), village.stranger('eve')])
    const address = multiaddr(addressOf(relay))
    let stuck: { pause: () => void } | null = null
    // Eve takes the call, and never reads.
    await eve.handle(RELAY_V2_STOP_CODEC, async (stream) => {
      await readMessage(stream, village.clock, 5_000)
      stream.send(new Uint8Array([4, 0x08, 1, 0x20, STATUS.ok]))
      stream.pause()
      stuck = stream
    })
    const reservation = await eve.dialProtocol(address, RELAY_V2_HOP_CODEC)
    reservation.send(hopReserve())
    const reply = await readMessage(reservation, village.clock, 5_000)
    expect(reply && readStatus(reply, 5)).toBe(STATUS.ok)
    const out = await mallory.dialProtocol(address, RELAY_V2_HOP_CODEC)
    const evePeer = village.peerOf(eve)
    out.send(hopConnect(evePeer))
    const answer = await readMessage(out, village.clock, 5_000)
    expect(answer && readStatus(answer, 5)).toBe(STATUS.ok)
    await village.until(() => stuck !== null, 'the call')
    out.send(new Uint8Array(64_000_000))
    let isQuiet = false
    let last = -1
    while (!isQuiet) {
      const now = relay.load().circuitBytes
      isQuiet = now === last
      last = now
      let isOver = false
      village.clock.after(100, () => {
        isOver = true
      })
      await village.until(() => isOver, 'time')
    }
    expect(last).toBeLessThan(4_000_000)
  })

  test('a circuit ends at its bytes and at its time, and both sides hear of it (R1)', async () => {
    const { relay, out, back } = await relayed({ limits: { circuitBytes: 300_000 } })
    for (let at = 0; at < 10; at++) out.stream.send(new Uint8Array(50_000))
    await village.until(() => out.closes.length + back.closes.length === 2, 'both ends')
    expect([out.closes, back.closes]).toEqual([['ConnectionLost'], ['ConnectionLost']])
    await village.until(() => relay.load().circuits === 0, 'the circuit’s end')
    await village.end()
    const timed = await relayed({ limits: { circuitMs: 200 } })
    await village.until(() => timed.out.closes.length + timed.back.closes.length === 2, 'both ends')
  })

  test('whoever the operator does not allow gets no reservation, and is told', async () => {
    const relay = await village.relayNet('relay', { allow: () => false })
    const jun = await village.device('jun', { listen: [] })
    jun.useRelays([addressOf(relay)])
    await village.until(() => jun.status().relays[0]?.detail === 'PERMISSION_DENIED', 'the refusal')
    expect(stateOf(jun)).toBe('connected')
    expect(jun.status().listen).toEqual([])
    expect(relay.load().reservations).toBe(0)
  })

  test('reservations are capped, and one that left makes room at once', async () => {
    const relay = await village.relayNet('relay', { limits: { reservations: 1 } })
    const bora = await hidden('bora', relay)
    const jun = await village.device('jun', { listen: [] })
    jun.useRelays([addressOf(relay)])
    await village.until(() => jun.status().relays[0]?.detail === 'RESERVATION_REFUSED', 'the refusal')
    await bora.stop()
    await village.until(() => stateOf(jun) === 'reserved', 'the reservation')
    expect(relay.load()).toMatchObject({ reservations: 1, connections: 1 })
  })

  test('garbage asks for nothing, and the relay lives on', async () => {
    const relay = await village.relayNet('relay')
    const mallory = await village.stranger('mallory')
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 200 }), async (bytes) => {
        const stream = await mallory.dialProtocol(multiaddr(addressOf(relay)), RELAY_V2_HOP_CODEC)
        stream.send(bytes)
        await stream.close().catch(() => {})
        await village.until(() => stream.status !== 'open', 'the end')
      }),
      { numRuns: 30 },
    )
    await hidden('bora', relay)
    expect(relay.load()).toMatchObject({ circuits: 0, circuitsOpened: 0 })
  })

  test('circuits are capped for each who dials', async () => {
    const relay = await village.relayNet('relay', { limits: { circuitsPerPeer: 1 } })
    const bora = await hidden('bora', relay)
    const others = await Promise.all([hidden('jun', relay), hidden('sora', relay)])
    const outcomes: string[] = []
    for (const other of others) {
      serving(other)
      bora.open(other.self, PROTOCOL, (outcome) =>
        outcomes.push(outcome.ok ? 'ok' : 'detail' in outcome.error ? outcome.error.detail : outcome.error.type),
      )
    }
    await village.until(() => outcomes.length === 2, 'both answers')
    expect(outcomes.toSorted()).toEqual(['RESOURCE_LIMIT_EXCEEDED', 'ok'])
    expect(relay.load().refused).toBe(1)
  })

  test('a reservation that is renewed again and again outlives its promise, and one not renewed does not', async () => {
    const ttl = 600
    const relay = await village.relayNet('relay', { limits: { reservationMs: ttl } })
    const bora = await village.device('bora', { listen: [] })
    bora.useRelays([addressOf(relay)])
    const jun = await village.stranger('jun')
    const renew = async (): Promise<void> => {
      const stream = await jun.dialProtocol(multiaddr(addressOf(relay)), RELAY_V2_HOP_CODEC)
      stream.send(hopReserve())
      await readMessage(stream, village.clock, 5_000)
    }
    await jun.handle(RELAY_V2_STOP_CODEC, (stream) => stream.abort(new Error('not today')))
    const connectStatus = async (): Promise<number | null> => {
      const mallory = await village.stranger('mallory')
      const stream = await mallory.dialProtocol(multiaddr(addressOf(relay)), RELAY_V2_HOP_CODEC)
      stream.send(hopConnect(village.peerOf(jun)))
      const answer = await readMessage(stream, village.clock, 5_000)
      await mallory.stop()
      return answer && readStatus(answer, 5)
    }
    const begin = village.clock.monotonic()
    for (let round = 0; round < 8; round++) {
      await renew()
      const until = village.clock.monotonic() + ttl / 3
      await village.until(() => village.clock.monotonic() > until, 'a third of its time')
    }
    expect(village.clock.monotonic() - begin).toBeGreaterThan(2 * ttl)
    // It gets as far as asking Jun, who declines: so the relay still knows him.
    expect(await connectStatus()).toBe(STATUS.connectionFailed)
    const end = village.clock.monotonic() + ttl + 50
    await village.until(() => village.clock.monotonic() > end, 'its end')
    expect(await connectStatus()).toBe(STATUS.noReservation)
  })
})

describe('a relay that goes', () => {
  test('and comes back on the same port is reserved with again, and the two meet again', async () => {
    const { relay, bora, jun, out } = await relayed({})
    bora.want(jun.self, [])
    const port = portOf(relay)
    await relay.stop()
    await village.until(() => out.closes.length === 1, 'the loss')
    await village.until(() => stateOf(jun) === 'connecting' && jun.status().listen.length === 0, 'the withdrawal')
    await village.relayNet('relay', { listen: [`/ip4/127.0.0.1/tcp/${port}`] })
    await village.until(() => stateOf(jun) === 'reserved' && stateOf(bora) === 'reserved', 'the reservations')
    expect(jun.status().listen).toHaveLength(1)
    const again = await opened(village, bora, jun, PROTOCOL)
    expect(again.path).toBe('relay')
  })

  test('leaves the other, which carries on', async () => {
    const [one, two] = await Promise.all([village.relayNet('one'), village.relayNet('two')])
    const [bora, jun] = await Promise.all([hidden('bora', one, two), hidden('jun', one, two)])
    expect(jun.status().listen).toHaveLength(2)
    expect(one.load().refused + two.load().refused).toBe(0)
    serving(jun)
    const changes: PeerChange[] = []
    bora.onPeer((change) => change.peer === jun.self && changes.push(change))
    bora.want(jun.self, [])
    await village.until(() => changes.length === 1, 'Jun')
    await one.stop()
    await village.until(() => jun.status().listen.length === 1, 'the withdrawal')
    const stream = await opened(village, bora, jun, PROTOCOL)
    expect(stream.path).toBe('relay')
    expect(jun.status().relays.map(({ state }) => state)).toEqual(['connecting', 'reserved'])
  })

  test('because another takes its place is hung up on, and its address is no longer told', async () => {
    const [old, young] = await Promise.all([village.relayNet('old'), village.relayNet('young')])
    const jun = await hidden('jun', old)
    const before = jun.status().listen
    jun.useRelays([addressOf(young)])
    await village.until(() => stateOf(jun) === 'reserved' && old.load().connections === 0, 'the change')
    expect(jun.status().relays).toHaveLength(1)
    expect(jun.status().listen).toHaveLength(1)
    expect(jun.status().listen).not.toEqual(before)
    await village.until(() => old.load().reservations === 0, 'the old relay’s forgetting')
    jun.useRelays([addressOf(old)])
    await village.until(() => stateOf(jun) === 'reserved' && young.load().connections === 0, 'the way back')
    expect(jun.status().listen).toEqual(before)
  })

  test('from the list while it was never there leaves no trace', async () => {
    const relay = await village.relayNet('relay')
    const jun = await village.device('jun', { listen: [] })
    jun.useRelays([addressOf(relay).replace(/\/tcp\/\d+/, '/tcp/1'), addressOf(relay)])
    expect(jun.status().relays).toHaveLength(1)
    await village.until(() => stateOf(jun) === 'reserved', 'the second address')
    jun.useRelays([])
    await village.until(() => relay.load().connections === 0, 'the end')
    expect(jun.status().relays).toEqual([])
  })

  test('is found without its peer in the address, too', async () => {
    const relay = await village.relayNet('relay')
    const jun = await village.device('jun', { listen: [] })
    jun.useRelays([addressOf(relay).replace(/\/p2p\/.*/, '')])
    expect(jun.status().relays).toMatchObject([{ peer: null, state: 'connecting' }])
    await village.until(() => stateOf(jun) === 'reserved', 'the reservation')
    expect(jun.status().relays[0]?.peer).toBe(relay.self)
  })
})

describe('a device', () => {
  test('changes to a direct path when it learns one, and says so', async () => {
    const relay = await village.relayNet('relay')
    const jun = await village.device('jun')
    jun.useRelays([addressOf(relay)])
    await village.until(() => stateOf(jun) === 'reserved', 'the reservation')
    const bora = await hidden('bora', relay)
    const changes: PeerChange[] = []
    bora.onPeer((change) => change.peer === jun.self && changes.push(change))
    // She knows no address of his; over the relay he says where he listens.
    bora.want(jun.self, [])
    await village.until(() => changes.length === 2, 'the direct path')
    expect(changes).toEqual([
      { type: 'up', peer: jun.self, path: 'relay' },
      { type: 'path', peer: jun.self, path: 'local' },
    ])
    serving(jun)
    expect((await opened(village, bora, jun, PROTOCOL)).path).toBe('local')
  })

  test('takes no calls through somebody who only says that he is a relay, and tells nobody his address', async () => {
    const jun = await village.device('jun')
    const eve = await village.stranger('eve')
    const before = jun.status().listen
    let reservedWith = 0
    await eve.handle(RELAY_V2_HOP_CODEC, (stream) => {
      reservedWith++
      stream.abort(new Error('seen'))
    })
    const call = await eve.dialProtocol(multiaddr(addressOf(jun)), RELAY_V2_STOP_CODEC)
    await village.until(() => call.status === 'reset', 'the refusal')
    expect(reservedWith).toBe(0)
    expect(jun.status().listen).toEqual(before)
  })

  test('reaches a contact through a relay that is not its own, and hangs up when all is over', async () => {
    const real = realClock()
    const relay = await village.relayNet('relay')
    const jun = await hidden('jun', relay)
    serving(jun)
    // Tidying every 30 s is made quick.
    const clock = { ...real, after: (ms: number, fn: () => void) => real.after(ms === 30_000 ? 100 : ms, fn) }
    const bora = await village.device('bora', { listen: [], clock })
    const [circuit = ''] = jun.status().listen
    expect(circuit).toBe(circuitThrough(multiaddr(addressOf(relay)), jun.self).toString())
    bora.want(jun.self, [circuit])
    const heard = hear(await opened(village, bora, jun, PROTOCOL))
    expect(
      bora
        .peers()
        .map(({ path }) => path)
        .toSorted(),
    ).toEqual(['local', 'relay'])
    bora.unwant(jun.self)
    heard.stream.close()
    await village.until(() => bora.peers().length === 0, 'the end of both connections')
  })
})
