import { expect, test } from 'vitest'
import { placesToAsk } from './places.ts'

test('three different words are asked for, in the order of the paper, and every place comes up', () => {
  const seen = new Set<number>()
  for (let n = 0; n < 500; n++) {
    const places = placesToAsk(24, (bytes) => crypto.getRandomValues(bytes))
    expect(places).toHaveLength(3)
    expect(places).toEqual([...new Set(places)].toSorted((a, b) => a - b))
    for (const place of places) seen.add(place)
  }
  expect([...seen].toSorted((a, b) => a - b)).toEqual(Array.from({ length: 24 }, (_, n) => n + 1))
})
