import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { encode } from '#core/proof/index.ts'
import type { Cbor, PublicKey } from '#core/proof/index.ts'
import { encodeReply, encodeRequest, parseReply, parseRequest } from './frames.ts'
import { MAX_LETTER, MAX_REPLY, MAX_REQUEST, MAX_TICKETS, PAGE_LETTERS } from './limits.ts'
import type { InboxReply, InboxRequest, Ticket, TicketHash } from './types.ts'

const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length })
const natural = (min: number) => fc.integer({ min, max: Number.MAX_SAFE_INTEGER })

// The casts give arbitrary bytes the brand that their length is all there is to.
const request: fc.Arbitrary<InboxRequest> = fc.oneof(
  fc.record({ type: fc.constant('prove' as const), inbox: bytes(32), sig: bytes(64) }),
  fc.record({
    type: fc.constant('register' as const),
    registration: fc.record({ version: natural(0), tickets: fc.array(bytes(32), { maxLength: 20 }) }),
  }),
  fc.record({
    type: fc.constant('deposit' as const),
    inbox: bytes(32),
    ticket: bytes(16),
    letter: fc.uint8Array({ maxLength: 300 }),
  }),
  fc.record({ type: fc.constant('fetch' as const), after: natural(0) }),
  fc.record({ type: fc.constant('acknowledge' as const), letters: fc.array(bytes(32), { maxLength: 20 }) }),
) as fc.Arbitrary<unknown> as fc.Arbitrary<InboxRequest>

const reply: fc.Arbitrary<InboxReply> = fc.oneof(
  fc.record({ type: fc.constant('challenge' as const), nonce: bytes(32) }),
  fc.record({ type: fc.constantFrom('done' as const, 'waiting' as const) }),
  fc.record({
    type: fc.constant('refused' as const),
    refusal: fc.record({ type: fc.constantFrom('TicketUnknown' as const, 'StorageFull' as const, 'Failed' as const) }),
  }),
  fc.record({
    type: fc.constant('letters' as const),
    page: fc.record({
      letters: fc.array(fc.record({ number: natural(1), letter: fc.uint8Array({ maxLength: 300 }) }), { maxLength: 8 }),
      more: fc.boolean(),
    }),
  }),
)

const anyCbor: fc.Arbitrary<Cbor> = fc.letrec<{ value: Cbor }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.maxSafeInteger(),
    fc.constantFrom('prove', 'register', 'deposit', 'fetch', 'acknowledge', 'letters', 'refused', '__proto__'),
    fc.uint8Array({ maxLength: 70 }),
    bytes(32),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 5 }),
  ),
})).value

describe('frames of the inbox protocol', () => {
  test('what is said is what is heard', () => {
    fc.assert(
      fc.property(request, (said) => {
        expect(parseRequest(encodeRequest(said))).toEqual({ ok: true, value: said })
      }),
    )
    fc.assert(
      fc.property(reply, (said) => {
        expect(parseReply(encodeReply(said))).toEqual({ ok: true, value: said })
      }),
    )
  })

  test('bytes of any kind are parsed or refused, never thrown on, and what is parsed encodes to the same bytes', () => {
    const check = (frame: Uint8Array): void => {
      const heard = parseRequest(frame)
      expect(heard.ok ? encodeRequest(heard.value) : frame).toEqual(frame)
      const answered = parseReply(frame)
      expect(answered.ok ? encodeReply(answered.value) : frame).toEqual(frame)
    }
    fc.assert(fc.property(fc.uint8Array({ maxLength: 400 }), check))
    fc.assert(
      fc.property(anyCbor, (value) => check(encode(value))),
      { numRuns: 500 },
    )
    fc.assert(
      fc.property(anyCbor, anyCbor, anyCbor, (...items) => check(encode(items))),
      { numRuns: 500 },
    )
  })

  test('a changed, cut or lengthened frame is refused or says something else, and never throws', () => {
    fc.assert(
      fc.property(request, fc.nat(), fc.integer({ min: 1, max: 255 }), (said, at, flip) => {
        const frame = encodeRequest(said)
        const changed = frame.slice()
        changed[at % frame.length] = (changed[at % frame.length] ?? 0) ^ flip
        for (const bad of [changed, frame.subarray(0, at % frame.length), Uint8Array.of(...frame, flip)]) {
          const heard = parseRequest(bad)
          expect(heard).not.toEqual({ ok: true, value: said })
        }
      }),
    )
  })

  test('the largest registration, letter and page fit their frames, and nothing larger is looked at', () => {
    const tickets = Array.from({ length: MAX_TICKETS }, () => new Uint8Array(32) as TicketHash)
    const version = Number.MAX_SAFE_INTEGER
    const largest = encodeRequest({ type: 'register', registration: { version, tickets } })
    expect(largest.length).toBeLessThanOrEqual(MAX_REQUEST)
    expect(parseRequest(largest).ok).toBe(true)
    const letters = Array.from({ length: PAGE_LETTERS }, (_, i) => ({
      number: Number.MAX_SAFE_INTEGER - PAGE_LETTERS + i,
      letter: new Uint8Array(i < 4 ? MAX_LETTER : i === 4 ? MAX_LETTER - 4 : 0),
    }))
    const page = encodeReply({ type: 'letters', page: { letters, more: true } })
    expect(page.length).toBeLessThanOrEqual(MAX_REPLY)
    expect(parseReply(page).ok).toBe(true)

    expect(parseRequest(new Uint8Array(MAX_REQUEST + 1)).ok).toBe(false)
    expect(parseReply(new Uint8Array(MAX_REPLY + 1)).ok).toBe(false)
    const many = encodeRequest({
      type: 'register',
      registration: { version, tickets: [...tickets, ...tickets.slice(0, 1)] },
    })
    expect(parseRequest(many).ok).toBe(false)
  })

  test('keys, tickets and proofs of another length are nobody’s', () => {
    const key = new Uint8Array(32)
    const short = [
      ['prove', new Uint8Array(31), new Uint8Array(64)],
      ['prove', key, new Uint8Array(63)],
      ['deposit', key, new Uint8Array(15), new Uint8Array(1)],
      ['deposit', key, new Uint8Array(17), new Uint8Array(1)],
      ['register', -1, []],
      ['register', 1, [new Uint8Array(31)]],
      ['fetch', -1],
      ['acknowledge', [new Uint8Array(33)]],
      ['fetch', 0, 0],
      ['prove'],
      ['toString'],
      [],
    ]
    for (const value of short) expect(parseRequest(encode(value)).ok).toBe(false)
    expect(parseReply(encode(['letters', [[0, new Uint8Array(1)]], false])).ok).toBe(false)
    expect(parseReply(encode(['letters', [[1, new Uint8Array(MAX_LETTER + 1)]], false])).ok).toBe(false)
    expect(parseReply(encode(['refused', 'Whatever'])).ok).toBe(false)
  })

  test('the first letter over the limit is still a request, so that its sender is told', () => {
    const said: InboxRequest = {
      type: 'deposit',
      inbox: new Uint8Array(32) as PublicKey,
      ticket: new Uint8Array(16) as Ticket,
      letter: new Uint8Array(MAX_LETTER + 1),
    }
    expect(parseRequest(encodeRequest(said)).ok).toBe(true)
  })
})
