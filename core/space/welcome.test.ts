import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { reveal } from '#core/crypto/index.ts'
import { decode, encode, idToBytes } from '#core/proof/index.ts'
import type { Cbor } from '#core/proof/index.ts'
import { makeCard, openLetter, sealLetter } from '#core/identity/index.ts'
import { add, at, groupOf, person, streamOf } from './fixture.ts'
import {
  composeRotate,
  decodeAccept,
  decodeHello,
  decodeRotateLetter,
  decodeWelcome,
  directSpace,
  encodeAccept,
  encodeHello,
  encodeOperation,
  encodeRotateLetter,
  encodeWelcome,
  resolve,
} from './index.ts'
import type { Welcome } from './index.ts'

const [bora, jun] = [person('bora'), person('jun')]
const direct = directSpace(bora.id, jun.id)
const keys = new Map([bora, jun].map((it) => [it.id, it.account.letter.publicKey]))
const made = composeRotate(resolve([direct.create]), { device: bora.device, at: at(2) }, streamOf('rotate'), keys)
if (!made.ok) throw new TypeError('composed')
const { operation: rotate, epochKey } = made.value
const welcome: Welcome = {
  space: direct.space,
  epochs: [{ rotate: rotate.id, key: epochKey }],
  operations: [direct.create, rotate],
  relays: ['/dns4/relay.example/tcp/443/wss'],
}
const ticket = new Uint8Array(16).fill(3)

function reread(value: Cbor): Cbor {
  const read = decode(encode(value))
  if (!read.ok) throw new TypeError('what was encoded decodes')
  return read.value
}
/** A welcome in plain, for comparing. */
const told = (it: Welcome) => ({ ...it, epochs: it.epochs.map(({ rotate: id, key }) => [id, reveal(key)]) })
const malformed = (detail: string) => ({ ok: false, error: { type: 'WelcomeMalformed', detail } })
const parts = (it: Welcome) => encodeWelcome(it) as readonly Cbor[] // a list

describe('a welcome', () => {
  test('says where one may take part, and how (S10)', () => {
    const back = decodeWelcome(reread(encodeWelcome(welcome)))
    expect(back.ok && told(back.value)).toStrictEqual(told(welcome))
  })

  test('travels in a letter that only the newcomer opens (S10, R3)', () => {
    const { account } = jun
    const reach = {
      letterKey: bora.account.letter.publicKey,
      inboxKey: bora.account.inbox.publicKey,
      relays: [],
      ticket,
    }
    const card = makeCard({ device: bora.device, name: 'Bora', reach, addresses: [], once: false })
    const to = { account: jun.id, letterKey: account.letter.publicKey }
    const body = encodeHello({ ticket, welcome })
    const random = streamOf('letter')
    const sealed = sealLetter({ to, kind: 'hello', body, card, signing: bora.device.signing, random })
    const letter = sealed.ok ? openLetter(account.letter, jun.id, sealed.value) : sealed
    if (!letter.ok) throw new TypeError('opened')
    const hello = decodeHello(letter.value.body)
    expect(hello.ok && hello.value.welcome && told(hello.value.welcome)).toStrictEqual(told(welcome))
    expect(hello.ok && hello.value.ticket).toStrictEqual(ticket)
  })

  test('without the create is none', () => {
    expect(decodeWelcome(encodeWelcome({ ...welcome, epochs: [], operations: [] }))).toStrictEqual(malformed('create'))
  })

  test('with a key that its rotate does not state is refused (S7)', () => {
    const wrong = parts(welcome).with(1, [[idToBytes(rotate.id), new Uint8Array(32)]])
    expect(decodeWelcome(wrong)).toStrictEqual(malformed('epochKey'))
    expect(decodeWelcome(encodeWelcome({ ...welcome, operations: [direct.create] }))).toStrictEqual(
      malformed('epochKey'),
    )
  })

  test('with an operation of another space or a forged one is refused whole', () => {
    const group = groupOf(bora)
    const other = { ...welcome, operations: [...welcome.operations, group.say(bora, add(jun), [group.create])] }
    expect(decodeWelcome(encodeWelcome(other))).toStrictEqual({
      ok: false,
      error: { type: 'OperationOfOtherSpace', space: group.space },
    })
    const forged = (encodeOperation(rotate) as readonly Cbor[]).with(4, 77) // a list
    expect(decodeWelcome(parts(welcome).with(2, [encodeOperation(direct.create), forged]))).toStrictEqual({
      ok: false,
      error: { type: 'OperationForged' },
    })
  })

  test('that is too long is refused before its operations are looked at', () => {
    const many = Array.from({ length: 2049 }, () => null)
    expect(decodeWelcome(parts(welcome).with(2, many))).toStrictEqual(malformed('shape'))
    expect(decodeWelcome(parts(welcome).with(1, many))).toStrictEqual(malformed('shape'))
  })
})

test('a first letter and its answer may be without a welcome (I6)', () => {
  expect(decodeHello(reread(encodeHello({ ticket, welcome: null })))).toStrictEqual({
    ok: true,
    value: { ticket, welcome: null },
  })
  expect(decodeAccept(reread(encodeAccept(null)))).toStrictEqual({ ok: true, value: null })
  const answer = decodeAccept(reread(encodeAccept(welcome)))
  expect(answer.ok && answer.value && told(answer.value)).toStrictEqual(told(welcome))
})

test('a rotate travels in a letter of its own, and nothing else does (S6)', () => {
  expect(decodeRotateLetter(reread(encodeRotateLetter(rotate)))).toStrictEqual({ ok: true, value: [rotate] })
  expect(decodeRotateLetter(encodeRotateLetter(direct.create))).toStrictEqual(malformed('rotate'))
})

test('no letter’s body is found in garbage', () => {
  const anything = fc.letrec<{ it: Cbor }>((tie) => ({
    it: fc.oneof(
      { maxDepth: 4 },
      fc.maxSafeInteger(),
      fc.constant(null),
      fc.uint8Array({ maxLength: 40 }),
      fc.array(tie('it'), { maxLength: 5 }),
    ),
  })).it
  fc.assert(
    fc.property(anything, (body) => {
      for (const read of [decodeWelcome, decodeHello, decodeRotateLetter]) expect(read(body).ok).toBe(false)
    }),
  )
  fc.assert(
    fc.property(fc.nat(3), anything, (i, odd) => {
      const given = parts(welcome).with(i, odd)
      const back = decodeWelcome(given)
      // What is taken says what was given, and nothing else.
      expect(back.ok ? encodeWelcome(back.value) : given).toEqual(given)
    }),
  )
})
