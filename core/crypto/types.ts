import type { KeyObject } from 'node:crypto'
import type { BoxPublicKey, PublicKey } from '#core/proof/types.ts'
import type { Redacted } from './redacted.ts'

/** A 32-byte secret: of a secretbox, or to derive others from. */
export type Secret = Redacted<Uint8Array>

/** An Ed25519 key pair, ready to sign. */
export interface SigningKey {
  readonly publicKey: PublicKey
  /** The 32 bytes it is made from (RFC 8032's private key). */
  readonly seed: Secret
  /** The native form, because making it costs as much as a signature. */
  readonly native: Redacted<KeyObject>
}

/** An X25519 key pair, ready to open boxes. */
export interface BoxKey {
  readonly publicKey: BoxPublicKey
  /** The 32 bytes it is made from (NaCl's box secret key, clamped where it is used). */
  readonly seed: Secret
  readonly native: Redacted<KeyObject>
}
