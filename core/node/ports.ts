import type { Secret } from '#core/crypto/index.ts'
import type { DeviceId } from '#core/identity/index.ts'
import type { Clock } from '#core/net/index.ts'
import type { Random, Result } from '#core/proof/index.ts'
import type { Database } from '#core/store/index.ts'

/** Why secrets could not be read or kept. */
export type VaultError =
  | { readonly type: 'VaultUnreadable'; readonly detail: string }
  | { readonly type: 'VaultMalformed' }
  /** Sealed under a key that is not at hand: another computer's keychain, or none. */
  | { readonly type: 'VaultSealed' }
  | { readonly type: 'VaultNotKept'; readonly detail: string }

/** Where this installation's secrets are kept, outside the database: a keychain, or a file only the user can read (I2). */
export interface Vault {
  /** What was kept last; null where nothing ever was. */
  load(): Result<Secret | null, VaultError>
  /** Replaces it durably, all or nothing. */
  save(secret: Secret): Result<void, VaultError>
}

/** The copy of the start counter that lies outside the data folder, so that a copied folder is found out (I4). */
export interface StartCounter {
  /** Null where this computer never heard of the device. */
  read(device: DeviceId): number | null
  /** Whether this process alone runs as the device on this computer, from now until it ends. */
  claim(device: DeviceId): boolean
  /** Durable when it returns. */
  write(device: DeviceId, starts: number): Result<void, VaultError>
}

/** Everything a node needs from outside. */
export interface NodePorts {
  readonly db: Database
  readonly vault: Vault
  readonly counter: StartCounter
  readonly clock: Clock
  readonly random: Random
  /** What this installation is called, for example the computer's name. */
  readonly deviceName: string
}
