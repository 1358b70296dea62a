import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { redact, signingKeyFromSeed } from '#core/crypto/index.ts'
import { decode, encode } from '#core/proof/index.ts'
import type { Cbor } from '#core/proof/index.ts'
import {
  accountTag,
  createAccount,
  decodeCertificate,
  encodeCertificate,
  issueCertificate,
  issueCertifier,
  newDevice,
  rootKeyOf,
} from './index.ts'
import { at, flipped, reread, streamOf } from './fixture.ts'

const bora = createAccount({ random: streamOf('bora'), at: at(1), deviceName: 'laptop' })
const eve = createAccount({ random: streamOf('eve'), at: at(1), deviceName: 'laptop' })
const { root, certifier } = bora.account
if (root === null || certifier.key === null) throw new TypeError('a new account has all keys')
const certifierKey = certifier.key
const rootKey = rootKeyOf(root)

describe('a device belongs to an account', () => {
  test('by root’s word for a certifier and the certifier’s for the device (I1)', () => {
    const { certificate } = bora.device
    expect(decodeCertificate(reread(encodeCertificate(certificate)))).toStrictEqual({ ok: true, value: certificate })
  })

  test('also by a later certifier, which ends the first and keeps some of its devices (I1)', () => {
    const key = signingKeyFromSeed(redact(streamOf('second')(32)))
    const keeps = [bora.device.device, eve.device.device].toSorted()
    const statement = issueCertifier(rootKey, bora.account.account, 2, key.publicKey, keeps.toReversed())
    expect(statement.keeps).toStrictEqual(keeps)
    const phone = newDevice({ random: streamOf('phone'), at: at(2), certifier: { statement, key }, name: 'phone' })
    expect(decodeCertificate(reread(encodeCertificate(phone.certificate)))).toStrictEqual({
      ok: true,
      value: phone.certificate,
    })
  })

  test('not by a certifier that root never named', () => {
    const key = signingKeyFromSeed(redact(streamOf('own')(32)))
    const forged = { ...certifier.statement, key: key.publicKey }
    const { certificate } = newDevice({
      random: streamOf('x'),
      at: at(1),
      certifier: { statement: forged, key },
      name: 'x',
    })
    expect(decodeCertificate(encodeCertificate(certificate))).toStrictEqual({
      ok: false,
      error: { type: 'CertificateForged', part: 'certifier' },
    })
  })

  test('not because another root claims its certifier: a certificate names its account (I1)', () => {
    const eveRoot = eve.account.root
    if (eveRoot === null) throw new TypeError('a new account has its root')
    const claim = issueCertifier(rootKeyOf(eveRoot), eve.account.account, 1, certifierKey.publicKey, [])
    const stolen = { ...bora.device.certificate, certifier: claim }
    expect(decodeCertificate(encodeCertificate(stolen))).toStrictEqual({
      ok: false,
      error: { type: 'CertificateForged', part: 'device' },
    })
  })

  test('not once any byte of it is changed, wherever it was verified before', () => {
    const bytes = encode(encodeCertificate(bora.device.certificate))
    expect(decodeCertificate(encodeCertificate(bora.device.certificate)).ok).toBe(true)
    fc.assert(
      fc.property(flipped(bytes), (changed) => {
        const read = decode(changed)
        expect(read.ok && decodeCertificate(read.value).ok).toBe(false)
      }),
    )
  })

  test('and nothing else is a certificate', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        const read = decode(bytes)
        expect(read.ok && decodeCertificate(read.value).ok).toBe(false)
      }),
    )
    const parts = encodeCertificate(bora.device.certificate) as readonly Cbor[] // a list
    for (let i = 0; i < parts.length; i++)
      for (const odd of [null, 0, '', [], new Uint8Array(31)])
        expect(decodeCertificate(parts.with(i, odd)).ok).toBe(false)
  })

  test('under a name whose form no later Unicode can change, and without controls', () => {
    const { device, box } = bora.device
    const named = (name: string) =>
      decodeCertificate(
        encodeCertificate(
          issueCertificate(
            { statement: certifier.statement, key: certifierKey },
            { device, boxKey: box.publicKey, name, at: at(1) },
          ),
        ),
      ).ok
    expect(named('e\u0301')).toBe(true)
    expect(named('a\u202eb')).toBe(false)
    expect(named('')).toBe(false)
  })
})

test('an account’s tag is 16 bytes, its own, and always the same (D4)', () => {
  expect(accountTag(bora.account.account)).toHaveLength(16)
  expect(accountTag(bora.account.account)).toStrictEqual(accountTag(bora.account.account))
  expect(accountTag(bora.account.account)).not.toStrictEqual(accountTag(eve.account.account))
})
