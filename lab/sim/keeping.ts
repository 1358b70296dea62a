import type { Secret } from '#core/crypto/index.ts'
import type { StartCounter, Vault } from '#core/node/index.ts'
import { ok } from '#core/proof/index.ts'
import type { Faults } from './faults.ts'
import type { Life } from './life.ts'

/** What a computer keeps outside of the data folder: secrets in its keychain, and the copies of start counters (I2, I4). */
export interface Keeping {
  /** As the running program sees them. */
  forProgram(life: Life, faults: Faults): { readonly vault: Vault; readonly counter: StartCounter }
  /** As somebody sees them who copies a home folder. */
  readonly secrets: Secret | null
  readonly starts: ReadonlyMap<string, number>
  /** Puts what was copied from another computer in the place of what is here. */
  restore(from: { readonly secrets?: Secret | null; readonly starts?: ReadonlyMap<string, number> }): void
}

/** Nothing is kept yet. */
export function createKeeping(): Keeping {
  let secrets: Secret | null = null
  let starts = new Map<string, number>()
  return {
    get secrets() {
      return secrets
    },
    get starts() {
      return new Map(starts)
    },
    restore: (from) => {
      if (from.secrets !== undefined) secrets = from.secrets
      if (from.starts !== undefined) starts = new Map(from.starts)
    },
    forProgram: (life, faults) => ({
      vault: {
        load: () => ok(secrets),
        save: (secret) => {
          faults.pass('beforeVault', life)
          secrets = secret
          faults.pass('afterVault', life)
          return ok(undefined)
        },
      },
      counter: {
        claim: () => true,
        read: (device) => starts.get(device) ?? null,
        write: (device, count) => {
          faults.pass('beforeCounter', life)
          starts.set(device, count)
          faults.pass('afterCounter', life)
          return ok(undefined)
        },
      },
    }),
  }
}
