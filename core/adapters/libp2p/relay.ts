import { generateKeyPairFromSeed } from '@libp2p/crypto/keys'
import { bytesToId } from '#core/proof/index.ts'
import { buildNode } from './build.ts'
import { serveCircuits } from './circuit/server.ts'
import { assembleNet, parseAll } from './net.ts'
import type { OwnedRelayNet, RelayLimits, RelayNetOptions } from './types.ts'

const DAY_MS = 86_400_000
const GIB = 2 ** 30

/** What a relay lends unless its operator says otherwise: one small machine (2 cores, 2 GB) and a few thousand people. */
export const RELAY_LIMITS: RelayLimits = {
  /** About 0.3 MB each, so 1.6 GB at the most. */
  reservations: 5_000,
  /** A first sync of a large account with its pictures passes; a film collection goes another way. */
  circuitBytes: 4 * GIB,
  /** Reconnecting costs 50 ms; an end now and again spreads people over relays. */
  circuitMs: DAY_MS,
  circuits: 2_000,
  /** All contacts of one device that no other way leads to. */
  circuitsPerPeer: 128,
  /** Those who reserve and those who come by. */
  connections: 6_000,
  /** All of them at once after a restart. */
  pendingConnections: 500,
  /** A school or an office behind one address. */
  connectionsPerSecondAndAddress: 100,
  streamsPerProtocol: 128,
  /** Long, so that a client whose clock is months wrong does not find it over already. */
  reservationMs: 365 * DAY_MS,
}

/** A relay's net over libp2p, not started yet: a device's, but for what it lends. It is reached directly or not at all. */
export const createRelayNet = async (options: RelayNetOptions): Promise<OwnedRelayNet> => {
  const { seed, clock, random, log } = options
  const limits: RelayLimits = { ...RELAY_LIMITS, ...options.limits }
  const key = await generateKeyPairFromSeed('Ed25519', seed)
  const listen = parseAll(options.listen)
  const announce = parseAll(options.announce)
  const { net, node } = await assembleNet({
    self: bytesToId(key.publicKey.raw),
    listen: options.listen,
    clock,
    random,
    log,
    streamsPerProtocol: limits.streamsPerProtocol,
    startError: listen.ok ? (announce.ok ? null : announce.error) : listen.error,
    build: ({ mayDial, onFound }) =>
      buildNode({
        mayDial,
        onFound,
        isOwnRelay: null,
        seed,
        listen: listen.ok ? listen.value : [],
        announce: announce.ok ? announce.value : [],
        // Clients ping; a relay that pinged thousands of them would do little else.
        pings: false,
        mdns: null,
        connections: {
          maxConnections: limits.connections,
          maxIncomingPendingConnections: limits.pendingConnections,
          inboundConnectionThreshold: limits.connectionsPerSecondAndAddress,
        },
      }),
  })
  const circuits = options.circuits
    ? serveCircuits({ node, net, clock, log, limits, allow: options.allow })
    : { load: () => ({ reservations: 0, circuits: 0, circuitsOpened: 0, circuitBytes: 0, refused: 0 }), stop: () => {} }
  return {
    ...net,
    load: () => ({ connections: node.getConnections().length, ...circuits.load() }),
    stop: () => {
      circuits.stop()
      return net.stop()
    },
  }
}
