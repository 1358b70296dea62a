import * as fc from 'fast-check'
import { signStatement } from '#core/crypto/index.ts'
import type { AccountId, DeviceSecrets, Reach } from '#core/identity/index.ts'
import { bytesToId, decode, digest, encode, idToBytes } from '#core/proof/index.ts'
import type { At, BoxPublicKey, Cbor, CborMap, PublicKey, Signature } from '#core/proof/index.ts'
import { composeAdd, composeRemove, composeRotate, directSpace, resolve } from '#core/space/index.ts'
import type { Operation, OpId } from '#core/space/index.ts'
import { groupOf, leave, person, sayIn, setRole, streamOf } from '#core/space/fixture.ts'
import type { Person } from '#core/space/fixture.ts'
import type { EnvelopeId, FeedId, LogId } from '#core/envelope/types.ts'
import { DOCUMENT_KINDS } from './types.ts'
import type { DocumentKind, Entry, EntryBody, Fact, FactScalar, Note } from './types.ts'

// People, and whatever they may say, for tests.

export const bora = person('bora')
export const jun = person('jun')
export const eve = person('eve')

/** A moment in microseconds. */
export const at = (micros: number): At => micros as At // any whole number is a moment
/** The n-th feed, log, operation there is. */
export const feedOf = (n: number): FeedId => bytesToId(digest('dure/test-feed/v1', n)) as FeedId
export const logOf = (n: number): LogId => bytesToId(digest('dure/test-log/v1', n)) as LogId
export const opOf = (n: number): OpId => bytesToId(digest('dure/test-op/v1', n)) as OpId

/** Where somebody is reached. */
export const reachOf = (who: Person): Reach => ({
  letterKey: who.account.letter.publicKey,
  inboxKey: who.account.inbox.publicKey,
  relays: ['/dns4/relay.example/tcp/443/wss/p2p/12D3KooWRelay'],
  ticket: new Uint8Array(16).fill(7),
})

/** The first entry of somebody's feed; `signer` signs it, in good order her own device. */
export function openOf(
  who: Person,
  feed: FeedId,
  log: LogId,
  { signer = who.device, account = who.id }: { readonly signer?: DeviceSecrets; readonly account?: AccountId } = {},
): EntryBody & { readonly kind: 'open' } {
  return {
    kind: 'open',
    account,
    certificate: who.device.certificate,
    bind: signStatement(signer.signing, 'dure/open/v1', [idToBytes(feed), idToBytes(log)]),
    generation: 0,
    ends: [],
    name: 'Bora',
    reach: reachOf(who),
  }
}

/** One operation of most kinds. */
const operations: readonly Operation[] = (() => {
  const group = groupOf(bora)
  const state = resolve([group.create])
  const author = { device: bora.device, at: at(5) }
  const letterKey = jun.account.letter.publicKey
  const add = composeAdd(state, author, { account: jun.id, letterKey })
  const keys = new Map([[bora.id, bora.account.letter.publicKey]])
  const rotate = composeRotate(state, author, streamOf('rotate'), keys)
  if (!rotate.ok) throw new TypeError('all letter keys are here')
  return [
    group.create,
    add,
    rotate.value.operation,
    composeRemove(state, author, jun.id, []),
    directSpace(bora.id, jun.id).create,
    sayIn(group.space, bora, leave, [group.create]),
    sayIn(group.space, bora, setRole(jun, 'admin'), [group.create, add]),
  ]
})()

const bytes = (length: number): fc.Arbitrary<Uint8Array> => fc.uint8Array({ minLength: length, maxLength: length })
const id = bytes(32).map(bytesToId)
const someAt = fc.maxSafeNat().map(at)
const seq = fc.nat(2 ** 40)
const name = fc.stringMatching(/^[ -~가-힣]{1,64}$/u)
const reach: fc.Arbitrary<Reach> = fc.record({
  // Any 32 bytes have the shape of a key.
  letterKey: bytes(32) as fc.Arbitrary<BoxPublicKey>,
  inboxKey: bytes(32) as fc.Arbitrary<PublicKey>,
  relays: fc.array(fc.stringMatching(/^\/[!-~]{1,40}$/), { maxLength: 8 }),
  ticket: bytes(16),
})

const scalar: fc.Arbitrary<FactScalar> = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 20 }),
  fc.maxSafeInteger(),
  fc.boolean(),
  fc.constant(null),
  fc.uint8Array({ maxLength: 20 }),
)
const fact: fc.Arbitrary<Fact> = fc.record({
  container: fc.nat(255),
  key: fc.option(fc.uint8Array({ maxLength: 64 })),
  value: fc
    .dictionary(
      fc.oneof(fc.string({ unit: 'grapheme', maxLength: 8 }), fc.constantFrom('__proto__', 'constructor')),
      fc.oneof(scalar, fc.array(scalar, { maxLength: 5 })),
      { maxKeys: 5, noNullPrototype: false },
    )
    .map((value) => Object.assign(Object.create(null) as Fact['value'], value)), // as decoded CBOR is
})

const note: fc.Arbitrary<Note> = fc.oneof(
  fc.record({
    name: fc.constant('seen' as const),
    heads: fc.array(fc.record({ feed: id as fc.Arbitrary<FeedId>, seq }), { maxLength: 5 }), // any id may be a feed's
  }),
  fc.record({ name: fc.constant('read' as const), at: someAt, feed: id as fc.Arbitrary<FeedId> }), // likewise
  fc.record({ name: fc.constant('profile' as const), displayName: name, reach }),
  fc.record({ name: fc.constant('picture' as const), bytes: fc.option(fc.uint8Array({ maxLength: 40 })) }),
)

const body: fc.Arbitrary<EntryBody> = fc.oneof(
  fc.record({
    kind: fc.constant('open' as const),
    account: fc.constant(bora.id),
    certificate: fc.constant(bora.device.certificate),
    bind: bytes(64) as fc.Arbitrary<Signature>, // 64 bytes have its shape; `opensFeed` verifies
    generation: fc.nat(0xffff_ffff),
    // Any 32 bytes have the shape of a feed's or envelope's id.
    ends: fc.array(fc.record({ feed: id as fc.Arbitrary<FeedId>, seq, head: bytes(32) as fc.Arbitrary<EnvelopeId> }), {
      maxLength: 4,
    }),
    name,
    reach,
  }),
  fc.record({ kind: fc.constant('control' as const), operation: fc.constantFrom(...operations) }),
  fc.record({
    kind: fc.constant('facts' as const),
    document: fc.constantFrom(...(Object.keys(DOCUMENT_KINDS) as DocumentKind[])), // its keys are the kinds
    facts: fc.array(fact, { minLength: 1, maxLength: 4 }),
  }),
  fc.record({ kind: fc.constant('note' as const), note }),
)

/** Whatever a device may say, of every kind. */
export const entry: fc.Arbitrary<Entry> = fc.record({
  v: fc.constant(1),
  at: someAt,
  ctrl: fc.option(fc.array(id as fc.Arbitrary<OpId>, { maxLength: 4 })), // any id may be an operation's
  body,
})

const cbor: fc.Arbitrary<Cbor> = fc.letrec<{ item: Cbor }>((tie) => ({
  item: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    fc.constantFrom<Cbor>(null, true, 0, 1, 2, 3, 4, -1, 255, 256, '', 'text', '__proto__', [], {}),
    fc.maxSafeInteger(),
    fc.uint8Array({ maxLength: 70 }),
    bytes(32),
    fc.array(tie('item'), { maxLength: 4 }),
    fc.dictionary(fc.constantFrom('text', '__proto__', 'a', 'bb'), tie('item'), { maxKeys: 3 }),
  ),
})).item

/** CBOR with one part of it, anywhere, put in another's place, left out or doubled. */
export const mangled = (value: Cbor): fc.Arbitrary<Cbor> =>
  fc.tuple(fc.nat(), fc.constantFrom('replace', 'drop', 'double'), cbor).map(([place, how, other]) => {
    let left = place % countOf(value)
    const walk = (it: Cbor): readonly Cbor[] => {
      if (left-- === 0) return how === 'replace' ? [other] : how === 'drop' ? [] : [it, it]
      if (isList(it)) return [it.flatMap(walk)]
      if (!isMap(it)) return [it]
      const fields = Object.entries(it).flatMap(([field, inner]): [string, Cbor][] => {
        const [changed] = walk(inner)
        return changed === undefined ? [] : [[field, changed]]
      })
      return [Object.fromEntries(fields)]
    }
    return walk(value)[0] ?? null
  })

const isList = (value: Cbor): value is readonly Cbor[] => Array.isArray(value)
const isMap = (value: Cbor): value is CborMap =>
  typeof value === 'object' && value !== null && !isList(value) && !(value instanceof Uint8Array)
const partsOf = (value: Cbor): readonly Cbor[] => (isList(value) ? value : isMap(value) ? Object.values(value) : [])
const countOf = (value: Cbor): number => partsOf(value).reduce<number>((sum, part) => sum + countOf(part), 1)

/** Bytes as the CBOR they are. */
export function reread(encoded: Uint8Array): Cbor {
  const read = decode(encoded)
  if (!read.ok) throw new TypeError('what was encoded decodes')
  return read.value
}

/** Bytes cut, lengthened or with bits changed. */
export const damaged = (whole: Uint8Array): fc.Arbitrary<Uint8Array> =>
  fc.oneof(
    fc.nat(whole.length - 1).map((length) => whole.slice(0, length)),
    fc.uint8Array({ minLength: 1, maxLength: 4 }).map((more) => Uint8Array.from([...whole, ...more])),
    fc
      .array(fc.tuple(fc.nat(whole.length - 1), fc.integer({ min: 1, max: 255 })), { minLength: 1, maxLength: 3 })
      .map((flips) => flips.reduce((them, [i, bits]) => them.with(i, (them[i] ?? 0) ^ bits), whole)),
  )

/** Any list as bytes. */
export const bytesOf = (...items: readonly Cbor[]): Uint8Array => encode(items)
