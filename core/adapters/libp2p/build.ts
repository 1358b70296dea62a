import { noise } from '@chainsafe/libp2p-noise'
import { yamux } from '@chainsafe/libp2p-yamux'
import { circuitRelayTransport, RELAY_V2_STOP_CODEC } from '@libp2p/circuit-relay-v2'
import { generateKeyPairFromSeed } from '@libp2p/crypto/keys'
import { identify, identifyPush, type Identify, type IdentifyPush } from '@libp2p/identify'
import type { Libp2p, Listener, PeerId as LibPeerId, Startable, StreamMiddleware } from '@libp2p/interface'
import { ping, type Ping } from '@libp2p/ping'
import { tcp } from '@libp2p/tcp'
import { webSockets } from '@libp2p/websockets'
import type { Multiaddr } from '@multiformats/multiaddr'
import { createLibp2p, type ConnectionManagerInit } from 'libp2p'
import type { PeerId } from '#core/net/index.ts'
import { fromLibPeer, isLoopback } from './address.ts'
import { localDiscovery, type OnFound } from './discovery.ts'
import { ANNOUNCED_ADDRESSES, PING_MS, PING_TIMEOUT_MS, WINDOW_BYTES } from './limits.ts'
import type { MdnsOptions } from './types.ts'

/** What of libp2p's inside is needed and not on its face: to listen on a relay, and to vouch for our own addresses. */
export interface Inside {
  readonly listen: (addresses: Multiaddr[]) => Promise<void>
  readonly listeners: () => Listener[]
  readonly addresses: () => Multiaddr[]
  readonly vouchFor: (address: Multiaddr) => void
}

/** The libp2p node under a net. */
export type Node = Libp2p<Services>

interface Services extends Record<string, unknown> {
  readonly inside: Inside
  readonly identify: Identify
  readonly push: IdentifyPush
  readonly ping: Ping
  readonly discovery: Startable
}

/** What a node is made of. */
export interface NodeInit {
  readonly seed: Uint8Array
  readonly listen: readonly Multiaddr[]
  readonly announce: readonly Multiaddr[]
  readonly connections: ConnectionManagerInit
  /** Whether it notices by itself that a connection has died without a word. */
  readonly pings: boolean
  /** Relays through which it is reachable; null: it uses none. */
  readonly isOwnRelay: ((relay: PeerId) => boolean) | null
  /** Whom it dials; libp2p dials some peers by itself. */
  readonly mayDial: (peer: PeerId) => boolean
  readonly mdns: MdnsOptions | null
  readonly onFound: OnFound
}

const NOTHING: Startable = { start: () => {}, stop: () => {} }

/** How long an address that we listen on counts as ours, in milliseconds: as long as we live. */
const VOUCHED_MS = 2 ** 40

/** Loopback is told only to those who cannot be far: when nothing else is listened on. */
const announced = (addresses: Multiaddr[]): Multiaddr[] => {
  const outside = addresses.filter((address) => !isLoopback(address))
  return (outside.length > 0 ? outside : addresses).slice(0, ANNOUNCED_ADDRESSES)
}

/** A node that is not started yet. */
export const buildNode = async (init: NodeInit): Promise<Node> => {
  const isOurs = (peer: LibPeerId): boolean => {
    const known = fromLibPeer(peer)
    return known !== null && init.mayDial(known)
  }
  const { isOwnRelay, mdns } = init
  const node = await createLibp2p<Services>({
    start: false,
    privateKey: await generateKeyPairFromSeed('Ed25519', init.seed),
    nodeInfo: { name: 'dure', version: '1', userAgent: 'dure' },
    addresses: {
      listen: init.listen.map(String),
      announce: init.announce.map(String),
      announceFilter: announced,
    },
    transports: [tcp(), webSockets(), ...(isOwnRelay === null ? [] : [circuitTransport()])],
    connectionEncrypters: [noise()],
    streamMuxers: [
      yamux({
        enableKeepAlive: false, // the monitor pings, and unlike yamux draws the consequence
        maxEarlyStreams: 1_000, // many may come in the packet that ends the handshake
        streamOptions: { maxStreamWindowSize: WINDOW_BYTES },
      }),
    ],
    connectionManager: { ...init.connections, reconnectRetries: 0 },
    connectionMonitor: {
      enabled: init.pings,
      pingInterval: PING_MS,
      pingTimeout: { minTimeout: PING_TIMEOUT_MS, maxTimeout: 2 * PING_TIMEOUT_MS },
    },
    connectionGater: {
      denyDialPeer: (peer) => !isOurs(peer),
      denyDialMultiaddr: () => false, // private and loopback addresses too: that is where friends live
      denyInboundEncryptedConnection: (peer) => peer.type !== 'Ed25519',
      denyOutboundEncryptedConnection: (peer) => peer.type !== 'Ed25519',
    },
    services: {
      identify: identify(),
      push: identifyPush(),
      ping: ping(),
      inside: (components): Inside => {
        keepMiddleware(components.registrar)
        return {
          listen: (addresses) => components.transportManager.listen(addresses),
          listeners: () => components.transportManager.getListeners(),
          addresses: () => components.transportManager.getAddrs(),
          vouchFor: (address) =>
            components.addressManager.confirmObservedAddr(address, { type: 'transport', ttl: VOUCHED_MS }),
        }
      },
      discovery: mdns === null ? () => NOTHING : localDiscovery(mdns, init.onFound),
    },
  })
  if (isOwnRelay !== null) guardCircuits(node, isOwnRelay)
  return node
}

/**
 * Never reserves by itself: with any peer that offers to relay it would, also with one that wants to listen in. And
 * never queues a reservation behind another, for libp2p empties that queue when one is made, and answers nobody in it.
 */
const circuitTransport = (): ReturnType<typeof circuitRelayTransport> =>
  circuitRelayTransport({
    discoveryFilter: { has: () => true, add: () => {}, remove: () => {} },
    reservationConcurrency: 1_024,
  })

/**
 * Gives libp2p a copy of a protocol's middleware for each stream, because it puts the protocol's own handler at the end
 * of what it is given. So it would handle the second stream twice and the third three times, and the handlers take each
 * other's bytes: after one relayed connection no other would come about.
 */
const keepMiddleware = (registrar: { getMiddleware(protocol: string): StreamMiddleware[] }): void => {
  const all = registrar.getMiddleware.bind(registrar)
  registrar.getMiddleware = (protocol) => [...all(protocol)]
}

/**
 * Takes relayed connections only from relays of ours. Without it, any peer that says it relays somebody makes libp2p
 * reserve with it, and tell the world to come that way.
 */
const guardCircuits = (node: Node, isOwnRelay: (relay: PeerId) => boolean): void =>
  node.use(RELAY_V2_STOP_CODEC, (stream, connection, next) => {
    const relay = fromLibPeer(connection.remotePeer)
    if (relay === null || !isOwnRelay(relay)) throw new Error('NotOurRelay')
    next(stream, connection)
  })
