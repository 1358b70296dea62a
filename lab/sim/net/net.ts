import type { NetError, PeerChange, PeerId, Stream } from '#core/net/index.ts'
import { fail, ok } from '#core/proof/index.ts'
import type { Dice } from '../dice.ts'
import type { Life } from '../life.ts'
import { addressOfPeer, directAddress, peerOfAddress } from './address.ts'
import type { ParsedAddress } from './address.ts'
import { createBook } from './book.ts'
import { createContacts } from './contacts.ts'
import { dial as dialAddress } from './dial.ts'
import type { Dialled } from './dial.ts'
import type { Fabric } from './fabric.ts'
import { createLinks } from './links.ts'
import { createReach } from './reach.ts'
import { createRelays } from './relays.ts'
import type { Port, SimNet, SimNetOptions, Station } from './types.ts'

/** How long hosts on one site take to hear of each other, in milliseconds. */
const MDNS_MS = { least: 20, most: 600 }

/** What a net is plugged into. */
export interface SimNetInit extends SimNetOptions {
  readonly fabric: Fabric
  readonly station: Station
  /** The program that owns it. */
  readonly life: Life
  readonly dice: Dice
}

/** A net for one run of a program on a host. Nothing happens before `start`. */
export function createSimNet(init: SimNetInit): SimNet {
  const { self, fabric, station, life, dice } = init
  const served = new Map<string, (stream: Stream) => void>()
  const peerListeners = new Map<symbol, (change: PeerChange) => void>()
  const statusListeners = new Map<symbol, () => void>()
  const streams = new Set<Stream>()
  let state: 'new' | 'running' | 'stopped' = 'new'
  let isStatusDue = false

  const links = createLinks((change) => {
    if (state !== 'running') return
    contacts.changed(change)
    for (const listener of Array.from(peerListeners.values())) listener(change)
  })

  const touchStatus = (): void => {
    if (isStatusDue) return
    isStatusDue = true
    life.after(0, () => {
      isStatusDue = false
      if (state === 'running') for (const listener of Array.from(statusListeners.values())) listener()
    })
  }

  const port: Port = {
    self,
    station,
    life,
    mdns: init.mdns,
    lends: init.lends,
    reservations: new Map(),
    opened: (link) => {
      if (state !== 'running') return link.drop()
      links.opened(link)
      identify(link.peer, () => link.other.port)
      relays.look()
      touchStatus()
    },
    closed: (link) => {
      if (port.reservations.get(link.peer) === link) port.reservations.delete(link.peer)
      if (state !== 'running') return
      links.closed(link)
      relays.look()
      touchStatus()
    },
    served: (protocol) => {
      const onStream = served.get(protocol)
      return onStream === undefined || state !== 'running'
        ? undefined
        : (stream) => {
            streams.add(stream)
            onStream(stream)
          }
    },
    addresses: () => (state === 'running' ? [directAddress(station.ip, self), ...relays.circuits()] : []),
    heardOf: (peer, addresses) => {
      if (state === 'running' && book.learn(peer, addresses)) contacts.heardOf(peer)
    },
    directLink: (peer) => {
      const link = links.best(peer)
      return link === null || link.path === 'relay' ? null : link
    },
  }

  /** Each side of a new connection tells the other where else it can be reached. */
  const identify = (peer: PeerId, there: () => Port): void => {
    life.after(1, () => port.heardOf(peer, there().addresses()))
  }

  const dial = (address: ParsedAddress, budgetMs: number, done: (outcome: Dialled) => void): void =>
    dialAddress(fabric, port, address, budgetMs, done)
  const book = createBook(fabric, port)
  const reach = createReach({ self, life, links, dial, ways: (peer) => book.ways(peer, relays.links()) })
  const contacts = createContacts({ life, dice, links, reach })
  const relays = createRelays({ fabric, port, life, dice, dial, onUp: () => contacts.relayUp(), onStatus: touchStatus })

  /** Tells neighbours that somebody is here, and hears of them. */
  const announce = (): void => {
    if (!port.mdns) return
    for (const { port: other } of fabric.stations()) {
      if (other === null || other === port || !other.mdns || !fabric.isOnOneSite(other.station, station)) continue
      const hear = (one: Port, of: Port): void => {
        one.life.after(dice.int(MDNS_MS.least, MDNS_MS.most), () => {
          if (!fabric.isBlocked(one.station, of.station)) one.heardOf(of.self, of.addresses())
        })
      }
      hear(other, port)
      hear(port, other)
    }
  }

  const stop = (): void => {
    if (state !== 'running') {
      state = 'stopped'
      return
    }
    state = 'stopped'
    contacts.stop()
    relays.stop()
    reach.stop()
    // What is still on its way to be read here is not wanted any more.
    for (const stream of streams) stream.abort('Stopped')
    for (const link of links.all()) link.drop()
    leave()
  }
  const leave = (): void => {
    if (station.port === port) station.port = null
  }
  life.onEnd(leave)

  const open = (peer: PeerId, protocol: string, done: Parameters<SimNet['open']>[2], isSecond = false): void => {
    reach.reach(peer, 'any', (link) => {
      if (!link.ok) return done(link)
      link.value.open(protocol, (outcome) => {
        if (state === 'stopped') {
          if (outcome.type === 'opened') outcome.stream.abort('Stopped')
          return done(fail({ type: 'Stopped' }))
        }
        if (outcome.type === 'unknown') return done(fail({ type: 'ProtocolUnknown', peer, protocol }))
        if (outcome.type === 'opened') {
          streams.add(outcome.stream)
          return done(ok(outcome.stream))
        }
        // The connection may have been dying; another, or a new one, may live.
        if (!isSecond && !link.value.isOpen()) return open(peer, protocol, done, true)
        return done(fail({ type: 'Unreachable', peer, detail: 'ConnectionLost' }))
      })
    })
  }

  return {
    self,
    start: () => {
      if (state !== 'new') throw new Error('a net starts once')
      if (station.port !== null) throw new Error(`${station.name} runs a net already`)
      state = 'running'
      station.port = port
      contacts.start()
      relays.start()
      announce()
      touchStatus()
    },
    stop,
    serve: (protocol, onStream) => {
      if (served.has(protocol)) throw new Error(`${protocol} has a server already`)
      served.set(protocol, onStream)
    },
    open: (peer, protocol, done) => {
      if (state === 'running') open(peer, protocol, done)
      else life.after(0, () => done(fail({ type: 'Stopped' })))
    },
    want: (peer, addresses) => {
      const parsed = addresses.map((address) => addressOfPeer(peer, address))
      if (peer !== self) {
        book.give(
          peer,
          parsed.flatMap((one) => (one.ok ? [one.value] : [])),
        )
        contacts.want(peer)
      }
      return parsed.flatMap((one): NetError[] => (one.ok ? [] : [one.error]))
    },
    unwant: (peer) => {
      book.takeBack(peer)
      contacts.unwant(peer)
    },
    useRelays: (addresses) => relays.use(addresses),
    peers: () => links.peers(),
    onPeer: subscribe(peerListeners),
    onStatus: subscribe(statusListeners),
    status: () => ({ listen: port.addresses(), peers: links.peers(), relays: relays.status() }),
    peerOf: peerOfAddress,
  }
}

const subscribe =
  <T>(listeners: Map<symbol, T>) =>
  (listener: T): (() => void) => {
    // One function given twice is told twice, and each unsubscribe is its own.
    const key = Symbol('listener')
    listeners.set(key, listener)
    return () => void listeners.delete(key)
  }
