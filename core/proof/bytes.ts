import { fail, ok } from './result.ts'
import type { Result } from './result.ts'

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))
const encoder = new TextEncoder()
// The byte order mark is kept: it is a character like any other, and dropping it would make two texts one.
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** Whether two byte strings are the same. Not constant-time: for public things only. */
export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false
  return true
}

/** Orders byte strings lexicographically, a prefix before what it begins: negative, zero or positive. */
export function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const shared = Math.min(a.length, b.length)
  for (let i = 0; i < shared; i++) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0)
    if (difference !== 0) return difference
  }
  return a.length - b.length
}

/** The parts one after the other, as new bytes. */
export function concatBytes(...parts: readonly Uint8Array[]): Uint8Array {
  let length = 0
  for (const part of parts) length += part.length
  const whole = new Uint8Array(length)
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

/** Lower-case hexadecimal, for people and logs. */
export function toHex(bytes: Uint8Array): string {
  let text = ''
  for (const byte of bytes) text += HEX[byte] ?? ''
  return text
}

/** The UTF-8 of a text. Throws on a lone surrogate: such a text has no UTF-8 (`toWellFormed` before, where it may). */
export function utf8(text: string): Uint8Array {
  if (!text.isWellFormed()) throw new TypeError('a text with a lone surrogate has no UTF-8')
  return encoder.encode(text)
}

/** Bytes that are not UTF-8. */
export interface TextInvalid {
  readonly type: 'TextInvalid'
}

/** The text these bytes are the UTF-8 of, a byte order mark included; refuses everything that is not strict UTF-8. */
export function fromUtf8(bytes: Uint8Array): Result<string, TextInvalid> {
  try {
    return ok(decoder.decode(bytes))
  } catch {
    return fail({ type: 'TextInvalid' })
  }
}
