import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { encode, equalBytes, idToBytes } from '#core/proof/index.ts'
import type { Cbor } from '#core/proof/index.ts'
import { encodeOperation } from '#core/space/index.ts'
import { groupOf } from '#core/space/fixture.ts'
import { decodeEntry, encodeEntry, MAX_ENTRY_BYTES, MAX_HEADS } from './index.ts'
import { at, bora, bytesOf, damaged, entry, eve, feedOf, jun, logOf, mangled, openOf, opOf, reread } from './fixture.ts'
import type { Entry, EntryBody } from './index.ts'

const facts = (...items: readonly Cbor[]): Uint8Array => bytesOf(1, 1, null, 2, [1, ...items])
const note = (...items: readonly Cbor[]): Uint8Array => bytesOf(1, 1, null, 3, items)
const say = (body: EntryBody): Entry => ({ v: 1, at: at(1), ctrl: null, body })
const malformed = (detail: string) => ({ ok: false, error: { type: 'EntryMalformed', detail } })

/** Reading these bytes gives a refusal, or what encodes to exactly them again. */
function isOneForm(bytes: Uint8Array): boolean {
  const decoded = decodeEntry(bytes)
  if (!decoded.ok || decoded.value.body.kind === 'unknown') return true
  return equalBytes(encodeEntry(decoded.value), bytes)
}

describe('an entry', () => {
  test('of every kind comes back as it was said (E3)', () => {
    fc.assert(
      fc.property(entry, (said) => {
        expect(decodeEntry(encodeEntry(said))).toEqual({ ok: true, value: said })
      }),
      { numRuns: 300 },
    )
  })

  test('is never accepted in two forms, and garbage never throws', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), isOneForm), { numRuns: 500 })
    fc.assert(
      fc.property(
        entry.chain((said) => damaged(encodeEntry(said))),
        isOneForm,
      ),
      { numRuns: 1000 },
    )
    const changed = entry.chain((said) => mangled(reread(encodeEntry(said)))).map(encode)
    fc.assert(fc.property(changed, isOneForm), { numRuns: 1000 })
    // What is tried above is often close enough to be accepted.
    expect(fc.sample(changed, 200).filter((bytes) => decodeEntry(bytes).ok).length).toBeGreaterThan(20)
  })

  test('is read from the beginning of what a newer program wrote, and kept (E6)', () => {
    expect(decodeEntry(bytesOf(7, 5, null, 40, 'what', 'ever', []))).toEqual({
      ok: true,
      value: { v: 7, at: 5, ctrl: null, body: { kind: 'unknown', code: 40, v: 7 } },
    })
    for (const bytes of [bytesOf(1, 5, null, 40, []), bytesOf(1, 5, null, 2, [90, []]), note(9, 'new')])
      expect(decodeEntry(bytes)).toMatchObject({ ok: true, value: { body: { kind: 'unknown', v: 1 } } })
  })

  test('with a control operation of a newer program is kept, one with a forged operation is refused (E6, S1)', () => {
    const operation = reread(encode(encodeOperation(groupOf(bora).create))) as readonly Cbor[] // a list, by its form
    const control = (content: Cbor) => decodeEntry(bytesOf(1, 1, null, 1, content))
    expect(control([2, ...operation.slice(1)])).toMatchObject({ ok: true, value: { body: { kind: 'unknown' } } })
    expect(control(operation.with(5, [99]))).toMatchObject({ ok: true, value: { body: { kind: 'unknown' } } })
    const forged = operation.with(6, new Uint8Array(64))
    expect(control(forged)).toEqual({ ok: false, error: { type: 'OperationForged' } })
    expect(control([1])).toEqual(malformed('OperationMalformed'))
  })

  test('of an unknown kind is never written', () => {
    expect(() => encodeEntry(say({ kind: 'unknown', code: 9, v: 1 }))).toThrow('never written')
  })

  test('whose header is not in order is refused (E3)', () => {
    for (const bytes of [
      bytesOf(),
      bytesOf(1, 1, null, 3),
      bytesOf(0, 1, null, 3, []),
      bytesOf(1, -1, null, 3, []),
      bytesOf(1, 1, [1], 3, []),
      bytesOf(1, 1, 'ctrl', 3, []),
      bytesOf(1, 1, null, -3, []),
      bytesOf(1, 1, null, 3, [], []),
      encode({ v: 1 }),
    ])
      expect(decodeEntry(bytes)).toMatchObject({ ok: false, error: { type: 'EntryMalformed' } })
  })
})

describe('bounds (E4)', () => {
  test('an entry of more than 128 KiB is neither read nor written', () => {
    const text = 'x'.repeat(MAX_ENTRY_BYTES)
    expect(decodeEntry(facts([0, null, { text }]))).toEqual(malformed('too-large'))
    const fact = { container: 0, key: null, value: { text } }
    expect(() => encodeEntry(say({ kind: 'facts', document: 'chat', facts: [fact] }))).toThrow('never written')
    const kept = 'x'.repeat(MAX_ENTRY_BYTES - 30)
    expect(decodeEntry(facts([0, null, { text: kept }]))).toMatchObject({ ok: true })
  })

  test('as many heads, facts, keys and list items as are allowed, and not one more', () => {
    const many = (n: number): Uint8Array[] => Array.from({ length: n }, (_, i) => idToBytes(opOf(i)))
    const head = (ctrl: readonly Cbor[]) => decodeEntry(bytesOf(1, 1, ctrl, 3, [1, [1, idToBytes(feedOf(1))]])).ok
    expect([head(many(256)), head(many(257))]).toEqual([true, false])
    const seen = (n: number) =>
      decodeEntry(
        note(
          0,
          many(n).map((feed) => [feed, 2 ** 40]),
        ),
      ).ok
    expect([seen(MAX_HEADS), seen(MAX_HEADS + 1)]).toEqual([true, false])
    const several = (n: number) => decodeEntry(facts(...Array.from({ length: n }, () => [0, null, {}]))).ok
    expect([several(0), several(1), several(256), several(257)]).toEqual([false, true, true, false])
    const key = (n: number) => decodeEntry(facts([0, new Uint8Array(n), {}])).ok
    expect([key(64), key(65)]).toEqual([true, false])
    const list = (n: number) => decodeEntry(facts([0, null, { list: Array.from({ length: n }, () => 0) }])).ok
    expect([list(512), list(513)]).toEqual([true, false])
  })

  test('the most that an open may end and a seen note may state still fits an entry', () => {
    const heads = Array.from({ length: MAX_HEADS }, (_, i) => ({ feed: feedOf(i), seq: Number.MAX_SAFE_INTEGER }))
    expect(encodeEntry(say({ kind: 'note', note: { name: 'seen', heads } })).length).toBeLessThan(MAX_ENTRY_BYTES)
    const open = openOf(bora, feedOf(1), logOf(1))
    const ends = heads.map((head) => ({ ...head, head: idToBytes(head.feed) as (typeof open.ends)[number]['head'] })) // 32 bytes
    expect(encodeEntry({ ...say({ ...open, ends }), ctrl: [opOf(1)] }).length).toBeLessThan(MAX_ENTRY_BYTES)
  })
})

describe('a fact', () => {
  test('with a field called __proto__ is a fact with such a field, and changes nothing else', () => {
    const value = JSON.parse('{"__proto__": 1}') as { [field: string]: number }
    const decoded = decodeEntry(facts([0, null, value]))
    if (!decoded.ok || decoded.value.body.kind !== 'facts') throw new TypeError('it is read')
    const read = decoded.value.body.facts[0]?.value
    expect(Object.keys(read ?? {})).toEqual(['__proto__'])
    expect(Object.getPrototypeOf(read)).toBeNull()
    expect({}).not.toHaveProperty('isAdmin')
  })

  test('is flat: no maps in it, no lists in lists (D4)', () => {
    for (const value of [{ a: {} }, { a: [[]] }, { a: [{}] }, [], 'text', null, 1])
      expect(decodeEntry(facts([0, null, value]))).toEqual(malformed('fact'))
  })

  test('lies in a container that a byte can name, under a key of bytes', () => {
    for (const it of [[-1, null, {}], [256, null, {}], [0, 'key', {}], [0, null], [0, null, {}, 1], 0])
      expect(decodeEntry(facts(it))).toEqual(malformed('fact'))
  })
})

describe('an open', () => {
  const open = openOf(bora, feedOf(1), logOf(1))
  const asCbor = (body: EntryBody): readonly Cbor[] => (reread(encodeEntry(say(body))) as Cbor[])[4] as Cbor[] // lists, by their form
  const read = (content: readonly Cbor[]) => decodeEntry(bytesOf(1, 1, [idToBytes(opOf(1))], 0, content))

  test('that shows another account’s certificate is forged (E3, I1)', () => {
    expect(read(asCbor({ ...open, account: jun.id }))).toEqual({ ok: false, error: { type: 'OpenForged' } })
  })

  test('whose certificate was signed by nobody is forged', () => {
    const certificate = { ...open.certificate, sig: eve.device.certificate.sig }
    expect(read(asCbor({ ...open, certificate }))).toEqual({ ok: false, error: { type: 'OpenForged' } })
  })

  test('states a name that is a line of text: nothing that controls, not empty, at most 64 characters', () => {
    const named = (name: string) => read(asCbor({ ...open, name })).ok
    expect(['보라', 'x'.repeat(64), '👍'.repeat(64)].map(named)).toEqual([true, true, true])
    expect(['', 'x'.repeat(65), 'a\nb', 'a\u0000', '\u202etxt.exe'].map(named)).toEqual([
      false,
      false,
      false,
      false,
      false,
    ])
  })
})

describe('a profile note', () => {
  test('states a name as an open does', () => {
    const { reach } = openOf(bora, feedOf(1), logOf(1))
    const named = (displayName: string) =>
      decodeEntry(encodeEntry(say({ kind: 'note', note: { name: 'profile', displayName, reach } }))).ok
    expect(['준', 'a\u2028b', ''].map(named)).toEqual([true, false, false])
  })
})
