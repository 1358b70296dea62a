import type { Connection } from '@libp2p/interface'
import type { Multiaddr } from '@multiformats/multiaddr'
import type { Address, Clock, NetError, PeerChange, PeerId, Random } from '#core/net/index.ts'
import { fail, ok, type Result } from '#core/proof/index.ts'
import { addressOfPeer, fromLibPeer, parseAddress, peerAtEnd, peerOfAddress, relayOfCircuit } from './address.ts'
import type { Node, NodeInit } from './build.ts'
import { createContacts } from './contacts.ts'
import { CLOSE_MS, TIDY_MS } from './limits.ts'
import { asError, createLinks, hangUp } from './links.ts'
import { deadline } from './pause.ts'
import { createReach, detailOf } from './reach.ts'
import { createRelays } from './relays.ts'
import { createReservations } from './reserve.ts'
import { createStreams } from './streams.ts'
import { createTidy } from './tidy.ts'
import type { Log, OwnedNet, StartError } from './types.ts'
import { createAddressBook } from './ways.ts'

/** What the node below asks of the net above it. */
export type NodeHooks = Pick<NodeInit, 'mayDial' | 'onFound'> & { readonly isOwnRelay: (relay: PeerId) => boolean }

/** What a net is assembled from. */
export interface NetInit {
  readonly self: PeerId
  /** What it was told to listen on. */
  readonly listen: readonly Address[]
  readonly build: (hooks: NodeHooks) => Promise<Node>
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
  readonly streamsPerProtocol: number
  /** What is known already to keep it from starting. */
  readonly startError: StartError | null
}

/** The addresses to listen on or to announce, or the first that is none. */
export const parseAll = (addresses: readonly Address[]): Result<Multiaddr[], StartError> => {
  const parsed: Multiaddr[] = []
  for (const address of addresses) {
    const one = parseAddress(address)
    if (!one.ok) return one.error.type === 'AddressInvalid' ? fail(one.error) : fail(listenFailed([address], one.error))
    parsed.push(one.value)
  }
  return ok(parsed)
}

const listenFailed = (addresses: readonly Address[], error: unknown): StartError => {
  const text = error instanceof Error ? error.message : ''
  return { type: 'ListenFailed', addresses, detail: /\bE[A-Z]{4,}\b/.exec(text)?.[0] ?? detailOf(error) }
}

/** The port over a libp2p node: wires the parts to each other and to libp2p's events. */
export const assembleNet = async (init: NetInit): Promise<{ readonly net: OwnedNet; readonly node: Node }> => {
  const { clock, random, log, self } = init
  const book = createAddressBook()
  const dialled = new Map<PeerId, number>()
  const peerListeners = new Map<symbol, (change: PeerChange) => void>()
  const statusListeners = new Map<symbol, () => void>()
  let state: 'new' | 'running' | 'stopped' = 'new'
  let starting: Promise<unknown> = Promise.resolve()
  let isStatusDue = false
  let cancelTidy = (): void => {}

  const node = await init.build({
    mayDial: (peer) => dialled.has(peer) || relays.isUsed(peer),
    isOwnRelay: (peer) => relays.isUsed(peer) && reservations.isReserved(peer),
    onFound: (peer, addresses) => {
      if (peer === self || state !== 'running') return
      const isNews = book.learn(peer, 'mdns', addresses)
      if (isNews) log('found', { peer })
      contacts.heardOf(peer, isNews)
    },
  })
  const { inside } = node.services

  const touchStatus = (): void => {
    if (isStatusDue) return
    isStatusDue = true
    queueMicrotask(() => {
      isStatusDue = false
      if (state === 'running') for (const listener of statusListeners.values().toArray()) listener()
    })
  }

  const links = createLinks((change) => {
    if (state !== 'running') return
    reach.changed(change.peer)
    contacts.changed(change)
    for (const listener of peerListeners.values().toArray()) listener(change)
  })

  const allow = (address: Multiaddr, by: 1 | -1): void => {
    for (const peer of [peerAtEnd(address), relayOfCircuit(address)]) {
      if (peer === null) continue
      const count = (dialled.get(peer) ?? 0) + by
      if (count === 0) dialled.delete(peer)
      else dialled.set(peer, count)
    }
  }

  const dial = async (address: Multiaddr, signal: AbortSignal): Promise<Connection> => {
    allow(address, 1)
    try {
      // By force, or libp2p would content itself with a relayed connection that stands.
      return await node.dial(address, { signal, force: true })
    } finally {
      allow(address, -1)
    }
  }

  const reservations = createReservations(inside, clock)
  const waysTo = (peer: PeerId): ReturnType<typeof book.ways> => {
    const ways = book.ways(peer, relays.connected())
    return relays.isUsed(peer) ? { ...ways, direct: [...relays.addressesOf(peer), ...ways.direct], circuit: [] } : ways
  }
  const reach = createReach({ self, clock, links, ways: waysTo, dial })
  const contacts = createContacts({ clock, random, links, reach })
  const relays = createRelays({
    clock,
    random,
    links,
    reach,
    dial,
    reserve: reservations.reserve,
    isReserved: reservations.isReserved,
    drop: (peer) => {
      for (const { connection } of links.of(peer)) hangUp(connection)
    },
    onUp: contacts.relayUp,
    onStatus: touchStatus,
  })
  const streams = createStreams({ node, clock, reach, log, limit: init.streamsPerProtocol })
  const tidy = createTidy(links, (peer) => contacts.isWanted(peer) || relays.isUsed(peer))

  const onConnection =
    (change: (connection: Connection) => void, event: string) => (given: CustomEvent<Connection>) => {
      change(given.detail)
      relays.look()
      touchStatus()
      const { remoteAddr, direction } = given.detail
      log(event, { address: remoteAddr.toString(), direction })
    }
  node.addEventListener('connection:open', onConnection(links.opened, 'connection-open'))
  node.addEventListener('connection:close', onConnection(links.closed, 'connection-close'))
  node.addEventListener('peer:identify', ({ detail }) => {
    const peer = fromLibPeer(detail.peerId)
    const addresses = detail.signedPeerRecord?.addresses ?? detail.listenAddrs
    if (peer !== null) contacts.heardOf(peer, book.learn(peer, 'identify', addresses.map(String)))
  })
  const onListening = (): void => {
    // What we listen on is ours, though libp2p would have strangers confirm public addresses first.
    for (const address of inside.addresses()) inside.vouchFor(address)
    relays.look()
    touchStatus()
  }
  node.addEventListener('transport:listening', onListening)
  node.addEventListener('transport:close', touchStatus)

  const tidyNow = (): void => {
    tidy()
    cancelTidy = clock.after(TIDY_MS, tidyNow)
  }

  const start = async (): Promise<Result<null, StartError>> => {
    if (state !== 'new') throw new Error('a net starts once')
    if (init.startError !== null) return fail(init.startError)
    state = 'running'
    const started = Promise.resolve(node.start())
    starting = started.catch(() => {})
    try {
      await started
    } catch (error) {
      state = 'stopped'
      return fail(listenFailed(init.listen, error))
    }
    // Stopped meanwhile: there is nothing to begin.
    if (isStopped()) return ok(null)
    contacts.start()
    relays.start()
    tidyNow()
    return ok(null)
  }
  const isStopped = (): boolean => state === 'stopped'

  const stop = async (): Promise<void> => {
    if (isStopped()) return
    state = 'stopped'
    cancelTidy()
    contacts.stop()
    relays.stop()
    reach.stop()
    streams.stop()
    await starting
    // One by one, for libp2p waits half a second for each that the other side is closing too.
    const time = deadline(clock, CLOSE_MS, new AbortController().signal)
    await Promise.all(links.all().map(({ connection }) => closeOrAbort(connection, time.signal)))
    time.clear()
    await node.stop()
  }

  const net: OwnedNet = {
    self,
    start,
    stop,
    serve: streams.serve,
    open: (peer, protocol, done) => {
      const opening =
        state === 'running' ? streams.open(peer, protocol) : Promise.resolve(fail({ type: 'Stopped' } as const))
      // What `done` throws is a bug of its owner, not a failed opening.
      const answer = done
      opening.then((outcome) => queueMicrotask(() => answer(outcome))).catch(crash)
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
    useRelays: relays.use,
    peers: links.peers,
    onPeer: subscribe(peerListeners),
    onStatus: subscribe(statusListeners),
    status: () => ({
      listen: state === 'running' ? node.getMultiaddrs().map(String) : [],
      peers: links.peers(),
      relays: relays.status(),
    }),
    peerOf: peerOfAddress,
  }
  return { net, node }
}

const subscribe =
  <T>(listeners: Map<symbol, T>) =>
  (listener: T): (() => void) => {
    // One function given twice is told twice, and each unsubscribe is its own.
    const key = Symbol('listener')
    listeners.set(key, listener)
    return () => void listeners.delete(key)
  }

const closeOrAbort = async (connection: Connection, signal: AbortSignal): Promise<void> => {
  try {
    await connection.close({ signal })
  } catch (error) {
    connection.abort(asError(error))
  }
}

const crash = (bug: unknown): void =>
  queueMicrotask(() => {
    throw bug
  })
