import type { At, BoxPublicKey, Brand, Hash, Id, Signature } from '#core/proof/types.ts'
import type { AccountId, Certificate, DeviceId, Reach } from '#core/identity/types.ts'
import type { EnvelopeId, FeedId, LogId } from '#core/envelope/types.ts'

/** The id of the space's `create`, which so belongs to no other space. */
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
  readonly letterKey: BoxPublicKey
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
      readonly letterKey: BoxPublicKey
      /** What the newcomer joined by, if it serves one person: of several adds under one invite one counts (S10). */
      readonly invite: Id | null
    }
  | { readonly kind: 'remove-member'; readonly account: AccountId; readonly cuts: readonly Cut[] }
  | {
      readonly kind: 'remove-device'
      readonly account: AccountId
      readonly device: DeviceId
      readonly cuts: readonly Cut[]
      /** New, because the removed device knew the old ones. Rule I6. */
      readonly reach: Reach
      /** The certifier's signature, if its key is held by the author: it beats a device's word alone. Rule I1. */
      readonly endorsement: Signature | null
    }
  | { readonly kind: 'leave' }
  | { readonly kind: 'set-role'; readonly account: AccountId; readonly role: Role; readonly cuts: readonly Cut[] }
  | { readonly kind: 'rotate'; readonly keyHash: Hash; readonly boxes: readonly KeyBox[]; readonly policy: Policy }
  | {
      readonly kind: 'keep'
      /** The removal or demotion whose cut is too low; null: a fork (E7). */
      readonly about: OpId | null
      readonly log: LogId
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
  | { readonly type: 'OperationVersionUnknown'; readonly v: number }
  | { readonly type: 'OperationKindUnknown'; readonly code: number }
  | { readonly type: 'OperationOfOtherSpace'; readonly space: SpaceId }

/** Why an operation does not count in the resolved state. */
export type VoidReason =
  | 'parentsMissing' // waits: something in its causal past is not here yet
  | 'malformed' // breaks the kind's own rules (a removal in a direct chat, a role the space does not have, …)
  | 'noRight' // S3: its author lacked the right in its causal past
  | 'removed' // S4: concurrent with, or after, a removal of its author that stands, or that device's
  | 'restsOnVoid' // S4: the right to it came from what does not count
  | 'lastOwner' // S4: the only owner cannot stop being one without leaving
  | 'duplicateInvite' // S10: another add under the same invite counts

export interface Member {
  readonly account: AccountId
  readonly role: Role
  /** Causal depth of the operation that first gave the role in force, then its hash: seniority among equals (S4). */
  readonly depth: number
  readonly added: OpId
  /** The letter key in force by operations alone; null where none states one (owners before a `remove-device`). */
  readonly letterKey: BoxPublicKey | null
}

/** An epoch a rotate opened. One that does not count is never current, but what was said in its log stays (S7). */
export interface Epoch {
  readonly rotate: OpId
  readonly keyHash: Hash
  readonly policy: Policy
  readonly counts: boolean
}

/** What a set of operations comes to. The same for the same set, whatever the order of arrival. Rule S2. */
export interface SpaceState {
  readonly space: SpaceId
  readonly kind: SpaceKind
  readonly title: string
  /** By seniority, the most senior first. There is an owner as long as there is anybody. */
  readonly members: ReadonlyMap<AccountId, Member>
  readonly policy: Policy
  readonly relays: readonly string[]
  /** Heads of the operations held, whether or not they count, ascending. `ctrlOf` gives what to name of them. */
  readonly heads: readonly OpId[]
  readonly counts: ReadonlySet<OpId>
  readonly voided: ReadonlyMap<OpId, VoidReason>
  /** By causal depth, then hash. `current` is the one to write in, null while no rotate fits (S7). */
  readonly epochs: readonly Epoch[]
  readonly current: Epoch | null
  /** Whether there is a current epoch; false asks any member to rotate (S7). */
  readonly fits: boolean
  /** Removals and demotions that stand, each with the heads that stand per feed after `keep`s (S5). */
  readonly removed: readonly Removal[]
  /** What members say of forks, per feed, the most senior author first (S5, E7). */
  readonly keeps: ReadonlyMap<FeedId, readonly Keep[]>
}

/** A removal or demotion that stands. */
export interface Removal {
  readonly op: OpId
  readonly account: AccountId
  /** Null: every device of the account. */
  readonly device: DeviceId | null
  /** What the account still is: null after a removal; after a demotion only what needs more than this is cut. */
  readonly role: Role | null
  readonly cuts: ReadonlyMap<FeedId, Cut>
}

/** A member's word on which side of a fork stands, and up to where. */
export interface Keep {
  readonly op: OpId
  readonly account: AccountId
  readonly cut: Cut
}

/** Who somebody was at a point of the control log, or which operations have to arrive before one can say. Rule E6. */
export type Rights =
  | { readonly type: 'known'; readonly role: Role | null }
  | { readonly type: 'missing'; readonly missing: readonly OpId[] }
