import { concatBytes } from '#core/proof/index.ts'
import { NONCE_BYTES, openWith, sealWith } from './secretbox.ts'
import type { Secret } from './types.ts'

/** Random bytes that begin every nonce of one stream. */
export const STREAM_PREFIX_BYTES = 16
const COUNTER_BYTES = NONCE_BYTES - STREAM_PREFIX_BYTES - 1

/**
 * Seals the pieces of one stream, each for its place: nonce = prefix, place (7 bytes), and 1 for the last piece. So no
 * piece can be left out, moved, repeated or put into another stream, and an end that was cut off is missed (the STREAM
 * construction, Hoang et al. 2015). A key and prefix serve one stream.
 */
export const sealPiece = (
  key: Secret,
  prefix: Uint8Array,
  place: number,
  isLast: boolean,
  plain: Uint8Array,
): Uint8Array => sealWith(key, nonceOf(prefix, place, isLast), plain)

/** What was sealed for this place, or undefined. */
export const openPiece = (
  key: Secret,
  prefix: Uint8Array,
  place: number,
  isLast: boolean,
  box: Uint8Array,
): Uint8Array | undefined => openWith(key, nonceOf(prefix, place, isLast), box)

function nonceOf(prefix: Uint8Array, place: number, isLast: boolean): Uint8Array {
  const counter = new Uint8Array(COUNTER_BYTES + 1)
  let rest = place
  for (let at = COUNTER_BYTES - 1; at >= 0; at--) {
    counter[at] = rest % 256
    rest = Math.floor(rest / 256)
  }
  counter[COUNTER_BYTES] = isLast ? 1 : 0
  return concatBytes(prefix, counter)
}
