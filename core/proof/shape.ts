import { bytesToId } from './base32.ts'
import { utf8Length } from './encode.ts'
import type { BoxPublicKey, Cbor, CborMap, Hash, Id, PublicKey, Signature } from './types.ts'

// Readers of decoded CBOR: each gives the value in its type, or undefined if it has not that shape.
// They take undefined too, so that `const [a, b] = list` needs no checks of its own.

type Found = Cbor | undefined

/** Bytes, of exactly `length` if given. */
export function asBytes(x: Found, length?: number): Uint8Array | undefined {
  return x instanceof Uint8Array && (length === undefined || x.length === length) ? x : undefined
}

/** Bytes, at most `max` of them. */
export function asBytesUpTo(x: Found, max: number): Uint8Array | undefined {
  return x instanceof Uint8Array && x.length <= max ? x : undefined
}

/** A whole number from `min` to `max`, both included. */
export function asInt(x: Found, min = Number.MIN_SAFE_INTEGER, max = Number.MAX_SAFE_INTEGER): number | undefined {
  return Number.isSafeInteger(x) && typeof x === 'number' && x >= min && x <= max ? x : undefined
}

/** A text of at most `maxBytes` bytes of UTF-8. */
export function asText(x: Found, maxBytes: number): string | undefined {
  if (typeof x !== 'string' || x.length > maxBytes || !x.isWellFormed()) return undefined
  return utf8Length(x) <= maxBytes ? x : undefined
}

/** True or false. */
export function asBoolean(x: Found): boolean | undefined {
  return typeof x === 'boolean' ? x : undefined
}

/** A list, of exactly `length` if given. */
export function asArray(x: Found, length?: number): readonly Cbor[] | undefined {
  return Array.isArray(x) && (length === undefined || x.length === length) ? x : undefined
}

/** A list in which `read` finds every item, at most `max` of them. */
export function asListOf<T>(x: Found, max: number, read: (item: Cbor) => T | undefined): readonly T[] | undefined {
  const list = asArray(x)
  if (list === undefined || list.length > max) return undefined
  const found: T[] = []
  for (const item of list) {
    const value = read(item)
    if (value === undefined) return undefined
    found.push(value)
  }
  return found
}

/** A map as decoded: without prototype. */
export function asMap(x: Found): CborMap | undefined {
  if (typeof x !== 'object' || x === null || x instanceof Uint8Array || Array.isArray(x)) return undefined
  return x as CborMap // `isArray` does not narrow readonly arrays away
}

/** What `read` finds, or null where null is. */
export function orNull<T>(x: Found, read: (x: Cbor) => T | undefined): T | null | undefined {
  return x === undefined ? undefined : x === null ? null : read(x)
}

// The casts below make the brand, right after its check.

/** A SHA-256: 32 bytes. */
export const asHash = (x: Found) => asBytes(x, 32) as Hash | undefined
/** An Ed25519 public key: 32 bytes. Whether it is a point shows when it verifies. */
export const asPublicKey = (x: Found) => asBytes(x, 32) as PublicKey | undefined
/** An X25519 public key: 32 bytes. */
export const asBoxPublicKey = (x: Found) => asBytes(x, 32) as BoxPublicKey | undefined
/** An Ed25519 signature: 64 bytes. */
export const asSignature = (x: Found) => asBytes(x, 64) as Signature | undefined
/** An id, which travels as its 32 bytes. */
export function asId(x: Found): Id | undefined {
  const bytes = asBytes(x, 32)
  return bytes === undefined ? undefined : bytesToId(bytes)
}
