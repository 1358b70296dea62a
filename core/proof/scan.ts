import type { CborFault } from './types.ts'

/** A place in the bytes, and the head read last: its major type and its argument. */
export interface Cursor {
  readonly bytes: Uint8Array
  at: number
  major: number
  value: number
  /** How many more data items may come. */
  items: number
}

// Callers have checked `at` against the length; the type cannot know.
const byteAt = (bytes: Uint8Array, at: number): number => bytes[at] as number

/**
 * Goes over one data item with all that is in it and checks everything about it, allocating nothing: what it accepts
 * can be read without any further check. Null, or the fault, which lies at `cursor.at` or right before it.
 */
export function scan(cursor: Cursor, depth: number): CborFault | null {
  const fault = readHead(cursor)
  if (fault !== null) return fault
  if (--cursor.items < 0) return 'too-many'
  const { bytes, value } = cursor
  switch (cursor.major) {
    case 0:
      return value > Number.MAX_SAFE_INTEGER ? 'integer-range' : null
    case 1:
      return value >= Number.MAX_SAFE_INTEGER ? 'integer-range' : null
    case 2:
      if (value > bytes.length - cursor.at) return 'truncated'
      cursor.at += value
      return null
    case 3:
      return scanText(cursor)
    case 4:
      return scanList(cursor, value, depth)
    case 5:
      return scanMap(cursor, value, depth)
    case 6:
      return 'tag'
    default:
      return value >= 20 && value <= 22 ? null : 'simple'
  }
}

function scanList(cursor: Cursor, length: number, depth: number): CborFault | null {
  if (depth <= 0) return 'too-deep'
  if (length > cursor.items) return 'too-many'
  if (length > cursor.bytes.length - cursor.at) return 'truncated'
  for (let i = 0; i < length; i++) {
    const fault = scan(cursor, depth - 1)
    if (fault !== null) return fault
  }
  return null
}

function scanMap(cursor: Cursor, length: number, depth: number): CborFault | null {
  if (depth <= 0) return 'too-deep'
  if (length * 2 > cursor.items) return 'too-many'
  if (length * 2 > cursor.bytes.length - cursor.at) return 'truncated'
  let lastAt = -1
  let lastEnd = -1
  for (let i = 0; i < length; i++) {
    const at = cursor.at
    const keyFault = scanKey(cursor)
    if (keyFault !== null) return keyFault
    const end = cursor.at
    if (lastAt >= 0) {
      const order = compareRanges(cursor.bytes, lastAt, lastEnd, at, end)
      if (order >= 0) return order === 0 ? 'key-duplicate' : 'key-order'
    }
    lastAt = at
    lastEnd = end
    const fault = scan(cursor, depth - 1)
    if (fault !== null) return fault
  }
  return null
}

function scanKey(cursor: Cursor): CborFault | null {
  const fault = readHead(cursor)
  if (fault !== null) return fault
  if (cursor.major !== 3) return 'key-type'
  if (--cursor.items < 0) return 'too-many'
  return scanText(cursor)
}

function compareRanges(bytes: Uint8Array, a: number, aEnd: number, b: number, bEnd: number): number {
  const shared = Math.min(aEnd - a, bEnd - b)
  for (let i = 0; i < shared; i++) {
    const difference = byteAt(bytes, a + i) - byteAt(bytes, b + i)
    if (difference !== 0) return difference
  }
  return aEnd - a - (bEnd - b)
}

function scanText(cursor: Cursor): CborFault | null {
  const { bytes, at, value } = cursor
  if (value > bytes.length - at) return 'truncated'
  if (!isUtf8(bytes, at, at + value)) return 'text'
  cursor.at = at + value
  return null
}

/** Reads the initial byte and its argument into `cursor.major` and `cursor.value`, and moves past them. */
export function readHead(cursor: Cursor): CborFault | null {
  const { bytes, at } = cursor
  if (at >= bytes.length) return 'truncated'
  const initial = byteAt(bytes, at)
  const info = initial & 0x1f
  cursor.major = initial >> 5
  if (info < 24) {
    cursor.value = info
    cursor.at = at + 1
    return null
  }
  if (info > 27) return info === 31 ? 'indefinite' : 'simple'
  if (cursor.major === 7) return info === 24 ? 'simple' : 'float'
  const size = 1 << (info - 24)
  if (size >= bytes.length - at) return 'truncated'
  const value = readArgument(bytes, at + 1, size)
  if (value < smallestOf(size)) return 'not-shortest'
  cursor.value = value
  cursor.at = at + 1 + size
  return null
}

/** Big-endian; of eight bytes a float, exact as far as integers are safe and too large beyond. */
function readArgument(bytes: Uint8Array, at: number, size: number): number {
  let value = 0
  for (let i = at; i < at + size; i++) value = value * 256 + byteAt(bytes, i)
  return value
}

const smallestOf = (size: number) => (size === 1 ? 24 : size === 2 ? 0x100 : size === 4 ? 0x10000 : 0x100000000)

/** Whether a range is strict UTF-8 (RFC 3629): no over-long forms, no surrogates, nothing above U+10FFFF. */
export function isUtf8(bytes: Uint8Array, from: number, to: number): boolean {
  let at = from
  while (at < to) {
    const lead = byteAt(bytes, at++)
    if (lead < 0x80) continue
    if (lead < 0xc2 || lead > 0xf4) return false
    const more = lead < 0xe0 ? 1 : lead < 0xf0 ? 2 : 3
    if (at + more > to) return false
    const second = byteAt(bytes, at)
    const lowest = lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80
    const highest = lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf
    if (second < lowest || second > highest) return false
    for (let i = 1; i < more; i++) if ((byteAt(bytes, at + i) & 0xc0) !== 0x80) return false
    at += more
  }
  return true
}
