import { sign as signNative } from 'node:crypto'
import { encode } from '#core/proof/index.ts'
import type { Cbor, Domain, PublicKey, Signature } from '#core/proof/index.ts'
import { nativePrivate, publicBytes } from './native.ts'
import { redact, reveal } from './redacted.ts'
import type { Secret, SigningKey } from './types.ts'

/** The Ed25519 key pair of a 32-byte seed (RFC 8032). */
export function signingKeyFromSeed(seed: Secret): SigningKey {
  const native = nativePrivate('ed25519', seed)
  return { publicKey: publicBytes(native) as PublicKey, seed, native: redact(native) } // Ed25519: 32 bytes
}

/** The signature of bytes as they are. For statements use `signStatement`, which begins with a domain. */
export function sign(key: SigningKey, message: Uint8Array): Signature {
  return new Uint8Array(signNative(null, message, reveal(key.native))) as Signature // Ed25519: 64 bytes
}

/** The signature of the CBOR of `[domain, ...values]`, for `verifyStatement`. */
export function signStatement(key: SigningKey, domain: Domain, values: readonly Cbor[]): Signature {
  return sign(key, encode([domain, ...values]))
}
