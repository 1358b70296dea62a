import { RELAY_V2_HOP_CODEC, RELAY_V2_STOP_CODEC } from '@libp2p/circuit-relay-v2'
import type { Connection, Stream as RawStream } from '@libp2p/interface'
import type { Clock, Net, PeerId } from '#core/net/index.ts'
import { fromLibPeer, pathOfAddress, toLibPeer } from '../address.ts'
import type { Node } from '../build.ts'
import { asError } from '../links.ts'
import { createStopping, deadline } from '../pause.ts'
import type { Log, RelayLimits } from '../types.ts'
import {
  hopReserved,
  hopStatus,
  readHopRequest,
  readStatus,
  STATUS,
  stopConnect,
  type CircuitLimit,
  type Status,
} from './messages.ts'
import { readMessage } from './read.ts'
import { splice } from './splice.ts'

/** What a circuit server is made of. */
export interface CircuitServerInit {
  readonly node: Node
  readonly net: Net
  readonly clock: Clock
  readonly log: Log
  readonly limits: RelayLimits
  readonly allow: (peer: PeerId) => boolean
}

/** What was lent, now and since the start. */
export interface CircuitLoad {
  readonly reservations: number
  readonly circuits: number
  readonly circuitsOpened: number
  readonly circuitBytes: number
  readonly refused: number
}

/** A circuit v2 relay (R1). */
export interface CircuitServer {
  readonly load: () => CircuitLoad
  readonly stop: () => void
}

/** How long either side may take over its part of the handshake, in milliseconds. */
const HANDSHAKE_MS = 15_000

/**
 * Lends circuits on a node: our own server in place of libp2p's, which queues without a limit for a slow reader,
 * forgets refreshed reservations while their clients still tell them (its timer cannot be set twice), and keeps those
 * of clients who left. Here a reservation lives as long as its connection, and every circuit is counted.
 */
export const serveCircuits = ({ node, net, clock, log, limits, allow }: CircuitServerInit): CircuitServer => {
  /** When each reservation ends, in milliseconds since 1970. */
  const reservations = new Map<PeerId, number>()
  /** Circuits by who dialled, being set up or standing. */
  const counts = new Map<PeerId, number>()
  const standing = new Set<(reason: string) => void>()
  const stopping = createStopping()
  let circuits = 0
  let circuitsOpened = 0
  let circuitBytes = 0
  let refused = 0

  const limit: CircuitLimit = {
    seconds: limits.circuitMs === null ? null : Math.ceil(limits.circuitMs / 1000),
    bytes: limits.circuitBytes,
  }

  const answer = (stream: RawStream, message: Uint8Array): void => {
    stream.send(message)
    stream.close().catch(() => {})
  }

  const refuse = (stream: RawStream, status: Status): void => {
    refused++
    answer(stream, hopStatus(status, limit))
  }

  const reserve = (stream: RawStream, peer: PeerId): void => {
    if (!allow(peer)) return refuse(stream, STATUS.permissionDenied)
    if (!reservations.has(peer) && reservations.size >= limits.reservations)
      return refuse(stream, STATUS.reservationRefused)
    const until = clock.now() + limits.reservationMs
    reservations.set(peer, until)
    const addresses = node.getMultiaddrs().map((address) => address.bytes)
    answer(stream, hopReserved(Math.floor(until / 1000), addresses, limit))
    log('circuit-reserved', { peer })
  }

  /** The newest connection that goes straight to the peer. */
  const connectionTo = (peer: PeerId): Connection | undefined =>
    node
      .getConnections(toLibPeer(peer))
      .findLast(({ status, remoteAddr }) => status === 'open' && pathOfAddress(remoteAddr) !== 'relay')

  /** A stream to the called side, which has said yes; null if it has not. */
  const call = async (connection: Connection, caller: PeerId): Promise<RawStream | null> => {
    const time = deadline(clock, HANDSHAKE_MS, stopping.signal)
    try {
      const stream = await connection.newStream(RELAY_V2_STOP_CODEC, {
        signal: time.signal,
        maxOutboundStreams: limits.circuits,
      })
      stream.send(stopConnect(caller, limit))
      const reply = await readMessage(stream, clock, HANDSHAKE_MS)
      if (reply !== null && readStatus(reply, 4) === STATUS.ok) return stream
      stream.abort(new Error('CircuitRefused'))
      return null
    } catch {
      return null
    } finally {
      time.clear()
    }
  }

  const connect = async (stream: RawStream, caller: PeerId, called: PeerId): Promise<void> => {
    const until = reservations.get(called)
    const connection = until === undefined || until < clock.now() ? undefined : connectionTo(called)
    if (connection === undefined) return refuse(stream, STATUS.noReservation)
    const own = counts.get(caller) ?? 0
    if (circuits >= limits.circuits || own >= limits.circuitsPerPeer)
      return refuse(stream, STATUS.resourceLimitExceeded)
    circuits++
    counts.set(caller, own + 1)
    const release = (): void => {
      circuits--
      const left = (counts.get(caller) ?? 1) - 1
      if (left === 0) counts.delete(caller)
      else counts.set(caller, left)
    }
    const other = await call(connection, caller)
    if (other === null || stream.status !== 'open' || stopping.signal.aborted) {
      other?.abort(new Error('CircuitLost'))
      release()
      return refuse(stream, STATUS.connectionFailed)
    }
    stream.send(hopStatus(STATUS.ok, limit))
    stand(stream, other, release)
    log('circuit-open', { caller, called })
  }

  const stand = (stream: RawStream, other: RawStream, release: () => void): void => {
    let left = limits.circuitBytes ?? Infinity
    let cancel = (): void => {}
    circuitsOpened++
    const end = splice(stream, other, {
      onBytes: (count) => {
        circuitBytes += count
        left -= count
        return left >= 0
      },
      onEnd: () => {
        cancel()
        standing.delete(end)
        release()
      },
    })
    standing.add(end)
    if (limits.circuitMs !== null) cancel = clock.after(limits.circuitMs, () => end('CircuitTime'))
  }

  const onHop = async (stream: RawStream, connection: Connection): Promise<void> => {
    const peer = fromLibPeer(connection.remotePeer)
    const bytes = await readMessage(stream, clock, HANDSHAKE_MS)
    const request = bytes === null ? null : readHopRequest(bytes)
    if (peer === null || stream.status !== 'open' || connection.status !== 'open')
      return stream.abort(new Error('Gone'))
    if (request === null) return refuse(stream, STATUS.malformedMessage)
    // No relaying of relayed connections: their length would be counted twice, and their limits not at all.
    if (pathOfAddress(connection.remoteAddr) === 'relay') return refuse(stream, STATUS.permissionDenied)
    if (request.type === 'reserve') reserve(stream, peer)
    else await connect(stream, peer, request.peer)
  }

  const options = { maxInboundStreams: limits.circuitsPerPeer + 8, runOnLimitedConnection: false }
  node
    .handle(
      RELAY_V2_HOP_CODEC,
      (stream, connection) => onHop(stream, connection).catch((error: unknown) => stream.abort(asError(error))),
      options,
    )
    .catch((error: unknown) => log('serve-failed', { protocol: RELAY_V2_HOP_CODEC, detail: asError(error).name }))

  const unsubscribe = net.onPeer((change) => {
    if (change.type === 'down') reservations.delete(change.peer)
  })

  return {
    load: () => ({ reservations: reservations.size, circuits, circuitsOpened, circuitBytes, refused }),
    stop: () => {
      unsubscribe()
      stopping.abort()
      for (const end of standing) end('Stopped')
    },
  }
}
