import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { score } from './match.ts'

describe('what somebody types finds', () => {
  test.each([
    ['하나', '하나', 'a name'],
    ['ㅎㄴ', '하나', 'a name by its initial consonants'],
    ['ㅈㅇ', '한지우', 'initial consonants in the middle of a name'],
    ['하ㄴ', '하나', 'a name while its last syllable is half typed'],
    ['한', '하나', 'a name while the next consonant still hangs at its syllable'],
    ['stgs', 'Settings', 'letters in their order'],
    ['theme dark', 'Appearance: dark theme', 'words in any order'],
    ['DARK', 'Dark', 'whatever the case'],
    ['하나'.normalize('NFD'), '하나', 'a name from a Mac’s file'],
  ])('%s: %s, %s', (query, text) => {
    expect(score(query, text)).toBeGreaterThan(0)
  })

  test('nothing that has another letter in it', () => {
    expect(score('ㅋㅋ', '하나')).toBe(0)
    expect(score('dark x', 'Dark')).toBe(0)
    expect(score('', 'Dark')).toBe(0)
  })

  test('first what begins so, then words that do, then what has it within', () => {
    const found = ['Neta', 'Sea net', 'Network', 'Network'].map((text) => score('net', text))
    expect(score('net', 'Network')).toBeGreaterThan(score('net', 'The network'))
    expect(score('net', 'The network')).toBeGreaterThan(score('net', 'Magnet'))
    expect(found.every((one) => one > 0)).toBe(true)
    expect(score('지우', '지우')).toBeGreaterThan(score('ㅈㅇ', '지우'))
  })

  test('every text by every part of it, and nothing beyond 100', () => {
    const text = fc.stringMatching(/^[a-z가-힣]{1,20}$/)
    fc.assert(
      fc.property(text, fc.nat(), fc.nat(), (whole, one, other) => {
        const [from = 0, to = 0] = [one % whole.length, other % whole.length].toSorted((left, right) => left - right)
        const found = score(whole.slice(from, to + 1), whole)
        expect(found).toBeGreaterThan(0)
        expect(found).toBeLessThanOrEqual(100)
      }),
    )
  })
})
