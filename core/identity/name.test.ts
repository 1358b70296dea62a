import fc from 'fast-check'
import { expect, test } from 'vitest'
import { validateName } from './index.ts'

test('a name is composed and trimmed before it is signed', () => {
  expect(validateName('  두레\u0301 ')).toStrictEqual({ ok: true, value: '두레\u0301' })
  expect(validateName('\u1103\u116e\u1105\u1166')).toStrictEqual({ ok: true, value: '두레' })
})

test.each(['', '   ', '\u200b\u200d', '\u3164', 7, null])('nobody is called %j', (name) => {
  expect(validateName(name)).toStrictEqual({ ok: false, error: { type: 'NameInvalid', reason: 'empty' } })
})

test.each(['a\nb', 'a\u0000', 'a\u202egnp.exe', 'a\u2028b', 'a\ud800'])('a name controls nothing: %j', (name) => {
  expect(validateName(name)).toStrictEqual({ ok: false, error: { type: 'NameInvalid', reason: 'controlCharacters' } })
})

test('a name has 64 characters at most, counted as people count them, and a megabyte costs nothing', () => {
  expect(validateName('😀'.repeat(64)).ok).toBe(true)
  const tooLong = { ok: false, error: { type: 'NameInvalid', reason: 'tooLong' } }
  expect(validateName('😀'.repeat(65))).toStrictEqual(tooLong)
  expect(validateName('a'.repeat(1 << 20))).toStrictEqual(tooLong)
})

test('a name that was taken is taken again as it is', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const once = validateName(text)
      expect(once.ok ? validateName(once.value) : once).toStrictEqual(once)
    }),
  )
})
