import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { redact, reveal } from '#core/crypto/index.ts'
import { isSameWord, rootToWords, WORD_COUNT, wordsToRoot } from './words.ts'

const root = redact(new Uint8Array(32).map((_, i) => i * 7))
const read = (text: string) => {
  const outcome = wordsToRoot(text)
  return outcome.ok ? [...reveal(outcome.value)] : outcome.error
}

describe('recovery words (I1)', () => {
  test('say a root and give it back, in either language, whatever root', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), fc.constantFrom('en', 'ko'), (bytes, language) => {
        const words = rootToWords(redact(bytes), language)
        expect(words).toHaveLength(WORD_COUNT)
        expect(read(words.join(' '))).toEqual([...bytes])
      }),
    )
  })

  test('are those of BIP-39, so that any other program that knows it reads them', () => {
    // The test vectors of the standard: 256 bits of zeros, and of ones.
    expect(rootToWords(redact(new Uint8Array(32)), 'en').join(' ')).toBe(`${'abandon '.repeat(23)}art`)
    expect(rootToWords(redact(new Uint8Array(32).fill(255)), 'en').join(' ')).toBe(`${'zoo '.repeat(23)}vote`)
  })

  test('are read as people type them: capitals, lines, commas, 한글 composed or not', () => {
    const english = rootToWords(root, 'en')
    const korean = rootToWords(root, 'ko')
    expect(read(`  ${english.join(',\n ').toUpperCase()} `)).toEqual([...reveal(root)])
    expect(read(korean.join(' ').normalize('NFD'))).toEqual([...reveal(root)])
    expect(korean.every((word) => word === word.normalize('NFC'))).toBe(true)
    expect(isSameWord(' 가격', '가격'.normalize('NFD'))).toBe(true)
  })

  test('that are too few, no words, or not these 24, are told apart', () => {
    const words = [...rootToWords(root, 'en')]
    expect(read(words.slice(1).join(' '))).toMatchObject({ type: 'WordsMalformed', reason: 'count' })
    expect(read('x '.repeat(5000))).toMatchObject({ reason: 'count' })
    expect(read(words.with(4, 'dure').join(' '))).toMatchObject({ reason: 'word', place: 5 })
    const other = words[4] === 'zoo' ? 'zone' : 'zoo'
    expect(read(words.with(4, other).join(' '))).toMatchObject({ reason: 'checksum', place: null })
  })
})
