import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { bytesToId, digest } from '#core/proof/index.ts'
import type { Result } from '#core/proof/index.ts'
import { StoreFault } from '#core/store/index.ts'
import type { Database } from '#core/store/index.ts'
import { inboxStoreContract } from '#core/sync/inbox/contract.ts'
import { letterId, ticketHash } from '#core/sync/inbox/index.ts'
import type { InboxId, InboxRefusal, LetterPage, Ticket } from '#core/sync/inbox/index.ts'
import { DAY_MS, defaultConfig } from '../config/index.ts'
import { asObject, createHandClock, createTestFolder } from '../testing.ts'
import type { HandClock, TestFolder } from '../testing.ts'
import { createRelayInboxes } from './index.ts'
import type { InboxLimits, RelayInboxes } from './index.ts'

let folder: TestFolder
let clock: HandClock

const inboxes = (limits: Partial<InboxLimits> = {}, db = folder.database()): RelayInboxes =>
  createRelayInboxes({ db, clock, limits: { ...defaultConfig.inbox, ...limits }, onFault: () => {} })

beforeEach(() => {
  folder = createTestFolder()
  clock = createHandClock()
})
afterEach(() => folder.end())

inboxStoreContract('a relay’s database', true, () => {
  const first = folder.database()
  return {
    store: inboxes({}, first),
    reopen: () => {
      first.close()
      return inboxes({}, folder.database())
    },
  }
})

const named = (name: string) => digest('dure/test/v1', name)
const inboxNamed = (name: string): InboxId => bytesToId(named(name)) as InboxId
const ticketNamed = (name: string): Ticket => named(name).slice(0, 16) as Ticket
const jun = inboxNamed('Jun')
const bora = bytesToId(named('Bora'))
const letter = (n: number, bytes = 1000): Uint8Array => new Uint8Array(bytes).fill(n)

const answer = <T>(work: (done: (outcome: Result<T, InboxRefusal>) => void) => void): Result<T, InboxRefusal> => {
  let came: Result<T, InboxRefusal> | undefined
  work((outcome) => {
    came = outcome
  })
  if (came === undefined) throw new Error('a relay answers at once')
  return came
}
const register = (store: RelayInboxes, inbox = jun, tickets = ['ticket'], version = 1, from = bora) =>
  answer<void>((done) =>
    store.register(
      inbox,
      { version, tickets: tickets.map((each) => ticketHash(inbox, ticketNamed(each))) },
      from,
      done,
    ),
  )
const deposit = (store: RelayInboxes, bytes: Uint8Array, inbox = jun, from = bora) =>
  answer<void>((done) => store.deposit(inbox, ticketHash(inbox, ticketNamed('ticket')), bytes, from, done))
const count = (store: RelayInboxes, inbox = jun): number => {
  const page = answer<LetterPage>((done) => store.fetch(inbox, 0, 1 << 24, 1000, done))
  return page.ok ? page.value.letters.length : -1
}
const refused = (type: string) => ({ ok: false, error: { type } })
const stored = { ok: true, value: undefined }

describe('an operator’s limits on inboxes (R3)', () => {
  test('an inbox takes so many letters, and more once some are fetched', () => {
    const store = inboxes({ letters: 2 })
    register(store)
    expect([1, 2, 3].map((n) => deposit(store, letter(n)))).toEqual([stored, stored, refused('InboxFull')])
    expect(deposit(store, letter(1))).toEqual(stored)
    answer<void>((done) => store.acknowledge(jun, [letterId(letter(1))], done))
    expect(deposit(store, letter(3))).toEqual(stored)
    expect(count(store)).toBe(2)
  })

  test('an inbox takes so many bytes', () => {
    const store = inboxes({ perInbox: 3000 })
    register(store)
    expect([1, 2, 3].map((n) => deposit(store, letter(n)))).toEqual([stored, stored, refused('InboxFull')])
  })

  test('one peer leaves so much, and others still may; what is fetched gives it back', () => {
    const store = inboxes({ perPeer: 3000 })
    register(store)
    register(store, inboxNamed('Hana'))
    expect(deposit(store, letter(1))).toEqual(stored)
    expect(deposit(store, letter(2), inboxNamed('Hana'))).toEqual(stored)
    expect(deposit(store, letter(3))).toEqual(refused('PeerQuota'))
    expect(deposit(store, letter(3), jun, bytesToId(named('Minho')))).toEqual(stored)
    answer<void>((done) => store.acknowledge(jun, [letterId(letter(1))], done))
    expect(deposit(store, letter(4))).toEqual(stored)
  })

  test('all inboxes together take so much', () => {
    const store = inboxes({ total: 3000 })
    register(store)
    expect([1, 2, 3].map((n) => deposit(store, letter(n), jun, bytesToId(named(`peer ${n}`))))).toEqual([
      stored,
      stored,
      refused('StorageFull'),
    ])
    expect(store.use()).toEqual({ inboxes: 1, letters: 2, bytes: 2 * (1000 + 64) })
  })

  test('so many inboxes, in all and of one peer', () => {
    const store = inboxes({ inboxes: 3, inboxesPerPeer: 2 })
    expect(register(store, inboxNamed('1'))).toEqual(stored)
    expect(register(store, inboxNamed('2'))).toEqual(stored)
    expect(register(store, inboxNamed('3'))).toEqual(refused('NotServed'))
    expect(register(store, inboxNamed('1'), ['other'], 2)).toEqual(stored)
    expect(register(store, inboxNamed('3'), [], 1, bytesToId(named('Minho')))).toEqual(stored)
    expect(register(store, inboxNamed('4'), [], 1, bytesToId(named('Hana')))).toEqual(refused('NotServed'))
  })

  test('so many tickets', () => {
    const store = inboxes({ tickets: 2 })
    expect(register(store, jun, ['a', 'b', 'c'])).toEqual(refused('TooManyTickets'))
    expect(register(store, jun, ['a', 'b'])).toEqual(stored)
  })

  test('letters go after the retention time, and an inbox nobody came back to is closed', () => {
    const store = inboxes({ retention: 10 * DAY_MS, forget: 20 * DAY_MS })
    register(store)
    deposit(store, letter(1))
    clock.move(8 * DAY_MS)
    deposit(store, letter(2))
    expect(store.sweep()).toBe(false)
    expect(count(store)).toBe(2)
    clock.move(3 * DAY_MS)
    store.sweep()
    expect(count(store)).toBe(1)
    register(store)
    clock.move(19 * DAY_MS)
    store.sweep()
    expect(count(store)).toBe(0)
    expect(deposit(store, letter(3))).toEqual(stored)
    clock.move(12 * DAY_MS)
    store.sweep()
    store.sweep()
    expect(store.use()).toEqual({ inboxes: 0, letters: 0, bytes: 0 })
    expect(deposit(store, letter(4))).toEqual(refused('TicketUnknown'))
  })

  test('a full disk refuses letters with a reason, and the rest goes on', () => {
    const db = folder.database()
    let isFull = false
    const faults: string[] = []
    const failing: Database = {
      ...asObject(db),
      transaction: (work) => {
        if (isFull) throw new StoreFault({ type: 'StoreFull' })
        return db.transaction(work)
      },
    }
    const store = createRelayInboxes({
      db: failing,
      clock,
      limits: defaultConfig.inbox,
      onFault: (fault) => faults.push(fault.error.type),
    })
    register(store)
    deposit(store, letter(1))
    isFull = true
    expect(deposit(store, letter(2))).toEqual(refused('StorageFull'))
    expect(faults).toEqual(['StoreFull'])
    expect(count(store)).toBe(1)
    isFull = false
    expect(deposit(store, letter(2))).toEqual(stored)
  })
})
