import { createPublicKey, verify as verifyNative } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { toBase32 } from './base32.ts'
import { encode } from './encode.ts'
import type { Cbor, Domain, PublicKey } from './types.ts'

/** Keys kept ready: making one costs a quarter of a verification. About 1 KiB each. */
const CACHED_KEYS = 2048
const KEY_BYTES = 32
const SIGNATURE_BYTES = 64

/** DER of a SubjectPublicKeyInfo for Ed25519 (RFC 8410), up to the 32 bytes of the key. */
const SPKI_PREFIX = Uint8Array.from([0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00])

const fromHex = (hex: string) => Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))

/** The field's prime 2^255 - 19 and the group's order L, little-endian. */
const PRIME = fromHex('edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f')
const ORDER = fromHex('edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010')
/** The y of the eight points whose order divides 8, little-endian. */
const SMALL_ORDER = [
  '0100000000000000000000000000000000000000000000000000000000000000',
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  '0000000000000000000000000000000000000000000000000000000000000000',
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
].map(fromHex)

/** By the key's base32; the least recently used goes first. Null: a key that is no good. */
const keys = new Map<string, KeyObject | null>()

/**
 * Whether `signature` is the Ed25519 signature (RFC 8032) of `message` under `publicKey`. Never throws.
 *
 * Libraries differ at the edges, and replicas must not: so also refused are signatures whose S is not below L
 * (malleable), and keys that are no canonical point or of small order (under which one signature fits many messages).
 * Beyond that the equation is checked without cofactor, as Node and tweetnacl do.
 */
export function verify(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  if (publicKey.length !== KEY_BYTES || signature.length !== SIGNATURE_BYTES) return false
  if (!isBelow(signature.subarray(32), ORDER)) return false
  const key = keyFor(publicKey)
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

function keyFor(publicKey: Uint8Array): KeyObject | null {
  const name = toBase32(publicKey)
  const known = keys.get(name)
  if (known !== undefined) keys.delete(name)
  else if (keys.size >= CACHED_KEYS) keys.delete(keys.keys().next().value ?? '')
  const key = known === undefined ? makeKey(publicKey) : known
  keys.set(name, key)
  return key
}

function makeKey(publicKey: Uint8Array): KeyObject | null {
  const y = Uint8Array.from(publicKey)
  y[31] = (y[31] ?? 0) & 0x7f // without the sign of x
  if (!isBelow(y, PRIME) || SMALL_ORDER.some((small) => small.every((byte, i) => byte === y[i]))) return null
  const der = new Uint8Array(SPKI_PREFIX.length + KEY_BYTES)
  der.set(SPKI_PREFIX)
  der.set(publicKey, SPKI_PREFIX.length)
  // Does not check that the point is on the curve; verification under one that is not says false.
  return createPublicKey({ key: Buffer.from(der.buffer), format: 'der', type: 'spki' })
}

/** Compares two 32-byte little-endian numbers. */
function isBelow(a: Uint8Array, b: Uint8Array): boolean {
  for (let i = 31; i >= 0; i--) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0)
    if (difference !== 0) return difference < 0
  }
  return false
}
