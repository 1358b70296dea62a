import type { Result, Random, Signature } from '#core/proof/index.ts'
import type { ArrivingRun, FeedId, Fork, HeldRun, LogId, LogKeys, Range, Run } from '#core/envelope/index.ts'
import type { Clock, Net, PeerId } from '#core/net/index.ts'
import type { Id } from '#core/proof/types.ts'

/** What a replica holds of one feed. Rule E9. */
export interface FeedFrontier {
  readonly feed: FeedId
  /** Lowest first, disjoint and not touching. Envelope 0 may be a run of its own. */
  readonly runs: readonly HeldRun[]
  /** Where this replica wants no more of the feed (a cut, a refusal, a fork): the highest seq it will take. Null: all. */
  readonly stoppedAt: number | null
  /** Below this nothing is wanted but envelope 0: what retention or a quota dropped and would drop again. Default 0. */
  readonly wantedFrom?: number
}

/** What a peer says it holds of one feed: its word, not checked. */
export interface PeerFrontier {
  readonly feed: FeedId
  /** Lowest first, disjoint and not touching. */
  readonly runs: readonly Range[]
  readonly stoppedAt: number | null
  readonly wantedFrom?: number
}

/** A space that both sides of a session are in, by what this replica knows, with its logs. A mailbox knows logs only. */
export interface SharedLogs {
  /** The space's id; null at a mailbox, and towards one, where only logs are named. */
  readonly space: Id | null
  /** The most recently used first: of the others only digests are exchanged at first. */
  readonly logs: readonly LogId[]
}

/** What came of one run: how far it counts and is durable now, or why not. */
export type ReceiveOutcome =
  | { readonly type: 'taken'; readonly frontier: FeedFrontier; /** Envelopes that were new. */ readonly fresh: number }
  | { readonly type: 'duplicate'; readonly frontier: FeedFrontier }
  /** Nothing of it is proven yet (E5), or not joined to what is held: kept in memory at most. Nobody is blamed. */
  | { readonly type: 'pending'; readonly frontier: FeedFrontier }
  /** This feed stops here (E6). Nobody is blamed but the envelope. */
  | { readonly type: 'stopped'; readonly frontier: FeedFrontier; readonly reason: { readonly type: string } }
  /** Quota, disk full, unknown log: not now. */
  | { readonly type: 'refused'; readonly reason: { readonly type: string } }

/**
 * What sync needs of whoever keeps envelopes: a member's node (which also opens and projects them) or a relay's mailbox.
 * Answers come through `done`, once, at once or later, so that a remote database can stand behind it.
 */
export interface Replica {
  readonly role: 'member' | 'mailbox'
  /** What to talk about with this peer unasked: spaces its device is known to be in (Y2); for a relay in use, all its logs. */
  sharedWith(peer: PeerId): readonly SharedLogs[]
  /** The space (if any) and public keys of a log held here; null if unknown. */
  log(log: LogId): { readonly space: Id | null; readonly keys: LogKeys } | null
  /**
   * `logDigest` over the `feedDigest`s of all feeds of the log of which anything is held: so it is the same wherever
   * the same is held, and changes with any change of it. 32 bytes; cheap to ask, so keep it until something changes.
   */
  frontierDigest(log: LogId): Uint8Array
  /** What is held of every feed of the log, as of the moment `done` is called. Unknown log: nothing. */
  frontier(log: LogId, done: (feeds: readonly FeedFrontier[]) => void): void
  /**
   * Part of [low..high] of a feed as held, of one held run. Its last one is signed, or is `high` itself: with the
   * signatures that `keepsSignature` names and those of heads there is always such a one within 192 KiB. At most
   * `maxBytes` of boxes and nonces, or up to the first signature if that is more. `from: 'low'` begins at the lowest
   * that is held; `from: 'high'` ends at the highest (newest first for the eye), and begins at a multiple of BLOCK where
   * it can, so that what it says of `ctrl` is stated (E3). Null: nothing of it is held any more.
   */
  read(
    log: LogId,
    feed: FeedId,
    low: number,
    high: number,
    maxBytes: number,
    from: 'low' | 'high',
    done: (run: Run | null) => void,
  ): void
  /**
   * Verifies (`acceptRun`, and E6 as far as this replica can) and stores durably, all runs in one transaction; one
   * outcome per run, in order. Several runs may be of one feed. What was new is also told by `Host.appended`.
   */
  receive(
    log: LogId,
    runs: readonly ArrivingRun[],
    from: PeerId | 'bundle',
    done: (outcomes: readonly ReceiveOutcome[]) => void,
  ): void
  /** The proof held of a fork of this feed, if any. Asked where the feed is stopped here and not at the peer. */
  fork(log: LogId, feed: FeedId, done: (fork: Fork | null) => void): void
  /** A fork proven by somebody else (E7), already verified by the caller. Where it is news, pass on by `Host.forked`. */
  forked(log: LogId, fork: Fork): void
  /** Signs that this replica may read a log (members only; null: no read key). Rule Y2. */
  proveRead(log: LogId, proof: ReadProof): Signature | null
  /**
   * A peer proved a log's read key: may it be told about it? A mailbox takes the log up now, if its rules allow.
   * The right lasts as long as the session. A refusal for now is asked again after `sharingChanged`.
   */
  proved(peer: PeerId, log: LogId, keys: LogKeys): Result<void, { readonly type: string }>
  /** The peer said what it holds durably of these feeds (others are as it said before): for a mailbox, `relayed` (Y6). */
  peerHas(peer: PeerId, role: 'member' | 'mailbox', log: LogId, feeds: readonly PeerFrontier[]): void
  /** The peer said how far it opened and accepted (Y6). */
  peerSeen(peer: PeerId, log: LogId, heads: readonly { readonly feed: FeedId; readonly seq: number }[]): void
  /** The peer's clock at HELLO, corrected by nothing (E8). */
  peerClock(peer: PeerId, differenceMs: number): void
}

/** What a read proof signs: `dure/read-proof/v1`, the verifier's nonce, verifier, prover, log. */
export interface ReadProof {
  readonly nonce: Uint8Array
  readonly verifier: PeerId
  readonly prover: PeerId
}

/** Counters of one session, which researchers and the Network page read. Rule Y7. */
export interface SessionMetrics {
  bytesIn: number
  bytesOut: number
  framesIn: number
  framesOut: number
  /** Bytes of ENTRIES frames that are envelopes themselves; the rest is overhead. */
  envelopeBytesIn: number
  envelopeBytesOut: number
  envelopesIn: number
  envelopesOut: number
  /** Envelopes received that were held already. */
  duplicates: number
  /** Waited for the other side until settled, counted in halves from the opening of the stream. */
  roundTrips: number
  /** Milliseconds of the monotonic clock since the session opened, per phase reached first. */
  helloMs: number | null
  frontierMs: number | null
  /** When nothing was left to send or receive for the first time. */
  settledMs: number | null
}

export interface SessionStatus {
  readonly peer: PeerId
  readonly role: 'member' | 'mailbox'
  readonly path: 'direct' | 'local' | 'relay'
  readonly phase: 'hello' | 'frontier' | 'live'
  readonly metrics: Readonly<SessionMetrics>
  /** Envelopes the other side lacks and will be sent, and that it announced and are still to come. */
  readonly toSend: number
  readonly toReceive: number
}

/** What the host tells its owner. */
export type HostEvent =
  | {
      readonly type: 'session'
      readonly peer: PeerId
      readonly change: 'opened' | 'settled' | 'closed'
      readonly reason: string | null
    }
  | { readonly type: 'progress'; readonly peer: PeerId; readonly received: number; readonly expected: number }
  /** The peer takes no more of this log now: a mailbox's quota, a full disk. */
  | { readonly type: 'refused'; readonly peer: PeerId; readonly log: LogId; readonly reason: string }
  /** It broke the protocol and is refused until then, on the monotonic clock (Y8). */
  | { readonly type: 'misbehaved'; readonly peer: PeerId; readonly reason: string; readonly until: number }

/** All sessions of one replica over its network. */
export interface Host {
  start(): void
  stop(): void
  /**
   * Envelopes are durable here now (own, or received): pushed to every session that lacks them (Y5), own ones at once.
   * `frontier` is the feed's after it. To be called in the turn in which the replica's frontier first shows them.
   */
  appended(log: LogId, run: Run, frontier: FeedFrontier): void
  /** A stop was set or lifted, or something dropped: what is held or wanted of a feed changed without new envelopes. */
  frontierChanged(log: LogId, frontier: FeedFrontier): void
  /** A fork is proven here, found or received (E7): told to every session that shares the log. */
  forked(log: LogId, fork: Fork): void
  /** What is shared with whom may have changed: a new log, member, relay. Open sessions take it up without reconnecting. */
  sharingChanged(): void
  /** Tells live sessions what was opened and accepted (Y6). */
  seen(log: LogId, heads: readonly { readonly feed: FeedId; readonly seq: number }[]): void
  status(): readonly SessionStatus[]
  onEvent(listener: (event: HostEvent) => void): () => void
}

export interface HostPorts {
  readonly net: Net
  readonly clock: Clock
  readonly random: Random
  readonly replica: Replica
}

/** The protocol's name on a stream. Rule Y1. */
export const SYNC_PROTOCOL = '/dure/sync/1'
