import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { containsWords, indexWords, matchQuery, snippetOf } from './index.ts'

const words = (text: string): string[] => indexWords(text).split(' ').filter(Boolean)

describe('the words of a message', () => {
  test('are pairs of Hangul syllables, and whole words of other scripts, also where they meet without a blank', () => {
    expect(words('서울역3번출구 meet 두레dure')).toEqual(['서울', '울역', '3', '번출', '출구', 'meet', '두레', 'dure'])
  })

  test('of scripts that have no blanks are pairs too, with the signs they share', () => {
    expect(words('人々')).toEqual(['人々'])
    expect(words('コーヒー。')).toEqual(['コー', 'ーヒ', 'ヒー'])
    expect(words('สวัสดี')).toHaveLength(5)
  })

  test('keep the marks of scripts whose vowels are marks', () => {
    expect(words('नमस्ते दुनिया')).toEqual(['नमस्ते', 'दुनिया'])
    expect(words('x\u0301y')).toEqual(['x\u0301y'])
  })

  test('are the same however the text was composed or written (NFC, lower-case)', () => {
    const text = '학교 Café ÉCOLE'
    expect(indexWords(text.normalize('NFD'))).toBe(indexWords(text))
    expect(indexWords('ÉCOLE')).toBe(indexWords('école'))
  })

  test('leave out everything that is no letter or digit, each stands there once', () => {
    expect(words('👍👍 !? ~ 1+1=2, 2.')).toEqual(['1', '2'])
    expect(indexWords('...')).toBe('')
    expect(indexWords('')).toBe('')
  })

  test('are bounded, whatever wall of text somebody sends', () => {
    const syllables = String.fromCodePoint(...Array.from({ length: 11_000 }, (_, i) => 0xac00 + i))
    expect(words(syllables)).toHaveLength(4096)
    expect(words('x'.repeat(60_000))).toEqual(['x'.repeat(32)])
    expect(words(Array.from({ length: 9000 }, (_, i) => `w${i}`).join(' '))).toHaveLength(4096)
    expect(words('\u{1e900}'.repeat(60))[0]).toBe('\u{1e922}'.repeat(32))
  })

  test('hold nothing that a full-text query would take for more than a word', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
        for (const word of words(text)) expect(word).toMatch(/^[\p{L}\p{N}\p{M}]+$/u)
        expect(matchQuery(text) ?? '"a"').toMatch(/^"[\p{L}\p{N}\p{M}]+"\*?( AND "[\p{L}\p{N}\p{M}]+"\*?)*$/u)
      }),
      { numRuns: 500 },
    )
  })
})

describe('a query', () => {
  test('looks for any two syllables, for one as the beginning of a pair, for others by their beginning', () => {
    expect(matchQuery('울역')).toBe('"울역"')
    expect(matchQuery('역')).toBe('"역"*')
    expect(matchQuery('Mee')).toBe('"mee"*')
    expect(matchQuery('서울역 meet')).toBe('"서울" AND "울역" AND "meet"*')
  })

  test('with nothing to look for is none', () => {
    for (const query of ['', '  ', '!?', '👍', '"', '*']) expect(matchQuery(query)).toBeNull()
  })

  test('is bounded, and asks for each word once', () => {
    expect(matchQuery('가나 가나 가나')).toBe('"가나"')
    expect(matchQuery('a b c d e f g h i j '.repeat(9))?.split(' AND ')).toHaveLength(10)
    expect(matchQuery(Array.from({ length: 99 }, (_, i) => `w${i}`).join(' '))?.split(' AND ')).toHaveLength(32)
  })

  test('that is part of a text, cut anywhere in Korean or at the beginning of other words, finds it', () => {
    const korean = fc.string({ unit: fc.constantFrom('가', '나', '다', '라', '마', '바'), minLength: 2, maxLength: 12 })
    fc.assert(
      fc.property(korean, korean, fc.nat(), fc.nat(), (run, more, from, length) => {
        const start = from % (run.length - 1)
        const query = run.slice(start, start + 2 + (length % run.length))
        const text = `${run}1 ${more}`
        expect(findsBy(text, query)).toBe(true)
      }),
    )
    const english = fc.stringMatching(/^[a-z]{1,40}$/)
    fc.assert(
      fc.property(english, fc.integer({ min: 1, max: 40 }), (word, length) => {
        expect(findsBy(`오늘은 ${word}!`, word.slice(0, length).toUpperCase())).toBe(true)
      }),
    )
  })

  test('finds only texts that hold each of its words as it is written: pairs alone prove nothing', () => {
    expect(containsWords('가나 나다', '가나다')).toBe(false)
    expect(containsWords('가나다', '가나다')).toBe(true)
    expect(containsWords('Dure 두레', '두레 dur')).toBe(true)
    expect(containsWords('Dure', 'dure 두레')).toBe(false)
    expect(containsWords('학교'.normalize('NFD'), '학교')).toBe(true)
  })
})

/** Whether the index of a text has what a query looks for, as the full-text table compares. */
function findsBy(text: string, query: string): boolean {
  const index = words(text)
  const terms = matchQuery(query)?.split(' AND ') ?? []
  const isThere = (term: string): boolean => {
    const word = term.replace(/["*]/gu, '')
    return index.some((it) => (term.endsWith('*') ? it.startsWith(word) : it === word))
  }
  return terms.length > 0 && terms.every(isThere) && containsWords(text, query)
}

describe('a snippet', () => {
  test('shows the first word found, with dots where the text goes on', () => {
    const text = `${'가'.repeat(500)} meet ${'나'.repeat(500)}`
    const snippet = snippetOf(text, 'MEET')
    expect(snippet).toContain('meet')
    expect(snippet.startsWith('…') && snippet.endsWith('…')).toBe(true)
    expect(snippet.length).toBeLessThanOrEqual(162)
    expect(snippetOf('서울역 3번 출구', '출구')).toBe('서울역 3번 출구')
  })

  test('finds its place also where the text is decomposed, or grows by lower-casing', () => {
    const decomposed = `${'학교'.normalize('NFD').repeat(200)} 두레 ${'끝'.repeat(200)}`
    expect(snippetOf(decomposed, '두레')).toContain('두레')
    expect(snippetOf(`${'İ'.repeat(400)} dure ${'İ'.repeat(400)}`, 'dure')).toContain('dure')
  })

  test('never splits a character, and never breaks a text that was whole', () => {
    const text = fc.string({ unit: fc.constantFrom('👍', '가', 'a', ' ', '\n', 'İ', '\u{1e900}'), maxLength: 600 })
    fc.assert(
      fc.property(
        text,
        fc.constantFrom('가', 'a', '👍', 'zz'),
        fc.integer({ min: 1, max: 200 }),
        (it, query, length) => {
          const snippet = snippetOf(it, query, length)
          expect(snippet.isWellFormed()).toBe(true)
          expect(snippet).not.toMatch(/[\n\ufffd]/u)
          expect(snippet.length).toBeLessThanOrEqual(length + 3)
        },
      ),
      { numRuns: 500 },
    )
  })

  test('of a wall of blanks or of nothing is short', () => {
    expect(snippetOf('', 'x')).toBe('')
    expect(snippetOf(' '.repeat(60_000), 'x')).toBe('…')
  })
})
