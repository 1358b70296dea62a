import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { isNamed, namedAs } from './names.ts'

const people = ['한솔', 'Jun', '김보라', '나래', 'Änne', '박 하늘'].map((name) => ({ name, ownName: name }))
const found = (wanted: string): string[] => namedAs(people, wanted).map(({ name }) => name)

test.each([
  ['ㄱㅂㄹ', ['김보라']],
  ['ㅂㅎㄴ', ['박 하늘']],
  ['ㅂ', ['김보라', '박 하늘']],
  ['보라', ['김보라']],
  ['김볼', ['김보라']],
  ['\u1100\u1107', ['김보라']],
  ['JU', ['Jun']],
  ['änn', ['Änne']],
  ['  ', ['김보라', '나래', '박 하늘', '한솔', 'Änne', 'Jun']],
  ['zzz', []],
])('looking for “%s” finds %j', (wanted, names) => {
  expect(found(wanted)).toEqual(names)
})

test('somebody is found by the name that one gave her, and by her own', () => {
  const sister = [{ name: '언니', ownName: 'Bora' }]
  expect([namedAs(sister, 'ㅇㄴ').length, namedAs(sister, 'bor').length]).toEqual([1, 1])
})

test('every part of a name finds it', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }), fc.nat(), fc.nat(), (name, a, b) => {
      const letters = Array.from(name.normalize('NFC'))
      const from = a % letters.length
      const part = letters.slice(from, from + 1 + (b % letters.length)).join('')
      expect(isNamed(name, part) || part.normalize('NFC') !== part).toBe(true)
    }),
  )
})
