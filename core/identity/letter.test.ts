import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { boxTo, signStatement } from '#core/crypto/index.ts'
import { encode, idToBytes } from '#core/proof/index.ts'
import type { BoxPublicKey, Cbor } from '#core/proof/index.ts'
import { createAccount, encodeCard, makeCard, openLetter, sealLetter } from './index.ts'
import { at, flipped, someReach, streamOf } from './fixture.ts'

const [bora, jun, eve] = ['bora', 'jun', 'eve'].map((name) =>
  createAccount({ random: streamOf(name), at: at(1), deviceName: 'laptop' }),
)
if (!bora || !jun || !eve) throw new TypeError('three people')
const cardOf = (who: typeof bora, name: string) =>
  makeCard({ device: who.device, name, reach: someReach(who.account), addresses: [], once: false })
const card = cardOf(bora, 'Bora')
const letter = {
  to: { account: jun.account.account, letterKey: jun.account.letter.publicKey },
  kind: 'hello',
  body: ['안녕', new Uint8Array(16)],
  card,
  signing: bora.device.signing,
  random: streamOf('letter'),
} as const

function seal(from: Parameters<typeof sealLetter>[0]): Uint8Array {
  const sealed = sealLetter(from)
  if (!sealed.ok) throw new TypeError('sealed')
  return sealed.value
}
const open = (sealed: Uint8Array, who = jun) => openLetter(who.account.letter, who.account.account, sealed)

describe('a letter', () => {
  test('says to its recipient who wrote it and what (S10)', () => {
    expect(open(seal(letter))).toStrictEqual({
      ok: true,
      value: { kind: 'hello', body: ['안녕', new Uint8Array(16)], card },
    })
  })

  test('says nothing to anybody else, a relay included (R3)', () => {
    const sealed = seal(letter)
    expect(open(sealed, eve)).toStrictEqual({ ok: false, error: { type: 'LetterDoesNotOpen' } })
    expect(Buffer.from(sealed).includes(Buffer.from('Bora'))).toBe(false)
  })

  test('cannot be passed on as meant for somebody else (S10)', () => {
    const forJun = { ...letter, to: { ...letter.to, letterKey: eve.account.letter.publicKey } }
    expect(open(seal(forJun), eve)).toStrictEqual({ ok: false, error: { type: 'LetterForged' } })
  })

  test('cannot be written in another’s name', () => {
    expect(open(seal({ ...letter, signing: eve.device.signing }))).toStrictEqual({
      ok: false,
      error: { type: 'LetterForged' },
    })
  })

  test('is refused once any byte of it is changed', () => {
    const sealed = seal(letter)
    fc.assert(
      fc.property(flipped(sealed), (changed) => {
        expect(open(changed).ok).toBe(false)
      }),
    )
  })

  test('of a kind this program does not know is not broken', () => {
    const [to, from] = [jun.account.account, bora.account.account].map(idToBytes)
    const sig = signStatement(bora.device.signing, 'dure/letter/v1', [1, to ?? null, 99, 'x', from ?? null, card.sig])
    const sealed = boxTo(jun.account.letter.publicKey, encode([1, 99, 'x', encodeCard(card), sig]), streamOf('box'))
    if (sealed === undefined) throw new TypeError('sealed')
    expect(open(sealed)).toStrictEqual({ ok: true, value: { kind: 'unknown', body: 'x', card } })
  })

  test('too long for an inbox is not sealed, and a longer one not opened', () => {
    const long = sealLetter({ ...letter, body: new Uint8Array(1 << 19) })
    expect(long).toStrictEqual({ ok: false, error: { type: 'LetterMalformed', detail: 'tooLong' } })
    expect(open(new Uint8Array((1 << 19) + 1))).toStrictEqual({
      ok: false,
      error: { type: 'LetterMalformed', detail: 'tooLong' },
    })
  })

  test('to a key that everybody could open is not sealed', () => {
    const nobody = { ...letter.to, letterKey: new Uint8Array(32) as BoxPublicKey }
    expect(sealLetter({ ...letter, to: nobody })).toStrictEqual({ ok: false, error: { type: 'LetterKeyInvalid' } })
  })

  test.each<[string, Cbor, string]>([
    ['of a newer program is said to be so', [2, 1, null, null, null], 'LetterVersionUnknown'],
    ['that is cut short is refused', [1, 1, null, null], 'LetterMalformed'],
    ['without a signature is refused', [1, 1, null, null, new Uint8Array(63)], 'LetterMalformed'],
    ['without a card is refused', [1, 1, null, 7, new Uint8Array(64)], 'CardMalformed'],
    ['that nobody signed is refused', [1, 1, null, encodeCard(card), new Uint8Array(64)], 'LetterForged'],
    ['that is none is refused', 7, 'LetterMalformed'],
  ])('%s', (_, content, type) => {
    const sealed = boxTo(jun.account.letter.publicKey, encode(content), streamOf('box'))
    if (sealed === undefined) throw new TypeError('sealed')
    expect(open(sealed)).toMatchObject({ ok: false, error: { type } })
  })

  test('is never found in garbage', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expect(open(bytes).ok).toBe(false)
        const sealed = boxTo(jun.account.letter.publicKey, bytes, streamOf('box'))
        expect(sealed !== undefined && open(sealed).ok).toBe(false)
      }),
    )
  })
})
