// Bytes being written, and the variable-length numbers (LEB128) of Automerge's format.

/** Bytes written so far: the first `at` of `bytes`. */
export interface Out {
  bytes: Uint8Array
  at: number
}

/** What most changes fit into. */
const FIRST_BYTES = 512
/** Up to this much is kept for the next change. */
const KEPT_BYTES = 64 * 1024
/** Above this, 32-bit arithmetic would cut a number. */
const MAX_INT32 = 0x7fffffff

const encoder = new TextEncoder()

/** An empty one. */
export const newOut = (): Out => ({ bytes: new Uint8Array(FIRST_BYTES), at: 0 })

/** The same one, empty again: encoding many changes must not leave as many buffers behind. */
export function emptied(out: Out): Out {
  if (out.bytes.length > KEPT_BYTES) out.bytes = new Uint8Array(FIRST_BYTES)
  out.at = 0
  return out
}

/** What was written: a view that holds until more is. */
export const written = (out: Out): Uint8Array => out.bytes.subarray(0, out.at)

/** Appends bytes. */
export function putBytes(out: Out, bytes: Uint8Array): void {
  room(out, bytes.length).set(bytes, out.at)
  out.at += bytes.length
}

/** Appends their number and then the bytes. */
export function putSized(out: Out, bytes: Uint8Array): void {
  putUnsigned(out, bytes.length)
  putBytes(out, bytes)
}

/** Appends the UTF-8 of a text. Keys, names and much of what people write are ASCII, which is faster by hand. */
export function putUtf8(out: Out, text: string): void {
  const bytes = room(out, text.length * 3)
  const start = out.at
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    if (unit > 127) {
      out.at = start + encoder.encodeInto(text, bytes.subarray(start)).written
      return
    }
    bytes[start + i] = unit
  }
  out.at = start + text.length
}

/** Appends a whole number from 0 to 2^53 - 1 as unsigned LEB128. */
export function putUnsigned(out: Out, value: number): void {
  const bytes = room(out, 8)
  let rest = value
  while (rest > MAX_INT32) {
    bytes[out.at++] = (rest % 128) + 128
    rest = Math.floor(rest / 128)
  }
  while (rest > 127) {
    bytes[out.at++] = (rest & 127) | 128
    rest >>>= 7
  }
  bytes[out.at++] = rest
}

/** Appends a safe integer as signed LEB128. */
export function putSigned(out: Out, value: number): void {
  const bytes = room(out, 8)
  let rest = value
  while (rest > 63 || rest < -64) {
    const low = ((rest % 128) + 128) % 128
    bytes[out.at++] = low | 128
    rest = (rest - low) / 128
  }
  bytes[out.at++] = rest & 127
}

function room(out: Out, more: number): Uint8Array {
  if (out.at + more <= out.bytes.length) return out.bytes
  const grown = new Uint8Array(Math.max(out.bytes.length * 2, out.at + more))
  grown.set(out.bytes.subarray(0, out.at))
  out.bytes = grown
  return grown
}
