import { openWith, sealWith } from '#core/crypto/index.ts'
import type { Secret } from '#core/crypto/index.ts'
import { fail } from '#core/proof/index.ts'
import type { Result } from '#core/proof/index.ts'
import { decodeEntry } from './decode.ts'
import { encodeEntry } from './encode.ts'
import { pad, unpad } from './pad.ts'
import type { Entry, Refusal } from './types.ts'

/** The sealed box of an entry: secretbox(pad(entry), content key). `nonce`: 24 fresh random bytes. Rule E4. */
export const sealEntry = (entry: Entry, contentKey: Secret, nonce: Uint8Array): Uint8Array =>
  sealWith(contentKey, nonce, pad(encodeEntry(entry)))

/** Opens a box and reads the entry in it; `DoesNotOpen` where the key is another or a byte was changed. Rule E6. */
export function openEntry(box: Uint8Array, contentKey: Secret, nonce: Uint8Array): Result<Entry, Refusal> {
  const padded = openWith(contentKey, nonce, box)
  if (padded === undefined) return fail<Refusal>({ type: 'DoesNotOpen' })
  const plain = unpad(padded)
  if (plain === undefined) return fail<Refusal>({ type: 'EntryMalformed', detail: 'padding' })
  return decodeEntry(plain)
}
