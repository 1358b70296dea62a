import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { factKey, feedName, keyText, parseFactKey, parseKeyText } from './key.ts'
import { feedOf, logOf, nameOf, tagOf } from './testing.ts'

const someKey = fc.uint8Array({ maxLength: 64 }).filter((key) => key.length !== 13)
const seq = fc.integer({ min: 0, max: 2 ** 32 - 1 })
const index = fc.integer({ min: 0, max: 255 })

test('a derived key says its feed, seq and place again, and whose it is (D4)', () => {
  fc.assert(
    fc.property(seq, index, (n, i) => {
      const full = factKey(nameOf(3), n, i, null, tagOf(2))
      expect(full).toHaveLength(29)
      expect(parseFactKey(full)).toEqual({ form: 'derived', name: nameOf(3), seq: n, index: i, tag: tagOf(2) })
    }),
  )
})

test('an explicit key comes back as it was, never as a derived one, and ends in the tag of its author alone (D4)', () => {
  fc.assert(
    fc.property(someKey, seq, (key, n) => {
      const full = factKey(nameOf(3), n, 0, key, tagOf(2))
      expect(parseFactKey(full)).toEqual({ form: 'explicit', key, tag: tagOf(2) })
      expect(full.slice(-16)).toEqual(tagOf(2))
    }),
  )
})

test('two authors never have one key (D4)', () => {
  fc.assert(
    fc.property(fc.option(someKey), fc.option(someKey), seq, seq, (mine, hers, m, n) => {
      expect(factKey(nameOf(1), m, 0, mine, tagOf(1))).not.toEqual(factKey(nameOf(2), n, 0, hers, tagOf(2)))
    }),
  )
})

test('one feed key used in two logs has a name in each, so that what is said there is not taken for each other (D4)', () => {
  expect(feedName(logOf(1), feedOf(1))).not.toEqual(feedName(logOf(2), feedOf(1)))
  expect(feedName(logOf(1), feedOf(1))).toEqual(nameOf(1))
})

test('a key’s text is the key, and nothing else is', () => {
  fc.assert(
    fc.property(fc.option(someKey), seq, (key, n) => {
      const full = factKey(nameOf(1), n, 7, key, tagOf(1))
      expect(parseKeyText(keyText(full))).toEqual(full)
    }),
  )
  for (const text of [
    '',
    'a',
    'A'.repeat(47),
    keyText(new Uint8Array(15)),
    keyText(new Uint8Array(81)),
    'ü'.repeat(47),
  ]) {
    expect(parseKeyText(text)).toBeUndefined()
  }
})

test('too few or too many bytes are no key', () => {
  expect(parseFactKey(new Uint8Array(15))).toBeUndefined()
  expect(parseFactKey(new Uint8Array(81))).toBeUndefined()
})
