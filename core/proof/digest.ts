import { hash } from 'node:crypto'
import { encode } from './encode.ts'
import type { Cbor, Domain, Hash } from './types.ts'

/** Bytes of a shortened digest on the wire. */
const SHORT_BYTES = 8

/** SHA-256 of these bytes as they are. For statements use `digest`, which begins with a domain. */
export function sha256(bytes: Uint8Array): Hash {
  return new Uint8Array(hash('sha256', bytes, 'buffer')) as Hash // SHA-256 has 32 bytes
}

/** SHA-256 of the CBOR of `[domain, ...values]`: what every hash of ours is, so that no two kinds can collide. */
export function digest(domain: Domain, ...values: readonly Cbor[]): Hash {
  return sha256(encode([domain, ...values]))
}

/** Eight bytes that stand for `bytes` in one session only: salted, so nobody can compare across sessions. */
export function shortDigest(salt: Uint8Array, bytes: Uint8Array): Uint8Array {
  return digest('dure/short/v1', salt, bytes).slice(0, SHORT_BYTES)
}
