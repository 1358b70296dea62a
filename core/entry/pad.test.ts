import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { equalBytes } from '#core/proof/index.ts'
import { PAD_BYTES, pad, unpad } from './index.ts'

test('what is padded comes back, and its length says only how many times 32 bytes it takes (E4)', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (plain) => {
      const padded = pad(plain)
      expect(unpad(padded)).toEqual(plain)
      expect(padded.length % PAD_BYTES).toBe(0)
      expect(padded.length - plain.length).toBeGreaterThanOrEqual(1)
      expect(padded.length - plain.length).toBeLessThanOrEqual(PAD_BYTES)
    }),
  )
})

test('only what `pad` makes is unpadded: one plain text has one padded form', () => {
  const ending = fc.array(fc.constantFrom(0, 0x80, 1), { maxLength: 70 }).map((bytes) => Uint8Array.from(bytes))
  fc.assert(
    fc.property(fc.oneof(ending, fc.uint8Array({ maxLength: 100 })), (bytes) => {
      const plain = unpad(bytes)
      return plain === undefined || equalBytes(pad(plain), bytes)
    }),
    { numRuns: 1000 },
  )
  expect(unpad(new Uint8Array(0))).toBeUndefined()
  expect(unpad(new Uint8Array(32))).toBeUndefined()
  expect(unpad(new Uint8Array(64).with(0, 0x80))).toBeUndefined()
  expect(unpad(new Uint8Array(33).with(32, 0x80))).toBeUndefined()
})
