import type { At, BoxPublicKey, Brand, Cbor, Id, PublicKey, Signature } from '#core/proof/index.ts'
import type { BoxKey, Secret, SigningKey } from '#core/crypto/index.ts'

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
  /** Ascending, without repetition. */
  readonly keeps: readonly DeviceId[]
  readonly sig: Signature
}

/** A certifier's word that a device belongs to the account. Verified once it has this type. Rule I1. */
export interface Certificate {
  readonly certifier: Certifier
  readonly device: DeviceId
  readonly boxKey: BoxPublicKey
  readonly name: string
  readonly at: At
  readonly sig: Signature
}

/** What an account states to those who may write to it. Rule I6. */
export interface Reach {
  /** X25519 public key that letters and epoch keys are boxed to. */
  readonly letterKey: BoxPublicKey
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
  readonly root: Secret | null
  readonly recovery: Secret | null
  /** What `self`'s epoch keys are boxed to, so that the words open them (S6, I7). Stays when `recovery` is gone. */
  readonly recoveryKey: BoxPublicKey
  /** What the anchor log's keys derive from. Stays when `recovery` is gone. Rule I7. */
  readonly anchor: Secret
  /** The certifier in force, where this device holds its key. */
  readonly certifier: { readonly statement: Certifier; readonly key: SigningKey | null }
  readonly letter: BoxKey
  readonly inbox: SigningKey
}

/** The secrets of one installation. All its keys derive from `seed`, those of its feeds too (E2). */
export interface DeviceSecrets {
  readonly device: DeviceId
  readonly seed: Secret
  readonly signing: SigningKey
  readonly box: BoxKey
  readonly certificate: Certificate
}

/** What a letter is about; its number on the wire. `unknown` is a later program's. Rules R3, S10. */
export const LETTER_KINDS = { hello: 1, accept: 2, welcome: 3, rotate: 4, join: 5, ask: 6 } as const
export type LetterKind = keyof typeof LETTER_KINDS | 'unknown'

/** An opened letter: what a device of `card.account` signed for this recipient. Rule R3. */
export interface Letter {
  readonly kind: LetterKind
  /** Still to be parsed by who knows the kind. */
  readonly body: Cbor
  readonly card: Card
}

export type IdentityError =
  | { readonly type: 'CertificateMalformed'; readonly detail: string }
  | { readonly type: 'CertificateForged'; readonly part: 'certifier' | 'device' }
  | { readonly type: 'CardMalformed'; readonly detail: CardFault }
  | { readonly type: 'CardForged' }
  | { readonly type: 'CardVersionUnknown'; readonly v: number }
  | { readonly type: 'NameInvalid'; readonly reason: 'empty' | 'tooLong' | 'controlCharacters' }
  | { readonly type: 'ReachMalformed'; readonly detail: string }
  | { readonly type: 'SecretsMalformed' }
  | { readonly type: 'SecretsVersionUnknown'; readonly v: number }
  | { readonly type: 'LetterMalformed'; readonly detail: string }
  | { readonly type: 'LetterVersionUnknown'; readonly v: number }
  | { readonly type: 'LetterDoesNotOpen' }
  | { readonly type: 'LetterForged' }
  | { readonly type: 'LetterKeyInvalid' }

/** What is wrong with a link: it is no text, too long, no contact link, cut or mistyped, or says what no card says. */
export type CardFault = 'notText' | 'tooLong' | 'notAContactLink' | 'encoding' | 'shape'
