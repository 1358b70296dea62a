import { describe, expect, test } from 'vitest'
import { netContract } from '#core/net/contract.ts'
import type { Inhabitant, NetWorld } from '#core/net/contract.ts'
import type { Net, PeerChange, PeerId, Stream } from '#core/net/index.ts'
import { bytesToId } from '#core/proof/index.ts'
import { createBoardClock } from '../clock.ts'
import { createDice } from '../dice.ts'
import { createLife } from '../life.ts'
import type { Life } from '../life.ts'
import { createTimeline } from '../timeline.ts'
import type { Timeline } from '../timeline.ts'
import { createFabric, createSimNet, HOME, HOSTED, mischievousWire, PERFECT, TRAIN } from './index.ts'
import type { Fabric, Lending, Quality, SimNet, Station } from './index.ts'
import { circuitAddress } from './address.ts'

const LENDS: Lending = { reservations: 100, circuitBytes: null, circuitMs: null }

interface Town {
  readonly timeline: Timeline
  readonly fabric: Fabric
  /** A host, and a net on it that has started. */
  boot(name: string, options?: Options): Booted
  run(ms: number): Promise<void>
  until(isDone: () => boolean, what: string, limitMs?: number): Promise<void>
}
interface Options {
  readonly site?: string
  readonly isReachable?: boolean
  readonly quality?: Quality
  readonly lends?: Lending
  readonly station?: Station
  readonly peer?: string
  readonly mdns?: boolean
}
interface Booted {
  readonly net: SimNet
  readonly station: Station
  readonly life: Life
  readonly address: string
}

const peerOf = (name: string): PeerId => bytesToId(createDice(`peer ${name}`).bytes(32))

const createTown = (seed: string): Town => {
  const timeline = createTimeline()
  const dice = createDice(seed)
  const fabric = createFabric(timeline, dice.fork('fabric'))
  return {
    timeline,
    fabric,
    boot: (name, options = {}) => {
      const station =
        options.station ??
        fabric.plug({
          name,
          site: options.site ?? `home of ${name}`,
          isReachable: options.isReachable ?? true,
          quality: options.quality ?? PERFECT,
        })
      const life = createLife(timeline)
      const self = peerOf(options.peer ?? name)
      const net = createSimNet({
        self,
        fabric,
        station,
        life,
        dice: dice.fork(`net of ${name}`),
        mdns: options.mdns ?? true,
        lends: options.lends ?? null,
      })
      net.start()
      return { net, station, life, address: net.status().listen[0] ?? '' }
    },
    run: (ms) => timeline.runUntil(timeline.now() + ms),
    until: async (isDone, what, limitMs = 300_000) => {
      if (!(await timeline.runWhile(isDone, timeline.now() + limitMs))) throw new Error(`waited in vain for ${what}`)
    },
  }
}

const createContractWorld = (seed: string, quality: Quality) => async (): Promise<NetWorld> => {
  const town = createTown(seed)
  const clock = createBoardClock(town.timeline).forProgram(createLife(town.timeline))
  const create = async (name: string, options?: { readonly isHidden: boolean }): Promise<Inhabitant> => {
    const { net, life } = town.boot(name, { quality, isReachable: options?.isHidden !== true })
    // What has nowhere to be dialled says nothing of where it is, as in the real adapter.
    const seen = options?.isHidden === true ? hidden(net) : net
    return {
      net: seen,
      leave: async () => {
        net.stop()
        await town.run(0)
        expect(life.isAlive()).toBe(true)
      },
    }
  }
  return {
    clock,
    create,
    relay: async () => {
      const { net, address } = town.boot('relay', { quality: HOSTED, lends: LENDS })
      return { address, leave: async () => net.stop() }
    },
    until: (isDone, what) => town.until(isDone, what),
    end: async () => {},
  }
}
const hidden = (net: Net): Net => ({
  ...net,
  status: () => ({ ...net.status(), listen: net.status().listen.filter((address) => address.includes('p2p-circuit')) }),
})

netContract('over lines at home in virtual time', createContractWorld('contract', HOME))
netContract(
  'over a train’s lines in virtual time',
  createContractWorld('contract', { ...TRAIN, breaksPerHour: 0, loss: 0.05 }),
)

const openStream = async (town: Town, from: Net, to: Net, protocol: string): Promise<Stream> => {
  const streams: Stream[] = []
  from.open(to.self, protocol, (outcome) => {
    if (outcome.ok) streams.push(outcome.value)
    else throw new Error(outcome.error.type)
  })
  await town.until(() => streams.length > 0, 'a stream')
  const [stream] = streams
  if (stream === undefined) throw new Error('no stream')
  return stream
}

interface Log {
  readonly frames: number[]
  close: string | null | undefined
}
const listen = (stream: Stream): Log => {
  const log: Log = { frames: [], close: undefined }
  stream.listen({
    frame: (frame) => log.frames.push(frame[0] ?? -1),
    drain: () => {},
    close: (reason) => {
      log.close = reason
    },
  })
  return log
}

const ECHO = '/echo/1'

/** Bora and Jun, far from each other and connected, with a stream from her to him. */
const pairIn = async (town: Town, quality: Quality = PERFECT) => {
  const bora = town.boot('bora', { quality })
  const jun = town.boot('jun', { quality })
  const incoming: Stream[] = []
  jun.net.serve(ECHO, (stream) => incoming.push(stream))
  bora.net.want(jun.net.self, [jun.address])
  const out = await openStream(town, bora.net, jun.net, ECHO)
  const [back] = incoming
  if (back === undefined) throw new Error('nothing came in')
  return { bora, jun, out, back }
}

describe('a modelled network', () => {
  test('is the same for the same seed, and another for another', async () => {
    const story = async (seed: string): Promise<string> => {
      const town = createTown(seed)
      const events: string[] = []
      town.fabric.onSent((sent) => events.push(`${town.timeline.now()} ${sent.from} ${sent.to} ${sent.bytes}`))
      const { out, back } = await pairIn(town, TRAIN)
      listen(back)
      for (let at = 0; at < 50; at++) out.send(new Uint8Array(2000))
      await town.run(600_000)
      return events.join('\n')
    }
    expect(await story('1')).toBe(await story('1'))
    expect(await story('1')).not.toBe(await story('2'))
  })

  test('takes the time that distance and bandwidth say', async () => {
    const town = createTown('slow')
    const quality = { ...PERFECT, delayMs: 50, bytesPerSecond: 100_000 }
    const { out, back } = await pairIn(town, quality)
    const log = listen(back)
    const began = town.timeline.now()
    out.send(new Uint8Array(100_000))
    await town.until(() => log.frames.length === 1, 'the frame')
    // A second out of one line, a tenth of one on the way, a second into the other.
    expect(town.timeline.now() - began).toBeGreaterThan(2_100)
    expect(town.timeline.now() - began).toBeLessThan(2_150)
  })

  test('keeps the order within a stream and lets streams overtake each other', async () => {
    const town = createTown('order')
    const { bora, jun, out, back } = await pairIn(town, { ...PERFECT, jitterMs: 100 })
    const seconds: Stream[] = []
    jun.net.serve('/second/1', (stream) => seconds.push(stream))
    const other = await openStream(town, bora.net, jun.net, '/second/1')
    const arrivals: string[] = []
    for (const [name, stream] of [
      ['a', back],
      ['b', seconds[0]],
    ] as const)
      stream?.listen({ frame: (frame) => arrivals.push(`${name}${frame[0]}`), drain: () => {}, close: () => {} })
    for (let at = 0; at < 40; at++) for (const stream of [out, other]) stream.send(Uint8Array.of(at))
    await town.run(60_000)
    const inOrder = Array.from({ length: 40 }, (_, at) => String(at))
    for (const name of ['a', 'b'])
      expect(arrivals.filter((one) => one.startsWith(name)).map((one) => one.slice(1))).toEqual(inOrder)
    expect(arrivals).not.toEqual(inOrder.flatMap((at) => [`a${at}`, `b${at}`]))
  })

  test('a short partition only delays what was said in it', async () => {
    const town = createTown('short')
    const { bora, jun, out, back } = await pairIn(town)
    const log = listen(back)
    town.fabric.partition([[bora.station], [jun.station]])
    for (let at = 0; at < 5; at++) out.send(Uint8Array.of(at))
    await town.run(20_000)
    expect(log.frames).toEqual([])
    town.fabric.heal()
    await town.run(5_000)
    expect(log.frames).toEqual([0, 1, 2, 3, 4])
    expect(log.close).toBe(undefined)
  })

  test('a long one is noticed by each side in its own time, and wanted peers find each other after it', async () => {
    const town = createTown('long')
    const { bora, jun, out, back } = await pairIn(town)
    const [here, there] = [listen(out), listen(back)]
    const changes: PeerChange[] = []
    bora.net.onPeer((change) => changes.push(change))
    town.fabric.partition([[bora.station]])
    await town.run(61_000)
    expect([here.close, there.close]).toEqual(['ConnectionLost', 'ConnectionLost'])
    expect(changes).toEqual([{ type: 'down', peer: jun.net.self }])
    town.fabric.heal()
    await town.until(() => changes.length === 2, 'the return')
    expect(changes[1]).toMatchObject({ type: 'up', path: 'direct' })
  })

  test('a killed program loses its streams at once, its peers hear of it from its kernel, and none of its timers fire', async () => {
    const town = createTown('kill')
    const { bora, jun, out, back } = await pairIn(town)
    const log = listen(back)
    const own = listen(out)
    let late = false
    bora.life.after(1_000, () => {
      late = true
    })
    out.send(Uint8Array.of(7))
    bora.life.end()
    await town.run(2_000)
    expect(log).toEqual({ frames: [7], close: 'ConnectionLost' })
    expect(own).toEqual({ frames: [], close: undefined })
    expect(late).toBe(false)
    expect(jun.net.peers()).toEqual([])
    expect(bora.station.port).toBe(null)
  })

  test('a pulled plug tells nobody anything, until silence does', async () => {
    const town = createTown('plug')
    const { bora, jun } = await pairIn(town)
    town.fabric.pullPlug(bora.station)
    bora.life.end()
    await town.run(25_000)
    expect(jun.net.peers()).toHaveLength(1)
    await town.run(40_000)
    expect(jun.net.peers()).toEqual([])
  })

  test('nobody dials into a home behind a NAT, but its relay’s circuit leads there, and whoever is home dials out', async () => {
    const town = createTown('nat')
    const relay = town.boot('relay', { quality: HOSTED, lends: LENDS })
    const bora = town.boot('bora', { isReachable: false })
    const jun = town.boot('jun')
    jun.net.serve(ECHO, () => {})
    jun.net.want(bora.net.self, [bora.address])
    await town.run(30_000)
    expect(jun.net.peers()).toEqual([])
    bora.net.useRelays([relay.address])
    jun.net.want(bora.net.self, [circuitAddress(relay.address, bora.net.self)])
    await town.until(() => jun.net.peers().some(({ path }) => path === 'relay'), 'the circuit')
    const circuit = await openStream(town, bora.net, jun.net, ECHO)
    expect(circuit.path).toBe('relay')
    // She heard from him where he listens, and he can be dialled.
    const changes: PeerChange[] = []
    jun.net.onPeer((change) => changes.push(change))
    bora.net.want(jun.net.self, [])
    await town.until(() => changes.length > 0, 'the better path')
    expect(changes).toEqual([{ type: 'path', peer: bora.net.self, path: 'direct' }])
    // What is open stays where it is.
    const log = listen(circuit)
    relay.net.stop()
    await town.run(60_000)
    expect(log.close).toBe('ConnectionLost')
    expect(bora.net.peers()).toMatchObject([{ peer: jun.net.self, path: 'direct' }])
  })

  test('a circuit ends with its time or its bytes, and the speaker learns of the bytes by silence', async () => {
    const town = createTown('limits')
    const relay = town.boot('relay', { lends: { ...LENDS, circuitBytes: 10_000, circuitMs: 120_000 } })
    const bora = town.boot('bora', { isReachable: false })
    const jun = town.boot('jun', { isReachable: false })
    const incoming: Stream[] = []
    jun.net.serve(ECHO, (stream) => incoming.push(stream))
    bora.net.useRelays([relay.address])
    jun.net.useRelays([relay.address])
    await town.run(5_000)
    const logs: Log[] = []
    for (const bytes of [20_000, 10]) {
      const out = await openStream(town, bora.net, jun.net, ECHO)
      const log = listen(out)
      logs.push(log)
      for (let sent = 0; sent < bytes; sent += 1_000) out.send(new Uint8Array(1_000))
      await town.run(5_000)
      expect(log.close).toBe(undefined)
      await town.run(121_000)
      expect(log.close).toBe('ConnectionLost')
    }
    expect(logs).toHaveLength(2)
  })

  test('a relay lends no more reservations than it has', async () => {
    const town = createTown('full')
    const relay = town.boot('relay', { lends: { ...LENDS, reservations: 1 } })
    const [bora, jun] = [town.boot('bora', { isReachable: false }), town.boot('jun', { isReachable: false })]
    bora.net.useRelays([relay.address])
    await town.run(5_000)
    jun.net.useRelays([relay.address])
    await town.run(60_000)
    expect(jun.net.status().relays).toMatchObject([{ state: 'connected', detail: 'NO_RESERVATION' }])
    bora.life.end()
    await town.until(() => jun.net.status().relays[0]?.state === 'reserved', 'room')
  })

  test('neighbours on one site find whom they want without an address, and others do not', async () => {
    const town = createTown('mdns')
    const bora = town.boot('bora', { site: 'home', isReachable: false })
    const jun = town.boot('jun', { site: 'home', isReachable: false })
    const dal = town.boot('dal', { site: 'office' })
    bora.net.want(jun.net.self, [])
    bora.net.want(dal.net.self, [])
    await town.run(10_000)
    expect(bora.net.peers()).toMatchObject([{ peer: jun.net.self, path: 'local' }])
  })

  test('a host that moves is somewhere else: what stood is lost, and its new address works', async () => {
    const town = createTown('move')
    const { bora, jun } = await pairIn(town)
    town.fabric.move(jun.station, 'a café', true)
    await town.run(61_000)
    expect(bora.net.peers()).toEqual([])
    expect(jun.net.status().listen).not.toEqual([jun.address])
    bora.net.want(jun.net.self, jun.net.status().listen)
    await town.until(() => bora.net.peers().length === 1, 'the peer')
  })

  test('two that are cut from each other alone both reach a third', async () => {
    const town = createTown('triangle')
    const [bora, jun, dal] = [town.boot('bora'), town.boot('jun'), town.boot('dal')]
    town.fabric.cut(bora.station, jun.station)
    bora.net.want(jun.net.self, [jun.address])
    bora.net.want(dal.net.self, [dal.address])
    jun.net.want(dal.net.self, [dal.address])
    await town.run(30_000)
    expect(dal.net.peers()).toHaveLength(2)
    expect(bora.net.peers()).toHaveLength(1)
    town.fabric.heal()
    await town.until(() => bora.net.peers().length === 2, 'the other')
  })

  test('a bad line breaks now and again, and what is wanted comes back', async () => {
    const town = createTown('train')
    const { bora } = await pairIn(town, TRAIN)
    const changes: string[] = []
    bora.net.onPeer(({ type }) => changes.push(type))
    await town.run(1_800_000)
    expect(changes.filter((type) => type === 'down').length).toBeGreaterThan(5)
    expect(changes.filter((type) => type === 'up').length).toBeGreaterThan(5)
  })

  test('two hosts may claim one peer, as a copied folder makes them', async () => {
    const town = createTown('twins')
    const jun = town.boot('jun')
    const bora = town.boot('bora')
    const copy = town.boot('copy', { peer: 'bora' })
    for (const twin of [bora, copy]) twin.net.want(jun.net.self, [jun.address])
    const changes: PeerChange[] = []
    jun.net.onPeer((change) => changes.push(change))
    await town.run(10_000)
    expect(changes).toEqual([{ type: 'up', peer: bora.net.self, path: 'direct' }])
    bora.life.end()
    await town.run(10_000)
    expect(changes).toHaveLength(1)
    expect(jun.net.peers()).toHaveLength(1)
  })

  test('a hostile host drops, repeats, reorders and changes its own frames, and no others', async () => {
    const town = createTown('hostile')
    const { bora, jun, out, back } = await pairIn(town)
    const mischief = { drop: 0.1, repeat: 0.1, reorder: 0.2, flip: 0.1, truncate: 0.1, babble: 0.1, replay: 0.1 }
    bora.station.wire = mischievousWire(mischief, createDice('mischief'))
    const [mine, others] = [listen(out), listen(back)]
    for (let at = 0; at < 200; at++) {
      out.send(Uint8Array.of(at, 1, 2, 3))
      back.send(Uint8Array.of(at))
    }
    await town.run(60_000)
    const inOrder = Array.from({ length: 200 }, (_, at) => at)
    expect(mine.frames).toEqual(inOrder)
    expect(others.frames).not.toEqual(inOrder)
    expect(others.frames.length).toBeGreaterThan(150)
    expect(jun.station.wire).toBe(null)
  })

  test('a drop of what is queued does not leave its sender waiting for room', async () => {
    const town = createTown('swallow')
    const { bora, out, back } = await pairIn(town)
    bora.station.wire = () => []
    let drains = 0
    out.listen({ frame: () => {}, drain: () => drains++, close: () => {} })
    const log = listen(back)
    while (out.send(new Uint8Array(100_000)));
    await town.run(1_000)
    expect(drains).toBe(1)
    expect(log.frames).toEqual([])
  })
})
