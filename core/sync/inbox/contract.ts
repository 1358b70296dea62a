import { beforeEach, describe, expect, test } from 'vitest'
import { bytesToId, digest } from '#core/proof/index.ts'
import type { Result } from '#core/proof/index.ts'
import type { PeerId } from '#core/net/index.ts'
import { letterId, ticketHash } from './ticket.ts'
import type { InboxId, InboxRefusal, InboxStore, LetterId, LetterPage, Ticket } from './types.ts'

/** A store under test. */
export interface InboxUnderTest {
  /** Room for at least 20 letters and 20 tickets. */
  readonly store: InboxStore
  /** The same store after its process ended and began again. */
  readonly reopen?: () => InboxStore
}

const named = (name: string) => digest('dure/test/v1', name)
const inboxNamed = (name: string): InboxId => bytesToId(named(name)) as InboxId
const ticketNamed = (name: string): Ticket => named(name).slice(0, 16) as Ticket
const peerNamed = (name: string): PeerId => bytesToId(named(name))

const jun = inboxNamed('Jun')
const bora = peerNamed('Bora')
const ticket = ticketNamed('ticket')
const letter = (n: number, bytes = 100): Uint8Array => new Uint8Array(bytes).fill(n)

/** What every inbox store owes its protocol, run by each of them. `lasts`: beyond its process. Rules R3, I6. */
export function inboxStoreContract(name: string, lasts: boolean, create: () => InboxUnderTest): void {
  describe(`the inbox contract: ${name}`, () => {
    let under: InboxUnderTest
    let store: InboxStore

    beforeEach(() => {
      under = create()
      store = under.store
    })

    const register = (version: number, tickets: readonly Ticket[], inbox = jun) =>
      answer<void>((done) =>
        store.register(inbox, { version, tickets: tickets.map((each) => ticketHash(inbox, each)) }, bora, done),
      )
    const deposit = (bytes: Uint8Array, by = ticket, inbox = jun) =>
      answer<void>((done) => store.deposit(inbox, ticketHash(inbox, by), bytes, bora, done))
    const fetch = (after = 0, maxBytes = 1 << 20, maxLetters = 100, inbox = jun) =>
      answer<LetterPage>((done) => store.fetch(inbox, after, maxBytes, maxLetters, done))
    const acknowledge = (letters: readonly LetterId[], inbox = jun) =>
      answer<void>((done) => store.acknowledge(inbox, letters, done))
    const fetched = async (inbox = jun) =>
      (await expectOk(fetch(0, 1 << 20, 100, inbox))).letters.map((each) => each.letter)

    test('a letter with a registered ticket waits until it is acknowledged (R3)', async () => {
      await expectOk(register(1, [ticket]))
      await expectOk(deposit(letter(1)))
      await expectOk(deposit(letter(2)))
      expect(await fetched()).toEqual([letter(1), letter(2)])
      expect(await fetched()).toEqual([letter(1), letter(2)])
      await expectOk(acknowledge([letterId(letter(1))]))
      expect(await fetched()).toEqual([letter(2)])
    })

    test('a ticket that is not registered, or of another inbox, or of nobody, admits nothing (I6)', async () => {
      const hana = inboxNamed('Hana')
      await expectOk(register(1, [ticket]))
      await expectOk(register(1, [ticketNamed('another')], hana))
      expect(await deposit(letter(1), ticketNamed('guessed'))).toEqual(refused('TicketUnknown'))
      expect(await deposit(letter(1), ticket, hana)).toEqual(refused('TicketUnknown'))
      expect(await deposit(letter(1), ticket, inboxNamed('nobody'))).toEqual(refused('TicketUnknown'))
      expect(await fetched()).toEqual([])
      expect(await fetched(hana)).toEqual([])
    })

    test('a revoked ticket admits nothing more, and what it had admitted stays (I6)', async () => {
      await expectOk(register(1, [ticket]))
      await expectOk(deposit(letter(1)))
      await expectOk(register(2, [ticketNamed('new')]))
      expect(await deposit(letter(2))).toEqual(refused('TicketUnknown'))
      await expectOk(deposit(letter(3), ticketNamed('new')))
      expect(await fetched()).toEqual([letter(1), letter(3)])
    })

    test('a device that was away cannot bring a revoked ticket back with its old list (I6)', async () => {
      await expectOk(register(2, [ticketNamed('new')]))
      expect(await register(1, [ticket])).toEqual(refused('RegistrationOutdated'))
      expect(await deposit(letter(1))).toEqual(refused('TicketUnknown'))
      await expectOk(register(2, [ticketNamed('new'), ticket]))
      await expectOk(deposit(letter(1)))
    })

    test('the same letter twice is one letter', async () => {
      await expectOk(register(1, [ticket]))
      await expectOk(deposit(letter(1)))
      await expectOk(deposit(letter(1)))
      expect(await fetched()).toEqual([letter(1)])
    })

    test('letters come in pages, oldest first, with numbers that are never given again', async () => {
      await expectOk(register(1, [ticket]))
      for (let n = 1; n <= 5; n++) await expectOk(deposit(letter(n)))
      const first = await expectOk(fetch(0, 250))
      expect(first.letters.map((each) => each.letter)).toEqual([letter(1), letter(2)])
      expect(first.more).toBe(true)
      const second = await expectOk(fetch(first.letters[1]?.number, 1 << 20, 2))
      expect(second.letters.map((each) => each.letter)).toEqual([letter(3), letter(4)])
      expect(second.more).toBe(true)
      const third = await expectOk(fetch(second.letters[1]?.number))
      expect(third.letters.map((each) => each.letter)).toEqual([letter(5)])
      expect(third.more).toBe(false)
      // The newest letter goes, and the next one must not look as if it had been seen.
      const last = third.letters[0]?.number ?? 0
      await expectOk(acknowledge([1, 2, 3, 4, 5].map((n) => letterId(letter(n)))))
      await expectOk(deposit(letter(6)))
      const later = await expectOk(fetch(last))
      expect(later.letters.map((each) => each.letter)).toEqual([letter(6)])
    })

    test('a page holds one letter at least, however large', async () => {
      await expectOk(register(1, [ticket]))
      await expectOk(deposit(letter(1, 60_000)))
      expect((await expectOk(fetch(0, 10))).letters).toHaveLength(1)
    })

    test('nobody deletes from an inbox but its own letters', async () => {
      const hana = inboxNamed('Hana')
      await expectOk(register(1, [ticket]))
      await expectOk(register(1, [ticket], hana))
      await expectOk(deposit(letter(1)))
      await expectOk(deposit(letter(1), ticket, hana))
      await expectOk(acknowledge([letterId(letter(1)), letterId(letter(9))], hana))
      expect(await fetched()).toEqual([letter(1)])
      expect(await fetched(hana)).toEqual([])
    })

    if (!lasts) return
    test('letters, tickets, versions and numbers outlive the process', async () => {
      await expectOk(register(2, [ticket]))
      await expectOk(deposit(letter(1)))
      const before = await expectOk(fetch())
      await expectOk(acknowledge([letterId(letter(1))]))
      if (under.reopen === undefined) throw new Error('what lasts can be reopened')
      store = under.reopen()
      expect(await register(1, [])).toEqual(refused('RegistrationOutdated'))
      await expectOk(deposit(letter(2)))
      const after = await expectOk(fetch(before.letters[0]?.number))
      expect(after.letters.map((each) => each.letter)).toEqual([letter(2)])
    })
  })
}

const refused = (type: InboxRefusal['type']) => ({ ok: false, error: { type } })

const answer = <T>(work: (done: (outcome: Result<T, InboxRefusal>) => void) => void) =>
  new Promise<Result<T, InboxRefusal>>((resolve) => {
    work(resolve)
  })

async function expectOk<T>(outcome: Promise<Result<T, InboxRefusal>>): Promise<T> {
  const result = await outcome
  if (!result.ok) throw new Error(`refused: ${result.error.type}`)
  return result.value
}
