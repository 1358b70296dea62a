import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { EnvelopeId, FeedId, LogId } from '#core/envelope/types.ts'
import { bytesToId, decode, encode, idToBytes } from '#core/proof/index.ts'
import type { BoxPublicKey, Cbor, Hash, PublicKey } from '#core/proof/index.ts'
import { add, at, atDevice, groupOf, leave, person, remove, sayIn } from './fixture.ts'
import { decodeOperation, directSpace, encodeOperation, selfSpace, signOperation } from './index.ts'
import { draftOf, idOf } from './draft.ts'
import type { Operation, OperationBody, OpId, Policy } from './index.ts'

const [bora, jun, eve] = [person('bora'), person('jun'), person('eve')]
const group = groupOf(bora)
const addJun = group.say(bora, add(jun), [group.create])
const direct = directSpace(bora.id, jun.id)
const recovery = bora.account.recovery
if (recovery === null) throw new TypeError('a new account has its recovery secret')
const self = selfSpace(bora.id, recovery)

function reread(op: Operation): Cbor {
  const read = decode(encode(encodeOperation(op)))
  if (!read.ok) throw new TypeError('what was encoded decodes')
  return read.value
}
const parts = (op: Operation) => encodeOperation(op) as readonly Cbor[] // a list

const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length })
const id = bytes(32).map(bytesToId)
const cut = fc.record({
  log: id as fc.Arbitrary<string> as fc.Arbitrary<LogId>,
  feed: id as fc.Arbitrary<string> as fc.Arbitrary<FeedId>,
  seq: fc.nat(),
  head: bytes(32) as fc.Arbitrary<Uint8Array> as fc.Arbitrary<EnvelopeId>,
})
const cuts = fc.uniqueArray(cut, { selector: (it) => it.feed, maxLength: 5 })
const policy: fc.Arbitrary<Policy> = fc.record({
  history: fc.constantFrom('all', 'fromNow'),
  invite: fc.constantFrom('members', 'admins'),
  retentionDays: fc.option(fc.integer({ min: 1, max: 36_525 })),
  shard: fc.constantFrom('month', 'day'),
})
const account = fc.constantFrom(bora.id, jun.id, eve.id)
const role = fc.constantFrom('owner', 'admin', 'manager', 'member')
const boxKey = bytes(32) as fc.Arbitrary<Uint8Array> as fc.Arbitrary<BoxPublicKey>
const reach = fc.record({
  letterKey: boxKey,
  inboxKey: bytes(32) as fc.Arbitrary<Uint8Array> as fc.Arbitrary<PublicKey>,
  relays: fc.array(fc.constantFrom('/ip4/10.0.0.1/tcp/1', '/dns4/x/tcp/2'), { maxLength: 3 }),
  ticket: bytes(16),
})
const box = fc.record({ to: fc.option(account), letterKey: boxKey, box: bytes(80) })
const kinds = {
  create: fc.record({
    space: fc.constantFrom('group', 'channel', 'desk'),
    owners: fc.uniqueArray(account, { maxLength: 3 }).map((it) => [...new Set([bora.id, ...it])]),
    salt: bytes(32),
    title: fc.constantFrom('', '두레', 'x'.repeat(128)),
    policy,
  }),
  'add-member': fc.record({ account, role, letterKey: boxKey, invite: fc.option(id) }),
  'remove-member': fc.record({ account, cuts }),
  'remove-device': fc.record({
    account,
    device: fc.constantFrom(bora.device.device, eve.device.device),
    cuts,
    reach,
    endorsement: fc.constant(null),
  }),
  leave: fc.record({}),
  'set-role': fc.record({ account, role, cuts }),
  rotate: fc.record({
    keyHash: bytes(32) as fc.Arbitrary<Uint8Array> as fc.Arbitrary<Hash>,
    boxes: fc.uniqueArray(box, { selector: (it) => it.to, maxLength: 4 }),
    policy,
  }),
  keep: fc.tuple(fc.option(id), cut).map(([about, it]) => ({ about: about as OpId | null, ...it })),
  'set-policy': fc.record({ policy }),
  'set-relays': fc.record({ relays: fc.array(fc.constantFrom('/ip4/10.0.0.1/tcp/1'), { maxLength: 8 }) }),
} as const
const body: fc.Arbitrary<OperationBody> = fc.oneof(
  ...Object.entries(kinds).map(([kind, rest]) =>
    // Each kind beside its own fields, as the table above says them.
    (rest as fc.Arbitrary<object>).map((fields) => ({ kind, ...fields }) as OperationBody),
  ),
)

const say = (it: OperationBody, certifier = bora.account.certifier.key) =>
  it.kind === 'create'
    ? signOperation({ space: null, device: bora.device, ctrl: [], at: at(5), body: it })
    : signOperation({ space: group.space, device: bora.device, ctrl: [addJun.id], at: at(5), body: it, certifier })

describe('an operation', () => {
  test('of every kind comes back as it was said (S1)', () => {
    fc.assert(
      fc.property(body, (it) => {
        const op = say(it)
        // The arbitrary's objects have no prototype.
        expect(decodeOperation(reread(op))).toEqual({ ok: true, value: op })
      }),
      { numRuns: 300 },
    )
  })

  test('is refused once any byte of it is changed', () => {
    fc.assert(
      fc.property(body, fc.nat(), fc.nat(7), (it, i, bit) => {
        const said = encode(encodeOperation(say(it)))
        const place = i % said.length
        const read = decode(said.with(place, (said[place] ?? 0) ^ (1 << bit)))
        expect(read.ok && decodeOperation(read.value).ok).toBe(false)
      }),
      { numRuns: 300 },
    )
  })

  test('has an id of all but its signature, and a create gives the space its own', () => {
    expect(addJun.space).toBe(group.create.id)
    expect({ ...addJun, sig: null }).not.toStrictEqual(addJun)
    expect(idOf(draftOf({ ...addJun, sig: null }))).toBe(addJun.id)
  })

  test('of another space is refused where one is asked for', () => {
    expect(decodeOperation(encodeOperation(addJun), direct.space)).toStrictEqual({
      ok: false,
      error: { type: 'OperationOfOtherSpace', space: group.space },
    })
  })

  test('cannot be moved to another space, time, past or author', () => {
    const forged = { ok: false, error: { type: 'OperationForged' } }
    for (const [i, other] of [
      [1, idToBytes(direct.space)],
      [3, [idToBytes(addJun.id)]],
      [4, 99],
    ] as const)
      expect(decodeOperation(parts(addJun).with(i, other))).toStrictEqual(forged)
    const byEve = parts(group.say(eve, add(jun), [group.create]))
    expect(decodeOperation(parts(addJun).with(2, byEve[2] ?? null))).toStrictEqual(forged)
  })

  test('nobody signed is nobody’s', () => {
    expect(decodeOperation(parts(addJun).with(6, null)).ok).toBe(false)
    const unsigned = parts(addJun).with(2, idToBytes(bora.id)).with(6, null)
    expect(decodeOperation(unsigned)).toStrictEqual({ ok: false, error: { type: 'OperationForged' } })
  })

  test('of a later version or kind is said to be so, not broken', () => {
    expect(decodeOperation(parts(addJun).with(0, 2))).toStrictEqual({
      ok: false,
      error: { type: 'OperationVersionUnknown', v: 2 },
    })
    expect(decodeOperation(parts(addJun).with(5, [77, 'x']))).toStrictEqual({
      ok: false,
      error: { type: 'OperationKindUnknown', code: 77 },
    })
  })

  test('names what it has seen once each and in order, and at most 256 of it', () => {
    const ctrl = [addJun.id, group.create.id].toSorted().map(idToBytes)
    expect(decodeOperation(parts(addJun).with(3, ctrl.toReversed()))).toMatchObject({ error: { detail: 'ctrl' } })
    expect(decodeOperation(parts(addJun).with(3, [ctrl[0] ?? null, ctrl[0] ?? null]))).toMatchObject({
      error: { detail: 'ctrl' },
    })
    const many = Array.from({ length: 257 }, (_, i) => new Uint8Array(32).fill(i >> 8).with(31, i & 255))
    expect(decodeOperation(parts(addJun).with(3, many))).toMatchObject({ error: { detail: 'ctrl' } })
    expect(decodeOperation(parts(addJun).with(3, []))).toMatchObject({ error: { detail: 'create' } })
  })

  test('is never found in garbage, and garbage breaks nothing', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 600 }), (garbage) => {
        const read = decode(garbage)
        expect(read.ok && decodeOperation(read.value).ok).toBe(false)
      }),
    )
    const anything = fc.letrec<{ it: Cbor }>((tie) => ({
      it: fc.oneof(
        { maxDepth: 4 },
        fc.maxSafeInteger(),
        fc.boolean(),
        fc.constant(null),
        fc.uint8Array({ maxLength: 80 }),
        fc.array(tie('it'), { maxLength: 7 }),
      ),
    })).it
    fc.assert(
      fc.property(fc.nat(6), anything, (i, odd) => {
        const said = parts(addJun)
        const result = decodeOperation(said.with(i, odd))
        expect(result.ok).toBe(JSON.stringify(said[i]) === JSON.stringify(odd))
      }),
    )
  })
})

describe('an endorsement by the certifier (I1)', () => {
  const phone = atDevice(bora, 'phone')
  const removal: OperationBody = {
    kind: 'remove-device',
    account: bora.id,
    device: bora.device.device,
    cuts: [],
    reach: {
      letterKey: bora.account.letter.publicKey,
      inboxKey: bora.account.inbox.publicKey,
      relays: [],
      ticket: new Uint8Array(16),
    },
    endorsement: null,
  }
  const { key } = bora.account.certifier
  const said = (certifier: typeof key) =>
    signOperation({ space: group.space, device: phone.device, ctrl: [addJun.id], at: at(5), body: removal, certifier })

  test('is verified with the operation', () => {
    const op = said(key)
    expect(op.body).not.toStrictEqual(removal)
    expect(decodeOperation(reread(op))).toStrictEqual({ ok: true, value: op })
    expect(decodeOperation(reread(said(null))).ok).toBe(true)
  })

  test('cannot be lifted onto another operation, or come from another certifier', () => {
    const { body: endorsed } = said(key)
    const lifted = sayIn(group.space, phone, endorsed, [group.create])
    expect(decodeOperation(reread(lifted))).toStrictEqual({ ok: false, error: { type: 'OperationForged' } })
    expect(decodeOperation(reread(said(eve.account.certifier.key)))).toStrictEqual({
      ok: false,
      error: { type: 'OperationForged' },
    })
  })
})

describe('what is computed (S9)', () => {
  test('is the same for both people of a direct chat, and another with anybody else', () => {
    expect(directSpace(jun.id, bora.id)).toStrictEqual(direct)
    expect(directSpace(jun.id, eve.id).space).not.toBe(direct.space)
    expect(() => directSpace(jun.id, jun.id)).toThrow(TypeError)
  })

  test('comes back from the wire, unsigned as it is', () => {
    for (const op of [direct.create, self.create, self.rotate])
      expect(decodeOperation(reread(op), op.space)).toStrictEqual({ ok: true, value: op })
  })

  test('is `self` with its first key, from the recovery secret alone', () => {
    const again = selfSpace(bora.id, recovery)
    expect(again.rotate).toStrictEqual(self.rotate)
    expect(self.rotate.ctrl).toStrictEqual([self.create.id])
  })

  test('is taken only as everybody computes it', () => {
    const odd: readonly (readonly [Operation, number, Cbor])[] = [
      [direct.create, 2, idToBytes(eve.id)],
      [direct.create, 4, 1],
      [self.create, 2, idToBytes(eve.id)],
      [self.rotate, 4, 1],
      [self.rotate, 1, idToBytes(group.space)],
    ]
    for (const [op, i, other] of odd)
      expect(decodeOperation(parts(op).with(i, other))).toStrictEqual({ ok: false, error: { type: 'OperationForged' } })
    const otherKey = (parts(self.rotate)[5] as readonly Cbor[]).with(1, new Uint8Array(32)) // a list
    expect(decodeOperation(parts(self.rotate).with(5, otherKey)).ok).toBe(false)
  })

  test('is never signed, and a group never unsigned', () => {
    const { body: create } = direct.create
    const signed = signOperation({ space: null, device: bora.device, ctrl: [], at: at(0), body: create })
    expect(decodeOperation(reread(signed)).ok).toBe(false)
    const computed = parts(group.create).with(2, idToBytes(bora.id)).with(6, null)
    expect(decodeOperation(computed).ok).toBe(false)
  })
})

test('nobody creates a group that is only others’', () => {
  const { body: create } = group.create
  const forJun = signOperation({ space: null, device: eve.device, ctrl: [], at: at(1), body: create })
  expect(decodeOperation(reread(forJun))).toStrictEqual({ ok: false, error: { type: 'OperationForged' } })
})

test('lists are said in one order whatever order they are given in', () => {
  const cutsOf = [direct.space, self.space].map((feed, seq) => ({
    log: feed as string as LogId,
    feed: feed as string as FeedId,
    seq,
    head: new Uint8Array(32) as EnvelopeId,
  }))
  const one = group.say(bora, { ...remove(jun), cuts: cutsOf } as OperationBody, [addJun])
  const other = group.say(bora, { ...remove(jun), cuts: cutsOf.toReversed() } as OperationBody, [addJun])
  expect(one).toStrictEqual(other)
  expect(decodeOperation(reread(group.say(bora, leave, [addJun, group.create]))).ok).toBe(true)
})
