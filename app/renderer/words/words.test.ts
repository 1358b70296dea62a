import { describe, expect, test } from 'vitest'
import { refusals } from '#app/contract/index.ts'
import { chooseLanguage, dayOf, failureSentence, formatsOf, languages, type AnyFailure } from './index.ts'

/** Every word by its path; those with something in them are said with it. */
const sayings = (words: object, path = ''): [string, string][] =>
  Object.entries(words).flatMap(([key, word]: [string, unknown]): [string, string][] => {
    const here = `${path}.${key}`
    if (typeof word === 'string') return [[here, word]]
    if (typeof word !== 'function') return sayings(word as object, here) // words are texts, functions and tables of them
    const say = word as (...filled: readonly (string | number)[]) => string
    return [0, 1, 2].map((count) => [`${here}(${count})`, say(count, count)])
  })

describe('the words', () => {
  test('are all there in every language, and none is empty', () => {
    const paths = sayings(languages.en).map(([path]) => path)
    for (const words of Object.values(languages)) {
      expect(sayings(words).map(([path]) => path)).toEqual(paths)
      expect(sayings(words).filter(([, text]) => text.trim() === '' || text.includes('undefined'))).toEqual([])
    }
  })

  test('are Korean in Korean', () => {
    const namesOnly = [
      '.chat.arrived(0)',
      '.chat.arrived(1)',
      '.chat.arrived(2)',
      '.groups.wrote(0)',
      '.groups.wrote(1)',
      '.groups.wrote(2)',
    ]
    const foreign = sayings(languages.ko).filter(([path, text]) => !/[가-힣]/.test(text) && !namesOnly.includes(path))
    expect(foreign).toEqual([])
  })

  test('leave no Korean name with a particle that may not fit it', () => {
    const particle = /%(?:이|가|은|는|을|를|과|와|으로|로)(?:\s|$|\.)/
    const say = (word: unknown): string => (typeof word === 'function' ? (word as (a: string) => string)('%') : '')
    const texts = Object.values(languages.ko).flatMap((room) =>
      typeof room === 'object' ? Object.values(room).map(say) : [],
    )
    expect(texts.filter((text) => particle.test(text))).toEqual([])
  })

  test('have a sentence for every refusal of the contract', () => {
    for (const words of Object.values(languages))
      for (const type of Object.keys(refusals)) {
        // Facts do not matter here, but for the one whose words depend on them.
        const failure = { type, reason: type === 'PictureInvalid' ? 'kind' : 'empty' } as AnyFailure
        expect(failureSentence(failure, words)).toMatch(/.{5,}/)
      }
  })
})

describe('the language', () => {
  test.each([
    [['ko-KR', 'en'], 'ko'],
    [['fr', 'ko'], 'ko'],
    [['fr'], 'en'],
    [['constructor'], 'en'],
    [[], 'en'],
  ])('of somebody who reads %j is %s', (wanted, expected) => {
    expect(chooseLanguage(wanted)).toBe(expected)
  })
})

describe('dates', () => {
  const noon = new Date(2026, 10, 21, 12).getTime()
  const formats = formatsOf('en', languages.en)

  test('are said as people say them', () => {
    expect(formats.day(noon, noon + 3_600_000)).toBe('Today')
    expect(formats.day(new Date(2026, 10, 20, 23, 59).getTime(), noon)).toBe('Yesterday')
    expect(formats.day(new Date(2026, 10, 19).getTime(), noon)).toBe('Thursday, November 19, 2026')
    expect(formats.brief(noon, noon)).toBe('12:00 PM')
    expect(formats.brief(new Date(2026, 10, 18).getTime(), noon)).toBe('Wednesday')
    expect(formats.brief(new Date(2026, 10, 20).getTime(), noon)).toBe('Yesterday')
    expect(formats.brief(new Date(2026, 0, 2).getTime(), noon)).toBe('Jan 2')
    expect(formats.brief(new Date(2025, 0, 2).getTime(), noon)).toBe('Jan 2, 2025')
    expect(formatsOf('ko', languages.ko).day(new Date(2026, 10, 19).getTime(), noon)).toBe('2026년 11월 19일 목요일')
  })

  test('change at this computer’s midnight', () => {
    const midnight = new Date(2026, 10, 21).getTime()
    expect(dayOf(midnight) - dayOf(midnight - 1)).toBe(1)
    expect(dayOf(midnight + 86_399_999)).toBe(dayOf(midnight))
  })

  test('and sizes are written in the reader’s units', () => {
    expect([0, 999, 1500, 2_340_000].map((count) => formats.bytes(count))).toEqual([
      '0 byte',
      '999 byte',
      '1.5 kB',
      '2.3 MB',
    ])
  })
})
