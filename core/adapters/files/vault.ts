import { chmodSync, readFileSync, statSync } from 'node:fs'
import { redact, reveal } from '#core/crypto/index.ts'
import type { Vault, VaultError } from '#core/node/index.ts'
import { fail, ok } from '#core/proof/index.ts'
import type { Result } from '#core/proof/index.ts'
import { isSealed } from './mark.ts'
import { codeOf, writeDurably } from './write.ts'

/** A file of secrets is never larger. */
const MAX_BYTES = 256 * 1024
/** What others than the user may do with a file, in its mode. */
const OTHERS = 0o077

/**
 * Secrets in a file only the user can read (mode 600), where there is no keychain. Rule I2.
 * A file that was sealed under a keychain's key is refused as `VaultSealed`, and left as it is.
 */
export const fileVault = (path: string): Vault => ({
  load: () => {
    const read = readSecretFile(path)
    if (!read.ok) return read
    if (read.value === null) return ok(null)
    return isSealed(read.value) ? fail({ type: 'VaultSealed' }) : ok(redact(read.value))
  },
  save: (secret) => {
    try {
      writeDurably(path, reveal(secret))
      return ok(undefined)
    } catch (thrown) {
      return fail({ type: 'VaultNotKept', detail: codeOf(thrown) })
    }
  },
})

/** The bytes of a file of secrets as they lie there; null where there is none. Others are kept out of it first. */
export function readSecretFile(path: string): Result<Uint8Array | null, VaultError> {
  try {
    const { size, mode } = statSync(path)
    if (size === 0 || size > MAX_BYTES) return fail({ type: 'VaultMalformed' })
    if ((mode & OTHERS) !== 0) keepFromOthers(path)
    return ok(new Uint8Array(readFileSync(path)))
  } catch (thrown) {
    if (codeOf(thrown) === 'ENOENT') return ok(null)
    return fail({ type: 'VaultUnreadable', detail: codeOf(thrown) })
  }
}

/** A copy or a backup may have opened it to others. Where modes mean nothing, nothing is lost by trying. */
function keepFromOthers(path: string): void {
  try {
    chmodSync(path, 0o600)
  } catch {
    // It belongs to somebody else, or lies on a disk without modes: it can be read all the same.
  }
}
