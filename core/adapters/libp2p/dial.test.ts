import type { Connection } from '@libp2p/interface'
import { multiaddr } from '@multiformats/multiaddr'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { the } from '#core/net/contract/world.ts'
import type { Clock, PeerChange, PeerId, Random } from '#core/net/index.ts'
import { bytesToId, fail } from '#core/proof/index.ts'
import { toLibPeer } from './address.ts'
import { createContacts } from './contacts.ts'
import { createLinks, type Links } from './links.ts'
import { pauseAfter } from './pause.ts'
import { createReach, type Reach } from './reach.ts'
import { createAddressBook, type Ways } from './ways.ts'

const bora = bytesToId(new Uint8Array(32).fill(1))
const jun = bytesToId(new Uint8Array(32).fill(2))
const relay = multiaddr(`/ip4/9.9.9.9/tcp/1/p2p/${toLibPeer(bytesToId(new Uint8Array(32).fill(9))).toString()}`)
const even: Random = (length) => new Uint8Array(length).fill(128)

/** Time that goes on when told. */
const createTime = (): Clock & { advance: (ms: number) => Promise<void> } => {
  let now = 0
  let timers: { due: number; fn: () => void }[] = []
  return {
    now: () => now,
    monotonic: () => now,
    after: (ms, fn) => {
      const timer = { due: now + Math.max(0, ms), fn }
      timers.push(timer)
      return () => {
        timers = timers.filter((other) => other !== timer)
      }
    },
    advance: async (ms) => {
      const end = now + ms
      for (;;) {
        // What waits for a promise goes first, as it does between real timers.
        for (let turn = 0; turn < 20; turn++) await Promise.resolve()
        const next = timers.toSorted((a, b) => a.due - b.due)[0]
        if (next === undefined || next.due > end) break
        now = next.due
        timers = timers.filter((other) => other !== next)
        next.fn()
      }
      now = end
    },
  }
}

/** As much of a connection as is looked at. */
const connectionTo = (peer: PeerId, address: string, direction: 'inbound' | 'outbound'): Connection =>
  ({ remotePeer: toLibPeer(peer), remoteAddr: multiaddr(address), direction, status: 'open' }) as Connection

let time: ReturnType<typeof createTime>
beforeEach(() => {
  time = createTime()
})

describe('pauses', () => {
  test('double up to the longest, and never differ by more than half from that', () => {
    const range = { first: 1000, longest: 60_000 }
    const bases = [1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000]
    for (const [attempt, base] of bases.entries()) {
      expect(pauseAfter(attempt, range, () => new Uint8Array(4))).toBe(base / 2)
      expect(pauseAfter(attempt, range, () => new Uint8Array(4).fill(255))).toBeCloseTo(base * 1.5, 2)
    }
    expect(pauseAfter(10_000, range, even)).toBeLessThanOrEqual(90_000)
  })
})

describe('what is known of a peer', () => {
  test('is tried near first, then far, then through our own relays, then through theirs', () => {
    const book = createAddressBook()
    const theirs = `/ip4/7.7.7.7/tcp/1/p2p/${toLibPeer(bora).toString()}/p2p-circuit`
    book.give(jun, [multiaddr(`/ip4/8.8.8.8/tcp/1/p2p/${toLibPeer(jun).toString()}`)])
    expect(book.learn(jun, 'identify', ['/ip4/10.0.0.1/tcp/1', '/ip4/8.8.8.8/tcp/1', theirs, 'nonsense'])).toBe(true)
    expect(book.learn(jun, 'identify', ['/ip4/10.0.0.1/tcp/1', theirs])).toBe(false)
    const ways = book.ways(jun, [relay, relay])
    const texts = (kind: keyof Ways): string[] => ways[kind].map((way) => way.toString().replace(/\/p2p\/\w+$/, ''))
    expect(texts('local')).toEqual(['/ip4/10.0.0.1/tcp/1'])
    expect(texts('direct')).toEqual(['/ip4/8.8.8.8/tcp/1'])
    expect(texts('circuit')).toEqual([`${relay.toString()}/p2p-circuit`, theirs])
  })

  test('is never more than a few addresses of a kind, nor more than some hundred strangers', () => {
    const book = createAddressBook()
    const many = Array.from({ length: 100 }, (_, at) => `/ip4/8.8.8.${at}/tcp/1`)
    book.learn(jun, 'identify', many)
    expect(book.ways(jun, []).direct).toHaveLength(8)
    for (let at = 0; at < 600; at++) {
      const stranger = new Uint8Array(32)
      new DataView(stranger.buffer).setUint32(0, at + 1)
      book.learn(bytesToId(stranger), 'mdns', ['/ip4/10.0.0.1/tcp/1'])
    }
    expect(book.ways(jun, []).direct).toEqual([])
  })
})

describe('dialling', () => {
  const tried: string[] = []
  const waiting: { resolve: (connection: Connection) => void; reject: (error: Error) => void }[] = []
  const ways: Ways = {
    local: [multiaddr('/ip4/10.0.0.1/tcp/1'), multiaddr('/ip4/10.0.0.2/tcp/1')],
    direct: [multiaddr('/ip4/8.8.8.8/tcp/1')],
    circuit: [multiaddr(`${relay.toString()}/p2p-circuit`)],
  }
  let links: Links
  let reach: Reach
  let known: Ways = ways
  beforeEach(() => {
    known = ways
    links = createLinks(() => {})
    reach = createReach({
      self: bora,
      clock: time,
      links,
      ways: () => known,
      dial: (address, signal) => {
        tried.push(address.toString().replace(/\/p2p\/.*/, ''))
        return new Promise((resolve, reject) => {
          waiting.push({ resolve, reject })
          signal.addEventListener('abort', () => reject(new Error('aborted')))
        })
      },
    })
  })
  afterEach(() => {
    tried.length = 0
    waiting.length = 0
  })

  test('tries one address after the other, near ones first, and gives up none for want of time', async () => {
    const outcome = reach.reach(jun, 'any')
    await time.advance(30_000)
    expect(tried).toEqual(['/ip4/10.0.0.1/tcp/1', '/ip4/10.0.0.2/tcp/1', '/ip4/8.8.8.8/tcp/1', '/ip4/9.9.9.9/tcp/1'])
    expect(await outcome).toEqual(fail({ type: 'Unreachable', peer: jun, detail: 'Timeout' }))
  })

  test('comes to the relay within seconds although no other address answers', async () => {
    reach.reach(jun, 'any').catch(() => {})
    await time.advance(5_000)
    expect(tried.at(-1)).toBe('/ip4/9.9.9.9/tcp/1')
  })

  test('answers at once where nothing is known', async () => {
    known = { local: [], direct: [], circuit: [] }
    expect(await reach.reach(jun, 'any')).toEqual(fail({ type: 'Unreachable', peer: jun, detail: 'NoAddress' }))
  })

  test('of one peer is done once, however many ask', async () => {
    const outcomes = [reach.reach(jun, 'any'), reach.reach(jun, 'any'), reach.reach(jun, 'direct')]
    await time.advance(1)
    expect(tried).toHaveLength(1)
    const connection = connectionTo(jun, '/ip4/10.0.0.1/tcp/1', 'outbound')
    links.opened(connection)
    reach.changed(jun)
    the(waiting[0]).resolve(connection)
    expect(await Promise.all(outcomes)).toMatchObject([{ ok: true }, { ok: true }, { ok: true }])
    expect(tried).toHaveLength(1)
  })

  test('stops when the peer was quicker, but of two who dial each other only one gives way', async () => {
    const mine = reach.reach(jun, 'any')
    await time.advance(1)
    links.opened(connectionTo(jun, '/ip4/10.0.0.1/tcp/5555', 'inbound'))
    reach.changed(jun)
    expect(await mine).toMatchObject({ ok: true, value: { path: 'local' } })
    expect(bora < jun).toBe(true)
    const other = createReach({
      self: jun,
      clock: time,
      links: createLinks(() => {}),
      ways: () => ways,
      dial: (_, signal) => {
        signal.addEventListener('abort', () => tried.push('gave way'))
        return new Promise(() => {})
      },
    })
    other.reach(bora, 'any').catch(() => {})
    await time.advance(1)
    other.changed(bora)
    expect(tried).not.toContain('gave way')
  })

  test('goes on for a direct way when a relayed one stands', async () => {
    links.opened(connectionTo(jun, `${relay.toString()}/p2p-circuit/p2p/${toLibPeer(jun).toString()}`, 'outbound'))
    expect(await reach.reach(jun, 'any')).toMatchObject({ ok: true, value: { path: 'relay' } })
    const direct = reach.reach(jun, 'direct')
    await time.advance(60_000)
    expect(tried).toEqual(['/ip4/10.0.0.1/tcp/1', '/ip4/10.0.0.2/tcp/1', '/ip4/8.8.8.8/tcp/1'])
    expect(await direct).toMatchObject({ ok: false })
  })
})

describe('a wanted peer', () => {
  /** Contacts whose every dial ends as told, and the moments of the dials. */
  const keeping = (onDial: (links: Links) => void) => {
    const dials: number[] = []
    const links = createLinks((change: PeerChange) => contacts.changed(change))
    const reach: Reach = {
      reach: (peer) => {
        dials.push(time.monotonic())
        onDial(links)
        return Promise.resolve(fail({ type: 'Unreachable', peer, detail: 'NoAddress' } as const))
      },
      changed: () => {},
      stop: () => {},
    }
    const contacts = createContacts({ clock: time, random: even, links, reach })
    contacts.start()
    contacts.want(jun)
    return { dials, contacts, links }
  }

  test('who does not answer is dialled at growing pauses, at least every 90 seconds', async () => {
    const { dials } = keeping(() => {})
    await time.advance(600_000)
    const pauses = dials.slice(1).map((at, index) => at - the(dials[index]))
    expect(pauses.slice(0, 6)).toEqual(pauses.slice(0, 6).toSorted((a, b) => a - b))
    expect(Math.max(...pauses)).toBeLessThanOrEqual(90_000)
    expect(dials.length).toBeGreaterThan(10)
    expect(dials.length).toBeLessThan(25)
  })

  test('is dialled soon when it is heard of at a new address or a relay comes up', async () => {
    const { dials, contacts } = keeping(() => {})
    for (const news of [() => contacts.heardOf(jun, true), () => contacts.heardOf(jun, false), contacts.relayUp]) {
      await time.advance(600_000)
      // From just after a dial, so that the next would be a minute away.
      for (const before = dials.length; dials.length === before;) await time.advance(1_000)
      await time.advance(6_000)
      const before = dials.length
      news()
      await time.advance(1_000)
      expect(dials).toHaveLength(before + 1)
    }
  })

  test('heard of all the time, but refusing, is not dialled all the time', async () => {
    const { dials, contacts } = keeping(() => {})
    await time.advance(600_000)
    const before = dials.length
    for (let second = 0; second < 60; second++) {
      contacts.heardOf(jun, false)
      await time.advance(1_000)
    }
    expect(dials.length - before).toBeLessThanOrEqual(13)
  })

  test('who takes us in and throws us out at once is not dialled all the time', async () => {
    const { dials } = keeping((links) => {
      const connection = connectionTo(jun, '/ip4/10.0.0.1/tcp/1', 'outbound')
      links.opened(connection)
      links.closed(connection)
    })
    await time.advance(60_000)
    expect(dials.length).toBeLessThan(10)
  })

  test('who is connected directly is left alone, and dialled soon after the loss', async () => {
    const { dials, links } = keeping(() => {})
    const connection = connectionTo(jun, '/ip4/10.0.0.1/tcp/1', 'inbound')
    links.opened(connection)
    await time.advance(600_000)
    expect(dials).toHaveLength(0)
    links.closed(connection)
    await time.advance(2_000)
    expect(dials.length).toBeGreaterThan(0)
  })

  test('is no longer dialled when it is no longer wanted, nor after the end', async () => {
    const first = keeping(() => {})
    await time.advance(100)
    first.contacts.unwant(jun)
    const second = keeping(() => {})
    await time.advance(100)
    second.contacts.stop()
    const before = [first.dials.length, second.dials.length]
    await time.advance(600_000)
    expect([first.dials.length, second.dials.length]).toEqual(before)
  })
})
