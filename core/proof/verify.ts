import { createPublicKey, verify as verifyNative } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { toBase32 } from './base32.ts'
import { recent } from './cache.ts'
import { encode } from './encode.ts'
import { isSoundKey, isSoundSignature } from './sound.ts'
import type { Cbor, Domain, PublicKey } from './types.ts'

/** Keys kept ready: making one costs half a verification. About 1 KiB each. */
const KEYS_KEPT = 2048

/** DER of a SubjectPublicKeyInfo for Ed25519 (RFC 8410), up to the 32 bytes of the key. */
const SPKI_PREFIX = [0x30, 0x2a, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 3, 0x21, 0] as const

/** Native keys by their base32. Null: a key that is no good. */
const keys = recent<KeyObject | null>(KEYS_KEPT)

/**
 * Whether `signature` is the Ed25519 signature (RFC 8032) of `message` under `publicKey`. Never throws.
 *
 * Libraries differ at the edges (tweetnacl, OpenSSL by version, the BoringSSL of Electron) and replicas must not: so
 * what `isSoundKey` and `isSoundSignature` refuse is refused before any library is asked. Beyond that all of them
 * check the equation without cofactor.
 */
export function verify(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  if (publicKey.length !== 32 || !isSoundSignature(signature)) return false
  const key = keys.get(toBase32(publicKey), () => (isSoundKey(publicKey) ? nativeKey(publicKey) : null))
  return key !== null && verifyNative(null, message, key, signature)
}

/** Whether `signature` was made by `signStatement` over the CBOR of `[domain, ...values]`. */
export function verifyStatement(
  publicKey: PublicKey,
  domain: Domain,
  values: readonly Cbor[],
  signature: Uint8Array,
): boolean {
  return verify(publicKey, encode([domain, ...values]), signature)
}

/** Does not look whether the point is on the curve; verification under one that is not says false. */
const nativeKey = (publicKey: Uint8Array): KeyObject =>
  createPublicKey({ key: Buffer.from([...SPKI_PREFIX, ...publicKey]), format: 'der', type: 'spki' })
