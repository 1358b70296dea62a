import { expect, test } from 'vitest'
import { examine, rebuild } from '#core/node/index.ts'
import { feedsOf } from '#core/node/feeds.ts'
import { everyLog } from '#core/node/spaces.ts'
import { value } from '#core/node/testing.ts'
import { accountByNo, devicesOfAccount, StoreFault } from '#core/store/index.ts'
import { acquainted, exchange, restart, say, textsOf } from './people.ts'
import type { Somebody } from './people.ts'

// A disk that turns a bit, and what `doctor --rebuild` makes of it.

/** More than two blocks of one's own words. */
const MANY = 150

/** Two who have said much to each other, and something of Bora’s that Jun has not heard. */
function story() {
  const { bora, jun, space } = acquainted()
  bora.node.chat.sendMany(Array.from({ length: MANY }, (_, n) => ({ space, text: `${n}` })))
  exchange(bora, jun)
  // Jun says what he has seen.
  jun.node.finishTalk()
  exchange(bora, jun)
  say(bora, space, 'unheard')
  const device = bora.node.account.get()?.device
  return { bora, jun, space, device, feedNo: ownFeed(bora) }
}

/** The local number of her longest feed. */
function ownFeed({ node }: Somebody): number {
  const feeds = everyLog(node.state, node.state.db).flatMap((log) => [...feedsOf(node.state.db, log).values()])
  const mine = feeds.filter(({ speaker }) => speaker?.device === node.account.get()?.device)
  return mine.toSorted((a, b) => (b.runs.at(-1)?.high ?? 0) - (a.runs.at(-1)?.high ?? 0))[0]?.row.no ?? -1
}

/** Turns a bit of what is kept in a place, and opens the node over it. */
function damage(bora: Somebody, table: 'envelope.body' | 'signature.sig', feedNo: number, seq: number): void {
  const [name, column] = table.split('.')
  const row = bora.ports.db
    .query<{ bytes: Uint8Array }>(`SELECT ${column} AS bytes FROM ${name} WHERE feed_no = ? AND seq = ?`)
    .get(feedNo, seq)
  const bytes = new Uint8Array(row?.bytes ?? [])
  bytes[40] = (bytes[40] ?? 0) ^ 1
  bora.ports.db.transaction((db) =>
    db.run(`UPDATE ${name} SET ${column} = ? WHERE feed_no = ? AND seq = ?`, bytes, feedNo, seq),
  )
  expect(restart(bora)).toBeNull()
}

const findingsOf = ({ node }: Somebody): readonly string[] => [
  ...new Set(examine(node.state, null).findings.map(({ type }) => type)),
]

test('a bit that turns in the middle of one’s own words costs its block, nothing above it, and that comes again', () => {
  const { bora, jun, space, device, feedNo } = story()
  damage(bora, 'envelope.body', feedNo, 70)
  expect(findingsOf(bora)).toContain('EnvelopeDoesNotOpen')
  rebuild(bora.node.state)
  expect(findingsOf(bora)).toEqual([])
  const left = textsOf(bora, space)
  expect(left).toHaveLength(MANY + 1 - 64)
  expect(left.at(-1)).toBe('unheard')
  say(bora, space, 'after it was mended')
  expect(findingsOf(bora)).toEqual([])
  exchange(bora, jun)
  bora.clock.advance(1)
  expect(bora.node.account.get()).toMatchObject({ device, stopped: null })
  for (const one of [bora, jun]) expect(textsOf(one, space)).toHaveLength(MANY + 2)
  expect(findingsOf(bora)).toEqual([])
})

test('a bit that turns in the middle of another’s words costs its block, and that comes again', () => {
  const { bora, jun, space } = story()
  exchange(bora, jun)
  say(bora, space, 'later')
  damage(jun, 'envelope.body', longestOf(jun), 100)
  rebuild(jun.node.state)
  expect(findingsOf(jun)).toEqual([])
  expect(textsOf(jun, space).at(-1)).toBe('unheard')
  expect(textsOf(jun, space)).toHaveLength(MANY + 1 - 64)
  exchange(bora, jun)
  expect(textsOf(jun, space)).toEqual(textsOf(bora, space))
  expect(findingsOf(jun)).toEqual([])
})

const highestOf = ({ ports }: Somebody, feedNo: number): number =>
  ports.db.query<{ high: number }>('SELECT max(high) AS high FROM run WHERE feed_no = ?').get(feedNo)?.high ?? -1

const longestOf = ({ ports }: Somebody): number =>
  ports.db.query<{ no: number }>('SELECT feed_no AS no FROM run ORDER BY high DESC').get()?.no ?? -1

test('a bit that turns at the end of one’s own words, before anybody heard them, loses none: they are said again (I4)', () => {
  const { bora, jun, space, device, feedNo } = story()
  for (const text of ['and this', 'and that']) say(bora, space, text)
  const seq = highestOf(bora, feedNo)
  damage(bora, 'envelope.body', feedNo, seq - 1)
  rebuild(bora.node.state)
  expect(findingsOf(bora)).toEqual([])
  expect(bora.node.account.get()?.device).not.toBe(device)
  for (let i = 0; i < 2; i++) exchange(bora, jun)
  const heard = textsOf(jun, space)
  expect(heard.filter((text) => !/^\d+$/u.test(text)).toSorted()).toEqual(['and that', 'and this', 'unheard'])
  expect(new Set(heard).size).toBe(MANY + 3)
  expect(textsOf(bora, space)).toEqual(heard)
})

test('a signature of one’s own that is damaged is made anew, and nothing goes', () => {
  const { bora, space, device, feedNo } = story()
  const texts = textsOf(bora, space)
  damage(bora, 'signature.sig', feedNo, 63)
  expect(findingsOf(bora)).toEqual(['SignatureWrong'])
  rebuild(bora.node.state)
  expect(findingsOf(bora)).toEqual([])
  expect(bora.node.account.get()).toMatchObject({ device, stopped: null })
  expect(textsOf(bora, space)).toEqual(texts)
})

test('what this disk damaged, and a peer brings as it was, is no proof that anybody spoke with two voices (E7)', () => {
  const { bora, jun, space, device, feedNo } = story()
  damage(bora, 'envelope.body', feedNo, 140)
  exchange(jun, bora)
  bora.clock.advance(1)
  expect(bora.events.filter((event) => event.topic === 'notice')).toEqual([])
  expect(bora.node.account.get()).toMatchObject({ device, stopped: null })
  rebuild(bora.node.state)
  exchange(jun, bora)
  expect(textsOf(bora, space)).toEqual(expect.arrayContaining(textsOf(jun, space)))
  expect(value(bora.node.chat.page({ space, limit: 500 })).messages.filter(({ disputed }) => disputed)).toEqual([])
})

test('a row that nobody could have written is said to be damage, and is no fault of ours', () => {
  const { bora } = acquainted()
  const meet = (change: string) => () => {
    bora.ports.db.transaction((db) => db.run(change))
    return [accountByNo(bora.ports.db, 2), devicesOfAccount(bora.ports.db, 2)]
  }
  expect(meet("UPDATE device SET addresses = '{'")).toThrow(StoreFault)
  expect(meet("UPDATE account SET id = x'00' WHERE no = 2")).toThrow(StoreFault)
})
