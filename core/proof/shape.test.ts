import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  asArray,
  asBoolean,
  asBoxPublicKey,
  asBytes,
  asBytesUpTo,
  asHash,
  asId,
  asInt,
  asListOf,
  asMap,
  asPublicKey,
  asSignature,
  asText,
  bytesToId,
  decode,
  encode,
  orNull,
} from './index.ts'
import type { Cbor } from './index.ts'

const key = new Uint8Array(32).fill(9)
const samples: readonly (Cbor | undefined)[] = [undefined, null, true, 0, 'text', key, [], {}]

test('each reader finds its own shape and nothing else', () => {
  const readers: [(x: Cbor | undefined) => unknown, number][] = [
    [(x) => asBoolean(x), 2],
    [(x) => asInt(x), 3],
    [(x) => asText(x, 10), 4],
    [(x) => asBytes(x), 5],
    [(x) => asBytesUpTo(x, 32), 5],
    [(x) => asHash(x), 5],
    [(x) => asPublicKey(x), 5],
    [(x) => asBoxPublicKey(x), 5],
    [(x) => asId(x), 5],
    [(x) => asArray(x), 6],
    [(x) => asListOf(x, 3, (item) => item), 6],
    [(x) => asMap(x), 7],
  ]
  for (const [read, own] of readers)
    expect(samples.map((sample) => read(sample) !== undefined)).toStrictEqual(samples.map((_, i) => i === own))
})

test('lengths and ranges are exact, limits included', () => {
  expect(asBytes(key, 32)).toBe(key)
  expect(asBytes(key, 31)).toBeUndefined()
  expect(asBytesUpTo(key, 31)).toBeUndefined()
  expect(asSignature(key)).toBeUndefined()
  expect(asSignature(new Uint8Array(64))).toHaveLength(64)
  expect(asPublicKey(new Uint8Array(33))).toBeUndefined()
  expect([0, 1, 5, 6].map((x) => asInt(x, 1, 5))).toStrictEqual([undefined, 1, 5, undefined])
  expect([1.5, Number.NaN, Infinity].map((x) => asInt(x))).toStrictEqual([undefined, undefined, undefined])
  expect(asArray([1, 2], 2)).toStrictEqual([1, 2])
  expect(asArray([1, 2], 3)).toBeUndefined()
  expect(asId(key)).toBe(bytesToId(key))
})

test('text is measured in bytes of UTF-8, and has some', () => {
  expect(asText('두레', 6)).toBe('두레')
  expect(asText('두레', 5)).toBeUndefined()
  expect(asText('\ud800', 10)).toBeUndefined()
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.nat(40), (text, max) => {
      expect(asText(text, max) !== undefined).toBe(Buffer.byteLength(text) <= max)
    }),
  )
})

test('a list is found whole or not at all', () => {
  const asSmall = (x: Cbor) => asInt(x, 0, 9)
  expect(asListOf([1, 2, 3], 3, asSmall)).toStrictEqual([1, 2, 3])
  expect(asListOf([1, 2, 10], 3, asSmall)).toBeUndefined()
  expect(asListOf([1, 2, 3], 2, asSmall)).toBeUndefined()
})

test('null is told from a wrong shape and from nothing', () => {
  const asOne = (x: Cbor) => asInt(x, 1, 1)
  expect([null, 1, 2, undefined].map((x) => orNull(x, asOne))).toStrictEqual([null, 1, undefined, undefined])
})

test('a key __proto__ is read from a decoded map like any other', () => {
  const decoded = decode(encode(JSON.parse('{"__proto__":{"a":1}}') as Cbor))
  const map = decoded.ok ? asMap(decoded.value) : undefined
  expect(Object.entries(map ?? {}).map(([name, value]) => [name, asInt(asMap(value)?.['a'])])).toStrictEqual([
    ['__proto__', 1],
  ])
  expect(map?.['a']).toBeUndefined()
  expect(map?.['toString']).toBeUndefined()
})
