import { derive, openWith, redact, reveal, sealWith } from '#core/crypto/index.ts'
import type { Secret } from '#core/crypto/index.ts'
import type { AccountSecrets } from '#core/identity/index.ts'
import { concatBytes } from '#core/proof/index.ts'
import type { Random } from '#core/proof/index.ts'

const NONCE = 24

/** The key that secrets in the database are sealed under, from a secret that the vault keeps. Rule I2. */
export const storageKey = (account: AccountSecrets): Secret => derive(account.anchor, 'dure/storage/v1')

/** A secret as it lies in the database: nonce and secretbox. */
export function sealForDisk(storage: Secret, secret: Secret, random: Random): Uint8Array {
  const nonce = random(NONCE)
  return concatBytes(nonce, sealWith(storage, nonce, reveal(secret)))
}

/** Opens what `sealForDisk` wrote; undefined if the key is another or the bytes changed. */
export function openFromDisk(storage: Secret, sealed: Uint8Array): Secret | undefined {
  const plain = openWith(storage, sealed.subarray(0, NONCE), sealed.subarray(NONCE))
  return plain && redact(plain)
}
