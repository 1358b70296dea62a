import { expect, test } from 'vitest'
import { testNode } from '#core/test/node.ts'
import type { Node } from './open.ts'
import { feedsHeld, giveLetters, giveRun, value } from './testing.ts'

/** Every order of a list. */
const orders = <T>(list: readonly T[]): T[][] =>
  list.length < 2
    ? [[...list]]
    : list.flatMap((first, i) => orders(list.toSpliced(i, 1)).map((rest) => [first, ...rest]))

/** Two who added each other before either heard of it, and then have each other's letter. Each has said something. */
const addedAtOnce = (): { readonly bora: Node; readonly jun: Node; readonly space: string } => {
  const [bora, jun] = [testNode('Bora'), testNode('Jun')]
  const [boras, juns] = [bora, jun].map((node) => value(node.contact.card({ once: false })).link)
  const { space } = value(bora.contact.add({ link: juns ?? '' }))
  value(jun.contact.add({ link: boras ?? '' }))
  for (const [from, to] of [
    [bora, jun],
    [jun, bora],
  ] as const) {
    value(from.chat.send({ space, text: 'before' }))
    giveLetters(from, to)
  }
  for (const node of [bora, jun]) value(node.chat.send({ space, text: 'after' }))
  return { bora, jun, space }
}

test('two who add each other at once hear all of it, in whatever order their feeds come (S3, S9)', () => {
  const count = orders(feedsHeld(addedAtOnce().jun, addedAtOnce().space)).length
  for (let order = 0; order < Math.max(count, 6); order++) {
    const { bora, jun, space } = addedAtOnce()
    for (const [from, to] of [
      [bora, jun],
      [jun, bora],
    ] as const) {
      const held = orders(feedsHeld(from, space))
      for (const { log, run } of held[order % held.length] ?? []) giveRun(to, log, run)
    }
    for (const node of [bora, jun]) {
      expect(node.sync.status().spaces[0]?.stopped).toEqual([])
      expect(
        value(node.chat.page({ space, limit: 10 }))
          .messages.map(({ text }) => text)
          .toSorted(),
      ).toEqual(['after', 'after', 'before', 'before'])
    }
  }
})
