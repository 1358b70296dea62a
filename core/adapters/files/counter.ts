import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { StartCounter } from '#core/node/index.ts'
import { fail, ok, utf8 } from '#core/proof/index.ts'
import { codeOf, writeDurably } from './write.ts'

/** Only the user herself may look in. */
const PRIVATE = 0o700

/**
 * Start counters outside the data folder, one small file a device: a copied or rolled-back data folder is found out by
 * them (I4). `hold` keeps a file for this process alone, until it ends; false where another one has it. A file that cannot
 * be read counts as missing: the device stops rather than speak twice.
 */
export const fileCounter = (folder: string, hold: (file: string) => boolean): StartCounter => ({
  claim: (device) => {
    try {
      mkdirSync(folder, { recursive: true, mode: PRIVATE })
    } catch {
      // Where nothing can be kept, nobody else holds it either; `write` says so.
      return true
    }
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
      mkdirSync(folder, { recursive: true, mode: PRIVATE })
      writeDurably(join(folder, device), utf8(`${starts}\n`))
      return ok(undefined)
    } catch (thrown) {
      return fail({ type: 'VaultNotKept', detail: codeOf(thrown) })
    }
  },
})
