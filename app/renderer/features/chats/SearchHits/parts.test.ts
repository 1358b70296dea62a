import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { partsOf } from './parts.ts'

test('what was searched for is marked, whatever its case and language', () => {
  const found = (snippet: string, searched: string) =>
    partsOf(snippet, searched).flatMap(({ text, isFound }) => (isFound ? [text] : []))
  expect(found('Dinner at seven? dinner!', 'dinner')).toEqual(['Dinner', 'dinner'])
  expect(found('내일 저녁 먹자', '저녁 내일')).toEqual(['내일', '저녁'])
  expect(found('1+1 (or so)', '(or')).toEqual(['(or'])
})

test('nothing is lost or added', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (snippet, searched) => {
      expect(
        partsOf(snippet, searched)
          .map(({ text }) => text)
          .join(''),
      ).toBe(snippet)
    }),
  )
})
