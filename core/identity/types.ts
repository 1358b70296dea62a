import type { At, Brand, Id, PublicKey, Signature } from '#core/proof/types.ts'
import type { BoxKey, Redacted, SigningKey } from '#core/crypto/index.ts'

/** A person: her root public key as base32. Rule I1. */
export type AccountId = Brand<Id, 'AccountId'>
/** An installation: its Ed25519 public key as base32, which is also its peer id. Rule I2. */
export type DeviceId = Brand<Id, 'DeviceId'>
/** 16 bytes of a digest of the account id: what every fact's key ends in. Rule D4. */
export type AccountTag = Brand<Uint8Array, 'AccountTag'>

/** Root's statement n: this certifier speaks from now on, and these devices of the earlier ones stay. Rule I1. */
export interface Certifier {
  readonly account: AccountId
  readonly n: number
  readonly key: PublicKey
  readonly keeps: readonly DeviceId[]
  readonly sig: Signature
}

/** A certifier's word that a device belongs to the account. Verified once it has this type. Rule I1. */
export interface Certificate {
  readonly certifier: Certifier
  readonly device: DeviceId
  readonly boxKey: PublicKey
  readonly name: string
  readonly at: At
  readonly sig: Signature
}

/** What an account states to those who may write to it. Rule I6. */
export interface Reach {
  /** X25519 public key that letters and epoch keys are boxed to. */
  readonly letterKey: PublicKey
  /** Ed25519 public key of the account's inbox at relays. */
  readonly inboxKey: PublicKey
  readonly relays: readonly string[]
  /** 16 bytes that admit a letter to the inbox. */
  readonly ticket: Uint8Array
}

/**
 * A contact card, signed by one of the account's devices (so nobody can put another letter key beside a true root).
 * `addresses` are where that device was reachable when the card was made, for those who have no relay.
 */
export interface Card {
  readonly account: AccountId
  readonly name: string
  readonly reach: Reach
  readonly addresses: readonly string[]
  readonly once: boolean
  readonly certificate: Certificate
  readonly sig: Signature
}

/** The secrets an account's devices share. `root` and `recovery` are null once the words are confirmed. */
export interface AccountSecrets {
  readonly account: AccountId
  readonly root: Redacted<Uint8Array> | null
  readonly recovery: Redacted<Uint8Array> | null
  /** The certifier in force, where this device holds its key. */
  readonly certifier: { readonly statement: Certifier; readonly key: SigningKey | null }
  readonly letter: BoxKey
  readonly inbox: SigningKey
}

/** The secrets of one installation. Feed keys derive from `seed` (E2). */
export interface DeviceSecrets {
  readonly device: DeviceId
  readonly seed: Redacted<Uint8Array>
  readonly signing: SigningKey
  readonly box: BoxKey
  readonly certificate: Certificate
}

export type IdentityError =
  | { readonly type: 'CertificateMalformed'; readonly detail: string }
  | { readonly type: 'CertificateForged'; readonly part: 'certifier' | 'device' }
  | { readonly type: 'CardMalformed'; readonly detail: string }
  | { readonly type: 'CardForged' }
  | { readonly type: 'CardVersionUnknown'; readonly v: number }
  | { readonly type: 'NameInvalid'; readonly reason: 'empty' | 'tooLong' | 'controlCharacters' }
