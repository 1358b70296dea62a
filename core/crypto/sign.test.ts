import * as fc from 'fast-check'
import nacl from 'tweetnacl'
import { describe, expect, test } from 'vitest'
import { concatBytes, toHex, utf8, verify, verifyStatement } from '#core/proof/index.ts'
import { redact, reveal, sign, signingKeyFromSeed, signStatement } from './index.ts'

const bytes = (hex: string) => new Uint8Array(Buffer.from(hex, 'hex'))
const anySeed = fc.uint8Array({ minLength: 32, maxLength: 32 })
/** tweetnacl verifies fifty times a second: enough runs to tell, few enough to wait for. */
const SLOW_RUNS = 20

describe('the vectors of RFC 8032', () => {
  test.each([
    [
      '9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60',
      'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a',
      '',
      'e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b',
    ],
    [
      '4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb',
      '3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c',
      '72',
      '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00',
    ],
    [
      'c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7',
      'fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025',
      'af82',
      '6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a',
    ],
  ])('the seed %s has its key and signature', (seed, publicKey, message, signature) => {
    const key = signingKeyFromSeed(redact(bytes(seed)))
    expect(toHex(key.publicKey)).toBe(publicKey)
    expect(toHex(sign(key, bytes(message)))).toBe(signature)
    expect(toHex(reveal(key.seed))).toBe(seed)
  })
})

describe('Node signs and verifies, tweetnacl agrees', () => {
  test('keys and signatures are the same bytes', () => {
    fc.assert(
      fc.property(anySeed, fc.uint8Array({ maxLength: 300 }), (seed, message) => {
        const key = signingKeyFromSeed(redact(seed))
        const theirs = nacl.sign.keyPair.fromSeed(new Uint8Array(seed))
        expect(key.publicKey).toStrictEqual(theirs.publicKey)
        expect(sign(key, message)).toStrictEqual(nacl.sign.detached(new Uint8Array(message), theirs.secretKey))
      }),
      { numRuns: SLOW_RUNS },
    )
  })

  test('both accept what was signed and refuse whatever was changed in key, message or signature', () => {
    fc.assert(
      fc.property(anySeed, fc.nat(), fc.integer({ min: 1, max: 255 }), (seed, where, change) => {
        const key = signingKeyFromSeed(redact(seed))
        const message = utf8('두레 anyone')
        const signed = concatBytes(key.publicKey, message, sign(key, message))
        const at = where % (signed.length + 1)
        if (at < signed.length) signed[at] = (signed[at] ?? 0) ^ change
        const parts = [
          signed.slice(0, 32),
          signed.slice(32, 32 + message.length),
          signed.slice(32 + message.length),
        ] as const
        const [publicKey, changed, signature] = parts
        expect(verify(publicKey, changed, signature)).toBe(at === signed.length)
        expect(nacl.sign.detached.verify(changed, signature, publicKey)).toBe(at === signed.length)
      }),
      { numRuns: SLOW_RUNS },
    )
  })

  test('random keys and signatures convince neither', () => {
    fc.assert(
      fc.property(anySeed, fc.uint8Array({ minLength: 64, maxLength: 64 }), (publicKey, signature) => {
        const message = utf8('x')
        expect(verify(publicKey, message, signature)).toBe(false)
        expect(nacl.sign.detached.verify(message, signature, publicKey)).toBe(false)
      }),
      { numRuns: SLOW_RUNS },
    )
  })
})

describe('where libraries would differ, ours is the stricter, so that replicas agree', () => {
  /** The y of every point of small order, and two ways to write some of them that are not canonical. */
  const smallOrder = [
    '0100000000000000000000000000000000000000000000000000000000000000',
    '0100000000000000000000000000000000000000000000000000000000000080',
    'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
    '0000000000000000000000000000000000000000000000000000000000000000',
    '0000000000000000000000000000000000000000000000000000000000000080',
    '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
    '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85',
    'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
    'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa',
    'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
    'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  ]

  test.each(smallOrder)('under the small-order key %s a signature nobody made convinces tweetnacl, not us', (hex) => {
    const publicKey = bytes(hex)
    // R is the neutral point and S is 0: it fits every message whose hash is a multiple of the key's order.
    const forged = new Uint8Array(64).with(0, 1)
    let message = 0
    while (!nacl.sign.detached.verify(utf8(String(message)), forged, publicKey)) message++
    expect(verify(publicKey, utf8(String(message)), forged)).toBe(false)
  })

  test('S + L in place of S convinces tweetnacl, not us', () => {
    const order = 2n ** 252n + 27742317777372353535851937790883648493n
    const key = signingKeyFromSeed(redact(new Uint8Array(32).fill(1)))
    const message = utf8('두레')
    const signature = sign(key, message)
    const s = BigInt(`0x${toHex(signature.slice(32).toReversed())}`)
    signature.set(bytes((s + order).toString(16).padStart(64, '0')).toReversed(), 32)
    expect(nacl.sign.detached.verify(message, signature, key.publicKey)).toBe(true)
    expect(verify(key.publicKey, message, signature)).toBe(false)
  })
})

test('a statement signed here verifies there, under its own domain and values alone', () => {
  const key = signingKeyFromSeed(redact(new Uint8Array(32).fill(2)))
  const values = [1, '안녕', new Uint8Array([3]), null, [true]]
  const signature = signStatement(key, 'dure/test/v1', values)
  expect(verifyStatement(key.publicKey, 'dure/test/v1', values, signature)).toBe(true)
  expect(verifyStatement(key.publicKey, 'dure/test/v2' as 'dure/test/v1', values, signature)).toBe(false)
  expect(verifyStatement(key.publicKey, 'dure/test/v1', values.slice(1), signature)).toBe(false)
})

test('a seed of another length is our own mistake', () => {
  expect(() => signingKeyFromSeed(redact(new Uint8Array(31)))).toThrow(TypeError)
})
