import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { checkFact } from '#core/document/index.ts'
import { utf8Length } from '#core/proof/index.ts'
import { composeMessage, MAX_TEXT_BYTES, readMessage } from './index.ts'

const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 200 }).filter((it) => it.trim() !== '')
const replyTo = fc.option(fc.uint8Array({ minLength: 16, maxLength: 80 }))

describe('a message', () => {
  test('is read as it was composed, and keeps the write policy (D4)', () => {
    fc.assert(
      fc.property(text, replyTo, (said, answers) => {
        const fact = composeMessage({ text: said, replyTo: answers })
        if (!fact.ok) throw new TypeError('it is composed')
        expect(checkFact(fact.value, 'chat').ok).toBe(true)
        expect(readMessage(fact.value.value)).toEqual({ text: said, replyTo: answers })
      }),
    )
  })

  test('of the longest text, answering another, fits a fact; a byte more is refused (E4)', () => {
    const longest = '가'.repeat(MAX_TEXT_BYTES / 3)
    expect(utf8Length(longest)).toBe(MAX_TEXT_BYTES)
    const fact = composeMessage({ text: longest, replyTo: new Uint8Array(80) })
    expect(fact.ok && checkFact(fact.value, 'chat').ok).toBe(true)
    expect(composeMessage({ text: `${longest}!`, replyTo: null })).toEqual({
      ok: false,
      error: { type: 'TextTooLong', bytes: MAX_TEXT_BYTES + 1, limit: MAX_TEXT_BYTES },
    })
  })

  test('of nothing, or of half a character, is refused', () => {
    for (const it of ['', ' ', '\n\t\u3000'])
      expect(composeMessage({ text: it, replyTo: null })).toEqual({ ok: false, error: { type: 'TextEmpty' } })
    for (const it of ['\ud800', 'a\udc00b'])
      expect(composeMessage({ text: it, replyTo: null })).toEqual({ ok: false, error: { type: 'TextMalformed' } })
  })
})

describe('a fact among messages', () => {
  test('of another shape is kept unshown, for a newer program; fields not known are passed over', () => {
    for (const value of [{}, { text: 5 }, { text: '' }, { text: ' ' }, { text: null }, { text: ['a'] }])
      expect(readMessage(value)).toBeNull()
    expect(readMessage({ text: 'a', kind: 'poll', expiry: 5 })).toEqual({ text: 'a', replyTo: null })
  })

  test('that answers what can be no message is shown as answering nothing', () => {
    for (const it of [5, 'key', new Uint8Array(81), [], null])
      expect(readMessage({ text: 'a', replyTo: it })).toEqual({ text: 'a', replyTo: null })
  })
})
