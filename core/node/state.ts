import type { BoxKey, Secret, SigningKey } from '#core/crypto/index.ts'
import type { FeedName } from '#core/document/index.ts'
import type { FeedId, HeldRun, LogId, LogKeys, RunItem, Stretch } from '#core/envelope/index.ts'
import type { Entry, Refusal } from '#core/entry/index.ts'
import type { Result } from '#core/proof/index.ts'
import type { AccountSecrets, AccountTag, Certificate, DeviceSecrets } from '#core/identity/index.ts'
import type { Net, PeerId } from '#core/net/index.ts'
import type { Operation, OpId, SpaceId, SpaceKind, SpaceState } from '#core/space/index.ts'
import type { FeedRow, SpeakerRow, StretchRow } from '#core/store/index.ts'
import type { Host, SharedLogs } from '#core/sync/index.ts'
import type { Approving } from './approving.ts'
import type { InboxLink } from './letters.ts'
import type { Linking } from './linking.ts'
import type { MessengerEvent, StopReason } from './messenger.ts'
import type { NodePorts } from './ports.ts'

/** Who runs this node. `stopped`: this device says nothing any more (I4). */
export interface Me {
  readonly account: AccountSecrets
  /** Letter keys that were in force before: what was boxed to them still opens (I6). */
  readonly olderLetters: readonly BoxKey[]
  readonly device: DeviceSecrets
  /** What secrets in the database are sealed under (I2). */
  readonly storage: Secret
  readonly accountNo: number
  readonly deviceNo: number
  readonly tag: AccountTag
  /** The account's own space. */
  readonly self: SpaceId
  readonly stopped: StopReason | null
}

/** A log whose key is held. */
export interface LogHandle {
  readonly no: number
  readonly id: LogId
  readonly keys: LogKeys
  readonly space: SpaceId
  readonly rotate: OpId
  readonly content: Secret
  readonly read: SigningKey
  readonly write: SigningKey
  /** Every feed held, once asked for. */
  feeds: Map<FeedId, FeedHandle> | null
  /** This device's feed in force, once there is one. */
  own: OwnFeed | null
}

/** A feed as held and as read. `stretches` are accepted; runs beyond them wait or are refused. */
export interface FeedHandle {
  readonly log: LogHandle
  /** What keys of its facts begin with (D4). */
  readonly name: FeedName
  row: FeedRow
  runs: readonly HeldRun[]
  speaker: SpeakerRow | null
  /** Of the speaker, once asked for. */
  certificate: Certificate | null
  stretches: readonly StretchRow[]
  /** Where a removal, or a word about its fork, lets it end (S5); -1: nothing counts; null: nothing ends it. */
  cut: number | null
}

export interface OwnFeed {
  readonly feed: FeedHandle
  readonly key: SigningKey
}

/** A space with its control log, resolved. */
export interface SpaceHandle {
  readonly no: number
  readonly id: SpaceId
  readonly kind: SpaceKind
  readonly operations: Map<OpId, Operation>
  state: SpaceState
  readonly logs: Map<OpId, LogHandle>
}

/** The running network, once it is up. */
export interface Network {
  readonly net: Net
  readonly host: Host
  readonly inbox: InboxLink
  /** Logs or members changed: open sessions take it up. */
  readonly sharingChanged: () => void
  /** Contacts or relays changed: others are to be connected to. */
  readonly peopleChanged: () => void
  readonly stop: () => void
}

/** Everything one node holds in memory. Caches only: `forget` empties them, and they are read again from the database. */
export interface NodeState extends NodePorts {
  me: Me | null
  /** The seed of the device to be, before there is an account. */
  newborn: Secret | null
  /** The highest hybrid time said or accepted here (E3). */
  lastAt: number
  readonly spaces: Map<SpaceId, SpaceHandle>
  readonly logs: Map<LogId, LogHandle>
  /** Keys of spaces this device has not heard of yet: facts of another of the account's devices, which come in any order. */
  readonly earlyKeys: Map<SpaceId, Map<OpId, Secret>>
  /** What is done once the running transaction is durable: pushes, events. Dropped with it. */
  readonly afterCommit: (() => void)[]
  readonly listeners: Set<(event: MessengerEvent) => void>
  network: Network | null
  /** What to talk about with a peer (Y2), until something changes. */
  readonly shared: Map<PeerId, readonly SharedLogs[]>
  /** Digests of logs' frontiers, until something is added. */
  readonly digests: Map<LogId, Uint8Array>
  readonly clockDifferences: Map<PeerId, number>
  /** Whether this computer's clock was said to be wrong already. */
  isClockDoubted: boolean
  /** Envelopes that wait for a signature (E5), by log and feed: bounded, and lost without harm. */
  readonly pending: Map<string, Stretch>
  /** What was opened already in this turn: operations are looked for before entries are judged. */
  readonly opened: WeakMap<RunItem, Result<Entry, Refusal>>
  /** Messages and spaces that the running transaction changed; null: too many to name. */
  readonly changed: Map<SpaceId, Set<string> | null>
  /** Spaces in which the running transaction accepted something of others. */
  readonly toSee: Set<SpaceId>
  /** Messages of others that came in above what was read already, to be said (never silently put there). */
  readonly late: Map<SpaceId, { readonly count: number; readonly first: string; readonly at: number }>
  /** Epochs whose keys members were asked for in this run (S7). */
  readonly askedFor: Set<OpId>
  /** Told when there is an account, and when another device goes on in its name (I4). Set by whoever runs the network. */
  onAccount: (() => void) | null
  /** The network before there is an account: to be let into one. */
  newbornNet: Net | null
  /** Who waits for it. */
  readonly netWaiters: (() => void)[]
  /** Told that a network is wanted before there is an account. Set by whoever runs the network. */
  onNetworkWanted: (() => void) | null
  /** This installation's link, while it is being let into an account (I3). */
  linking: Linking | null
  /** A new device that is being let in (I3). */
  approving: Approving | null
  /** Own calls the node makes of itself later; set by `openNode`. */
  later: Later
  /** Relays given at the start of the process, besides those the account has chosen. */
  readonly givenRelays: readonly string[]
  /** Whether this run has no network at all. */
  isOffline: boolean
  isStopping: boolean
  /** Whether it was found just now that somebody else writes as this device (I4). */
  isFoundAhead: boolean
}

/** Work that follows from a transaction, in its own time. */
export interface Later {
  /** Reads what waits again: at once when something came, or at a time (milliseconds). */
  retry(until: number | null): void
  /** Somebody's facts were accepted in this space: say so (Y6). */
  seen(space: SpaceId): void
  /** A group's control log changed: see later whether something is left to do there (S7, S11). */
  mend(space: SpaceId): void
  /** This device is out of its account: it stops. */
  removed(): void
  /** Something changed that the stored documents and the search index will have to follow. */
  quiet(): void
}

/** Empties every cache: after a transaction that was rolled back they may say what is not so. */
export function forget(node: NodeState): void {
  node.spaces.clear()
  node.logs.clear()
  node.shared.clear()
  node.digests.clear()
  node.pending.clear()
  node.changed.clear()
  node.toSee.clear()
  node.late.clear()
}
