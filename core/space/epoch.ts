import { BOX_OVERHEAD, boxTo, derive, deriveSigningKey, openBoxed, redact, reveal } from '#core/crypto/index.ts'
import type { BoxKey, Secret, SigningKey } from '#core/crypto/index.ts'
import { bytesToId, digest, equalBytes, fail, ok } from '#core/proof/index.ts'
import type { BoxPublicKey, Hash, Random, Result } from '#core/proof/index.ts'
import type { LogId, LogKeys } from '#core/envelope/types.ts'
import type { KeyBox } from './types.ts'

/** Bytes of an epoch key. */
export const EPOCH_KEY_BYTES = 32
/** Bytes of a box that holds one. */
export const BOX_BYTES = BOX_OVERHEAD + EPOCH_KEY_BYTES

/** What an epoch key gives to those who have it. Rule E1. */
export interface EpochKeys {
  /** What entries are sealed under. */
  readonly content: Secret
  /** Proves the right to fetch the log. */
  readonly read: SigningKey
  /** Admits feeds to the log. */
  readonly write: SigningKey
  readonly logKeys: LogKeys
  readonly log: LogId
}

/** Why an epoch key was not had from a box: it is another's, or changed; or it holds what its rotate did not state. */
export type KeyBoxError = { readonly type: 'KeyBoxDoesNotOpen' } | { readonly type: 'KeyBoxWrong' }

/** Content, read and write keys of an epoch, and the log they are for. Rule E1. */
export function epochKeys(epochKey: Secret): EpochKeys {
  const read = deriveSigningKey(epochKey, 'dure/log-read/v1')
  const write = deriveSigningKey(epochKey, 'dure/log-write/v1')
  const logKeys = { read: read.publicKey, write: write.publicKey }
  return { content: derive(epochKey, 'dure/content/v1'), read, write, logKeys, log: logIdOf(logKeys) }
}

/** As `core/envelope` defines it, which this room must not run. Rule E1. */
const logIdOf = (keys: LogKeys): LogId => bytesToId(digest('dure/log/v1', keys.read, keys.write)) as LogId // its definition

/** A fresh epoch key. Rule S6. */
export const newEpochKey = (random: Random): Secret => redact(random(EPOCH_KEY_BYTES))

/** What a rotate states of its key, so that everybody can tell the right one. Rule S6. */
export const epochKeyHash = (epochKey: Secret): Hash => digest('dure/epoch-key/v1', reveal(epochKey))

/** An epoch key boxed to one letter, device or recovery key. Undefined if that is no key. Rule S6. */
export function boxEpochKey(
  epochKey: Secret,
  to: { readonly to: KeyBox['to']; readonly letterKey: BoxPublicKey },
  random: Random,
): KeyBox | undefined {
  const box = boxTo(to.letterKey, reveal(epochKey), random)
  return box && { to: to.to, letterKey: to.letterKey, box }
}

/** The epoch key in a box; refused if it is not the one whose hash the rotate states. Rule S7. */
export function openKeyBox(key: BoxKey, box: Uint8Array, keyHash: Hash): Result<Secret, KeyBoxError> {
  const plain = openBoxed(key, box)
  if (plain === undefined) return fail({ type: 'KeyBoxDoesNotOpen' })
  const epochKey = redact(plain)
  return equalBytes(epochKeyHash(epochKey), keyHash) ? ok(epochKey) : fail({ type: 'KeyBoxWrong' })
}
