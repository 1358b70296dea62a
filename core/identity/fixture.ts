import fc from 'fast-check'
import { decode, encode, sha256, utf8 } from '#core/proof/index.ts'
import type { At, Cbor, Random } from '#core/proof/index.ts'
import type { AccountSecrets, Reach } from './types.ts'

/** A moment for tests, in microseconds. */
export const at = (micros: number): At => micros as At // any whole number is a moment

/** Bytes that look random and are the same in every run. For tests. */
export function streamOf(seed: string): Random {
  let count = 0
  return (length) => {
    const bytes = new Uint8Array(length)
    for (let i = 0; i < length; i += 32) bytes.set(sha256(utf8(`${seed}/${count++}`)).subarray(0, length - i), i)
    return bytes
  }
}

/** Where an account of a test is reached. */
export const someReach = (account: AccountSecrets): Reach => ({
  letterKey: account.letter.publicKey,
  inboxKey: account.inbox.publicKey,
  relays: ['/dns4/relay.example/tcp/443/wss/p2p/12D3KooWRelay'],
  ticket: new Uint8Array(16).fill(7),
})

/** A value as it comes from the wire. */
export function reread(value: Cbor): Cbor {
  const read = decode(encode(value))
  if (!read.ok) throw new TypeError('what was encoded decodes')
  return read.value
}

/** The bytes with one bit changed. */
export const flipped = (bytes: Uint8Array): fc.Arbitrary<Uint8Array> =>
  fc.tuple(fc.nat(bytes.length - 1), fc.nat(7)).map(([i, bit]) => bytes.with(i, (bytes[i] ?? 0) ^ (1 << bit)))
