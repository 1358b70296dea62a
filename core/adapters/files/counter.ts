import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { makeFolder } from '#core/adapters/system/index.ts'
import type { StartCounter } from '#core/node/index.ts'
import { fail, ok } from '#core/proof/index.ts'
import { codeOf } from './vault.ts'
import { writeDurably } from './write.ts'

/**
 * Start counters outside the data folder, one small file a device: a copied or rolled-back data folder is found out by
 * them (I4). `hold` keeps a file for this process alone, until it ends. A file that cannot be read counts as missing: the device stops rather than speak twice.
 */
export const fileCounter = (folder: string, hold: (file: string) => boolean): StartCounter => ({
  claim: (device) => {
    makeFolder(folder)
    return hold(join(folder, `${device}.lock`))
  },
  read: (device) => {
    try {
      const text = readFileSync(join(folder, device), 'utf8').trim()
      return /^\d{1,15}$/u.test(text) ? Number(text) : null
    } catch {
      // Missing or unreadable: for the caller it is the same.
      return null
    }
  },
  write: (device, starts) => {
    try {
      makeFolder(folder)
      writeDurably(join(folder, device), new TextEncoder().encode(`${starts}\n`))
      return ok(undefined)
    } catch (thrown) {
      return fail({ type: 'VaultNotKept', detail: codeOf(thrown) })
    }
  },
})
