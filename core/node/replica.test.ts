import { expect, test } from 'vitest'
import type { ArrivingRun, LogId } from '#core/envelope/index.ts'
import { openOutgoing, StoreFault } from '#core/store/index.ts'
import type { Database } from '#core/store/index.ts'
import type { ReceiveOutcome } from '#core/sync/index.ts'
import { createTestClock, memoryDatabase, testNode, testPorts } from '#core/test/node.ts'
import { feedsOf } from './feeds.ts'
import { takeLetter } from './letters.ts'
import type { Node } from './open.ts'
import { createReplica, readRun, ROOM_MS } from './replica.ts'
import { everyLog } from './spaces.ts'
import type { NodeState } from './state.ts'

const MUCH = 1 << 20

const value = <T>(outcome: { readonly ok: true; readonly value: T } | { readonly ok: false }): T => {
  if (!outcome.ok) throw new Error(JSON.stringify(outcome))
  return outcome.value
}

/** The longest feed that a node holds of a chat, as one run. */
function longestFeed({ state }: Node, space: string): { readonly log: LogId; readonly run: ArrivingRun } {
  const [longest] = everyLog(state, state.db)
    .filter((log) => log.space === space)
    .flatMap((log) => [...feedsOf(state.db, log).values()])
    .toSorted((a, b) => (b.runs.at(-1)?.high ?? 0) - (a.runs.at(-1)?.high ?? 0))
  const run = longest && readRun(state.db, longest, 0, longest.runs.at(-1)?.high ?? 0, MUCH, 'low')
  if (!longest || !run) throw new Error('nothing was said')
  return { log: longest.log.id, run }
}

test('what comes in bulk is taken in a turn of its own, so that the screen has hers; a few words are taken at once', () => {
  const clock = createTestClock()
  const bora = testNode('Bora')
  const jun = testNode('Jun', testPorts({ clock }))
  const { space } = value(bora.contact.add(value(jun.contact.card({ once: true }))))
  for (const { letter } of openOutgoing(bora.state.db)) takeLetter(jun.state, letter)
  const replica = createReplica(jun.state, () => false)
  const give = (): readonly ReceiveOutcome[] => {
    const outcomes: ReceiveOutcome[] = []
    const { log, run } = longestFeed(bora, space)
    replica.receive(log, [run], bora.identity().peer, (came) => outcomes.push(...came))
    return outcomes
  }
  const shown = (): number => value(jun.chat.page({ space, limit: 500 })).messages.length

  value(bora.chat.send({ space, text: 'hello' }))
  expect(give()).toHaveLength(1)
  expect(shown()).toBe(1)
  for (let n = 0; n < 200; n++) value(bora.chat.send({ space, text: `${n}` }))
  const later = give()
  expect(later).toHaveLength(0)
  clock.advance(0)
  expect(later).toMatchObject([{ type: 'taken' }])
  expect(shown()).toBe(201)

  value(bora.chat.send({ space, text: 'too late' }))
  const never = give()
  jun.stop()
  clock.advance(0)
  expect(never).toHaveLength(0)
})

test('what a full disk refused is asked for again until there is room', () => {
  const clock = createTestClock()
  const db = memoryDatabase()
  let isFull = false
  const limited: Database = {
    query: (sql) => db.query(sql),
    size: () => db.size(),
    check: () => db.check(),
    reclaim: (pages) => db.reclaim(pages),
    checkpoint: () => db.checkpoint(),
    close: () => db.close(),
    transaction: (work) => {
      if (isFull) throw new StoreFault({ type: 'StoreFull' })
      return db.transaction(work)
    },
  }
  const [bora, jun] = [testNode('Bora'), testNode('Jun', testPorts({ clock, db: limited }))]
  const { space } = value(bora.contact.add(value(jun.contact.card({ once: true }))))
  for (const { letter } of openOutgoing(bora.state.db)) takeLetter(jun.state, letter)
  value(bora.chat.send({ space, text: 'hello' }))
  const replica = createReplica(jun.state, () => false)
  const outcomes: string[] = []
  const give = (): void => {
    const { log, run } = longestFeed(bora, space)
    replica.receive(log, [run], bora.identity().peer, (came) => outcomes.push(...came.map(({ type }) => type)))
  }
  // Of the network only these are asked.
  const host = { appended: () => {}, seen: () => {} }
  jun.state.network = { sharingChanged: give, host } as unknown as NodeState['network']
  isFull = true
  give()
  clock.advance(ROOM_MS)
  isFull = false
  clock.advance(10 * ROOM_MS)
  expect(outcomes).toEqual(['refused', 'refused', 'taken'])
  expect(value(jun.chat.page({ space, limit: 1 })).messages).toMatchObject([{ text: 'hello' }])
})
