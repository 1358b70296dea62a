import { expect, test } from 'vitest'
import { createDouble } from '#app/service/test-double.ts'
import { withSpace } from './renewSpaces.ts'

const list = (double: ReturnType<typeof createDouble>) => [...double.messenger.space.list()]

test('a chat that changed is changed in its place, and one with a newer line comes to the top', () => {
  const double = createDouble(() => 1)
  double.messenger.account.create({ name: 'Bora' })
  const [jun, mina, sol] = ['Jun', 'Mina', 'Sol'].map((name) => double.meet(name).space) as [string, string, string]
  double.hear(jun, 'one', 1)
  double.hear(mina, 'two', 2)
  double.hear(sol, 'three', 3)
  const before = list(double)
  const changed = (space: string) => {
    const now = list(double).find((one) => one.space === space)
    if (now === undefined) throw new Error('it is there')
    return withSpace(before, now)
  }
  double.messenger.chat.keepDraft({ space: mina, text: 'half' })
  expect(changed(mina)).toEqual(list(double))
  // The others are the same objects, so that they are not drawn again.
  expect(changed(mina)?.[0]).toBe(before[0])
  double.hear(jun, 'newest', 4)
  expect(changed(jun)?.map(({ space }) => space)).toEqual([jun, sol, mina])
  // Its newest line is not the newest of all: where that puts it the node knows.
  const taken = list(double).find(({ space }) => space === mina)
  expect(taken && withSpace(before, { ...taken, last: null })).toBeNull()
  expect(taken && withSpace(before, { ...taken, space: 'unknown' })).toBeNull()
})
