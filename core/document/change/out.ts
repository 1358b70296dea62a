// Bytes being written, and the variable-length numbers (LEB128) of Automerge's format.

/** Bytes written so far: the first `at` of `bytes`. */
export interface Out {
  bytes: Uint8Array
  at: number
}

/** What most changes fit into. */
const FIRST_BYTES = 512
/** Above this, 32-bit arithmetic would cut a number. */
const MAX_INT32 = 0x7fffffff

/** An empty one. */
export const newOut = (): Out => ({ bytes: new Uint8Array(FIRST_BYTES), at: 0 })

/** What was written. */
export const written = (out: Out): Uint8Array => out.bytes.slice(0, out.at)

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
