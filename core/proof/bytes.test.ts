import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { compareBytes, concatBytes, equalBytes, fromUtf8, toHex, utf8 } from './index.ts'

const anyBytes = fc.oneof(fc.uint8Array({ maxLength: 40 }), fc.uint8Array({ maxLength: 3, max: 1 }))

test('bytes compare, join and print as Node does it', () => {
  fc.assert(
    fc.property(anyBytes, anyBytes, (a, b) => {
      expect(Math.sign(compareBytes(a, b))).toBe(Buffer.compare(a, b))
      expect(equalBytes(a, b)).toBe(Buffer.compare(a, b) === 0)
      expect(equalBytes(a, a.slice())).toBe(true)
      expect(Buffer.from(concatBytes(a, b))).toStrictEqual(Buffer.concat([a, b]))
      expect(toHex(a)).toBe(Buffer.from(a).toString('hex'))
    }),
    { numRuns: 1000 },
  )
})

test('text goes to UTF-8 and back, a byte order mark included', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(fromUtf8(utf8(text))).toStrictEqual({ ok: true, value: text })
    }),
  )
  expect(fromUtf8(utf8('\ufeff두레'))).toStrictEqual({ ok: true, value: '\ufeff두레' })
})

test('bytes that are not UTF-8 are no text, and a lone surrogate has no bytes', () => {
  for (const bad of [[0x80], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80], [0xe6, 0xb0]])
    expect(fromUtf8(Uint8Array.from(bad))).toStrictEqual({ ok: false, error: { type: 'TextInvalid' } })
  expect(() => utf8('\ud800')).toThrow(TypeError)
})
