import { boxTo, openBoxed, redact, reveal } from '#core/crypto/index.ts'
import type { BoxKey, Secret } from '#core/crypto/index.ts'
import { asPlainName, LINK_NONCE_BYTES } from '#core/identity/index.ts'
import { asArray, asBytes, asBytesUpTo, asHash, asInt, decode, encode } from '#core/proof/index.ts'
import type { BoxPublicKey, Hash, Random } from '#core/proof/index.ts'

/** The protocol over which a new device is let into an account. Rule I3. */
export const LINK_PROTOCOL = '/dure/link/1'
/** Bytes of what an account hands over: its keys, and those of the own space. */
export const MAX_HANDED = 768 * 1024
const LIMITS = { maxBytes: 1 << 20, maxDepth: 2, maxItems: 8 }

/** What travels, in this order, the first and third from the device that approves. */
export type LinkFrame =
  | { readonly type: 'hello'; readonly proof: Hash; readonly nonce: Uint8Array }
  | { readonly type: 'shown'; readonly nonce: Uint8Array; readonly name: string }
  | { readonly type: 'handed'; readonly box: Uint8Array }
  | { readonly type: 'taken' }
  | { readonly type: 'refused'; readonly reason: string }

const NUMBERS = { hello: 1, shown: 2, handed: 3, taken: 4, refused: 5 } as const

/** A frame as bytes. */
export function encodeFrame(frame: LinkFrame): Uint8Array {
  const number = NUMBERS[frame.type]
  switch (frame.type) {
    case 'hello':
      return encode([number, frame.proof, frame.nonce])
    case 'shown':
      return encode([number, frame.nonce, frame.name])
    case 'handed':
      return encode([number, frame.box])
    case 'taken':
      return encode([number])
    case 'refused':
      return encode([number, frame.reason])
  }
}

/** A frame from the other side, or undefined. */
export function decodeFrame(bytes: Uint8Array): LinkFrame | undefined {
  const decoded = decode(bytes, LIMITS)
  const list = decoded.ok ? asArray(decoded.value) : undefined
  switch (asInt(list?.[0], 1)) {
    case NUMBERS.hello: {
      const proof = asHash(list?.[1])
      const nonce = asBytes(list?.[2], LINK_NONCE_BYTES)
      return proof && nonce && { type: 'hello', proof, nonce }
    }
    case NUMBERS.shown: {
      const nonce = asBytes(list?.[1], LINK_NONCE_BYTES)
      const name = asPlainName(list?.[2])
      return nonce && name !== undefined ? { type: 'shown', nonce, name } : undefined
    }
    case NUMBERS.handed: {
      const box = asBytesUpTo(list?.[1], MAX_HANDED)
      return box && { type: 'handed', box }
    }
    case NUMBERS.taken:
      return { type: 'taken' }
    case NUMBERS.refused: {
      const reason = asPlainName(list?.[1])
      return reason === undefined ? undefined : { type: 'refused', reason }
    }
    default:
      return undefined
  }
}

/** What is handed over, for the new device's eyes alone, whatever carries it. Undefined if its key is no key. */
export const sealHanded = (to: BoxPublicKey, handed: Secret, random: Random): Uint8Array | undefined =>
  boxTo(to, reveal(handed), random)

/** What was handed over, if it was meant for this device. */
export function openHanded(key: BoxKey, box: Uint8Array): Secret | undefined {
  const plain = openBoxed(key, box)
  return plain && redact(plain)
}
