import { expect, test } from 'vitest'
import { pastedOf, safetyLink, safetyOf } from './link.ts'

test.each([
  ['  \n', { type: 'nothing' }],
  ['dure:contact#ab\n cd', { type: 'contact', link: 'dure:contact#abcd' }],
  ['DURE:Contact#ab', { type: 'contact', link: 'DURE:Contact#ab' }],
  ['dure:safety#123', { type: 'safety' }],
  ['dure:channel#x', { type: 'other' }],
  ['https://example.com', { type: 'foreign' }],
])('%j is %j', (text, pasted) => {
  expect(pastedOf(text)).toEqual(pasted)
})

test('a safety number is 60 digits, and nothing around them', () => {
  const number = '0123456789'.repeat(6)
  expect(safetyOf(safetyLink(number))).toBe(number)
  for (const text of [number, `dure:safety#${number}1`, `dure:contact#${number}`, 'dure:safety#'])
    expect(safetyOf(text)).toBeNull()
})
