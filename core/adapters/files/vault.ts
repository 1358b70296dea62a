import { readFileSync } from 'node:fs'
import { redact, reveal } from '#core/crypto/index.ts'
import type { Vault } from '#core/node/index.ts'
import { fail, ok } from '#core/proof/index.ts'
import { writeDurably } from './write.ts'

/** A file of secrets is never larger. */
const MAX_BYTES = 256 * 1024

/** Secrets in a file only the user can read (mode 600), where there is no keychain. Rule I2. */
export const fileVault = (path: string): Vault => ({
  load: () => {
    try {
      const bytes = readFileSync(path)
      if (bytes.length === 0 || bytes.length > MAX_BYTES) return fail({ type: 'VaultMalformed' })
      return ok(redact(new Uint8Array(bytes)))
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

/** The system's word for what went wrong, which holds no secret. */
export function codeOf(thrown: unknown): string {
  if (typeof thrown === 'object' && thrown !== null && 'code' in thrown && typeof thrown.code === 'string')
    return thrown.code
  return 'UNKNOWN'
}
