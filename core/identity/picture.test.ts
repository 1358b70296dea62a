import { deflateSync } from 'node:zlib'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { concatBytes, utf8 } from '#core/proof/index.ts'
import { MAX_PICTURE_BYTES, MAX_PICTURE_SIDE, readPicture } from './index.ts'

const big = (value: number, bytes: number): Uint8Array =>
  Uint8Array.from({ length: bytes }, (_, i) => (value >>> (8 * (bytes - 1 - i))) & 0xff)
const little = (value: number, bytes: number): Uint8Array => big(value, bytes).toReversed()
const zeros = (length: number): Uint8Array => new Uint8Array(length)

const part = (name: string, body: Uint8Array): Uint8Array =>
  concatBytes(big(body.length, 4), utf8(name), body, zeros(4))
const png = (width: number, height: number, ...parts: readonly Uint8Array[]): Uint8Array =>
  concatBytes(
    Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a),
    part('IHDR', concatBytes(big(width, 4), big(height, 4), Uint8Array.of(8, 0, 0, 0, 0))),
    ...parts,
    part('IDAT', new Uint8Array(deflateSync(zeros(64)))),
    part('IEND', zeros(0)),
  )

const segment = (marker: number, body: Uint8Array): Uint8Array =>
  concatBytes(Uint8Array.of(0xff, marker), big(body.length + 2, 2), body)
const jpeg = (width: number, height: number, ...parts: readonly Uint8Array[]): Uint8Array =>
  concatBytes(
    Uint8Array.of(0xff, 0xd8),
    segment(0xe0, concatBytes(utf8('JFIF\0'), zeros(9))),
    ...parts,
    segment(0xdb, zeros(65)),
    segment(0xc0, concatBytes(Uint8Array.of(8), big(height, 2), big(width, 2), Uint8Array.of(1, 1, 0x11, 0))),
    segment(0xda, Uint8Array.of(1, 1, 0, 0, 63, 0)),
    Uint8Array.of(0x12, 0xff, 0x00, 0x34, 0xff, 0xd0, 0x56),
    Uint8Array.of(0xff, 0xd9),
  )

const chunk = (name: string, body: Uint8Array): Uint8Array =>
  concatBytes(utf8(name), little(body.length, 4), body, zeros(body.length % 2))
const riff = (...chunks: readonly Uint8Array[]): Uint8Array => {
  const body = concatBytes(utf8('WEBP'), ...chunks)
  return concatBytes(utf8('RIFF'), little(body.length, 4), body)
}
const lossy = (width: number, height: number): Uint8Array =>
  chunk('VP8 ', concatBytes(Uint8Array.of(0, 0, 0, 0x9d, 0x01, 0x2a), little(width, 2), little(height, 2), zeros(9)))
const lossless = (width: number, height: number): Uint8Array =>
  chunk('VP8L', concatBytes(Uint8Array.of(0x2f), little(((height - 1) << 14) | (width - 1), 4), zeros(9)))
const canvas = (flags: number, width: number, height: number): Uint8Array =>
  chunk('VP8X', concatBytes(Uint8Array.of(flags, 0, 0, 0), little(width - 1, 3), little(height - 1, 3)))

const makers = {
  'image/png': [png],
  'image/jpeg': [jpeg],
  'image/webp': [
    (width: number, height: number) => riff(lossy(width, height)),
    (width: number, height: number) => riff(lossless(width, height)),
    (width: number, height: number) => riff(canvas(0x10, width, height), chunk('ALPH', zeros(5)), lossy(width, height)),
  ],
} as const
const everyMaker = Object.entries(makers).flatMap(([type, list]) => list.map((make) => ({ type, make })))
const side = fc.integer({ min: 1, max: MAX_PICTURE_SIDE })
const why = (bytes: Uint8Array): string => {
  const read = readPicture(bytes)
  return read.ok ? 'taken' : read.error
}

describe('a picture (I8)', () => {
  test('of every kind is known by its own bytes, with its size', () => {
    fc.assert(
      fc.property(fc.constantFrom(...everyMaker), side, side, ({ type, make }, width, height) => {
        expect(readPicture(make(width, height))).toEqual({ ok: true, value: { type, width, height } })
      }),
    )
  })

  test('that is too wide, too high, or has no size at all is refused', () => {
    for (const { make } of everyMaker)
      for (const [width, height] of [
        [129, 1],
        [1, 129],
        [16_384, 16_384],
      ] as const)
        expect(why(make(width, height))).toBe('dimensions')
    for (const make of [png, jpeg]) expect(why(make(0, 5))).toBe('dimensions')
    expect(why(riff(canvas(0, 4000, 4000), lossy(4, 4)))).toBe('dimensions')
  })

  test('over 24 KiB is refused whatever it is', () => {
    expect(why(png(4, 4, part('pHYs', zeros(MAX_PICTURE_BYTES))))).toBe('tooLarge')
  })

  test('that tells where it was taken, or by whom, is refused', () => {
    expect(why(png(4, 4, part('tEXt', zeros(4))))).toBe('metadata')
    expect(why(png(4, 4, part('eXIf', zeros(4))))).toBe('metadata')
    expect(why(jpeg(4, 4, segment(0xe1, utf8('Exif\0\0'))))).toBe('metadata')
    expect(why(jpeg(4, 4, segment(0xfe, utf8('by Bora'))))).toBe('metadata')
    expect(why(riff(canvas(0x08, 4, 4), lossy(4, 4), chunk('EXIF', zeros(4))))).toBe('metadata')
    expect(why(riff(lossy(4, 4), chunk('XMP ', zeros(4))))).toBe('metadata')
  })

  test('that moves is refused', () => {
    expect(why(png(4, 4, part('acTL', zeros(8))))).toBe('moving')
    expect(why(riff(canvas(0x02, 4, 4), chunk('ANIM', zeros(6))))).toBe('moving')
  })

  test('with a second file behind it, or within it, is refused', () => {
    const page = utf8('<script>alert(1)</script>')
    for (const { make } of everyMaker) expect(why(concatBytes(make(4, 4), page))).toBe('damaged')
    expect(why(riff(lossy(4, 4), chunk('HTML', page)))).toBe('damaged')
    expect(why(riff(lossy(4, 4), lossy(4, 4)))).toBe('damaged')
  })

  test('of a kind that can hold programs, or that few show, is refused', () => {
    for (const text of ['', '<svg xmlns="http://www.w3.org/2000/svg"/>', 'GIF89a', 'BM', 'RIFF1234WAVE'])
      expect(why(utf8(text))).toBe('kind')
  })

  test('is never taken in part, and nothing makes its reader throw', () => {
    const made = fc.record({ from: fc.constantFrom(...everyMaker), width: side, height: side })
    fc.assert(
      fc.property(made, fc.nat(), ({ from: { make }, width, height }, cut) => {
        const whole = make(width, height)
        expect(readPicture(whole.subarray(0, cut % whole.length)).ok).toBe(false)
      }),
      { numRuns: 500 },
    )
    fc.assert(
      fc.property(made, fc.nat(), fc.nat(255), ({ from: { make }, width, height }, place, byte) => {
        const bytes = make(width, height)
        bytes[place % bytes.length] = byte
        const read = readPicture(bytes)
        expect(read.ok ? Math.max(read.value.width, read.value.height) : 0).toBeLessThanOrEqual(MAX_PICTURE_SIDE)
      }),
      { numRuns: 2000 },
    )
    const heads = everyMaker.map(({ make }) => make(4, 4).subarray(0, 16))
    fc.assert(
      fc.property(fc.constantFrom(...heads), fc.uint8Array({ maxLength: 300 }), (head, rest) => {
        readPicture(concatBytes(head, rest))
      }),
      { numRuns: 2000 },
    )
  })
})
