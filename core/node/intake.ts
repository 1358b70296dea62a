import { redact, reveal } from '#core/crypto/index.ts'
import type { Secret } from '#core/crypto/index.ts'
import { decodeSecrets, encodeSecrets, newDevice } from '#core/identity/index.ts'
import type { AccountSecrets, DeviceSecrets } from '#core/identity/index.ts'
import { asArray, asBytes, asBytesUpTo, decode, encode, fail, ok } from '#core/proof/index.ts'
import type { Result } from '#core/proof/index.ts'
import { clearSetting, writeSetting } from '#core/store/index.ts'
import type { Database, WriteDb } from '#core/store/index.ts'
import type { NotKept } from './messenger.ts'
import type { VaultError } from './ports.ts'
import type { Me, NodeState } from './state.ts'
import { nextAt } from './time.ts'

// What is kept while an account comes here from elsewhere, so that whoever is killed in between has all of it or nothing.

/** Under which a database says that it came out of a backup: whoever it names as its device must not speak. Rule I4. */
export const RESTORED = 'restored'
const RESTORING = 'dure/restoring/v1'
const SEED = 32
const MAX_SECRETS = 64 * 1024

/** The secrets that a backup holds: never the seed of a device that could be made anew. Rule I4. */
export function secretsForBackup(node: NodeState, me: Me): Secret {
  return encodeSecrets({ account: me.account, device: freshDevice(node, me.account) ?? me.device })
}

/** A device that never spoke, if the certifier's key is here. */
function freshDevice(node: NodeState, { certifier }: AccountSecrets): DeviceSecrets | null {
  const { key, statement } = certifier
  if (key === null) return null
  return newDevice({ random: node.random, at: nextAt(node), certifier: { statement, key }, name: node.deviceName })
}

/**
 * Keeps what a backup's database will be opened with, before that database is put in its place. With the certifier's key a
 * new device; without it nobody who writes. Rule I4.
 */
export function keepRestoring(
  node: NodeState,
  secrets: Secret,
): Result<void, NotKept | { readonly type: 'AccountExists' | 'BackupDamaged' }> {
  const { newborn } = node
  if (node.me !== null || newborn === null) return fail({ type: 'AccountExists' })
  const decoded = decodeSecrets(secrets)
  if (!decoded.ok) return fail({ type: 'BackupDamaged' })
  const { account } = decoded.value
  const fresh = freshDevice(node, account)
  // The counter comes first: secrets without one were copied from elsewhere.
  if (fresh && !node.counter.write(fresh.device, 0).ok) return fail({ type: 'DiskFailed' })
  const kept = encodeSecrets({ account, device: fresh ?? decoded.value.device })
  return keepUntilFilled(node, newborn, kept) ? ok(undefined) : fail({ type: 'DiskFailed' })
}

/** Keeps secrets beside the seed that was here, until there is a database that they open. */
export const keepUntilFilled = (node: NodeState, newborn: Secret, secrets: Secret): boolean =>
  node.vault.save(redact(encode([RESTORING, reveal(newborn), reveal(secrets)]))).ok

/** What `keepRestoring` kept: the seed of who was here before, and the secrets to go on with. */
export function readRestoring(secret: Secret): { readonly newborn: Secret; readonly secrets: Secret } | null {
  const decoded = decode(reveal(secret), { maxBytes: 2 * MAX_SECRETS, maxDepth: 2, maxItems: 8 })
  const [name, seed, secrets] = (decoded.ok ? asArray(decoded.value, 3) : undefined) ?? []
  const newborn = name === RESTORING ? asBytes(seed, SEED) : undefined
  const kept = asBytesUpTo(secrets, MAX_SECRETS)
  return newborn && kept ? { newborn: redact(newborn), secrets: redact(kept) } : null
}

/** The secrets to start with: those of a backup whose database is in its place by now. Null: nothing is under way. */
export function finishRestoring(
  node: NodeState,
  loaded: Secret,
  hasDatabase: boolean,
): Result<Secret, VaultError> | null {
  const restoring = readRestoring(loaded)
  if (restoring === null || !hasDatabase) return null
  const saved = node.vault.save(restoring.secrets)
  return saved.ok ? ok(restoring.secrets) : saved
}

/** Says in a backup's database that it is one, before anybody opens it as her own. */
export const markRestored = (db: Database): void => db.transaction((write) => writeSetting(write, RESTORED, 1))

/** A new device goes on in it. */
export const clearRestored = (db: WriteDb): void => clearSetting(db, RESTORED)
