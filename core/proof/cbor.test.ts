import { expect, test } from 'vitest'
import { decode, encode } from './index.ts'

test('a message comes back as it was', () => {
  const value = [1, 2 ** 40, 'annyeong 안녕', new Uint8Array([1, 2]), null, true]
  expect(decode(encode(value))).toStrictEqual({ ok: true, value })
})
