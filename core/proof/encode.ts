import type { Cbor, CborMap } from './types.ts'

/** Levels of arrays and maps: nothing of ours is deeper than 8; the stack bears far more. Also what `encode` bears. */
export const CBOR_MAX_DEPTH = 32
/** A first guess, in bytes, that most messages fit into. */
const SCRATCH_BYTES = 4096
/** Bytes up to which a grown scratch is kept for the next call. */
const SCRATCH_KEPT = 1 << 18

/** The bytes so far: as many as `at` says. */
interface Out {
  bytes: Uint8Array
  at: number
}

/** The scratch of `encode` between two calls: an allocation saved, and zeroed because secrets pass through it. */
let spare: Uint8Array | null = null

/**
 * The deterministic CBOR of a value (RFC 8949 §4.2.1): shortest heads, map keys in bytewise order of their encoding.
 * Throws a TypeError for what `Cbor` excludes but a type cannot: fractions, unsafe integers, lone surrogates, objects
 * of a class, cycles. -0 is written as 0.
 */
export function encode(value: Cbor): Uint8Array {
  const out: Out = { bytes: spare ?? new Uint8Array(SCRATCH_BYTES), at: 0 }
  spare = null
  put(out, value, 0)
  const encoded = out.bytes.slice(0, out.at)
  out.bytes.fill(0, 0, out.at)
  if (out.bytes.length <= SCRATCH_KEPT) spare = out.bytes
  return encoded
}

function put(out: Out, value: Cbor, depth: number): void {
  switch (typeof value) {
    case 'number':
      if (!Number.isSafeInteger(value)) throw new TypeError('CBOR here has safe integers only')
      return value >= 0 ? putHead(out, 0x00, value) : putHead(out, 0x20, -1 - value)
    case 'string':
      return putText(out, value)
    case 'boolean':
      return putHead(out, 0xe0, value ? 21 : 20)
    case 'object':
      if (value === null) return putHead(out, 0xe0, 22)
      if (value instanceof Uint8Array) return putBytes(out, value)
      if (depth >= CBOR_MAX_DEPTH) throw new TypeError(`CBOR deeper than ${CBOR_MAX_DEPTH}`)
      return isList(value) ? putList(out, value, depth) : putMap(out, value, depth)
    default:
      throw new TypeError(`no CBOR for ${typeof value}`)
  }
}

const isList = (value: readonly Cbor[] | CborMap): value is readonly Cbor[] => Array.isArray(value)

function putList(out: Out, list: readonly Cbor[], depth: number): void {
  putHead(out, 0x80, list.length)
  // By index, so that a hole is met as undefined and refused.
  for (let i = 0; i < list.length; i++) put(out, list[i] as Cbor, depth + 1)
}

function putMap(out: Out, map: CborMap, depth: number): void {
  const prototype: unknown = Object.getPrototypeOf(map)
  if (prototype !== null && prototype !== Object.prototype) throw new TypeError('no CBOR for objects of a class')
  const keys = Object.keys(map)
  if (keys.length > 1) keys.sort(compareKeys)
  putHead(out, 0xa0, keys.length)
  for (const key of keys) {
    putText(out, key)
    put(out, map[key] as Cbor, depth + 1) // undefined is refused there
  }
}

/** Shorter UTF-8 first, then by code point: the order of the encoded keys, without encoding them. */
function compareKeys(a: string, b: string): number {
  const byLength = utf8Length(a) - utf8Length(b)
  if (byLength !== 0) return byLength
  for (let i = 0; i < a.length; i++) {
    const left = a.charCodeAt(i)
    const right = b.charCodeAt(i)
    if (left !== right) return inCodePointOrder(left) - inCodePointOrder(right)
  }
  return 0
}

/** UTF-16 puts surrogates below U+E000, UTF-8 above U+FFFF: this moves them there. */
const inCodePointOrder = (unit: number) => (unit < 0xd800 ? unit : unit < 0xe000 ? unit + 0x2000 : unit - 0x800)

function putHead(out: Out, major: number, value: number): void {
  const { at } = out
  const bytes = room(out, 9)
  if (value < 24) {
    bytes[at] = major | value
    out.at = at + 1
  } else if (value < 0x100) {
    bytes[at] = major | 24
    bytes[at + 1] = value
    out.at = at + 2
  } else if (value < 0x10000) {
    bytes[at] = major | 25
    bytes[at + 1] = value >>> 8
    bytes[at + 2] = value
    out.at = at + 3
  } else if (value < 0x100000000) {
    bytes[at] = major | 26
    put32(bytes, at + 1, value)
    out.at = at + 5
  } else {
    bytes[at] = major | 27
    put32(bytes, at + 1, Math.floor(value / 0x100000000))
    put32(bytes, at + 5, value >>> 0)
    out.at = at + 9
  }
}

function put32(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value >>> 24
  bytes[at + 1] = value >>> 16
  bytes[at + 2] = value >>> 8
  bytes[at + 3] = value
}

function putBytes(out: Out, bytes: Uint8Array): void {
  putHead(out, 0x40, bytes.length)
  room(out, bytes.length).set(bytes, out.at)
  out.at += bytes.length
}

function putText(out: Out, text: string): void {
  const length = utf8Length(text)
  putHead(out, 0x60, length)
  const bytes = room(out, length)
  let { at } = out
  for (let i = 0; i < text.length; i++) {
    let point = text.charCodeAt(i)
    if (point < 0x80) bytes[at++] = point
    else if (point < 0x800) {
      bytes[at++] = 0xc0 | (point >> 6)
      bytes[at++] = 0x80 | (point & 0x3f)
    } else if (point < 0xd800 || point >= 0xe000) {
      bytes[at++] = 0xe0 | (point >> 12)
      bytes[at++] = 0x80 | ((point >> 6) & 0x3f)
      bytes[at++] = 0x80 | (point & 0x3f)
    } else {
      // A pair: `utf8Length` has seen both halves.
      point = 0x10000 + ((point - 0xd800) << 10) + (text.charCodeAt(++i) - 0xdc00)
      bytes[at++] = 0xf0 | (point >> 18)
      bytes[at++] = 0x80 | ((point >> 12) & 0x3f)
      bytes[at++] = 0x80 | ((point >> 6) & 0x3f)
      bytes[at++] = 0x80 | (point & 0x3f)
    }
  }
  out.at = at
}

/** Bytes that a text takes as UTF-8. Throws for a lone surrogate, which has none. */
export function utf8Length(text: string): number {
  let length = text.length
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    if (unit < 0x80) continue
    if (unit < 0x800) length += 1
    else if (unit < 0xd800 || unit >= 0xe000) length += 2
    else {
      const low = text.charCodeAt(++i)
      if (unit >= 0xdc00 || !(low >= 0xdc00 && low < 0xe000)) throw new TypeError('no CBOR for a lone surrogate')
      length += 2
    }
  }
  return length
}

/** The buffer with at least `more` bytes free after `at`, grown if need be. */
function room(out: Out, more: number): Uint8Array {
  if (out.at + more <= out.bytes.length) return out.bytes
  const grown = new Uint8Array(Math.max(out.bytes.length * 2, out.at + more))
  grown.set(out.bytes.subarray(0, out.at))
  out.bytes.fill(0, 0, out.at)
  out.bytes = grown
  return grown
}
