import { NONCE_BYTES, openWith, redact, reveal, sealWith } from '#core/crypto/index.ts'
import type { Secret } from '#core/crypto/index.ts'
import type { Vault } from '#core/node/index.ts'
import { concatBytes, equalBytes, fail, ok, utf8 } from '#core/proof/index.ts'
import type { Random, Result } from '#core/proof/index.ts'
import { readSecretFile } from './vault.ts'
import { isSealed, SEALED_MARK } from './mark.ts'
import { codeOf, writeDurably } from './write.ts'

export interface SealedVaultOptions {
  /** 32 bytes that the system's keychain guards. */
  readonly key: Secret
  /** How the file is to be from now on: sealed under the key, or readable by the user as `fileVault` keeps it. */
  readonly keep: 'sealed' | 'plain'
  readonly random: Random
}

/**
 * Secrets in the file of `fileVault`, sealed under a key that the system's keychain guards. Rule I2.
 * It reads either form, and what is not yet kept as it should be is rewritten when it is loaded: one file, replaced whole,
 * so that there is no moment without a readable secret, and never two that could differ. That it opens again is checked
 * before it replaces anything.
 */
export const sealedVault = (path: string, { key, keep, random }: SealedVaultOptions): Vault => {
  const write = (secret: Secret): ReturnType<Vault['save']> => {
    const bytes = keep === 'plain' ? reveal(secret) : seal(key, random, secret)
    const again = keep === 'plain' ? bytes : open(key, bytes)
    if (again === undefined || !equalBytes(again, reveal(secret))) return fail({ type: 'VaultNotKept', detail: 'SEAL' })
    try {
      writeDurably(path, bytes)
      return ok(undefined)
    } catch (thrown) {
      return fail({ type: 'VaultNotKept', detail: codeOf(thrown) })
    }
  }
  return {
    load: () => {
      const read = readSecretFile(path)
      if (!read.ok) return read
      if (read.value === null) return ok(null)
      const isNow = isSealed(read.value) ? 'sealed' : 'plain'
      const opened = isNow === 'sealed' ? openWhole(key, read.value) : ok(redact(read.value))
      if (!opened.ok || isNow === keep) return opened
      const moved = write(opened.value)
      return moved.ok ? opened : moved
    },
    save: write,
  }
}

const openWhole = (key: Secret, bytes: Uint8Array): Result<Secret, { readonly type: 'VaultSealed' }> => {
  const plain = open(key, bytes)
  return plain === undefined ? fail({ type: 'VaultSealed' }) : ok(redact(plain))
}

const seal = (key: Secret, random: Random, secret: Secret): Uint8Array => {
  const nonce = random(NONCE_BYTES)
  return concatBytes(utf8(SEALED_MARK), nonce, sealWith(key, nonce, reveal(secret)))
}

const open = (key: Secret, bytes: Uint8Array): Uint8Array | undefined => {
  const from = SEALED_MARK.length
  return openWith(key, bytes.subarray(from, from + NONCE_BYTES), bytes.subarray(from + NONCE_BYTES))
}
