import { expect, test } from 'vitest'
import { testNode } from '#core/test/node.ts'
import type { ArrivingRun, LogId } from '#core/envelope/index.ts'
import { openOutgoing } from '#core/store/index.ts'
import { commit } from './commit.ts'
import { feedsOf } from './feeds.ts'
import { takeLetter } from './letters.ts'
import type { Node } from './open.ts'
import { readRun } from './replica.ts'
import { everyLog } from './spaces.ts'
import { takeRuns } from './take.ts'

const MUCH = 1 << 20

/** Every feed that a node holds of a chat, each as one run. */
const feedsHeld = ({ state }: Node, space: string): { readonly log: LogId; readonly run: ArrivingRun }[] =>
  everyLog(state, state.db)
    .filter((log) => log.space === space)
    .flatMap((log) =>
      [...feedsOf(state.db, log).values()].flatMap((feed) => {
        const run = readRun(state.db, feed, 0, feed.runs.at(-1)?.high ?? 0, MUCH, 'low')
        return run === null ? [] : [{ log: log.id, run }]
      }),
    )

const give = (to: Node, log: LogId, run: ArrivingRun): void =>
  void commit(to.state, (db) => takeRuns(to.state, db, log, [run], 'bundle'))

const value = <T>(outcome: { readonly ok: true; readonly value: T } | { readonly ok: false }): T => {
  if (!outcome.ok) throw new Error(JSON.stringify(outcome))
  return outcome.value
}

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
    for (const { letter } of openOutgoing(from.state.db)) takeLetter(to.state, letter)
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
      for (const { log, run } of held[order % held.length] ?? []) give(to, log, run)
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
