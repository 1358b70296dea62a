import type { Address, Clock, Net, NetError, PeerId, Random } from '#core/net/index.ts'
import type { Result } from '#core/proof/index.ts'

/** Tells whoever looks into it what the network did: a name and plain facts, no secrets and no content. */
export type Log = (event: string, facts?: Readonly<Record<string, string | number | boolean | null>>) => void

/** Why a net could not start: an address that cannot be parsed, or one that cannot be listened on (a port in use). */
export type StartError =
  | Extract<NetError, { type: 'AddressInvalid' }>
  | { readonly type: 'ListenFailed'; readonly addresses: readonly Address[]; readonly detail: string }

/** A net with its lifetime. `serve`, `want` and `useRelays` may be called before `start`. It starts once. */
export interface OwnedNet extends Net {
  start(): Promise<Result<null, StartError>>
  /** Ends every stream (`Stopped`) and connection, and every timer. Nothing is told after it but those ends. */
  stop(): Promise<void>
}

/** Where and how to look for peers on the local network. */
export interface MdnsOptions {
  /** UDP port. 5353 is everybody's; another finds only those who look there too. */
  readonly port: number
  /** How often to ask, in milliseconds. */
  readonly every: number
}

/** What a net is made of. */
export interface NetOptions {
  /** 32 bytes: the seed of the Ed25519 key by which peers know this net (I2: the device's own signing key). */
  readonly seed: Uint8Array
  /** Multiaddrs to listen on; none: reachable through relays only. */
  readonly listen: readonly Address[]
  /** Whether to be found, and to find wanted peers, on the local network. */
  readonly mdns: boolean | MdnsOptions
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
}

/** What a relay lends, to whom and how much. See `RELAY_LIMITS` for the defaults and their reasons. */
export interface RelayLimits {
  /** Peers that may be reachable through this relay at once. */
  readonly reservations: number
  /** Bytes one relayed connection may carry, both ways together; null: any. */
  readonly circuitBytes: number | null
  /** Milliseconds one relayed connection may last; null: any. */
  readonly circuitMs: number | null
  /** Relayed connections at once, in total and of one peer that dials. */
  readonly circuits: number
  readonly circuitsPerPeer: number
  /** Connections at once, and those still in their handshake. */
  readonly connections: number
  readonly pendingConnections: number
  /** New connections a second from one IP address. */
  readonly connectionsPerSecondAndAddress: number
  /** Streams at once per protocol and connection, for what this relay serves. */
  readonly streamsPerProtocol: number
  /** Milliseconds a reservation is promised for. It ends with the connection anyway. */
  readonly reservationMs: number
}

/** What a relay's net is made of. */
export interface RelayNetOptions extends Omit<NetOptions, 'mdns'> {
  /** Addresses told to others instead of those listened on: a public name, or an address behind a proxy. */
  readonly announce: readonly Address[]
  /** What differs from `RELAY_LIMITS`. */
  readonly limits: Partial<RelayLimits>
  /** Whether to relay at all; mailboxes alone need no circuits. */
  readonly circuits: boolean
  /** Who may be reachable through this relay. Asked at each reservation. */
  readonly allow: (peer: PeerId) => boolean
}

/** What a relay has lent, now and since it started. */
export interface RelayLoad {
  readonly connections: number
  readonly reservations: number
  readonly circuits: number
  /** Since the start. */
  readonly circuitsOpened: number
  readonly circuitBytes: number
  readonly refused: number
}

/** A relay's net: serves protocols like any other, and lends circuits. */
export interface OwnedRelayNet extends OwnedNet {
  load(): RelayLoad
}
