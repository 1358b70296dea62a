/**
 * A primitive that carries, in its type only, what it stands for and how it is encoded. A brand of a brand has both
 * names (a plain `{ [brand]: Name }` twice would be `never`, which fits anywhere).
 */
export type Brand<T, Name extends string> = T & { readonly [brand]: { readonly [N in Name]: true } }
declare const brand: unique symbol

/** 32 bytes as lower-case base32 (RFC 4648, no padding): 52 characters. The one written form of every id. */
export type Id = Brand<string, 'Id'>

/** 32 bytes of SHA-256 over a domain string and what follows it. */
export type Hash = Brand<Uint8Array, 'Hash'>
/** 32 bytes: an Ed25519 public key (RFC 8032). */
export type PublicKey = Brand<Uint8Array, 'PublicKey'>
/** 64 bytes: an Ed25519 signature (RFC 8032). */
export type Signature = Brand<Uint8Array, 'Signature'>

/** Milliseconds since 1970, as clocks and people count them. */
export type Millis = Brand<number, 'Millis'>
/**
 * A hybrid logical time (`at`): whole microseconds since 1970, of which the thousands are the wall clock and the
 * rest counts what happened within one millisecond. A safe integer until the year 2255. Rule E3.
 */
export type At = Brand<number, 'At'>

/** 32 bytes: an X25519 public key (RFC 7748), for boxes. Its own brand, so that it is never verified against. */
export type BoxPublicKey = Brand<Uint8Array, 'BoxPublicKey'>

/** `length` random bytes from the system, or from a seed in the simulator. */
export type Random = (length: number) => Uint8Array

/** The first thing in whatever is hashed, signed or derived, so that no two uses of a key can be confused. */
export type Domain = `dure/${string}/v1`

/**
 * What can be said in our CBOR: safe integers, text, bytes, true, false, null, arrays, and maps with text keys.
 * No floats, tags, big integers or undefined. Maps are plain objects; decoded ones have no prototype.
 */
export type Cbor = number | string | boolean | null | Uint8Array | readonly Cbor[] | { readonly [key: string]: Cbor }

/** A map as `decode` gives it: without prototype, so `__proto__` and `constructor` are keys like any other. */
export type CborMap = { readonly [key: string]: Cbor }

/** How much a decoder will look at. All three are refused before anything is allocated for the input. */
export interface CborLimits {
  /** Bytes of the whole input. Default `CBOR_MAX_BYTES`. */
  readonly maxBytes?: number
  /** Arrays and maps within each other. Default and most: `CBOR_MAX_DEPTH`. */
  readonly maxDepth?: number
  /** Data items in all: values, keys, arrays and maps themselves. Default `CBOR_MAX_ITEMS`. */
  readonly maxItems?: number
}

/** What is wrong with bytes that are not our CBOR. */
export type CborFault =
  | 'too-large'
  | 'too-deep'
  | 'too-many'
  | 'truncated'
  | 'trailing'
  | 'indefinite'
  | 'not-shortest'
  | 'integer-range'
  | 'float'
  | 'tag'
  | 'simple'
  | 'text'
  | 'key-type'
  | 'key-order'
  | 'key-duplicate'

/** Why bytes are not our CBOR, and at which byte. */
export interface CborError {
  readonly type: 'CborInvalid'
  readonly fault: CborFault
  readonly at: number
}
