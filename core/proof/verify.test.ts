import { createPrivateKey, createPublicKey, sign } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { encode, toHex, utf8, verify, verifyStatement } from './index.ts'
import type { PublicKey } from './index.ts'

const bytes = (hex: string) => new Uint8Array(Buffer.from(hex, 'hex'))
const message = utf8('두레')

/** A signer from a small number; `proof` itself has none. */
function signer(n: number): { publicKey: PublicKey; sign: (message: Uint8Array) => Uint8Array } {
  const seed = Buffer.alloc(32)
  seed.writeUInt32LE(n)
  const der = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed])
  const key = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })
  const publicKey = new Uint8Array(createPublicKey(key).export({ format: 'der', type: 'spki' }).subarray(12))
  return { publicKey: publicKey as PublicKey, sign: (signed) => new Uint8Array(sign(null, signed, key)) }
}

describe('the vectors of RFC 8032', () => {
  test.each([
    [
      'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a',
      '',
      'e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b',
    ],
    [
      '3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c',
      '72',
      '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00',
    ],
    [
      'fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025',
      'af82',
      '6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a',
    ],
  ])('the signature under %s holds, for its message alone', (key, signed, signature) => {
    expect(verify(bytes(key), bytes(signed), bytes(signature))).toBe(true)
    expect(verify(bytes(key), bytes(`${signed}00`), bytes(signature))).toBe(false)
  })
})

test('a signature with any one byte changed is none', () => {
  const bora = signer(1)
  const signature = bora.sign(message)
  expect(verify(bora.publicKey, message, signature)).toBe(true)
  for (let i = 0; i < 64; i++)
    expect(verify(bora.publicKey, message, signature.with(i, (signature[i] ?? 0) ^ 1))).toBe(false)
  for (let i = 0; i < 32; i++)
    expect(verify(bora.publicKey.with(i, (bora.publicKey[i] ?? 0) ^ 1), message, signature)).toBe(false)
  expect(verify(signer(2).publicKey, message, signature)).toBe(false)
})

test('keys and signatures of other lengths, and keys that are no point, say false and never throw', () => {
  const bora = signer(1)
  const signature = bora.sign(message)
  for (const length of [0, 1, 31, 33, 64])
    expect(verify(new Uint8Array(length).fill(1), message, signature)).toBe(false)
  for (const length of [0, 63, 65, 128]) expect(verify(bora.publicKey, message, new Uint8Array(length))).toBe(false)
  // About half of these are the y of no point.
  for (let n = 2; n < 66; n++) expect(verify(new Uint8Array(32).fill(n), message, signature)).toBe(false)
})

test('the same signature with S + L in place of S is refused: nobody can make a second one', () => {
  const order = 2n ** 252n + 27742317777372353535851937790883648493n
  const bora = signer(1)
  const signature = bora.sign(message)
  const s = BigInt(`0x${toHex(signature.slice(32).toReversed())}`)
  const malleable = Uint8Array.from(signature)
  malleable.set(bytes((s + order).toString(16).padStart(64, '0')).toReversed(), 32)
  expect(verify(bora.publicKey, message, malleable)).toBe(false)
})

test('more keys than are kept ready all verify, the first again after the last', () => {
  const count = 2100
  const first = signer(0)
  const signature = first.sign(message)
  expect(verify(first.publicKey, message, signature)).toBe(true)
  for (let n = 1; n <= count; n++) {
    const other = Uint8Array.from(first.publicKey)
    other[0] = n & 255
    other[1] = n >> 8
    expect(verify(other, message, signature)).toBe(other.every((byte, i) => byte === first.publicKey[i]))
  }
  expect(verify(first.publicKey, message, signature)).toBe(true)
})

test('a statement holds under its own domain and values alone', () => {
  const bora = signer(1)
  const values = ['device', 7, new Uint8Array([1])]
  const signature = bora.sign(encode(['dure/test/v1', ...values]))
  expect(verifyStatement(bora.publicKey, 'dure/test/v1', values, signature)).toBe(true)
  expect(verifyStatement(bora.publicKey, 'dure/other/v1', values, signature)).toBe(false)
  expect(verifyStatement(bora.publicKey, 'dure/test/v1', [...values, null], signature)).toBe(false)
})
