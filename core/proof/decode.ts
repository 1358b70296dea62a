import { CBOR_MAX_DEPTH } from './encode.ts'
import { fail, ok } from './result.ts'
import type { Result } from './result.ts'
import { readHead, scan } from './scan.ts'
import type { Cursor } from './scan.ts'
import type { Cbor, CborError, CborFault, CborLimits } from './types.ts'

/** Bytes: as much as the largest frame of any stream. */
export const CBOR_MAX_BYTES = 1 << 20
/** Items: bounds what a megabyte of one-byte items can cost in memory (an empty map costs about 200 bytes). */
export const CBOR_MAX_ITEMS = 1 << 16

/** Text up to this many bytes is put together by hand when it is ASCII, which is faster than a decoder call. */
const SHORT_TEXT = 24

const textDecoder = new TextDecoder('utf-8', { ignoreBOM: true })

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
      // No prototype: `__proto__` becomes a key, and no key means what nobody said.
      const map = Object.create(null) as Record<string, Cbor>
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
