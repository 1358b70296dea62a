import { expect, test } from 'vitest'
import { isNamed } from './names.ts'

test.each([
  ['김민지', '민지'],
  ['김민지', 'ㄱㅁㅈ'],
  ['김민지', 'ㅁㅈ'],
  // On the way to 김민, as an input method writes it.
  ['김민지', '김미'],
  ['김민지', '기'],
  ['김민지'.normalize('NFD'), '김민'],
  ['김 민지', '김민'],
  ['박서준', 'ㅂㅅ ㅈ'],
  ['Jun Park', 'jun'],
  ['Jun Park', 'PARK'],
  ['José', 'jose'],
  ['꽃님', 'ㄲㄴ'],
])('%s is found by %s', (name, searched) => {
  expect(isNamed(name, searched)).toBe(true)
})

test.each([
  ['김민지', 'ㅁㄱ'],
  ['김민지', '박'],
  ['꽃님', 'ㄱㄴ'],
  ['Jun', 'jin'],
  ['Jun', ''],
  ['Jun', '  '],
])('%s is not found by “%s”', (name, searched) => {
  expect(isNamed(name, searched)).toBe(false)
})
