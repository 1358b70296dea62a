import { diffieHellman } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import nacl from 'tweetnacl'
import { concatBytes, digest } from '#core/proof/index.ts'
import type { BoxPublicKey, Random } from '#core/proof/index.ts'
import { nativePrivate, nativePublic, publicBytes } from './native.ts'
import { redact, reveal } from './redacted.ts'
import { NONCE_BYTES, openWith, SECRETBOX_OVERHEAD, sealWith } from './secretbox.ts'
import type { BoxKey, Secret } from './types.ts'

const KEY_BYTES = 32
/** Bytes a sealed box is longer than what is in it: the ephemeral key and the secretbox's tag. */
export const BOX_OVERHEAD = KEY_BYTES + SECRETBOX_OVERHEAD

/** What tweetnacl exports beside what its types tell. */
interface Lowlevel {
  readonly lowlevel: {
    readonly crypto_core_hsalsa20: (out: Uint8Array, input: Uint8Array, key: Uint8Array, constant: Uint8Array) => void
  }
}
// Its typings leave `lowlevel` out; that it is there and right is tested against `nacl.box.before`.
const { crypto_core_hsalsa20: hsalsa20 } = (nacl as unknown as Lowlevel).lowlevel
const SIGMA = new TextEncoder().encode('expand 32-byte k')
const ZEROS = new Uint8Array(16)

/** The X25519 key pair of a 32-byte seed, which is NaCl's secret key. */
export function boxKeyFromSeed(seed: Secret): BoxKey {
  const native = nativePrivate('x25519', seed)
  return { publicKey: publicBytes(native) as BoxPublicKey, seed, native: redact(native) } // X25519: 32 bytes
}

/**
 * Seals `plain` for the holder of a box key, without saying from whom:
 * ephemeral public key (32) || secretbox under NaCl's box key of both, with the nonce a hash of both public keys.
 * Undefined if the recipient's key is no key (wrong length, or of small order: everybody could open the box).
 */
export function boxTo(recipient: BoxPublicKey, plain: Uint8Array, random: Random): Uint8Array | undefined {
  const ephemeral = boxKeyFromSeed(redact(random(KEY_BYTES)))
  const key = agree(reveal(ephemeral.native), recipient)
  if (key === undefined) return undefined
  return concatBytes(ephemeral.publicKey, sealWith(key, nonceOf(ephemeral.publicKey, recipient), plain))
}

/** What was sealed for this key, or undefined: for another, changed, cut or no box at all. */
export function openBoxed(key: BoxKey, sealed: Uint8Array): Uint8Array | undefined {
  if (sealed.length < BOX_OVERHEAD) return undefined
  const ephemeral = sealed.subarray(0, KEY_BYTES)
  const shared = agree(reveal(key.native), ephemeral)
  return shared && openWith(shared, nonceOf(ephemeral, key.publicKey), sealed.subarray(KEY_BYTES))
}

/** NaCl's `crypto_box_beforenm`, by Node's X25519. Undefined where both would share nothing but zeros. */
function agree(own: KeyObject, other: Uint8Array): Secret | undefined {
  if (other.length !== KEY_BYTES) return undefined
  const shared = sharedPoint(own, other)
  if (shared === undefined || shared.every((byte) => byte === 0)) return undefined
  const key = new Uint8Array(KEY_BYTES)
  hsalsa20(key, ZEROS, shared, SIGMA)
  shared.fill(0)
  return redact(key)
}

function sharedPoint(own: KeyObject, other: Uint8Array): Uint8Array | undefined {
  try {
    return diffieHellman({ privateKey: own, publicKey: nativePublic('x25519', other) })
  } catch {
    // OpenSSL refuses a point of small order, and Node throws; the zeros are looked for all the same.
    return undefined
  }
}

const nonceOf = (ephemeral: Uint8Array, recipient: Uint8Array): Uint8Array =>
  digest('dure/box-nonce/v1', ephemeral, recipient).subarray(0, NONCE_BYTES)
