import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { CBOR_MAX_BYTES, CBOR_MAX_DEPTH, CBOR_MAX_ITEMS, compareBytes, concatBytes, decode, encode } from './index.ts'
import type { Cbor } from './index.ts'

const bytes = (hex: string) => new Uint8Array(Buffer.from(hex, 'hex'))
const hex = (value: Cbor) => Buffer.from(encode(value)).toString('hex')
const faultOf = (input: Uint8Array, limits = {}) => {
  const result = decode(input, limits)
  return result.ok ? 'accepted' : result.error.fault
}
/** A map as `decode` makes it, to compare with. */
const mapOf = (entries: Iterable<readonly [string, Cbor]>): Cbor => {
  const map = Object.create(null) as Record<string, Cbor>
  for (const [key, value] of entries) map[key] = value
  return map
}

const anyText = fc.oneof(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'binary' }), fc.constant('__proto__'))
const anyInt = fc.oneof(
  fc.maxSafeInteger(),
  fc.integer(),
  fc.constantFrom(0, 23, 24, 255, 256, 65535, 65536, 2 ** 32 - 1, 2 ** 32, 2 ** 53 - 1, -24, -25, 1 - 2 ** 53),
)
const { anyCbor } = fc.letrec<{ anyCbor: Cbor }>((tie) => ({
  anyCbor: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    anyInt,
    anyText,
    fc.boolean(),
    fc.constant(null),
    fc.uint8Array({ maxLength: 300 }).map((array) => new Uint8Array(array)),
    fc.array(tie('anyCbor'), { maxLength: 30 }),
    fc.uniqueArray(fc.tuple(anyText, tie('anyCbor')), { selector: ([key]) => key, maxLength: 30 }).map(mapOf),
  ),
}))

describe('what RFC 8949 gives as examples is written and read so', () => {
  test.each<[Cbor, string]>([
    [0, '00'],
    [1, '01'],
    [10, '0a'],
    [23, '17'],
    [24, '1818'],
    [25, '1819'],
    [100, '1864'],
    [1000, '1903e8'],
    [1000000, '1a000f4240'],
    [1000000000000, '1b000000e8d4a51000'],
    [-1, '20'],
    [-10, '29'],
    [-100, '3863'],
    [-1000, '3903e7'],
    [false, 'f4'],
    [true, 'f5'],
    [null, 'f6'],
    [new Uint8Array(), '40'],
    [new Uint8Array([1, 2, 3, 4]), '4401020304'],
    ['', '60'],
    ['a', '6161'],
    ['IETF', '6449455446'],
    ['"\\', '62225c'],
    ['\u00fc', '62c3bc'],
    ['\u6c34', '63e6b0b4'],
    ['\ud800\udd51', '64f0908591'],
    [[], '80'],
    [[1, 2, 3], '83010203'],
    [[1, [2, 3], [4, 5]], '8301820203820405'],
    [Array.from({ length: 25 }, (_, i) => i + 1), '98190102030405060708090a0b0c0d0e0f101112131415161718181819'],
    [mapOf([]), 'a0'],
    [
      mapOf([
        ['a', 1],
        ['b', [2, 3]],
      ]),
      'a26161016162820203',
    ],
    [['a', mapOf([['b', 'c']])], '826161a161626163'],
    [
      mapOf(['a', 'b', 'c', 'd', 'e'].map((key) => [key, key.toUpperCase()])),
      'a56161614161626142616361436164614461656145',
    ],
    [2 ** 53 - 1, '1b001fffffffffffff'],
    [1 - 2 ** 53, '3b001ffffffffffffe'],
  ])('%j is %s', (value, expected) => {
    expect(hex(value)).toBe(expected)
    expect(decode(bytes(expected))).toStrictEqual({ ok: true, value })
  })
})

describe('every value comes back as it was, and every text of bytes has one reading', () => {
  test('what is encoded decodes to the same value, and to the same bytes again', () => {
    fc.assert(
      fc.property(anyCbor, (value) => {
        const encoded = encode(value)
        expect(decode(encoded)).toStrictEqual({ ok: true, value })
      }),
      { numRuns: 1000 },
    )
  })

  test('whatever bytes decode are exactly the bytes their value encodes to', () => {
    // Bytes that look like CBOR: mostly heads, so that a good part of them is accepted.
    const head = fc.constantFrom(0x00, 0x17, 0x18, 0x20, 0x40, 0x41, 0x60, 0x61, 0x80, 0x81, 0x82, 0xa0, 0xa1, 0xf6)
    const input = fc.oneof(
      fc.uint8Array({ maxLength: 12 }),
      fc.array(fc.oneof(head, fc.nat(255)), { maxLength: 24 }).map((list) => Uint8Array.from(list)),
    )
    let accepted = 0
    fc.assert(
      fc.property(input, (read) => {
        const result = decode(read)
        if (!result.ok) return
        accepted++
        expect(encode(result.value)).toStrictEqual(new Uint8Array(read))
      }),
      { numRuns: 20_000 },
    )
    expect(accepted).toBeGreaterThan(500)
  })

  test('a changed, cut or lengthened encoding is refused, or is the exact encoding of something else', () => {
    fc.assert(
      fc.property(anyCbor, fc.nat(), fc.nat(255), fc.nat(2), (value, where, byte, how) => {
        const encoded = encode(value)
        const at = where % encoded.length
        const spoilt =
          how === 0
            ? encoded.with(at, byte)
            : how === 1
              ? encoded.slice(0, at)
              : concatBytes(encoded.subarray(0, at), Uint8Array.of(byte), encoded.subarray(at))
        const result = decode(spoilt)
        expect(result.ok ? encode(result.value) : spoilt).toStrictEqual(spoilt)
      }),
      { numRuns: 3000 },
    )
  })

  test('map keys are in bytewise order of their encoding, whatever the order they were said in', () => {
    fc.assert(
      fc.property(fc.uniqueArray(anyText, { maxLength: 20 }), (keys) => {
        const sorted = keys.map((key) => encode(key)).toSorted(compareBytes)
        const expected = concatBytes(
          encode(keys.map(() => 0)).subarray(0, 0),
          ...sorted.flatMap((key) => [key, encode(0)]),
        )
        const encoded = encode(mapOf(keys.map((key) => [key, 0])))
        expect(encoded.subarray(encoded.length - expected.length)).toStrictEqual(expected)
        expect(encode(mapOf(keys.toReversed().map((key) => [key, 0])))).toStrictEqual(encoded)
      }),
      { numRuns: 500 },
    )
  })

  test('a key beyond U+FFFF comes after one at U+FFFD, as in UTF-8 and not as in UTF-16', () => {
    expect(hex({ '\u{10000}': 0, '\ufffda': 0 })).toBe('a264efbfbd610064f090808000')
  })
})

describe('what is not deterministic CBOR of ours is refused with its reason', () => {
  test.each([
    ['nothing at all', '', 'truncated'],
    ['a longer form of a small number', '1817', 'not-shortest'],
    ['a longer form of a number of one byte', '1900ff', 'not-shortest'],
    ['a longer form of a number of two bytes', '1a0000ffff', 'not-shortest'],
    ['a longer form of a number of four bytes', '1b00000000ffffffff', 'not-shortest'],
    ['a longer form of a negative number', '3800', 'not-shortest'],
    ['a longer form of a length', '580101', 'not-shortest'],
    ['a longer form of a list', '980101', 'not-shortest'],
    ['a number above the safe ones', '1b0020000000000000', 'integer-range'],
    ['the largest number of eight bytes', '1bffffffffffffffff', 'integer-range'],
    ['a number below the safe ones', '3b001fffffffffffff', 'integer-range'],
    ['bytes of indefinite length', '5f4100ff', 'indefinite'],
    ['text of indefinite length', '7f6161ff', 'indefinite'],
    ['a list of indefinite length', '9f01ff', 'indefinite'],
    ['a map of indefinite length', 'bf616101ff', 'indefinite'],
    ['a lone break', 'ff', 'indefinite'],
    ['a half float', 'f93c00', 'float'],
    ['a float', 'fa47c35000', 'float'],
    ['a double', 'fb3ff199999999999a', 'float'],
    ['a tag', 'c11a514b67b0', 'tag'],
    ['a big integer', 'c249010000000000000000', 'tag'],
    ['undefined', 'f7', 'simple'],
    ['another simple value', 'f0', 'simple'],
    ['a simple value of two bytes', 'f8ff', 'simple'],
    ['a reserved head', '1c', 'simple'],
    ['a second item', '0000', 'trailing'],
    ['a head cut short', '19ff', 'truncated'],
    ['bytes cut short', '420a', 'truncated'],
    ['text cut short', '6261', 'truncated'],
    ['a list cut short', '8201', 'truncated'],
    ['a map without its last value', 'a16161', 'truncated'],
    ['a key that is a number', 'a10101', 'key-type'],
    ['a key that is bytes', 'a1416101', 'key-type'],
    ['a key said twice', 'a2616101616102', 'key-duplicate'],
    ['__proto__ said twice', 'a2695f5f70726f746f5f5f01695f5f70726f746f5f5f02', 'key-duplicate'],
    ['keys out of order', 'a2616201616101', 'key-order'],
    ['a longer key before a shorter', 'a262616101616201', 'key-order'],
    ['a continuation byte alone', '6180', 'text'],
    ['an over-long form', '62c080', 'text'],
    ['an over-long form of three bytes', '63e08080', 'text'],
    ['an over-long form of four bytes', '64f0808080', 'text'],
    ['a surrogate', '63eda080', 'text'],
    ['a code point above U+10FFFF', '64f4908080', 'text'],
    ['a character cut short', '62e6b0', 'text'],
    ['a bad key', 'a161ff01', 'text'],
  ])('%s (%s)', (_, input, fault) => {
    expect(faultOf(bytes(input))).toBe(fault)
    // And wherever else it lies.
    expect(faultOf(bytes(`8200${input}`))).toBe(fault)
    expect(decode(bytes(`a16161${input}`)).ok).toBe(false)
  })

  test('the reason comes with the place', () => {
    expect(decode(bytes('8301020000'))).toStrictEqual({
      ok: false,
      error: { type: 'CborInvalid', fault: 'trailing', at: 4 },
    })
  })

  test('exactly what a strict decoder calls UTF-8 is text', () => {
    const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
    const tricky = fc.constantFrom(0x41, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc1, 0xc2, 0xdf, 0xe0, 0xec, 0xed)
    const more = fc.constantFrom(0xee, 0xef, 0xf0, 0xf1, 0xf3, 0xf4, 0xf5, 0xff, 0xbb)
    fc.assert(
      fc.property(fc.array(fc.oneof(tricky, more, fc.nat(255)), { maxLength: 8 }), (list) => {
        let expected: string | null = null
        try {
          expected = strict.decode(Uint8Array.from(list))
        } catch {
          // not UTF-8
        }
        const result = decode(Uint8Array.of(0x60 | list.length, ...list))
        expect(result.ok ? result.value : null).toBe(expected)
      }),
      { numRuns: 20_000 },
    )
  })
})

describe('what bytes from outside may cost is bounded', () => {
  test('a head that promises more than there is gets nothing allocated', () => {
    expect(faultOf(bytes('5affffffff'))).toBe('truncated')
    expect(faultOf(bytes('7b00ffffffffffffff'))).toBe('truncated')
    expect(faultOf(bytes('9affffffff'))).toBe('too-many')
    expect(faultOf(bytes('bb00ffffffffffffff'))).toBe('too-many')
    expect(faultOf(bytes('99ffff'))).toBe('truncated')
    expect(faultOf(bytes('b97fff'))).toBe('truncated')
  })

  test('input longer than the limit is not looked at', () => {
    expect(faultOf(new Uint8Array(11), { maxBytes: 10 })).toBe('too-large')
    expect(faultOf(new Uint8Array(CBOR_MAX_BYTES + 1))).toBe('too-large')
  })

  test('lists and maps within each other go as deep as the limit and no deeper', () => {
    const nested = (depth: number) => Uint8Array.from([...Array<number>(depth).fill(0x81), 0x00])
    expect(faultOf(nested(CBOR_MAX_DEPTH))).toBe('accepted')
    expect(faultOf(nested(CBOR_MAX_DEPTH + 1))).toBe('too-deep')
    expect(faultOf(nested(CBOR_MAX_DEPTH + 1), { maxDepth: 1000 })).toBe('too-deep')
    expect(faultOf(nested(3), { maxDepth: 2 })).toBe('too-deep')
    expect(faultOf(bytes('a16161a0'), { maxDepth: 1 })).toBe('too-deep')
    expect(faultOf(nested(1_000_000))).toBe('too-deep')
  })

  test('items are counted, keys and values alike', () => {
    expect(faultOf(bytes('83010203'), { maxItems: 4 })).toBe('accepted')
    expect(faultOf(bytes('83010203'), { maxItems: 3 })).toBe('too-many')
    expect(faultOf(bytes('a1616101'), { maxItems: 3 })).toBe('accepted')
    expect(faultOf(bytes('a1616101'), { maxItems: 2 })).toBe('too-many')
    expect(faultOf(bytes('828080'), { maxItems: 2 })).toBe('too-many')
    expect(faultOf(bytes('8281008100'), { maxItems: 4 })).toBe('too-many')
    expect(faultOf(encode(Array<Cbor>(CBOR_MAX_ITEMS - 1).fill(0)))).toBe('accepted')
    expect(faultOf(encode(Array<Cbor>(CBOR_MAX_ITEMS).fill(0)))).toBe('too-many')
  })
})

describe('decoded values are safe to hold', () => {
  test('a key __proto__ is a key like any other, and no map has keys that nobody said', () => {
    const result = decode(bytes('a1695f5f70726f746f5f5fa16161f5'))
    const map = (result.ok ? result.value : null) as Record<string, Cbor>
    expect(Object.getPrototypeOf(map)).toBeNull()
    expect(Object.keys(map)).toStrictEqual(['__proto__'])
    expect('constructor' in map).toBe(false)
    expect('a' in map).toBe(false)
    expect(hex(map)).toBe('a1695f5f70726f746f5f5fa16161f5')
    expect(({} as Record<string, unknown>)['a']).toBeUndefined()
  })

  test('bytes are copies: changing or dropping the frame they came in changes nothing', () => {
    const frame = bytes('8242010244aabbccdd')
    const result = decode(frame)
    frame.fill(0)
    expect(result).toStrictEqual({ ok: true, value: [bytes('0102'), bytes('aabbccdd')] })
  })

  test('from a Node Buffer come plain bytes too', () => {
    const result = decode(Buffer.from('420102', 'hex'))
    const value = result.ok ? result.value : null
    expect(value?.constructor).toBe(Uint8Array)
    expect(encode(Buffer.from('0102', 'hex'))).toStrictEqual(bytes('420102'))
    expect(encode(0).constructor).toBe(Uint8Array)
  })

  test('a value that encodes another while it is read is written whole', () => {
    const sneaky = {
      get a() {
        return encode(['inner', 'value'])
      },
      b: 'outer',
    }
    expect(encode([1, sneaky])).toStrictEqual(encode([1, { a: encode(['inner', 'value']), b: 'outer' }]))
  })

  test('a long value does not disturb the short one after it', () => {
    const long = 'ㄱ'.repeat(300_000)
    expect(decode(encode(['before']))).toStrictEqual({ ok: true, value: ['before'] })
    expect(encode(long).length).toBe(900_005)
    expect(decode(encode(['after', 1]))).toStrictEqual({ ok: true, value: ['after', 1] })
  })
})

describe('what our own code must not say is thrown back at it', () => {
  const cycle: Cbor[] = []
  cycle.push(cycle)
  const holes: Cbor[] = []
  holes.length = 2
  test.each<[string, unknown]>([
    ['a fraction', 1.5],
    ['not a number', Number.NaN],
    ['infinity', Infinity],
    ['an unsafe integer', 2 ** 53],
    ['a big integer', 1n],
    ['undefined', undefined],
    ['undefined in a map', { a: undefined }],
    ['a hole', holes],
    ['a function', () => 0],
    ['a symbol', Symbol('a')],
    ['a date', new Date(0)],
    ['a Map', new Map([['a', 1]])],
    ['other typed arrays', new Uint16Array(2)],
    ['a lone high surrogate', 'a\ud800'],
    ['a lone low surrogate', '\udc00a'],
    ['two high surrogates', '\ud800\ud800'],
    ['a key with a lone surrogate', { '\ud800': 1 }],
    ['a cycle', cycle],
  ])('%s', (_, value) => {
    expect(() => encode(value as Cbor)).toThrow(TypeError)
    expect(hex([1])).toBe('8101')
  })

  test('minus zero is zero', () => {
    expect(hex(-0)).toBe('00')
  })
})
