import type { At, Brand, Hash, Id, PublicKey, Signature } from '#core/proof/types.ts'
import type { AccountId, Certificate, DeviceId } from '#core/identity/types.ts'
import type { EnvelopeId, FeedId, LogId } from '#core/envelope/types.ts'

export type SpaceId = Brand<Id, 'SpaceId'>
/** Hash of an operation without its signature, as base32. */
export type OpId = Brand<Id, 'OpId'>

export type SpaceKind = 'direct' | 'group' | 'self' | 'channel' | 'desk'
/** Seniority falls from left to right; `manager` exists in channels only. Rule S2. */
export type Role = 'owner' | 'admin' | 'manager' | 'member'

/** How a space behaves; stated whole in every `rotate` (S6) and changed by `set-policy`. */
export interface Policy {
  /** What newcomers may read. */
  readonly history: 'all' | 'fromNow'
  /** Who may add members. */
  readonly invite: 'members' | 'admins'
  /** Days after which shards are dropped; null keeps everything. */
  readonly retentionDays: number | null
  /** Shard granularity of logs opened under this policy (D6). */
  readonly shard: 'month' | 'day'
}

/** An epoch key boxed to one member: which letter key it was boxed to, and the box. Rules S6, S7. */
export interface KeyBox {
  /** The member; in `self` the device, or null for the recovery key. */
  readonly to: AccountId | DeviceId | null
  readonly letterKey: PublicKey
  readonly box: Uint8Array
}

/** The last envelope of a feed that a removal lets stand; what lies above does not count. Rule S5. */
export interface Cut {
  readonly log: LogId
  readonly feed: FeedId
  readonly seq: number
  readonly head: EnvelopeId
}

/** What an operation does. Rule S1. */
export type OperationBody =
  | {
      readonly kind: 'create'
      readonly space: SpaceKind
      readonly owners: readonly AccountId[]
      readonly salt: Uint8Array
      readonly title: string
      readonly policy: Policy
    }
  | {
      readonly kind: 'add-member'
      readonly account: AccountId
      readonly role: Role
      readonly letterKey: PublicKey
      readonly invite: Id | null
    }
  | { readonly kind: 'remove-member'; readonly account: AccountId; readonly cuts: readonly Cut[] }
  | {
      readonly kind: 'remove-device'
      readonly account: AccountId
      readonly device: DeviceId
      readonly cuts: readonly Cut[]
      readonly letterKey: PublicKey
    }
  | { readonly kind: 'leave' }
  | { readonly kind: 'set-role'; readonly account: AccountId; readonly role: Role; readonly cuts: readonly Cut[] }
  | { readonly kind: 'rotate'; readonly keyHash: Hash; readonly boxes: readonly KeyBox[]; readonly policy: Policy }
  | {
      readonly kind: 'keep'
      readonly about: OpId | null
      readonly feed: FeedId
      readonly seq: number
      readonly head: EnvelopeId
    }
  | { readonly kind: 'set-policy'; readonly policy: Policy }
  | { readonly kind: 'set-relays'; readonly relays: readonly string[] }

/**
 * One node of a space's control DAG. `ctrl` are the heads its author had seen (its parents).
 * Computed ones (a direct chat's and self's `create`, self's first `rotate`: S9) have null certificate and sig.
 */
export interface Operation {
  readonly id: OpId
  readonly space: SpaceId
  readonly author: AccountId
  readonly device: DeviceId | null
  readonly certificate: Certificate | null
  readonly ctrl: readonly OpId[]
  readonly at: At
  readonly body: OperationBody
  readonly sig: Signature | null
}

export type OperationError =
  | { readonly type: 'OperationMalformed'; readonly detail: string }
  | { readonly type: 'OperationForged' }
  | { readonly type: 'OperationKindUnknown'; readonly kind: string }
  | { readonly type: 'OperationOfOtherSpace'; readonly space: SpaceId }

/** Why an operation does not count in the resolved state. */
export type VoidReason =
  | 'noRight' // S3: its author lacked the right in its causal past
  | 'parentsMissing' // waits: something in its causal past is not here yet
  | 'removed' // S4: concurrent with, or after, a removal of its author that stands
  | 'restsOnVoid' // S4: the right to it came only from a voided operation
  | 'lastOwner' // S4
  | 'unfit' // a rotate that fits nobody's current membership (S7)
  | 'duplicateInvite' // S10
  | 'superseded' // a concurrent set of the same thing with a smaller hash is in force
  | 'malformed' // breaks the kind's own rules (a second create, a removal in a direct chat, …)

export interface Member {
  readonly account: AccountId
  readonly role: Role
  /** Causal depth of the first add, then its hash: seniority among equals (S4). */
  readonly depth: number
  readonly added: OpId
  /** The letter key in force by operations alone; null where none states one (direct chats before a `remove-device`). */
  readonly letterKey: PublicKey | null
}

/** An epoch a rotate opened, in the order of the DAG. */
export interface Epoch {
  readonly rotate: OpId
  readonly keyHash: Hash
  readonly policy: Policy
}

/** What a set of operations comes to. The same for the same set, whatever the order of arrival. Rule S2. */
export interface SpaceState {
  readonly space: SpaceId
  readonly kind: SpaceKind
  readonly title: string
  readonly members: ReadonlyMap<AccountId, Member>
  readonly policy: Policy
  readonly relays: readonly string[]
  /** Heads of the operations held, whether or not they count: what the next operation or entry names as `ctrl`. */
  readonly heads: readonly OpId[]
  readonly counts: ReadonlySet<OpId>
  readonly voided: ReadonlyMap<OpId, VoidReason>
  /** Epochs whose rotate counts; `current` is the one to write in, null while no rotate fits (S7). */
  readonly epochs: readonly Epoch[]
  readonly current: Epoch | null
  /** Whether the current epoch fits the present members and policy; false asks any member to rotate (S7). */
  readonly fits: boolean
  /** Accounts and devices that removals which stand put out, with the heads that stand per feed after `keep`s (S5). */
  readonly removed: readonly Removal[]
  readonly keeps: ReadonlyMap<FeedId, Cut>
}

export interface Removal {
  readonly op: OpId
  readonly account: AccountId
  /** Null: every device of the account. */
  readonly device: DeviceId | null
  readonly cuts: ReadonlyMap<FeedId, Cut>
}
