import { chmodSync, readFileSync, statSync } from 'node:fs'
import { redact, reveal } from '#core/crypto/index.ts'
import type { Vault } from '#core/node/index.ts'
import { fail, ok } from '#core/proof/index.ts'
import { codeOf, writeDurably } from './write.ts'

/** A file of secrets is never larger. */
const MAX_BYTES = 256 * 1024
/** What others than the user may do with a file, in its mode. */
const OTHERS = 0o077

/** Secrets in a file only the user can read (mode 600), where there is no keychain. Rule I2. */
export const fileVault = (path: string): Vault => ({
  load: () => {
    try {
      const { size, mode } = statSync(path)
      if (size === 0 || size > MAX_BYTES) return fail({ type: 'VaultMalformed' })
      if ((mode & OTHERS) !== 0) keepFromOthers(path)
      return ok(redact(new Uint8Array(readFileSync(path))))
    } catch (thrown) {
      if (codeOf(thrown) === 'ENOENT') return ok(null)
      return fail({ type: 'VaultUnreadable', detail: codeOf(thrown) })
    }
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

/** A copy or a backup may have opened it to others. Where modes mean nothing, nothing is lost by trying. */
function keepFromOthers(path: string): void {
  try {
    chmodSync(path, 0o600)
  } catch {
    // It belongs to somebody else, or lies on a disk without modes: it can be read all the same.
  }
}
