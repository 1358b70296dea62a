// Bytes being read. A reader never throws: what does not fit sets `failed`, and the caller looks once at the end.

/** Bytes read up to `at`. Once `failed`, whatever was taken since means nothing. */
export interface Input {
  readonly bytes: Uint8Array
  at: number
  failed: boolean
}

const NOTHING = new Uint8Array(0)
/** Bytes of the longest LEB128 of a safe integer. */
const MAX_LEB = 8

/** Bytes to be read from their beginning. */
export const newInput = (bytes: Uint8Array): Input => ({ bytes, at: 0, failed: false })

/** The next `length` bytes, as a view. */
export function takeBytes(input: Input, length: number): Uint8Array {
  if (input.failed || length > input.bytes.length - input.at) {
    input.failed = true
    return NOTHING
  }
  input.at += length
  return input.bytes.subarray(input.at - length, input.at)
}

/** The next bytes, whose number stands before them. */
export const takeSized = (input: Input): Uint8Array => takeBytes(input, takeUnsigned(input))

/** A whole number up to 2^53 - 1 in unsigned LEB128. */
export function takeUnsigned(input: Input): number {
  return takeLeb(input, false)
}

/** A safe integer in signed LEB128. */
export function takeSigned(input: Input): number {
  return takeLeb(input, true)
}

function takeLeb(input: Input, isSigned: boolean): number {
  let value = 0
  let scale = 1
  for (let length = 0; length < MAX_LEB; length++) {
    const byte = input.bytes[input.at++]
    if (byte === undefined) break
    const low = byte & 127
    // The sign is the second bit of the last byte. Taken off there, nothing on the way passes 2^53.
    value += (isSigned && byte < 128 && (byte & 64) !== 0 ? low - 128 : low) * scale
    scale *= 128
    if (byte > 127) continue
    if (Number.isSafeInteger(value)) return value
    break
  }
  input.failed = true
  return 0
}
