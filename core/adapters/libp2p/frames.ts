import { MAX_FRAME } from '#core/net/index.ts'

/** Bytes of the length that stands before each frame: unsigned, big-endian. */
const HEADER = 4
/** What is first reserved for a frame that comes in pieces: a length alone must not make us hold a mebibyte. */
const FIRST_RESERVE = 4096

/** The frame as it travels: its length, then a copy of its bytes. Throws a `RangeError` for more than `MAX_FRAME`. */
export const encodeFrame = (frame: Uint8Array): Uint8Array => {
  if (frame.length > MAX_FRAME) throw new RangeError(`a frame has at most ${MAX_FRAME} bytes, not ${frame.length}`)
  const bytes = new Uint8Array(HEADER + frame.length)
  new DataView(bytes.buffer).setUint32(0, frame.length)
  bytes.set(frame, HEADER)
  return bytes
}

/** Cuts what arrives in any pieces into frames. */
export interface FrameReader {
  /**
   * Takes the next bytes and calls `onFrame` for each frame they complete, each in memory of its own. False: a length
   * over `MAX_FRAME` was announced; the reader is of no further use and has kept nothing of it.
   */
  readonly read: (bytes: Uint8Array, onFrame: (frame: Uint8Array) => void) => boolean
  /** Whether it stands within a frame. */
  readonly isPartial: () => boolean
}

/** A reader at the beginning of a stream. It never holds more than twice what it was given, nor more than a frame. */
export const createFrameReader = (): FrameReader => {
  const header = new Uint8Array(HEADER)
  const view = new DataView(header.buffer)
  let headerLength = 0
  let length = 0
  let body: Uint8Array | null = null
  let bodyLength = 0
  let isBroken = false

  const readHeader = (bytes: Uint8Array): number => {
    const taken = Math.min(HEADER - headerLength, bytes.length)
    header.set(bytes.subarray(0, taken), headerLength)
    headerLength += taken
    if (headerLength === HEADER) {
      length = view.getUint32(0)
      isBroken = length > MAX_FRAME
      body = isBroken ? null : new Uint8Array(Math.min(length, FIRST_RESERVE))
      bodyLength = 0
    }
    return taken
  }

  const readBody = (target: Uint8Array, bytes: Uint8Array): number => {
    const taken = Math.min(length - bodyLength, bytes.length)
    const needed = bodyLength + taken
    if (needed > target.length) {
      const grown = new Uint8Array(Math.min(length, Math.max(needed, 2 * target.length)))
      grown.set(target.subarray(0, bodyLength))
      body = target = grown
    }
    target.set(bytes.subarray(0, taken), bodyLength)
    bodyLength = needed
    return taken
  }

  return {
    read: (bytes, onFrame) => {
      let at = 0
      while (!isBroken) {
        if (body === null) {
          if (at === bytes.length) return true
          at += readHeader(bytes.subarray(at))
        } else if (bodyLength < length) {
          if (at === bytes.length) return true
          at += readBody(body, bytes.subarray(at))
        } else {
          const frame = body
          body = null
          headerLength = 0
          onFrame(frame)
        }
      }
      return false
    },
    isPartial: () => headerLength > 0,
  }
}
