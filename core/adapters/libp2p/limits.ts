/** Bytes waiting for delivery on one stream above which its sender is made to wait: one yamux window. */
export const HOLD_AT_BYTES = 256 * 1024

/**
 * Yamux's window, in bytes: what one stream may have on its way. Its default grows to 16 MiB, overflows the 4 MiB that
 * libp2p lets a paused stream keep, and so resets slow readers; 256 KiB is the least it takes.
 */
export const WINDOW_BYTES = 256 * 1024

/** Streams that may be open at once per protocol, connection and direction: enough for every space of a busy account. */
export const STREAMS_PER_PROTOCOL = 128

/** How long the other side may take to end its half after we ended ours and all was sent, in milliseconds. */
export const LINGER_MS = 15_000

/** How long opening a stream may take on a connection that stands, in milliseconds. */
export const OPEN_STREAM_MS = 10_000

/** Addresses kept and dialled per peer and kind: a hostile card must not make us knock at the whole Internet. */
export const ADDRESSES_PER_KIND = 8

/** Longest address taken, in characters. A circuit over WebSocket by name takes about 250. */
export const ADDRESS_LENGTH = 512

/** Peers of whom addresses are remembered without being wanted, the latest heard of staying. */
export const LEARNED_PEERS = 512

/** How long a dial may take, in milliseconds: for one address, and for all of a kind together. */
export interface DialBudget {
  readonly address: number
  readonly all: number
}

/** While another way is left to try: what is near answers in a blink, and addresses of another home never do. */
export const HASTY_LOCAL: DialBudget = { address: 1_000, all: 2_000 }
export const HASTY_DIRECT: DialBudget = { address: 2_500, all: 4_000 }
/** When it is the last way, or somebody is connected already and time does not matter. */
export const PATIENT: DialBudget = { address: 6_000, all: 15_000 }

/** A pause that doubles from `first` to `longest`, in milliseconds, each half to one and a half times as long. */
export interface PauseRange {
  readonly first: number
  readonly longest: number
}

/** Between dials of a wanted peer that is not connected. */
export const DIAL_PAUSE: PauseRange = { first: 1_000, longest: 60_000 }
/** Between tries of a direct way to somebody who is connected by a relay: it works, so there is no hurry. */
export const UPGRADE_PAUSE: PauseRange = { first: 5_000, longest: 300_000 }
/** Between dials of a relay, and between tries to reserve. Shorter: being reachable hangs on it. */
export const RELAY_PAUSE: PauseRange = { first: 500, longest: 30_000 }
/** After a lost connection or a discovery: soon, but not both sides, nor a thousand clients, at one moment. */
export const SOON: PauseRange = { first: 300, longest: 300 }

/** A connection that stood this long, in milliseconds, was a good one: the pauses begin anew after it. */
export const STEADY_MS = 10_000

/** A peer heard of on the local network is dialled again at once if its last dial is this old, in milliseconds. */
export const NUDGE_AFTER_MS = 5_000

/** How long a relay may take over a reservation, in milliseconds. */
export const RESERVE_MS = 10_000

/** How often each relay is looked after although nothing was heard, in milliseconds. */
export const RELAY_WATCH_MS = 15_000

/** How often connections that nothing needs any more are closed, in milliseconds. */
export const TIDY_MS = 30_000

/** Between pings on each connection, in milliseconds: finds the silently dead, and keeps a NAT's door open. */
export const PING_MS = 30_000

/**
 * How long a ping may take, in milliseconds. Long: on a thin line it waits behind a window of every busy stream, and a
 * connection that is only slow must not be cut.
 */
export const PING_TIMEOUT_MS = 30_000

/** Addresses told to others. More would not fit identify's 8 KiB, which holds them twice. */
export const ANNOUNCED_ADDRESSES = 20

/** Connections of a device at once: contacts, relays, and strangers with a letter. */
export const CONNECTIONS = 300
/** Connections of a device in their handshake, and new ones a second from one address (a relay counts as one). */
export const PENDING_CONNECTIONS = 64
export const CONNECTIONS_PER_SECOND = 50

/** How long closing connections may take when a net stops, in milliseconds. Then they are cut. */
export const CLOSE_MS = 500
