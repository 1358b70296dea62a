import { createHmac } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { encode, toHex } from '#core/proof/index.ts'
import { boxKeyFromSeed, derive, deriveBoxKey, deriveSigningKey, redact, reveal, signingKeyFromSeed } from './index.ts'

const bytes = (hex: string) => new Uint8Array(Buffer.from(hex, 'hex'))
const secret = redact(new Uint8Array(32).fill(5))

/** HKDF-SHA256 written out from RFC 5869, to compare with. */
function hkdf(ikm: Uint8Array, salt: Uint8Array, info: Uint8Array, length: number): Uint8Array {
  const prk = createHmac('sha256', salt).update(ikm).digest()
  let block = Buffer.alloc(0)
  let output = Buffer.alloc(0)
  for (let n = 1; output.length < length; n++) {
    block = createHmac('sha256', prk).update(block).update(info).update(Uint8Array.of(n)).digest()
    output = Buffer.concat([output, block])
  }
  return new Uint8Array(output.subarray(0, length))
}

describe('derived secrets are HKDF-SHA256 of RFC 5869', () => {
  test.each([
    [
      'A.1',
      '0b'.repeat(22),
      '000102030405060708090a0b0c',
      'f0f1f2f3f4f5f6f7f8f9',
      '3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865',
    ],
    [
      'A.3',
      '0b'.repeat(22),
      '',
      '',
      '8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8',
    ],
  ])('what we compare with gives the vector of %s', (_, ikm, salt, info, expected) => {
    expect(toHex(hkdf(bytes(ikm), bytes(salt), bytes(info), 42))).toBe(expected)
  })

  test('no salt, and the domain and context as info', () => {
    const info = encode(['dure/test/v1', 7, 'seven', new Uint8Array([7])])
    expect(reveal(derive(secret, 'dure/test/v1', 7, 'seven', new Uint8Array([7])))).toStrictEqual(
      hkdf(reveal(secret), new Uint8Array(), info, 32),
    )
  })

  test('and stay so forever', () => {
    expect(toHex(reveal(derive(secret, 'dure/test/v1', 1)))).toBe(
      '69c40d0e70aca4efadedd194f368f18ccdc6c069bb6f616e5fbda59cbd0ae9d8',
    )
  })
})

test('another secret, domain or context gives another secret', () => {
  const all = [
    derive(secret, 'dure/test/v1'),
    derive(secret, 'dure/other/v1'),
    derive(secret, 'dure/test/v1', 0),
    derive(secret, 'dure/test/v1', 0, 0),
    derive(secret, 'dure/test/v1', [0, 0]),
    derive(secret, 'dure/test/v1', 'ab', 'c'),
    derive(secret, 'dure/test/v1', 'a', 'bc'),
    derive(redact(new Uint8Array(32).fill(6)), 'dure/test/v1'),
  ].map((derived) => toHex(reveal(derived)))
  expect(new Set(all).size).toBe(all.length)
})

test('derived keys are those of the derived seed', () => {
  const seed = derive(secret, 'dure/test/v1', 1)
  expect(deriveSigningKey(secret, 'dure/test/v1', 1).publicKey).toStrictEqual(signingKeyFromSeed(seed).publicKey)
  expect(deriveBoxKey(secret, 'dure/test/v1', 1).publicKey).toStrictEqual(boxKeyFromSeed(seed).publicKey)
})
