import { inspect } from 'node:util'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { redact, reveal } from '#core/crypto/index.ts'
import { decode, encode } from '#core/proof/index.ts'
import type { Cbor } from '#core/proof/index.ts'
import { createAccount, decodeSecrets, encodeSecrets, recoveryOf, recoveryBoxKey, safetyNumber } from './index.ts'
import { at, flipped, streamOf } from './fixture.ts'

const bora = createAccount({ random: streamOf('bora'), at: at(1), deviceName: 'laptop' })
const jun = createAccount({ random: streamOf('jun'), at: at(1), deviceName: 'laptop' })

/** All there is to compare of an account, secrets too. */
const told = (secrets: typeof bora) => Buffer.from(reveal(encodeSecrets(secrets))).toString('hex')

describe('a new account', () => {
  test('has root, certifier and device at once, each its own (I1)', () => {
    const { account, device } = bora
    expect(account.certifier.statement.n).toBe(1)
    expect(device.certificate.certifier).toStrictEqual(account.certifier.statement)
    const keys = [account.letter, account.inbox, account.certifier.key, device.signing, device.box]
    expect(new Set(keys.map((key) => key && Buffer.from(key.publicKey).toString('hex'))).size).toBe(keys.length)
  })

  test('has its recovery secret from root, so that the words alone find it again (S9, I7)', () => {
    const { root, recovery, recoveryKey } = bora.account
    if (root === null || recovery === null) throw new TypeError('a new account has both')
    expect(reveal(recoveryOf(root))).toStrictEqual(reveal(recovery))
    expect(recoveryBoxKey(recovery).publicKey).toStrictEqual(recoveryKey)
    expect(reveal(recovery)).not.toStrictEqual(reveal(root))
  })

  test('shows no secret when it is printed (I2)', () => {
    const { root } = bora.account
    const seed = Buffer.from(root === null ? [] : reveal(root))
    for (const text of [inspect(bora, { depth: 9, showHidden: true }), JSON.stringify(bora)]) {
      expect(text).toContain('[redacted]')
      expect(text).not.toContain(seed.toString('hex'))
      expect(text).not.toContain([...seed].join(', '))
    }
  })
})

describe('secrets kept by the caller', () => {
  test('come back as they were (I2)', () => {
    const back = decodeSecrets(encodeSecrets(bora))
    expect(back.ok && told(back.value)).toBe(told(bora))
    expect(back.ok && back.value.device.certificate).toStrictEqual(bora.device.certificate)
  })

  test('come back without root and recovery secret once the words are confirmed (I1)', () => {
    const account = { ...bora.account, root: null, recovery: null, certifier: { ...bora.account.certifier, key: null } }
    const back = decodeSecrets(encodeSecrets({ account, device: bora.device }))
    expect(back).toMatchObject({
      ok: true,
      value: { account: { root: null, recovery: null, certifier: { key: null } } },
    })
  })

  test('of two people mixed up never speak', () => {
    const mixed = encodeSecrets({ account: bora.account, device: jun.device })
    expect(decodeSecrets(mixed)).toStrictEqual({ ok: false, error: { type: 'SecretsMalformed' } })
  })

  test('of a newer program are said to be so', () => {
    const decoded = decode(reveal(encodeSecrets(bora)))
    if (!decoded.ok) throw new TypeError('encoded')
    const newer = redact(encode((decoded.value as readonly Cbor[]).with(0, 2))) // a list
    expect(decodeSecrets(newer)).toStrictEqual({ ok: false, error: { type: 'SecretsVersionUnknown', v: 2 } })
  })

  test('damaged anywhere are refused, never taken for other ones, never a crash', () => {
    fc.assert(
      fc.property(flipped(reveal(encodeSecrets(bora))), (bytes) => {
        expect(decodeSecrets(redact(bytes)).ok).toBe(false)
      }),
    )
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect(decodeSecrets(redact(bytes)).ok).toBe(false)
      }),
    )
  })
})

describe('a safety number', () => {
  test('is 60 digits, the same on both sides (I5)', () => {
    const number = safetyNumber(bora.account.account, jun.account.account)
    expect(number).toMatch(/^\d{60}$/)
    expect(safetyNumber(jun.account.account, bora.account.account)).toBe(number)
  })

  test('is another with anybody else, and never changes (I5)', () => {
    const eve = createAccount({ random: streamOf('eve'), at: at(1), deviceName: 'laptop' })
    const number = safetyNumber(bora.account.account, jun.account.account)
    expect(safetyNumber(bora.account.account, eve.account.account)).not.toBe(number)
    expect(number).toMatchInlineSnapshot(`"052075290427177559895815325606316784396721175351140385546282"`)
  })
})
