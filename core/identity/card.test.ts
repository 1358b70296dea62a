import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { encode } from '#core/proof/index.ts'
import type { Cbor } from '#core/proof/index.ts'
import { cardToLink, CONTACT_LINK, createAccount, encodeCard, linkToCard, makeCard, validateName } from './index.ts'
import { at, flipped, someReach, streamOf } from './fixture.ts'

const bora = createAccount({ random: streamOf('bora'), at: at(1), deviceName: 'laptop' })
const eve = createAccount({ random: streamOf('eve'), at: at(1), deviceName: 'laptop' })
const reach = someReach(bora.account)
const card = makeCard({ device: bora.device, name: 'Bora', reach, addresses: ['/ip4/10.0.0.1/tcp/9'], once: true })
const linkOf = (cbor: Cbor) => CONTACT_LINK + Buffer.from(encode(cbor)).toString('base64url')
const fault = (detail: string) => ({ ok: false, error: { type: 'CardMalformed', detail } })

describe('a contact card', () => {
  test('goes through a link and back, and names who made it (I6)', () => {
    expect(linkToCard(cardToLink(card))).toStrictEqual({ ok: true, value: card })
    expect(card.account).toBe(bora.account.account)
  })

  test('survives what mail programs and people do to links', () => {
    const link = cardToLink(card)
    const wrapped = `\n\t ${link.slice(0, 70)}\r\n${link.slice(70, 200)} ${link.slice(200)}  `
    expect(linkToCard(wrapped)).toStrictEqual({ ok: true, value: card })
    expect(linkToCard(link.replace('dure:contact', 'DURE:Contact')).ok).toBe(true)
  })

  test('comes back whatever name, addresses and relays it holds (I6)', () => {
    const address = fc
      .string({ unit: fc.constantFrom('a', 'Z', '/', ':', '.', '-', '_', '1'), maxLength: 100 })
      .map((text) => `/${text}x`)
    const name = fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 60 })
      .map(validateName)
      .filter((it) => it.ok)
    fc.assert(
      fc.property(
        name,
        fc.array(address, { maxLength: 8 }),
        fc.array(address, { maxLength: 8 }),
        fc.boolean(),
        (it, addresses, relays, once) => {
          const any = makeCard({ device: bora.device, name: it.value, reach: { ...reach, relays }, addresses, once })
          expect(linkToCard(cardToLink(any))).toStrictEqual({ ok: true, value: any })
        },
      ),
    )
  })

  test('is refused once any byte of it is changed', () => {
    fc.assert(
      fc.property(flipped(encode(encodeCard(card))), (bytes) => {
        expect(linkToCard(CONTACT_LINK + Buffer.from(bytes).toString('base64url')).ok).toBe(false)
      }),
    )
  })

  test('is refused once any character of its link is changed', () => {
    const link = cardToLink(card)
    fc.assert(
      fc.property(
        fc.integer({ min: CONTACT_LINK.length, max: link.length - 1 }),
        fc.constantFrom('A', 'Z', 'a', 'z', '0', '9', '-', '_', '+', '/', '=', '%', '#'),
        (i, other) => {
          const changed = link.slice(0, i) + other + link.slice(i + 1)
          expect(linkToCard(changed).ok).toBe(changed === link)
        },
      ),
    )
  })

  test('cannot have another’s letter key put beside a true root', () => {
    const forged = { ...card, reach: { ...reach, letterKey: eve.account.letter.publicKey } }
    expect(linkToCard(cardToLink(forged))).toStrictEqual({ ok: false, error: { type: 'CardForged' } })
    const signedByEve = makeCard({ device: eve.device, name: 'Bora', reach, addresses: [], once: false })
    expect(linkToCard(cardToLink({ ...signedByEve, certificate: card.certificate }))).toStrictEqual({
      ok: false,
      error: { type: 'CardForged' },
    })
  })

  test('of a newer program is said to be so, not broken', () => {
    const parts = encodeCard(card) as readonly Cbor[] // a list
    expect(linkToCard(linkOf(parts.with(0, 2)))).toStrictEqual({
      ok: false,
      error: { type: 'CardVersionUnknown', v: 2 },
    })
  })

  test.each([
    [undefined, 'notText'],
    [{ toString: () => cardToLink(card) }, 'notText'],
    ['', 'notAContactLink'],
    ['https://example.org/', 'notAContactLink'],
    [cardToLink(card).replace('#', '?'), 'notAContactLink'],
    ['dure:join#AAAA', 'notAContactLink'],
    ['dure:contact#', 'encoding'],
    ['dure:contact#gA=', 'encoding'],
    ['dure:contact#gA==', 'encoding'],
    ['dure:contact#gA', 'shape'],
    ['dure:contact#__proto__', 'encoding'],
    [`${CONTACT_LINK}${'A'.repeat(1 << 20)}`, 'tooLong'],
  ])('is not to be found in %j', (link, detail) => {
    expect(linkToCard(link)).toStrictEqual(fault(detail))
  })

  test.each<[string, number, Cbor]>([
    ['a name that is not in its one form', 1, ' Bora'],
    ['a relay that is no address', 2, [reach.letterKey, reach.inboxKey, ['relay example'], reach.ticket]],
    ['nine relays', 2, [reach.letterKey, reach.inboxKey, Array.from({ length: 9 }, () => '/x'), reach.ticket]],
    ['a short ticket', 2, [reach.letterKey, reach.inboxKey, [], new Uint8Array(15)]],
    ['an endless address', 3, [`/${'a'.repeat(256)}`]],
  ])('has not %s', (_, i, odd) => {
    const parts = encodeCard(card) as readonly Cbor[] // a list
    expect(linkToCard(linkOf(parts.with(i, odd)))).toStrictEqual(fault('shape'))
  })

  test('is never found in garbage, and garbage breaks nothing', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.base64String()), (text) => {
        expect(linkToCard(text).ok).toBe(false)
        expect(linkToCard(CONTACT_LINK + text).ok).toBe(false)
      }),
    )
  })
})
