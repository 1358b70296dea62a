import { fail, ok } from './result.ts'
import type { Result } from './result.ts'
import type { Id } from './types.ts'

/** A text that is not the one base32 form of any bytes, or not of 32. */
export interface IdInvalid {
  readonly type: 'IdInvalid'
}

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567'
/** Characters of an id: 256 bits by five, rounded up. */
const ID_LENGTH = 52
/** Bytes of an id. */
const ID_BYTES = 32
/** Character code to its five bits, or -1. */
const VALUES = new Int8Array(128).fill(-1)
for (let i = 0; i < 32; i++) VALUES[ALPHABET.charCodeAt(i)] = i
/** Ten bits to two characters. */
const PAIRS = Array.from({ length: 1024 }, (_, bits) => ALPHABET.charAt(bits >> 5) + ALPHABET.charAt(bits & 31))

/** Lower-case base32 without padding (RFC 4648 §6). */
export function toBase32(bytes: Uint8Array): string {
  let text = ''
  let held = 0
  let bits = 0
  for (let i = 0; i < bytes.length; i++) {
    held = (held << 8) | (bytes[i] ?? 0)
    bits += 8
    if (bits >= 10) {
      bits -= 10
      text += PAIRS[(held >>> bits) & 1023]
      held &= (1 << bits) - 1
    }
  }
  if (bits === 0) return text
  return bits > 5 ? text + PAIRS[(held << (10 - bits)) & 1023] : text + ALPHABET.charAt((held << (5 - bits)) & 31)
}

/** The bytes that `toBase32` writes so. Refuses upper case, padding, impossible lengths and spare bits that are not 0. */
export function fromBase32(text: string): Result<Uint8Array, IdInvalid> {
  const spare = (text.length * 5) % 8
  // A character more than the bits need would have all its five spare: such lengths are nobody's.
  if (spare >= 5) return fail({ type: 'IdInvalid' })
  const bytes = new Uint8Array((text.length * 5 - spare) / 8)
  let held = 0
  let bits = 0
  let at = 0
  for (let i = 0; i < text.length; i++) {
    const value = valueOf(text, i)
    if (value < 0) return fail({ type: 'IdInvalid' })
    held = (held << 5) | value
    bits += 5
    if (bits >= 8) {
      bits -= 8
      bytes[at++] = held >>> bits
      held &= (1 << bits) - 1
    }
  }
  return held === 0 ? ok(bytes) : fail({ type: 'IdInvalid' })
}

const valueOf = (text: string, at: number): number => VALUES[text.charCodeAt(at)] ?? -1

/** The id of 32 bytes. Throws for another length: callers have checked it. */
export function bytesToId(bytes: Uint8Array): Id {
  if (bytes.length !== ID_BYTES) throw new TypeError(`an id has ${ID_BYTES} bytes, not ${bytes.length}`)
  return toBase32(bytes) as Id // the one place that makes the brand from bytes
}

/** The 32 bytes of an id. */
export function idToBytes(id: Id): Uint8Array {
  const bytes = fromBase32(id)
  if (!bytes.ok || bytes.value.length !== ID_BYTES) throw new TypeError('not an id, though typed as one')
  return bytes.value
}

/** Whether this is the one written form of 32 bytes, from people, files or peers. Allocates nothing for what is not. */
export function parseId(text: unknown): Result<Id, IdInvalid> {
  if (typeof text !== 'string' || text.length !== ID_LENGTH) return fail({ type: 'IdInvalid' })
  for (let i = 0; i < ID_LENGTH; i++) if (valueOf(text, i) < 0) return fail({ type: 'IdInvalid' })
  // 52 characters are 260 bits: the last four are spare.
  if ((valueOf(text, ID_LENGTH - 1) & 15) !== 0) return fail({ type: 'IdInvalid' })
  return ok(text as Id) // checked above
}
