import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isIn, NOTHING, pastOf } from './past.ts'
import type { Past } from './past.ts'

/** Graphs as each operation's parents, all before it; lines, branches and quarrels. */
const graphs = fc
  .array(fc.array(fc.nat(), { minLength: 1, maxLength: 4 }), { maxLength: 120, size: 'max' })
  .chain((parents) =>
    fc
      .nat(8)
      .map((reach) =>
        parents.map((some, i) => [...new Set(some.map((it) => Math.max(0, i - (it % (reach === 0 ? i + 1 : reach)))))]),
      ),
  )

test('a causal past holds what one reaches by going back from parent to parent, and nothing else', () => {
  fc.assert(
    fc.property(graphs, (parents) => {
      const pasts: Past[] = [NOTHING]
      const sets: Set<number>[] = [new Set()]
      parents.forEach((heads, i) => {
        pasts.push(pastOf(heads, pasts))
        sets.push(new Set(heads.flatMap((head) => [head, ...(sets[head] ?? [])])))
        const held = Array.from({ length: i + 3 }, (_, it) => it).filter((it) => isIn(pasts[i + 1] ?? NOTHING, it))
        expect(held).toStrictEqual([...(sets[i + 1] ?? [])].toSorted((a, b) => a - b))
      })
    }),
  )
})

test('the past of a line is one number, however long it is', () => {
  const pasts: Past[] = [NOTHING]
  for (let i = 0; i < 1000; i++) pasts.push(pastOf([i], pasts))
  expect(pasts[1000]).toMatchObject({ base: 1000, words: new Uint32Array() })
})
