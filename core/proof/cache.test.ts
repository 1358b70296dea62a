import { expect, test } from 'vitest'
import { recent } from './cache.ts'

test('what was made is made once while it is kept, and the one unused longest goes first', () => {
  const made: string[] = []
  const cache = recent<string | null>(2)
  const ask = (name: string) => cache.get(name, () => (made.push(name), name === 'c' ? null : name))
  expect(['a', 'b', 'a', 'c', 'c', 'a', 'b'].map(ask)).toStrictEqual(['a', 'b', 'a', null, null, 'a', 'b'])
  expect(made).toStrictEqual(['a', 'b', 'c', 'b'])
})

test('a stranger with many names cannot make it grow', () => {
  const cache = recent<number>(3)
  for (let i = 0; i < 100; i++) cache.get(String(i), () => i)
  expect(cache.size()).toBe(3)
})
