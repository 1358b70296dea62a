import { describe, expect, test } from 'vitest'
import { isSoundKey, isSoundSignature } from './sound.ts'

const PRIME = 2n ** 255n - 19n
const ORDER = 2n ** 252n + 27742317777372353535851937790883648493n
const mod = (x: bigint) => ((x % PRIME) + PRIME) % PRIME
const power = (x: bigint, n: bigint): bigint => {
  let result = 1n
  for (let base = mod(x), rest = n; rest > 0n; rest >>= 1n, base = mod(base * base))
    if (rest & 1n) result = mod(result * base)
  return result
}
const littleEndian = (x: bigint) => Uint8Array.from({ length: 32 }, (_, i) => Number((x >> BigInt(8 * i)) & 255n))
const withSign = (y: Uint8Array) => y.with(31, (y[31] ?? 0) | 0x80)
const signature = (s: bigint) => Uint8Array.from([...new Uint8Array(32).fill(7), ...littleEndian(s)])

/** Both square roots, or none (the prime is 5 modulo 8). */
function roots(x: bigint): bigint[] {
  const root = power(x, (PRIME + 3n) / 8n)
  return [root, mod(root * power(2n, (PRIME - 1n) / 4n))]
    .filter((candidate) => mod(candidate * candidate) === mod(x))
    .flatMap((found) => [found, mod(-found)])
}

const D = mod(-121665n * power(121666n, PRIME - 2n))
/**
 * The y of order 8: twice such a point has y = 0, so x² = -y², and -x² + y² = 1 + dx²y² becomes dy⁴ + 2y² - 1 = 0.
 */
const EIGHTH = roots(1n + D)
  .map((root) => mod((root - 1n) * power(D, PRIME - 2n)))
  .flatMap(roots)
const SMALL = [1n, PRIME - 1n, 0n, ...EIGHTH]

describe('what is nobody’s key', () => {
  test('every point whose order divides 8, whatever its sign', () => {
    expect(EIGHTH).toHaveLength(2)
    for (const y of SMALL) {
      expect(isSoundKey(littleEndian(y))).toBe(false)
      expect(isSoundKey(withSign(littleEndian(y)))).toBe(false)
    }
  })

  test('every y that is written beyond the prime', () => {
    for (let beyond = 0n; beyond < 19n; beyond++) {
      expect(isSoundKey(littleEndian(PRIME + beyond))).toBe(false)
      expect(isSoundKey(withSign(littleEndian(PRIME + beyond)))).toBe(false)
    }
  })

  test('but their neighbours may be keys, and the base point', () => {
    for (const y of [2n, PRIME - 2n, ...EIGHTH.flatMap((small) => [small - 1n, small + 1n])]) {
      expect(isSoundKey(littleEndian(y))).toBe(true)
      expect(isSoundKey(withSign(littleEndian(y)))).toBe(true)
    }
    expect(isSoundKey(littleEndian(mod(4n * power(5n, PRIME - 2n))))).toBe(true)
  })

  test('other lengths', () => {
    for (const length of [0, 31, 33]) expect(isSoundKey(new Uint8Array(length).fill(9))).toBe(false)
  })
})

test('a signature’s S is below L', () => {
  expect([0n, 1n, ORDER - 1n].map((s) => isSoundSignature(signature(s)))).toStrictEqual([true, true, true])
  expect([ORDER, ORDER + 1n, 2n ** 255n, 2n ** 256n - 1n].map((s) => isSoundSignature(signature(s)))).toStrictEqual([
    false,
    false,
    false,
    false,
  ])
  for (const length of [0, 63, 65]) expect(isSoundSignature(new Uint8Array(length))).toBe(false)
})
