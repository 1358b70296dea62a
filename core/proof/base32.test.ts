import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { bytesToId, fromBase32, idToBytes, parseId, toBase32, utf8 } from './index.ts'

const invalid = { ok: false, error: { type: 'IdInvalid' } }
const zeroId = 'a'.repeat(52)

describe('base32 as RFC 4648 has it, in lower case and without padding', () => {
  test.each([
    ['', ''],
    ['f', 'my'],
    ['fo', 'mzxq'],
    ['foo', 'mzxw6'],
    ['foob', 'mzxw6yq'],
    ['fooba', 'mzxw6ytb'],
    ['foobar', 'mzxw6ytboi'],
  ])('"%s" is "%s"', (text, base32) => {
    expect(toBase32(utf8(text))).toBe(base32)
    expect(fromBase32(base32)).toStrictEqual({ ok: true, value: utf8(text) })
  })

  test('any bytes come back as they were', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
        expect(fromBase32(toBase32(bytes))).toStrictEqual({ ok: true, value: new Uint8Array(bytes) })
      }),
      { numRuns: 1000 },
    )
  })

  test('any text is refused or is the one way to write its bytes', () => {
    const nearly = fc.string({ unit: fc.constantFrom(...Array.from('abcdwxyz234567A018=é ')), maxLength: 20 })
    const exact = fc.string({ unit: fc.constantFrom(...Array.from('abcdefghijklmnopqrstuvwxyz234567')), maxLength: 20 })
    let accepted = 0
    fc.assert(
      fc.property(fc.oneof(exact, nearly, fc.string()), (text) => {
        const bytes = fromBase32(text)
        if (!bytes.ok) return
        accepted++
        expect(toBase32(bytes.value)).toBe(text)
      }),
      { numRuns: 5000 },
    )
    expect(accepted).toBeGreaterThan(300)
  })

  test.each(['a', 'aaa', 'aaaaaa', 'mzxw6yQ', 'MY', 'my======', 'm1', 'm8', 'm0', 'mz', 'mzxr', 'm\u0161', 'my '])(
    '"%s" is nothing',
    (text) => {
      expect(fromBase32(text)).toStrictEqual(invalid)
    },
  )
})

describe('ids', () => {
  test('an id is the 52 characters of 32 bytes and goes back to them', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), (bytes) => {
        const id = bytesToId(bytes)
        expect(id).toHaveLength(52)
        expect(idToBytes(id)).toStrictEqual(new Uint8Array(bytes))
        expect(parseId(id)).toStrictEqual({ ok: true, value: id })
      }),
    )
  })

  test('a text is an id exactly if it is base32 of 32 bytes', () => {
    const last = fc.string({ unit: fc.constantFrom(...Array.from('aqbrz27A')), minLength: 1, maxLength: 2 })
    fc.assert(
      fc.property(fc.nat(51), last, (at, end) => {
        const text = zeroId.slice(0, at) + end + zeroId.slice(at + end.length)
        const bytes = fromBase32(text)
        expect(parseId(text).ok).toBe(bytes.ok && bytes.value.length === 32)
      }),
      { numRuns: 1000 },
    )
  })

  test('of the last character only the first bit counts: two in 32 end an id', () => {
    const ends = Array.from('abcdefghijklmnopqrstuvwxyz234567').filter((end) => parseId('a'.repeat(51) + end).ok)
    expect(ends).toStrictEqual(['a', 'q'])
  })

  test.each([
    null,
    undefined,
    7,
    {},
    [],
    [zeroId],
    '',
    'a'.repeat(51),
    'a'.repeat(53),
    `${'a'.repeat(51)}b`,
    zeroId.toUpperCase(),
    'ａ'.repeat(52),
    'a'.repeat(1_000_000),
  ])('%.60j is no id', (text) => {
    expect(parseId(text)).toStrictEqual(invalid)
  })

  test('31 or 33 bytes are our own mistake', () => {
    expect(() => bytesToId(new Uint8Array(31))).toThrow(TypeError)
    expect(() => bytesToId(new Uint8Array(33))).toThrow(TypeError)
  })
})
