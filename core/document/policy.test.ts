import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Fact, FactValue } from '#core/entry/types.ts'
import { decode, encode } from '#core/proof/index.ts'
import type { CborMap } from '#core/proof/index.ts'
import { facts } from './testing.ts'
import { CONTAINER_COUNT, containerNumber, CONTAINERS } from './kinds.ts'
import { checkFact, MAX_FACTS, MAX_FIELDS, MAX_LIST, MAX_VALUE_BYTES, validateFacts } from './policy.ts'

const say = (value: unknown, container = 0, key: Uint8Array | null = null) =>
  ({ container, key, value: value as FactValue }) satisfies Fact // also what no type allows
const broken = (rule: string) => ({ ok: false, error: { type: 'PolicyBroken', rule } })
const check = (value: unknown) => checkFact(say(value), 'chat')
const fields = (count: number, value: unknown = 1) =>
  Object.fromEntries(Array.from({ length: count }, (_, i) => [`f${i}`, value]))

describe('the write policy (D4)', () => {
  test('lets pass whatever it allows, for every kind of document', () => {
    fc.assert(
      fc.property(facts, (entry) => {
        expect(validateFacts(entry, 'chat').ok).toBe(true)
        expect(validateFacts(entry, 'ledger').ok).toBe(true)
      }),
    )
  })

  test('takes its limits to the letter', () => {
    expect(check(fields(MAX_FIELDS)).ok).toBe(true)
    expect(check(fields(MAX_FIELDS + 1))).toEqual(broken('fieldsTooMany'))
    expect(check({ ['a'.repeat(32)]: 1 }).ok).toBe(true)
    expect(check({ ['a'.repeat(33)]: 1 })).toEqual(broken('fieldNameInvalid'))
    expect(check({ list: Array.from({ length: MAX_LIST }, () => 1) }).ok).toBe(true)
    expect(check({ list: Array.from({ length: MAX_LIST + 1 }, () => 1) })).toEqual(broken('listTooLong'))
    const room = MAX_VALUE_BYTES - encode({ body: 'x'.repeat(0x10000 - 100) }).length
    expect(check({ body: 'x'.repeat(0x10000 - 100 + room) }).ok).toBe(true)
    expect(check({ body: 'x'.repeat(0x10000 - 99 + room) })).toEqual(broken('valueTooLarge'))
  })

  test.each(['', 'A', '1a', 'a_b', 'a-b', 'é', '__proto__', 'a b', 'a\n', 'a.b'])(
    'knows no field called %j',
    (name) => {
      expect(check(JSON.parse(`{${JSON.stringify(name)}: 1}`))).toEqual(broken('fieldNameInvalid'))
    },
  )

  test('refuses __proto__ as a field however it arrives, and gives no object another prototype', () => {
    const arrived = decode(encode(JSON.parse('{"__proto__": {"admin": true}}') as CborMap))
    expect(arrived.ok).toBe(true)
    expect(check(arrived.ok ? arrived.value : null)).toEqual(broken('fieldNameInvalid'))
    expect(Object.prototype).not.toHaveProperty('admin')
  })

  test.each([
    ['a map in a map', { a: { b: 1 } }, 'valueNotFlat'],
    ['a list in a list', { a: [[1]] }, 'valueNotFlat'],
    ['a map in a list', { a: [{ b: 1 }] }, 'valueNotFlat'],
    ['a date', { a: new Date(0) }, 'valueNotFlat'],
    ['a list for a value', [1], 'valueNotFlat'],
    ['null for a value', null, 'valueNotFlat'],
    ['a text for a value', 'hello', 'valueNotFlat'],
    ['an object of a class', new Map(), 'valueNotFlat'],
    ['a fraction', { a: 0.5 }, 'scalarInvalid'],
    ['an unsafe integer', { a: 2 ** 53 }, 'scalarInvalid'],
    ['not a number', { a: [Number.NaN] }, 'scalarInvalid'],
    ['a lone surrogate', { a: '\ud800' }, 'scalarInvalid'],
    ['undefined', { a: undefined }, 'scalarInvalid'],
    ['a hole in a list', { a: Array.from<number>({ length: 2 }).fill(1, 0, 1) }, 'scalarInvalid'],
    ['a big integer', { a: 1n }, 'scalarInvalid'],
  ])('refuses %s', (_, value, rule) => {
    expect(check(value)).toEqual(broken(rule))
  })

  test.each([-1, CONTAINER_COUNT, 0.5, Number.NaN, 2 ** 40])('knows no container %d', (container) => {
    expect(checkFact(say({}, container), 'chat')).toEqual(broken('containerUnknown'))
  })

  test('keeps what a newer program says in a spare container (D1)', () => {
    expect(checkFact(say({ what: 'later' }, containerNumber('chat', 'spare9')), 'chat').ok).toBe(true)
  })

  test('refuses a key that is too long, or as long as derived ones are, so that none can be forged', () => {
    expect(checkFact(say({}, 0, new Uint8Array(64)), 'chat').ok).toBe(true)
    expect(checkFact(say({}, 0, new Uint8Array(0)), 'chat').ok).toBe(true)
    expect(checkFact(say({}, 0, new Uint8Array(65)), 'chat')).toEqual(broken('keyTooLong'))
    expect(checkFact(say({}, 0, new Uint8Array(13)), 'chat')).toEqual(broken('keyLooksDerived'))
  })

  test('looks at the facts of an entry together', () => {
    const key = Uint8Array.of(1)
    expect(validateFacts([], 'chat')).toEqual(broken('factsMissing'))
    expect(
      validateFacts(
        Array.from({ length: MAX_FACTS }, () => say({ a: 1 })),
        'chat',
      ).ok,
    ).toBe(true)
    expect(
      validateFacts(
        Array.from({ length: MAX_FACTS + 1 }, () => say({})),
        'chat',
      ),
    ).toEqual(broken('factsTooMany'))
    expect(validateFacts([say({}, 6, key), say({}, 6, key)], 'chat')).toEqual(broken('keyTwice'))
    expect(validateFacts([say({}, 6, key), say({}, 5, key)], 'chat').ok).toBe(true)
    const long = say(
      fields(
        MAX_FIELDS,
        Array.from({ length: MAX_LIST }, () => 0),
      ),
    )
    expect(validateFacts([long], 'chat')).toEqual(broken('operationsTooMany'))
  })
})

test('every kind of document has sixteen containers, each name once (D1)', () => {
  for (const names of Object.values(CONTAINERS)) {
    expect(names).toHaveLength(CONTAINER_COUNT)
    expect(new Set(names).size).toBe(CONTAINER_COUNT)
  }
})
