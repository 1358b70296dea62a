import { fail, ok } from '#core/proof/index.ts'
import type { Result } from '#core/proof/index.ts'

/** Largest picture of a person, in bytes: said in every chat, so it has to be small. Rule I8. */
export const MAX_PICTURE_BYTES = 24 * 1024
/** Longest side of a picture, in pixels: what an avatar needs on a dense screen. Rule I8. */
export const MAX_PICTURE_SIDE = 128

/** The kinds of pictures that are taken, by what their bytes say. */
export type PictureType = 'image/png' | 'image/jpeg' | 'image/webp'

/** What a picture's own bytes say of it. */
export interface PictureFacts {
  readonly type: PictureType
  readonly width: number
  readonly height: number
}

/**
 * Why a picture is not taken. `kind`: none of the three; `damaged`: not whole, or more than one picture; `metadata`: it
 * tells where or with what it was taken.
 */
export type PictureFault = 'tooLarge' | 'kind' | 'damaged' | 'dimensions' | 'moving' | 'metadata'

type Read = Result<PictureFacts, PictureFault>

/**
 * What a picture is, read from its frame alone: nothing is decompressed. Every byte belongs to a part that is known, so
 * that no second file hides in it, and no place or camera is told by accident. Rule I8.
 */
export function readPicture(bytes: Uint8Array): Read {
  if (bytes.length > MAX_PICTURE_BYTES) return fail('tooLarge')
  if (startsWith(bytes, 0, PNG)) return readPng(bytes)
  if (startsWith(bytes, 0, JPEG)) return readJpeg(bytes)
  if (textAt(bytes, 0) === 'RIFF' && textAt(bytes, 8) === 'WEBP') return readWebp(bytes)
  return fail('kind')
}

const PNG = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]
const JPEG = [0xff, 0xd8, 0xff]

const startsWith = (bytes: Uint8Array, at: number, with_: readonly number[]): boolean =>
  with_.every((byte, i) => bytes[at + i] === byte)
/** Four letters at a place. */
const textAt = (bytes: Uint8Array, at: number): string => String.fromCharCode(...bytes.subarray(at, at + 4))
const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)

const sized = (type: PictureType, width: number, height: number): Read => {
  const fits = [width, height].every((side) => side >= 1 && side <= MAX_PICTURE_SIDE)
  return fits ? ok({ type, width, height }) : fail('dimensions')
}

/** Parts of a PNG that are about its looks. */
const PNG_LOOKS = new Set(['PLTE', 'IDAT', 'tRNS', 'gAMA', 'cHRM', 'sRGB', 'iCCP', 'sBIT', 'bKGD', 'pHYs', 'cICP'])
/** Parts that make it move. */
const PNG_MOVES = new Set(['acTL', 'fcTL', 'fdAT'])
/** Bytes of a part's length, name and check sum. */
const PNG_FRAME = 12
const PNG_HEADER = 13

/** PNG (ISO/IEC 15948): IHDR, parts that are known, IEND at the very end. */
function readPng(bytes: Uint8Array): Read {
  const view = viewOf(bytes)
  let at: number = PNG.length
  if (bytes.length < at + PNG_HEADER + PNG_FRAME) return fail('damaged')
  if (view.getUint32(at) !== PNG_HEADER || textAt(bytes, at + 4) !== 'IHDR') return fail('damaged')
  const size = sized('image/png', view.getUint32(at + 8), view.getUint32(at + 12))
  if (!size.ok) return size
  at += PNG_HEADER + PNG_FRAME
  let hasPixels = false
  while (at + PNG_FRAME <= bytes.length) {
    const length = view.getUint32(at)
    const name = textAt(bytes, at + 4)
    at += PNG_FRAME + length
    if (name === 'IEND') return length === 0 && at === bytes.length && hasPixels ? size : fail('damaged')
    if (PNG_MOVES.has(name)) return fail('moving')
    if (!PNG_LOOKS.has(name)) return fail(/^[a-z]/.test(name) ? 'metadata' : 'damaged')
    hasPixels ||= name === 'IDAT'
  }
  return fail('damaged')
}

/** What a JPEG's segments are, by their second byte. */
const SOF_BASELINE = 0xc0
const SOF_PROGRESSIVE = 0xc2
const SOS = 0xda
const EOI = 0xd9
/** Huffman and quantisation tables, restart interval. */
const JPEG_TABLES = new Set([0xc4, 0xdb, 0xdd])
/** JFIF, colour profile, Adobe's colour transform. */
const JPEG_LOOKS = new Map([
  [0xe0, 'JFIF'],
  [0xe2, 'ICC_'],
  [0xee, 'Adob'],
])

/** JPEG (ITU-T T.81): segments that are known, one frame, EOI at the very end. */
function readJpeg(bytes: Uint8Array): Read {
  const view = viewOf(bytes)
  let at = 2
  let size: Read | null = null
  let hasPixels = false
  while (at + 2 <= bytes.length) {
    if (bytes[at] !== 0xff) return fail('damaged')
    const marker = view.getUint8(at + 1)
    if (marker === EOI) return at + 2 === bytes.length && size !== null && hasPixels ? size : fail('damaged')
    if (at + 4 > bytes.length) return fail('damaged')
    const length = view.getUint16(at + 2)
    const body = at + 4
    at += 2 + length
    if (length < 2 || at > bytes.length) return fail('damaged')
    if (marker >= SOF_BASELINE && marker <= SOF_PROGRESSIVE) {
      if (size !== null || length < 8) return fail('damaged')
      size = sized('image/jpeg', view.getUint16(body + 3), view.getUint16(body + 1))
      if (!size.ok) return size
    } else if (marker === SOS) {
      hasPixels = true
      at = afterPixels(bytes, at)
    } else if (JPEG_LOOKS.has(marker)) {
      if (textAt(bytes, body) !== JPEG_LOOKS.get(marker)) return fail('metadata')
    } else if (!JPEG_TABLES.has(marker)) return fail(isJpegMeta(marker) ? 'metadata' : 'damaged')
  }
  return fail('damaged')
}

/** Applications' segments and comments. */
const isJpegMeta = (marker: number): boolean => (marker >= 0xe0 && marker <= 0xef) || marker === 0xfe

/** Where a scan's pixels end: at the next marker that is neither a stuffed byte nor a restart. */
function afterPixels(bytes: Uint8Array, from: number): number {
  for (let at = from; at + 1 < bytes.length; at++) {
    const next = bytes[at + 1] ?? 0
    if (bytes[at] === 0xff && next !== 0 && !(next >= 0xd0 && next <= 0xd7)) return at
  }
  return bytes.length
}

/** Bits of VP8X that say what else is in the file. */
const WEBP_MOVES = 0x02
const WEBP_META = 0x04 | 0x08

/** WebP (RFC 9649): a frame of VP8 or VP8L, with transparency and colour profile if any, and nothing after it. */
function readWebp(bytes: Uint8Array): Read {
  const view = viewOf(bytes)
  if (bytes.length < 20 || view.getUint32(4, true) !== bytes.length - 8) return fail('damaged')
  let size: Read | null = null
  let at = 12
  while (at + 8 <= bytes.length) {
    const name = textAt(bytes, at)
    const length = view.getUint32(at + 4, true)
    const body = at + 8
    at = body + length + (length % 2)
    if (at > bytes.length) return fail('damaged')
    if (name === 'VP8 ' || name === 'VP8L') {
      if (size !== null) return fail('damaged')
      size = name === 'VP8 ' ? readLossy(view, body, length) : readLossless(view, body, length)
      if (!size.ok) return size
    } else if (name === 'VP8X') {
      const canvas = readCanvas(view, body, length)
      if (!canvas.ok) return canvas
    } else if (name === 'ANIM' || name === 'ANMF') return fail('moving')
    else if (name !== 'ALPH' && name !== 'ICCP')
      return fail(name === 'EXIF' || name === 'XMP ' ? 'metadata' : 'damaged')
  }
  return size !== null && at === bytes.length ? size : fail('damaged')
}

/** A key frame of VP8 (RFC 6386, 9.1): 3 bytes of tag, 3 of start code, 14 bits each of width and height. */
function readLossy(view: DataView, at: number, length: number): Read {
  if (length < 10 || view.getUint8(at + 3) !== 0x9d || view.getUint16(at + 4) !== 0x012a) return fail('damaged')
  return sized('image/webp', view.getUint16(at + 6, true) & 0x3fff, view.getUint16(at + 8, true) & 0x3fff)
}

/** VP8L (RFC 9649, 3.4): a signature, then 14 bits each of width and height less one. */
function readLossless(view: DataView, at: number, length: number): Read {
  if (length < 5 || view.getUint8(at) !== 0x2f) return fail('damaged')
  const bits = view.getUint32(at + 1, true)
  return sized('image/webp', (bits & 0x3fff) + 1, ((bits >>> 14) & 0x3fff) + 1)
}

/** VP8X: flags, then 24 bits each of width and height less one. */
function readCanvas(view: DataView, at: number, length: number): Read {
  if (length !== 10) return fail('damaged')
  const flags = view.getUint8(at)
  if ((flags & WEBP_MOVES) !== 0) return fail('moving')
  if ((flags & WEBP_META) !== 0) return fail('metadata')
  const side = (from: number): number => (view.getUint16(from, true) | (view.getUint8(from + 2) << 16)) + 1
  return sized('image/webp', side(at + 4), side(at + 7))
}
