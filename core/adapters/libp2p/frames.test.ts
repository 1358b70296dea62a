import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { MAX_FRAME } from '#core/net/index.ts'
import { createFrameReader, encodeFrame } from './frames.ts'

/** The bytes cut at the given places. */
const cutAt = (bytes: Uint8Array, cuts: readonly number[]): Uint8Array[] => {
  const places = [...cuts.map((cut) => cut % (bytes.length + 1)), 0, bytes.length].toSorted((a, b) => a - b)
  return places.slice(1).map((end, index) => bytes.subarray(places[index], end))
}

const joined = (parts: readonly Uint8Array[]): Uint8Array => new Uint8Array(Buffer.concat(parts))

describe('frames', () => {
  test('come out as they went in, in whatever pieces they travel', () => {
    fc.assert(
      fc.property(
        fc.array(fc.uint8Array({ maxLength: 9000 }), { maxLength: 12 }),
        fc.array(fc.nat(), { maxLength: 40 }),
        (frames, cuts) => {
          const reader = createFrameReader()
          const got: Uint8Array[] = []
          for (const piece of cutAt(joined(frames.map(encodeFrame)), cuts))
            expect(reader.read(piece, (frame) => got.push(frame))).toBe(true)
          expect(got).toEqual(frames)
          expect(reader.isPartial()).toBe(false)
        },
      ),
    )
  })

  test('come out of any bytes without a throw, and never over the limit', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 64 }), { maxLength: 20 }), (pieces) => {
        const reader = createFrameReader()
        let total = 0
        for (const piece of pieces) {
          const before = total
          const goesOn = reader.read(piece, (frame) => (total += frame.length))
          expect(total - before).toBeLessThanOrEqual(joined(pieces).length)
          if (!goesOn) return
        }
      }),
    )
  })

  test('belong to whoever gets them: neither the sender’s bytes nor the next frame’s are shared', () => {
    const sent = new Uint8Array([1, 2, 3])
    const wire = joined([encodeFrame(sent), encodeFrame(sent)])
    sent.fill(9)
    const got: Uint8Array[] = []
    createFrameReader().read(wire, (frame) => got.push(frame))
    got[0]?.fill(7)
    wire.fill(8)
    expect(got[1]).toEqual(new Uint8Array([1, 2, 3]))
    expect(got[1]?.buffer.byteLength).toBe(3)
  })

  test('of exactly the largest size pass, one byte more is refused at its length alone', () => {
    const reader = createFrameReader()
    const got: Uint8Array[] = []
    expect(reader.read(encodeFrame(new Uint8Array(MAX_FRAME)), (frame) => got.push(frame))).toBe(true)
    expect(got[0]?.length).toBe(MAX_FRAME)
    expect(() => encodeFrame(new Uint8Array(MAX_FRAME + 1))).toThrow(RangeError)
    const tooLong = new Uint8Array(4)
    new DataView(tooLong.buffer).setUint32(0, MAX_FRAME + 1)
    expect(reader.read(tooLong, (frame) => got.push(frame))).toBe(false)
    expect(reader.read(encodeFrame(new Uint8Array(1)), (frame) => got.push(frame))).toBe(false)
    expect(got).toHaveLength(1)
  })

  test('say when they stop in the middle', () => {
    const wire = encodeFrame(new Uint8Array(10))
    for (const cut of [1, 4, 13]) {
      const reader = createFrameReader()
      reader.read(wire.subarray(0, cut), () => expect.unreachable())
      expect(reader.isPartial()).toBe(true)
    }
  })
})
