import type { Result } from '#core/proof/result.ts'
import type { Id } from '#core/proof/types.ts'

/** A peer: the Ed25519 key of its connection, as base32. For a device it is the device's own signing key (I2). */
export type PeerId = Id

/** A multiaddr as text, for example `/ip4/192.168.0.4/tcp/4001/p2p/12D3…`. Parsed by the adapter only. */
export type Address = string

/** How the bytes of a connection travel. `local`: a private or loopback address; `relay`: through a circuit. */
export type Path = 'direct' | 'local' | 'relay'

/** Why a peer could not be reached, or a stream ended. */
export type NetError =
  | { readonly type: 'Unreachable'; readonly peer: PeerId; readonly detail: string }
  | { readonly type: 'ProtocolUnknown'; readonly peer: PeerId; readonly protocol: string }
  | { readonly type: 'AddressInvalid'; readonly address: string; readonly detail: string }
  | { readonly type: 'Stopped' }

/**
 * Why a stream ended otherwise than in good order, when it was not one's own `abort` (which gives its own reason).
 * - `FrameTooLarge`: the other side announced a frame over `MAX_FRAME`; nothing of it was kept.
 * - `FrameTruncated`: it ended in the middle of a frame.
 * - `Reset`: the other side aborted.
 * - `ConnectionLost`: the connection below went away.
 * - `CloseUnanswered`: all was sent and the end announced, but the other side never ended its half.
 * - `Stopped`: this net was stopped.
 */
export type StreamFault =
  'FrameTooLarge' | 'FrameTruncated' | 'Reset' | 'ConnectionLost' | 'CloseUnanswered' | 'Stopped'

/** What a stream tells its one listener. All calls are synchronous and in order; none comes after `close`. */
export interface StreamListener {
  /** One whole frame, at most `MAX_FRAME` bytes. The bytes belong to the listener. */
  readonly frame: (bytes: Uint8Array) => void
  /** There is room again after `send` said false. */
  readonly drain: () => void
  /** The end, from either side. Null for an orderly close; else a `StreamFault`, or the reason of one's own `abort`. */
  readonly close: (reason: string | null) => void
}

/**
 * A framed, ordered, encrypted and authenticated duplex with one peer for one protocol.
 * Delivery to the other process is not promised: acknowledge in the protocol.
 */
export interface Stream {
  readonly peer: PeerId
  readonly path: Path
  /** Attaches the one listener; frames that came before are delivered now. A second listener is a bug and throws. */
  listen(listener: StreamListener): void
  /**
   * Queues a copy of a frame. False: the buffer is full, send no more until `drain` (frames sent anyway are still
   * kept), or the stream has ended. Throws a `RangeError` for more than `MAX_FRAME` bytes: that is a bug here.
   */
  send(frame: Uint8Array): boolean
  /** Stops and restarts delivery of frames, so that a slow reader slows the writer. */
  pause(): void
  resume(): void
  /**
   * Sends what is queued, then ends. What the other side had sent by then is still delivered, then `close(null)` comes
   * on both sides.
   */
  close(): void
  /** Ends at once, dropping what is queued; the other side sees an unorderly close. */
  abort(reason: string): void
}

/** Something that changed about who is connected. `path` is the best of that peer's connections. */
export type PeerChange =
  | { readonly type: 'up'; readonly peer: PeerId; readonly path: Path }
  | { readonly type: 'path'; readonly peer: PeerId; readonly path: Path }
  | { readonly type: 'down'; readonly peer: PeerId }

export interface PeerStatus {
  readonly peer: PeerId
  readonly path: Path
  readonly address: Address
}

export interface RelayStatus {
  readonly address: Address
  readonly peer: PeerId | null
  /** `reserved`: others can reach us through it. */
  readonly state: 'connecting' | 'connected' | 'reserved'
  readonly detail: string | null
}

export interface NetStatus {
  /** Addresses by which others can reach us now, circuits included. */
  readonly listen: readonly Address[]
  readonly peers: readonly PeerStatus[]
  readonly relays: readonly RelayStatus[]
}

/**
 * The network as core sees it: libp2p in a real process, a model with virtual time in the simulator.
 * Callbacks are synchronous and never re-entrant within `serve`, `open`, `want` or `send`.
 */
export interface Net {
  readonly self: PeerId
  /** Serves a protocol: every incoming stream is handed over. One server per protocol: a second is a bug and throws. */
  serve(protocol: string, onStream: (stream: Stream) => void): void
  /** Opens a stream to a peer, dialling it by what is known of it if need be. Answers once, later. */
  open(peer: PeerId, protocol: string, done: (outcome: Result<Stream, NetError>) => void): void
  /**
   * Keeps a connection to this peer: dialled now and again with growing, jittered pauses, by these addresses, by what
   * discovery learned, and through every relay. Calling again replaces the addresses. Returns what could not be parsed.
   */
  want(peer: PeerId, addresses: readonly Address[]): readonly NetError[]
  /** No longer keeps a connection to this peer (an open one stays until it ends by itself). */
  unwant(peer: PeerId): void
  /** The relays to be connected to and reachable through; replaces the earlier list. */
  useRelays(addresses: readonly Address[]): readonly NetError[]
  /** Peers that are connected now. */
  peers(): readonly PeerStatus[]
  /** Told of every change; returns its unsubscribe. */
  onPeer(listener: (change: PeerChange) => void): () => void
  /** Told that `status` changed in any way; returns its unsubscribe. */
  onStatus(listener: () => void): () => void
  status(): NetStatus
  /** The peer that an address ends at (its last `/p2p/`), or why there is none. */
  peerOf(address: Address): Result<PeerId, NetError>
}

/** Largest frame on any stream, in bytes: four times what Y3 sends, so that a newer version has room. */
export const MAX_FRAME = 1 << 20

/** Time and its timers, as a port: real in a process, virtual in the simulator. */
export interface Clock {
  /** Milliseconds since 1970. May jump, as people's clocks do. */
  now(): number
  /** Milliseconds that only ever grow, for pauses and measurements. */
  monotonic(): number
  /** Calls `fn` once after `ms`; returns its cancel. */
  after(ms: number, fn: () => void): () => void
}

export type { Random } from '#core/proof/types.ts'
