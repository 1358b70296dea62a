import { expect, test } from 'vitest'
import { LONGEST_MESSAGE } from '#app/service/handlers.ts'
import { bytesOver, LONGEST } from './length.ts'

test('the page and the node agree on how long a message may be', () => {
  expect(LONGEST).toBe(LONGEST_MESSAGE)
})

test('what is too long is counted in bytes, as the node does', () => {
  expect(bytesOver('가'.repeat(21 * 1024))).toBe(0)
  expect(bytesOver('가'.repeat(21 * 1024 + 1))).toBe(3)
  expect(bytesOver('x'.repeat(LONGEST + 1))).toBe(1)
  expect(bytesOver('짧은 글')).toBe(0)
})
