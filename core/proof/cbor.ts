import { scan } from './cbor-scan.ts'
import type { CborFault, Cursor } from './cbor-scan.ts'
import { readHead } from './cbor-scan.ts'
import { fail, ok } from './result.ts'
import type { Result } from './result.ts'

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

/** Why bytes are not our CBOR, and at which byte. */
export interface CborError {
  readonly type: 'CborInvalid'
  readonly fault: CborFault
  readonly at: number
}
export type { CborFault } from './cbor-scan.ts'

/** Bytes: as much as the largest frame of any stream. */
export const CBOR_MAX_BYTES = 1 << 20
/** Levels of arrays and maps: nothing of ours is deeper than 8; the stack bears far more. Also what `encode` bears. */
export const CBOR_MAX_DEPTH = 32
/** Items: bounds what a megabyte of one-byte items can cost in memory (an empty map costs about 100 bytes). */
export const CBOR_MAX_ITEMS = 1 << 16

/** A first guess, in bytes, that most messages fit into. */
const SCRATCH_BYTES = 4096
/** Bytes up to which a grown scratch is kept for the next call. */
const SCRATCH_KEPT = 1 << 18
/** Text up to this many bytes is put together by hand when it is ASCII, which is faster than a decoder call. */
const SHORT_TEXT = 24

const textDecoder = new TextDecoder('utf-8', { ignoreBOM: true })

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

/**
 * The value these bytes are the deterministic encoding of. `decode(b).ok` means `encode` of it is `b` again, exactly;
 * duplicate or unsorted keys, indefinite lengths, longer forms, trailing bytes, floats, tags and bad UTF-8 are refused,
 * all of it and the limits by a scan that allocates nothing. Byte strings are copies: they do not hold on to `bytes`.
 */
export function decode(bytes: Uint8Array, limits: CborLimits = {}): Result<Cbor, CborError> {
  if (bytes.length > (limits.maxBytes ?? CBOR_MAX_BYTES)) return invalid('too-large', 0)
  const cursor: Cursor = {
    bytes,
    at: 0,
    major: 0,
    value: 0,
    items: limits.maxItems ?? CBOR_MAX_ITEMS,
  }
  const fault = scan(cursor, Math.min(limits.maxDepth ?? CBOR_MAX_DEPTH, CBOR_MAX_DEPTH))
  if (fault !== null) return invalid(fault, cursor.at)
  if (cursor.at < bytes.length) return invalid('trailing', cursor.at)
  cursor.at = 0
  return ok(take(cursor))
}

const invalid = (fault: CborFault, at: number) => fail({ type: 'CborInvalid', fault, at })

/** Reads one item that `scan` has been over. */
function take(cursor: Cursor): Cbor {
  readHead(cursor)
  const { value } = cursor
  switch (cursor.major) {
    case 0:
      return value
    case 1:
      return -1 - value
    case 2:
      return takeBytes(cursor, value)
    case 3:
      return takeText(cursor, value)
    case 4: {
      const list: Cbor[] = []
      for (let i = 0; i < value; i++) list.push(take(cursor))
      return list
    }
    case 5: {
      const map: Record<string, Cbor> = Object.create(null)
      for (let i = 0; i < value; i++) {
        readHead(cursor)
        map[takeText(cursor, cursor.value)] = take(cursor)
      }
      return map
    }
    default:
      return value === 22 ? null : value === 21
  }
}

function takeBytes(cursor: Cursor, length: number): Uint8Array {
  const { bytes, at } = cursor
  cursor.at = at + length
  // Not `slice`: of a Node Buffer that would be a Buffer, and its own `slice` a view.
  const copy = new Uint8Array(length)
  if (length > 64) copy.set(bytes.subarray(at, at + length))
  else for (let i = 0; i < length; i++) copy[i] = bytes[at + i] ?? 0
  return copy
}

function takeText(cursor: Cursor, length: number): string {
  const { bytes, at } = cursor
  cursor.at = at + length
  if (length > SHORT_TEXT) return textDecoder.decode(bytes.subarray(at, at + length))
  let text = ''
  for (let i = 0; i < length; i++) {
    const byte = bytes[at + i] ?? 0
    if (byte > 0x7f) return textDecoder.decode(bytes.subarray(at, at + length))
    text += String.fromCharCode(byte)
  }
  return text
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
