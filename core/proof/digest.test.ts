import { expect, test } from 'vitest'
import { digest, encode, sha256, shortDigest, toHex, utf8 } from './index.ts'

test('SHA-256 is that of FIPS 180-4', () => {
  expect(toHex(sha256(utf8('abc')))).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad')
  expect(toHex(sha256(new Uint8Array()))).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855')
  expect(sha256(new Uint8Array()).constructor).toBe(Uint8Array)
})

test('a digest is the hash of the domain and the values as CBOR, and stays so forever', () => {
  const values = [1, 'two', new Uint8Array([3]), null]
  expect(digest('dure/test/v1', ...values)).toStrictEqual(sha256(encode(['dure/test/v1', ...values])))
  expect(toHex(digest('dure/test/v1', ...values))).toBe(
    'f4df5769fac660439f750b5564a314f431c42f7da8b33937fb9a0d4ca3d7b3aa',
  )
})

test('another domain, or the same bytes cut elsewhere, is another digest', () => {
  const all = [
    digest('dure/test/v1', 'ab', 'c'),
    digest('dure/test/v1', 'a', 'bc'),
    digest('dure/test/v1', ['ab', 'c']),
    digest('dure/other/v1', 'ab', 'c'),
    digest('dure/test/v1', 'ab', 'c', null),
    digest('dure/test/v1', utf8('ab'), 'c'),
  ].map(toHex)
  expect(new Set(all).size).toBe(all.length)
})

test('a short digest has 8 bytes and means nothing under another salt', () => {
  const log = new Uint8Array(32).fill(7)
  const first = shortDigest(new Uint8Array(16).fill(1), log)
  const second = shortDigest(new Uint8Array(16).fill(2), log)
  expect(first).toHaveLength(8)
  expect(first).toStrictEqual(shortDigest(new Uint8Array(16).fill(1), log))
  expect(first).not.toStrictEqual(second)
  expect(first.buffer.byteLength).toBe(8)
})
