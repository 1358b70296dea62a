import type { Address, Net, Path, PeerId, Stream } from '#core/net/index.ts'
import type { Life } from '../life.ts'
import type { Quality } from './quality.ts'
import type { Wire } from './wire.ts'

/** Where a host is plugged in. Set while it runs by the world; connections that stand notice. */
export interface Station {
  readonly name: string
  /** Its address, which says its site too. Another one after it moved. */
  ip: string
  /** Hosts on one site see each other, and reach each other without the line to the outside. */
  site: string
  /** Whether others than those on its site can dial it: false behind a NAT. */
  isReachable: boolean
  /** False: the cable is out. */
  isPlugged: boolean
  /** Hosts in different groups are cut off from each other. */
  group: number
  quality: Quality
  /** Until when its line is busy with what was sent, and with what comes in, in milliseconds of the world. */
  sendingUntil: number
  receivingUntil: number
  /** What a hostile host does to its own frames. */
  wire: Wire | null
  /** The net of the program that runs on it. One at a time: it holds the port. */
  port: Port | null
}

/** What a relay lends. */
export interface Lending {
  /** Peers that may be reachable through it at once. */
  readonly reservations: number
  /** Bytes that one relayed connection may carry; null: any. The sender is told nothing when it ends. */
  readonly circuitBytes: number | null
  /** Milliseconds that one relayed connection may last; null: any. */
  readonly circuitMs: number | null
}

/** What a net is made of. */
export interface SimNetOptions {
  readonly self: PeerId
  /** Whether to find peers on the same site, and be found. */
  readonly mdns: boolean
  /** Null: not a relay. */
  readonly lends: Lending | null
}

/** A net with its lifetime. `serve`, `want` and `useRelays` may be called before `start`. It ends with its program. */
export interface SimNet extends Net {
  start(): void
  /** Ends every stream (`Stopped`) and connection, and every timer. Nothing is told after it but those ends. */
  stop(): void
}

/** One side of a connection. */
export interface Link {
  readonly peer: PeerId
  readonly path: Path
  /** Where the other side is. */
  readonly address: Address
  readonly isDialler: boolean
  isOpen(): boolean
  /** The other side. Its program is not to be called from here: what reaches it is an event. */
  readonly other: Link
  readonly port: Port
  /** Opens a stream, and tells what came of it. */
  open(protocol: string, done: (outcome: OpenOutcome) => void): void
  /** This side is through with it: the other notices some time later. */
  drop(): void
  /** What rests on this link, and goes when it goes: circuits through a relay. */
  readonly dependents: Set<() => void>
}

export type OpenOutcome =
  { readonly type: 'opened'; readonly stream: Stream } | { readonly type: 'unknown' } | { readonly type: 'lost' }

/** A running net, as the network below it sees it. */
export interface Port {
  readonly self: PeerId
  readonly station: Station
  readonly life: Life
  readonly mdns: boolean
  readonly lends: Lending | null
  /** Who may be reached through here, each by its own connection. */
  readonly reservations: Map<PeerId, Link>
  opened(link: Link): void
  closed(link: Link): void
  served(protocol: string): ((stream: Stream) => void) | undefined
  /** Where it says that it can be reached. */
  addresses(): readonly Address[]
  /** A peer is said to be at these addresses. */
  heardOf(peer: PeerId, addresses: readonly Address[]): void
  /** Best connection to a peer that goes through no relay. */
  directLink(peer: PeerId): Link | null
}
