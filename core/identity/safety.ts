import { concatBytes, digest, idToBytes, sha256 } from '#core/proof/index.ts'
import type { AccountId } from './types.ts'

/** Hashes one after the other for each half, as Signal does: makes searching for a similar number a thousand times dearer. */
const ROUNDS = 5200
/** Groups of five digits for one account. */
const GROUPS = 6
/** Bytes that make a group: five, of which the rest by 100,000 is nearly even. */
const GROUP_BYTES = 5
const GROUP_SIZE = 100_000

/**
 * 60 digits that two people compare: 30 from each account key, the smaller half first, so the same on both sides.
 * Each half: `digest('dure/safety/v1', key)`, then 5200 times SHA-256 of (hash, key); of the hash, six times five bytes
 * as a number modulo 100,000. About 10 ms. Rule I5.
 */
export function safetyNumber(a: AccountId, b: AccountId): string {
  return [half(a), half(b)].toSorted().join('')
}

function half(account: AccountId): string {
  const key = idToBytes(account)
  let hash: Uint8Array = digest('dure/safety/v1', key)
  for (let round = 0; round < ROUNDS; round++) hash = sha256(concatBytes(hash, key))
  let digits = ''
  for (let group = 0; group < GROUPS; group++) {
    const bytes = hash.subarray(group * GROUP_BYTES, (group + 1) * GROUP_BYTES)
    const number = bytes.reduce((sum, byte) => sum * 256 + byte, 0)
    digits += String(number % GROUP_SIZE).padStart(5, '0')
  }
  return digits
}
