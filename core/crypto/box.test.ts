import * as fc from 'fast-check'
import nacl from 'tweetnacl'
import { describe, expect, test } from 'vitest'
import { concatBytes, digest, toHex, utf8 } from '#core/proof/index.ts'
import type { BoxPublicKey } from '#core/proof/index.ts'
import { BOX_OVERHEAD, boxKeyFromSeed, boxTo, openBoxed, redact, sealWith } from './index.ts'

const bytes = (hex: string) => new Uint8Array(Buffer.from(hex, 'hex'))
const anySeed = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((seed) => new Uint8Array(seed))
/** Randomness that always gives the same: the ephemeral key is then known to the test. */
const giving = (seed: Uint8Array) => () => seed
const nonceFor = (ephemeral: Uint8Array, recipient: Uint8Array) =>
  digest('dure/box-nonce/v1', ephemeral, recipient).slice(0, 24)

const alice = bytes('77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a')
const bob = bytes('5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb')

describe('published vectors', () => {
  test('the keys of RFC 7748', () => {
    expect(toHex(boxKeyFromSeed(redact(alice)).publicKey)).toBe(
      '8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a',
    )
    expect(toHex(boxKeyFromSeed(redact(bob)).publicKey)).toBe(
      'de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f',
    )
  })

  test('Alice and Bob box under the key of the NaCl paper', () => {
    const published = redact(bytes('1b27556473e985d462cd51197a9a46c76009549eac6474f206c4ee0844f68389'))
    const recipient = boxKeyFromSeed(redact(bob))
    const ephemeral = boxKeyFromSeed(redact(alice)).publicKey
    const sealed = sealWith(published, nonceFor(ephemeral, recipient.publicKey), utf8('두레'))
    expect(boxTo(recipient.publicKey, utf8('두레'), giving(alice))).toStrictEqual(concatBytes(ephemeral, sealed))
  })
})

test('a box is the very box tweetnacl makes of the same keys and nonce', () => {
  fc.assert(
    fc.property(anySeed, anySeed, fc.uint8Array({ maxLength: 200 }), (seed, ephemeral, plain) => {
      const recipient = boxKeyFromSeed(redact(seed))
      const theirs = nacl.box.keyPair.fromSecretKey(ephemeral)
      expect(nacl.box.keyPair.fromSecretKey(seed).publicKey).toStrictEqual(recipient.publicKey)
      const nonce = nonceFor(theirs.publicKey, recipient.publicKey)
      const box = nacl.box(new Uint8Array(plain), nonce, recipient.publicKey, ephemeral)
      expect(boxTo(recipient.publicKey, plain, giving(ephemeral))).toStrictEqual(concatBytes(theirs.publicKey, box))
    }),
    { numRuns: 30 },
  )
})

test('the recipient opens it, nobody else does', () => {
  fc.assert(
    fc.property(anySeed, anySeed, anySeed, fc.uint8Array({ maxLength: 200 }), (seed, other, ephemeral, plain) => {
      const jun = boxKeyFromSeed(redact(seed))
      const sealed = boxTo(jun.publicKey, plain, giving(ephemeral)) ?? new Uint8Array()
      expect(sealed).toHaveLength(plain.length + BOX_OVERHEAD)
      expect(openBoxed(jun, sealed)).toStrictEqual(new Uint8Array(plain))
      expect(openBoxed(boxKeyFromSeed(redact(other)), sealed)).toBeUndefined()
    }),
    { numRuns: 50 },
  )
})

test('a box with any one byte changed, or cut anywhere, opens to nothing', () => {
  const jun = boxKeyFromSeed(redact(bob))
  const sealed = boxTo(jun.publicKey, utf8('hi'), giving(alice)) ?? new Uint8Array()
  expect(openBoxed(jun, sealed)).toStrictEqual(utf8('hi'))
  for (let i = 0; i < sealed.length; i++) {
    expect(openBoxed(jun, sealed.with(i, (sealed[i] ?? 0) ^ 1))).toBeUndefined()
    expect(openBoxed(jun, sealed.subarray(0, i))).toBeUndefined()
  }
})

test('the top bit of the ephemeral key, which X25519 ignores, still cannot be changed', () => {
  const jun = boxKeyFromSeed(redact(bob))
  const sealed = boxTo(jun.publicKey, utf8('hi'), giving(alice)) ?? new Uint8Array()
  expect(openBoxed(jun, sealed.with(31, (sealed[31] ?? 0) ^ 0x80))).toBeUndefined()
})

describe('a key that would make the secret all zeros is refused on both sides', () => {
  /** The u of points of small order, and ways to write them beyond the prime. */
  const smallOrder = [
    '0000000000000000000000000000000000000000000000000000000000000000',
    '0100000000000000000000000000000000000000000000000000000000000000',
    'e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800',
    '5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157',
    'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
    'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
    'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
    'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff',
  ]

  test.each(smallOrder)('%s', (hex) => {
    const key = bytes(hex)
    // That it is one: everybody's secret with it is zero, so anybody could open the box.
    expect(nacl.scalarMult(alice, key)).toStrictEqual(new Uint8Array(32))
    expect(boxTo(key as BoxPublicKey, utf8('hi'), giving(alice))).toBeUndefined()
    const jun = boxKeyFromSeed(redact(bob))
    const zeros = redact(nacl.box.before(key, alice))
    const forged = concatBytes(key, sealWith(zeros, nonceFor(key, jun.publicKey), utf8('hi')))
    expect(nacl.box.open(forged.slice(32), nonceFor(key, jun.publicKey), key, bob)).toStrictEqual(utf8('hi'))
    expect(openBoxed(jun, forged)).toBeUndefined()
  })
})

test('a key of another length seals nothing', () => {
  for (const length of [0, 31, 33])
    expect(boxTo(new Uint8Array(length).fill(9) as BoxPublicKey, utf8('hi'), giving(alice))).toBeUndefined()
})
