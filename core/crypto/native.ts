import { createPrivateKey, createPublicKey } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { reveal } from './redacted.ts'
import type { Secret } from './types.ts'

/** The last byte of the curve's object identifier, 1.3.101.x (RFC 8410). */
const OID = { ed25519: 0x70, x25519: 0x6e } as const
const KEY_BYTES = 32

/** A curve that Node knows natively. */
export type Curve = keyof typeof OID

/** Node's form of a private key of 32 bytes. Throws for another length: seeds are ours. */
export function nativePrivate(curve: Curve, seed: Secret): KeyObject {
  const bytes = reveal(seed)
  if (bytes.length !== KEY_BYTES) throw new TypeError(`a seed has ${KEY_BYTES} bytes`)
  const der = Buffer.from([0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, OID[curve], 4, 0x22, 4, 0x20, ...bytes])
  const key = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })
  der.fill(0)
  return key
}

/** Node's form of a public key of 32 bytes. */
export function nativePublic(curve: Curve, bytes: Uint8Array): KeyObject {
  const der = Buffer.from([0x30, 0x2a, 0x30, 5, 6, 3, 0x2b, 0x65, OID[curve], 3, 0x21, 0, ...bytes])
  return createPublicKey({ key: der, format: 'der', type: 'spki' })
}

/** The 32 bytes of the public key that belongs to a native private key. */
export function publicBytes(key: KeyObject): Uint8Array {
  const der = createPublicKey(key).export({ format: 'der', type: 'spki' })
  return new Uint8Array(der.subarray(der.length - KEY_BYTES))
}
