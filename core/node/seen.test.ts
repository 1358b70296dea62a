import { expect, test } from 'vitest'
import { testNode } from '#core/test/node.ts'
import type { Id } from '#core/proof/index.ts'
import { noteDeposit, openOutgoing, putReached } from '#core/store/index.ts'
import { commit } from './commit.ts'
import { feedsOf } from './feeds.ts'
import type { Node } from './open.ts'
import { everyLog } from './spaces.ts'
import { giveAll, giveLetters, value } from './testing.ts'

/** Bora has added Jun and said something; nothing has left her computer yet. */
const waiting = (): { readonly bora: Node; readonly jun: Node; readonly space: string } => {
  const [bora, jun] = [testNode('Bora'), testNode('Jun')]
  const { space } = value(bora.contact.add({ link: value(jun.contact.card({ once: true })).link }))
  value(bora.chat.send({ space, text: 'are you there?' }))
  return { bora, jun, space }
}
const delivery = (node: Node, space: string) => value(node.chat.page({ space, limit: 1 })).messages[0]?.delivery

/** Every envelope of a chat is said to be in a mailbox. */
const MAILBOX = 'a'.repeat(52) as Id
const relayAll = ({ state }: Node, space: string): void => {
  const logs = everyLog(state, state.db).filter((log) => log.space === space)
  const feeds = logs.flatMap((log) => [...feedsOf(state.db, log).values()])
  commit(state, (db) => {
    for (const { row, runs } of feeds) putReached(db, row.no, MAILBOX, true, runs.at(-1)?.high ?? 0)
  })
}

test('who hears something and leaves at once has said so in a note, before any timer would have (Y6)', () => {
  const { bora, jun, space } = waiting()
  giveLetters(bora, jun)
  giveAll(bora, jun, space)
  giveAll(jun, bora, space)
  expect(delivery(bora, space)).toBe('saved')
  jun.finishTalk()
  giveAll(jun, bora, space)
  expect(delivery(bora, space)).toBe('delivered')
})

test('a mailbox that holds a message is of no use before the letter with its key is left too (Y6, S10)', () => {
  const { bora, space } = waiting()
  relayAll(bora, space)
  expect(delivery(bora, space)).toBe('saved')
  const [letter] = openOutgoing(bora.state.db)
  commit(bora.state, (db) => noteDeposit(db, letter?.no ?? 0, [MAILBOX]))
  expect(delivery(bora, space)).toBe('relayed')
})

test('who holds what is told of others only: who has heard all and written herself lacks nothing', () => {
  const { bora, jun, space } = waiting()
  giveLetters(bora, jun)
  giveAll(bora, jun, space)
  value(jun.chat.send({ space, text: 'I am' }))
  jun.finishTalk()
  giveAll(jun, bora, space)
  relayAll(bora, space)
  const lacking = () => bora.sync.status().spaces[0]?.holders.map(({ role, missing }) => [role, missing])
  expect(lacking()?.toSorted()).toEqual([
    ['mailbox', 0],
    ['member', 0],
  ])
  // A note, that she has heard Jun.
  bora.finishTalk()
  expect(lacking()?.toSorted()).toEqual([
    ['mailbox', 1],
    ['member', 1],
  ])
})
