import fc from 'fast-check'
import { beforeEach, describe, expect, test } from 'vitest'
import { signingKeyFromSeed, signStatement, redact } from '#core/crypto/index.ts'
import { bytesToId, digest, encode, ok } from '#core/proof/index.ts'
import type { Result } from '#core/proof/index.ts'
import type { Net, PeerId, Random, Stream } from '#core/net/index.ts'
import { encodeRequest, parseReply } from './frames.ts'
import { createTestClock, createTestNet, peerNamed } from './harness.ts'
import type { TestClock, TestNet } from './harness.ts'
import {
  createInboxClient,
  createMemoryInboxStore,
  depositLetter,
  INBOX_PROTOCOL,
  MAX_LETTER,
  serveInbox,
} from './index.ts'
import type { InboxEvent, InboxId, InboxServer, InboxStore, Ticket } from './index.ts'
import { inboxProofStatement, ticketHash } from './ticket.ts'
import { openInboxSession, stepInboxSession } from './server.ts'
import type { DepositError, InboxReply, InboxRequest } from './types.ts'

const keyNamed = (name: string) => signingKeyFromSeed(redact(digest('dure/test/v1', name)))
const junKey = keyNamed('Jun’s inbox')
const jun = bytesToId(junKey.publicKey) as InboxId
const ticket = digest('dure/test/v1', 'ticket').slice(0, 16) as Ticket
const letter = (n: number, bytes = 100): Uint8Array => new Uint8Array(bytes).fill(n)

const countingRandom = (): Random => {
  let n = 0
  return (length) => digest('dure/test/v1', n++).slice(0, length)
}

let clock: TestClock
let world: TestNet
let store: InboxStore
let server: InboxServer
let events: InboxEvent[]
let random: Random

beforeEach(() => {
  clock = createTestClock()
  world = createTestNet(clock)
  store = createMemoryInboxStore({ letters: 300, tickets: 10 })
  events = []
  random = countingRandom()
  server = serveInbox({ net: world.join('relay'), clock, random, store, onEvent: (event) => events.push(event) })
})

const relay = peerNamed('relay')

/** Jun’s device: his inbox kept at the relay, what came to it, and what it answers. */
const listening = (name: string, takes = () => true, version = 1, relays: readonly PeerId[] = [relay]) => {
  const letters: Uint8Array[] = []
  const state = { tickets: [ticket], version }
  const client = createInboxClient({
    net: world.join(name),
    clock,
    random,
    inbox: junKey.publicKey,
    sign: (domain, values) => signStatement(junKey, domain, values),
    registration: () => ({ version: state.version, tickets: state.tickets.map((each) => ticketHash(jun, each)) }),
    onLetter: (sealed, _from, done) => {
      letters.push(sealed)
      clock.after(5, () => done(takes()))
    },
  })
  client.use(relays)
  return { client, letters, state }
}

const deposit = (from: Net, bytes: Uint8Array, by = ticket, to = relay): Result<void, DepositError> | null => {
  let outcome: Result<void, DepositError> | null = null
  depositLetter({ net: from, clock }, to, { inbox: jun, ticket: by, letter: bytes }, (came) => {
    outcome = came
  })
  clock.pass(500)
  return outcome
}

/** A stranger who says what she likes. */
const speak = (
  net: Net,
  onOpen: (say: (request: InboxRequest | Uint8Array) => void, nonce: Uint8Array, stream: Stream) => void,
) => {
  const heard: InboxReply[] = []
  const state: { closed: string | null | undefined; stream: Stream | null } = { closed: undefined, stream: null }
  net.open(relay, INBOX_PROTOCOL, (opened) => {
    if (!opened.ok) throw new Error(opened.error.type)
    const stream = opened.value
    state.stream = stream
    stream.listen({
      frame: (frame) => {
        const reply = parseReply(frame)
        if (!reply.ok) throw new Error('the server does not keep to its own protocol')
        heard.push(reply.value)
        if (reply.value.type === 'challenge')
          onOpen(
            (said) => stream.send(said instanceof Uint8Array ? said : encodeRequest(said)),
            reply.value.nonce,
            stream,
          )
      },
      drain: () => {},
      close: (reason) => {
        state.closed = reason
      },
    })
  })
  clock.pass(500)
  return { heard, state }
}

const proofFor = (nonce: Uint8Array, client: PeerId, key = junKey, toServer = relay): InboxRequest => {
  const inbox = bytesToId(junKey.publicKey) as InboxId
  const sig = signStatement(key, ...inboxProofStatement({ nonce, server: toServer, client, inbox }))
  return { type: 'prove', inbox: junKey.publicKey, sig }
}

const refused = (type: string) => ({ ok: false, error: { type } })

describe('letters for somebody who is away', () => {
  test('Bora’s letter waits until Jun comes, and is deleted when he has it (R3)', () => {
    const first = listening('Jun')
    clock.pass(100)
    expect(first.client.status()).toEqual([{ peer: relay, state: 'registered', detail: null }])
    first.client.stop()
    const bora = world.join('Bora')
    expect(deposit(bora, letter(1))).toEqual(ok(undefined))
    expect(deposit(bora, letter(2))).toEqual(ok(undefined))
    const { letters, client } = listening('Jun')
    clock.pass(1000)
    expect(letters).toEqual([letter(1), letter(2)])
    client.stop()
    clock.pass(100)
    expect(listening('Jun').letters).toEqual([])
  })

  test('a letter reaches Jun at once while he is there, and a hundred in a row all do', () => {
    const { letters } = listening('Jun')
    clock.pass(100)
    const bora = world.join('Bora')
    expect(deposit(bora, letter(1))).toEqual(ok(undefined))
    expect(letters).toEqual([letter(1)])
    const outcomes: unknown[] = []
    for (let n = 0; n < 100; n++)
      clock.after(n % 7, () =>
        depositLetter(
          { net: world.join(`friend ${n}`), clock },
          relay,
          { inbox: jun, ticket, letter: letter(n, 200) },
          (came) => outcomes.push(came.ok),
        ),
      )
    clock.pass(10_000)
    expect(outcomes).toEqual(Array.from({ length: 100 }, () => true))
    expect(new Set(letters.map((each) => (each[0] === undefined ? -1 : each[0] + each.length * 1000))).size).toBe(101)
  })

  test('what Jun could not take yet stays, and comes again with the next stream', () => {
    let isReady = false
    const { letters } = listening('Jun', () => isReady)
    clock.pass(100)
    deposit(world.join('Bora'), letter(1))
    expect(letters).toHaveLength(1)
    isReady = true
    world.cut(peerNamed('Jun'))
    clock.pass(100)
    world.reconnect(peerNamed('Jun'))
    world.reconnect(relay)
    clock.pass(5000)
    expect(letters).toEqual([letter(1), letter(1)])
    world.cut(peerNamed('Jun'))
    clock.pass(100)
    world.reconnect(relay)
    clock.pass(20_000)
    expect(letters).toHaveLength(2)
  })

  test('many large letters come page by page, each once', () => {
    const setup = listening('Jun')
    clock.pass(100)
    setup.client.stop()
    const bora = world.join('Bora')
    const all = Array.from({ length: 30 }, (_, n) => letter(n, 60_000))
    for (const each of all) expect(deposit(bora, each)).toEqual(ok(undefined))
    const { letters } = listening('Jun')
    clock.pass(5000)
    expect(letters).toEqual(all)
  })

  test('two of Jun’s devices listen at once: what one has taken the other need not', () => {
    const laptop = listening('laptop')
    const phone = listening('phone')
    clock.pass(100)
    deposit(world.join('Bora'), letter(1))
    clock.pass(1000)
    expect(laptop.letters.length + phone.letters.length).toBeGreaterThanOrEqual(1)
    laptop.client.stop()
    phone.client.stop()
    const later = listening('tablet')
    clock.pass(1000)
    expect(later.letters).toEqual([])
  })

  test('with two relays both are kept registered, and one being gone hides nothing (R5)', () => {
    serveInbox({ net: world.join('second'), clock, random, store: createMemoryInboxStore() })
    const { letters, client } = listening('Jun', () => true, 1, [relay, peerNamed('second')])
    clock.pass(100)
    expect(client.status().map(({ state }) => state)).toEqual(['registered', 'registered'])
    world.cut(relay)
    clock.pass(100)
    expect(client.status().map(({ state }) => state)).toEqual(['away', 'registered'])
    const bora = world.join('Bora')
    expect(deposit(bora, letter(1))).toMatchObject({ ok: false, error: { type: 'Unreachable' } })
    expect(deposit(bora, letter(1), ticket, peerNamed('second'))).toEqual(ok(undefined))
    expect(letters).toEqual([letter(1)])
    world.reconnect(relay)
    clock.pass(10_000)
    expect(client.status().map(({ state }) => state)).toEqual(['registered', 'registered'])
  })

  test('a device serves its own account’s inbox, so a letter needs no relay at all (I6)', () => {
    const own = createMemoryInboxStore()
    own.register(jun, { version: 1, tickets: [ticketHash(jun, ticket)] }, peerNamed('Jun'), () => {})
    serveInbox({ net: world.join('Jun'), clock, random, store: own })
    expect(deposit(world.join('Bora'), letter(1), ticket, peerNamed('Jun'))).toEqual(ok(undefined))
    expect(deposit(world.join('Bora'), letter(1), letter(9, 16) as Ticket, peerNamed('Jun'))).toEqual(
      refused('TicketUnknown'),
    )
  })
})

describe('tickets', () => {
  test('a revoked ticket counts no more as soon as Jun says so, everywhere he is registered (I6)', () => {
    const { state, client } = listening('Jun')
    clock.pass(100)
    const bora = world.join('Bora')
    expect(deposit(bora, letter(1))).toEqual(ok(undefined))
    state.tickets = []
    state.version = 2
    client.registrationChanged()
    clock.pass(100)
    expect(deposit(bora, letter(2))).toEqual(refused('TicketUnknown'))
  })

  test('Jun’s old phone with its old tickets is told so, and still gets its letters (I6)', () => {
    const { state } = listening('laptop', () => false, 7)
    state.tickets = [ticket]
    const phone = listening('phone', () => true, 3)
    clock.pass(100)
    expect(phone.client.status()[0]?.state).toBe('registered')
    deposit(world.join('Bora'), letter(1))
    clock.pass(1000)
    expect(phone.letters).toEqual([letter(1)])
  })

  test('a registration that is refused is shown, tried again, and hides no letter', () => {
    const { state, client, letters } = listening('Jun')
    clock.pass(100)
    state.tickets = Array.from({ length: 11 }, (_, n) => letter(n, 16) as Ticket)
    state.version = 2
    client.registrationChanged()
    clock.pass(100)
    expect(client.status()).toEqual([{ peer: relay, state: 'refused', detail: 'TooManyTickets' }])
    deposit(world.join('Bora'), letter(1))
    expect(letters).toEqual([letter(1)])
    state.tickets = [ticket]
    clock.pass(20_000)
    expect(client.status()[0]?.state).toBe('registered')
  })
})

describe('who is not the owner', () => {
  test('a proof by another key is refused, the stream closed and the peer turned away for a while (Y8)', () => {
    const eve = world.join('Eve')
    const { heard, state } = speak(eve, (say, nonce) => {
      say(proofFor(nonce, eve.self, keyNamed('Eve’s own')))
      say({ type: 'fetch', after: 0 })
    })
    expect(heard.slice(1)).toEqual([{ type: 'refused', refusal: { type: 'ProofInvalid' } }])
    expect(state.closed).not.toBe(undefined)
    expect(events.map(({ operation, refusal }) => [operation, refusal])).toEqual([['prove', 'ProofInvalid']])
    const again = speak(eve, () => {})
    expect(again.heard).toEqual([])
    expect(again.state.closed).toBe('Reset')
    clock.pass(15_000)
    expect(speak(eve, () => {}).heard).toHaveLength(1)
  })

  test('a proof replayed on another stream, by another peer, or from another relay proves nothing (R3)', () => {
    const junNet = world.join('Jun')
    let recorded: InboxRequest | null = null
    const own = speak(junNet, (say, nonce) => say((recorded = proofFor(nonce, junNet.self))))
    expect(own.heard.at(-1)).toEqual({ type: 'done' })
    const again = speak(junNet, (say) => recorded && say(recorded))
    expect(again.heard.at(-1)).toEqual({ type: 'refused', refusal: { type: 'ProofInvalid' } })
    const replays: ((nonce: Uint8Array, client: PeerId) => InboxRequest | null)[] = [
      () => recorded,
      (nonce) => proofFor(nonce, junNet.self),
      (nonce, client) => proofFor(nonce, client, junKey, peerNamed('another relay')),
    ]
    for (const [i, replay] of replays.entries()) {
      const eve = world.join(`Eve ${i}`)
      const { heard } = speak(eve, (say, nonce) => {
        const said = replay(nonce, eve.self)
        if (said) say(said)
      })
      expect(heard.at(-1)).toEqual({ type: 'refused', refusal: { type: 'ProofInvalid' } })
    }
  })

  test('without a proof nobody registers, fetches or deletes', () => {
    const eve = world.join('Eve')
    const { heard } = speak(eve, (say) => {
      say({ type: 'register', registration: { version: 9, tickets: [] } })
      say({ type: 'fetch', after: 0 })
      say({ type: 'acknowledge', letters: [] })
    })
    expect(heard.slice(1)).toEqual(
      Array.from({ length: 3 }, () => ({ type: 'refused', refusal: { type: 'ProofMissing' } })),
    )
  })

  test('whatever a stream says without the key, the store is asked for deposits only', () => {
    const nonce = new Uint8Array(32)
    const said = fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      fc
        .constantFrom<InboxRequest>(
          { type: 'fetch', after: 0 },
          { type: 'acknowledge', letters: [] },
          { type: 'register', registration: { version: 1, tickets: [] } },
          { type: 'deposit', inbox: junKey.publicKey, ticket, letter: letter(1) },
          proofFor(nonce, peerNamed('somebody else')),
          proofFor(letter(1, 32), peerNamed('Eve')),
        )
        .map(encodeRequest),
    )
    fc.assert(
      fc.property(fc.array(said, { maxLength: 10 }), (frames) => {
        let session = openInboxSession(nonce, relay, peerNamed('Eve'))
        for (const frame of frames) {
          const [next, effects] = stepInboxSession(Object.freeze(session), { type: 'frame', frame })
          session = next
          for (const effect of effects) {
            expect(effect.type).not.toBe('proven')
            if (effect.type !== 'ask') continue
            expect(effect.operation.type).toBe('deposit')
            session = stepInboxSession(session, { type: 'answered', reply: { type: 'done' } })[0]
          }
        }
        expect(session.inbox).toBe(null)
      }),
    )
  })

  test('frames that say nothing known end the stream, and the time until the next grows (Y8)', () => {
    const eve = world.join('Eve')
    const speakBadly = () => speak(eve, (say) => say(encode(['steal', 1])))
    expect(speakBadly().state.closed).toBe('Reset')
    clock.pass(12_000)
    expect(speakBadly().heard).toHaveLength(1)
    clock.pass(12_000)
    expect(speakBadly().heard).toHaveLength(0)
    clock.pass(12_000)
    expect(speakBadly().heard).toHaveLength(1)
  })

  test('a client that asks for pages without reading them costs one page at a time', () => {
    const setup = listening('Jun')
    clock.pass(100)
    setup.client.stop()
    for (let n = 0; n < 30; n++) deposit(world.join('Bora'), letter(n, 60_000))
    const counted = () => events.filter(({ operation }) => operation === 'fetch').length
    const before = counted()
    const slow = world.join('slow')
    const { state } = speak(slow, (say, nonce, stream) => {
      say(proofFor(nonce, slow.self))
      stream.pause()
      for (let n = 0; n < 100; n++) say({ type: 'fetch', after: 0 })
    })
    clock.pass(5_000)
    const fetches = counted() - before
    expect(fetches).toBeGreaterThan(0)
    expect(fetches).toBeLessThan(10)
    state.stream?.resume()
    clock.pass(5_000)
    expect(counted() - before).toBe(100)
  })

  test('a peer has only so many streams, and a silent one is closed', () => {
    const eve = world.join('Eve')
    const streams = Array.from({ length: 12 }, () => speak(eve, () => {}))
    expect(streams.filter(({ state }) => state.closed === undefined)).toHaveLength(8)
    expect(server.status()).toEqual({ streams: 8, proven: 0 })
    clock.pass(61_000)
    expect(streams.filter(({ state }) => state.closed === undefined)).toHaveLength(0)
    expect(server.status()).toEqual({ streams: 0, proven: 0 })
  })
})

describe('who deposits', () => {
  test('is told when a letter is too large, by herself and by the server', () => {
    listening('Jun')
    clock.pass(100)
    const bora = world.join('Bora')
    expect(deposit(bora, letter(1, MAX_LETTER))).toEqual(ok(undefined))
    expect(deposit(bora, letter(1, MAX_LETTER + 1))).toEqual(refused('LetterTooLarge'))
    const said: InboxRequest = {
      type: 'deposit',
      inbox: junKey.publicKey,
      ticket,
      letter: letter(1, MAX_LETTER + 1),
    }
    expect(speak(bora, (say) => say(said)).heard.at(-1)).toEqual({
      type: 'refused',
      refusal: { type: 'LetterTooLarge' },
    })
  })

  test('hears of a full inbox, and of a store that does not answer', () => {
    const small = createMemoryInboxStore({ letters: 1, tickets: 1 })
    small.register(jun, { version: 1, tickets: [ticketHash(jun, ticket)] }, relay, () => {})
    serveInbox({ net: world.join('small'), clock, random, store: small })
    const bora = world.join('Bora')
    expect(deposit(bora, letter(1), ticket, peerNamed('small'))).toEqual(ok(undefined))
    expect(deposit(bora, letter(2), ticket, peerNamed('small'))).toEqual(refused('InboxFull'))
    expect(deposit(bora, letter(1), ticket, peerNamed('small'))).toEqual(ok(undefined))

    serveInbox({ net: world.join('dead'), clock, random, store: { ...small, deposit: () => {} } })
    let outcome: unknown = null
    depositLetter({ net: bora, clock }, peerNamed('dead'), { inbox: jun, ticket, letter: letter(1) }, (came) => {
      outcome = came
    })
    clock.pass(29_000)
    expect(outcome).toBe(null)
    clock.pass(2_000)
    expect(outcome).toEqual(refused('NoAnswer'))
  })

  test('answers come to each depositor even when the store answers late and out of order', () => {
    const late: InboxStore = {
      ...store,
      deposit: (inbox, by, bytes, from, done) => {
        clock.after(100 - (bytes[0] ?? 0), () => store.deposit(inbox, by, bytes, from, done))
      },
    }
    serveInbox({ net: world.join('late'), clock, random, store: late })
    store.register(jun, { version: 1, tickets: [ticketHash(jun, ticket)] }, relay, () => {})
    const outcomes: Result<void, DepositError>[] = []
    for (let n = 0; n < 50; n++)
      depositLetter(
        { net: world.join(`friend ${n}`), clock },
        peerNamed('late'),
        { inbox: jun, ticket, letter: letter(n) },
        (came) => outcomes.push(came),
      )
    clock.pass(1_000)
    expect(outcomes).toHaveLength(50)
    expect(outcomes.every((came) => came.ok)).toBe(true)
  })
})
