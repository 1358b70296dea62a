import {
  boxKeyFromSeed,
  derive,
  deriveBoxKey,
  deriveSigningKey,
  redact,
  signingKeyFromSeed,
} from '#core/crypto/index.ts'
import type { BoxKey, Secret, SigningKey } from '#core/crypto/index.ts'
import { bytesToId, digest, idToBytes } from '#core/proof/index.ts'
import type { At, BoxPublicKey, Random } from '#core/proof/index.ts'
import { issueCertificate, issueCertifier } from './certificate.ts'
import { memo } from './memo.ts'
import type { AccountId, AccountSecrets, AccountTag, Certifier, DeviceId, DeviceSecrets } from './types.ts'

/** Bytes of every seed of ours. */
export const SEED_BYTES = 32
/** Bytes of an account tag: enough that nobody finds two accounts with one. */
const TAG_BYTES = 16
/** Tags kept ready, about 200 bytes each. */
const CACHED_TAGS = 4096

/**
 * A new person on her first device: root, certifier 1, letter and inbox keys, and a certified device. Rule I1.
 * `name` and `deviceName` as `validateName` gives them.
 */
export function createAccount(from: {
  readonly random: Random
  readonly at: At
  readonly deviceName: string
  /** The device's seed, where it was already somebody on the network before it had an account. */
  readonly deviceSeed?: Secret
}): {
  readonly account: AccountSecrets
  readonly device: DeviceSecrets
} {
  const { random, at, deviceName, deviceSeed } = from
  const root = redact(random(SEED_BYTES))
  const rootKey = rootKeyOf(root)
  const account = bytesToId(rootKey.publicKey) as AccountId // what an account id is
  const key = signingKeyFromSeed(redact(random(SEED_BYTES)))
  const certifier = { statement: issueCertifier(rootKey, account, 1, key.publicKey, []), key }
  const recovery = recoveryOf(root)
  return {
    account: {
      account,
      root,
      recovery,
      recoveryKey: recoveryBoxKey(recovery).publicKey,
      anchor: anchorOf(recovery),
      certifier,
      letter: boxKeyFromSeed(redact(random(SEED_BYTES))),
      inbox: signingKeyFromSeed(redact(random(SEED_BYTES))),
    },
    device: newDevice({ random, at, certifier, name: deviceName, ...(deviceSeed && { seed: deviceSeed }) }),
  }
}

/** A new installation of the account whose certifier this is: the first one, a linked one, or after a stop (I4). */
export function newDevice(from: {
  readonly random: Random
  readonly at: At
  readonly certifier: { readonly statement: Certifier; readonly key: SigningKey }
  readonly name: string
  /** 32 bytes; left out: fresh ones. */
  readonly seed?: Secret
}): DeviceSecrets {
  const seed = from.seed ?? redact(from.random(SEED_BYTES))
  const keys = deviceKeys(seed)
  const { device, box } = keys
  const certificate = issueCertificate(from.certifier, { device, boxKey: box.publicKey, name: from.name, at: from.at })
  return { ...keys, seed, certificate }
}

/** The keys that a device's seed gives. Rule I2. */
export function deviceKeys(seed: Secret): {
  readonly device: DeviceId
  readonly signing: SigningKey
  readonly box: BoxKey
} {
  const signing = deriveSigningKey(seed, 'dure/device-signing/v1')
  const device = bytesToId(signing.publicKey) as DeviceId // what a device id is
  return { device, signing, box: deriveBoxKey(seed, 'dure/device-box/v1') }
}

/** Root's signing key. The seed is what the recovery words say. Rule I1. */
export const rootKeyOf = (root: Secret): SigningKey => signingKeyFromSeed(root)

/** The recovery secret, which the words give through root. Rules S9, I7. */
export const recoveryOf = (root: Secret): Secret => derive(root, 'dure/recovery/v1')

/** What opens the boxes that `self`'s rotates address to nobody in particular. Rules S6, I7. */
export const recoveryBoxKey = (recovery: Secret): BoxKey & { readonly publicKey: BoxPublicKey } =>
  deriveBoxKey(recovery, 'dure/recovery-box/v1')

/** What the anchor log's keys derive from: devices keep it when the recovery secret is erased. Rule I7. */
export const anchorOf = (recovery: Secret): Secret => derive(recovery, 'dure/anchor/v1')

const tags = memo<AccountId, AccountTag>(
  CACHED_TAGS,
  // A digest cut to the length that makes a tag.
  (account) => digest('dure/account-tag/v1', idToBytes(account)).slice(0, TAG_BYTES) as AccountTag,
)

/** The 16 bytes that end the keys of all facts of this account. Not to be written into. Rule D4. */
export const accountTag = (account: AccountId): AccountTag => {
  const tag = tags(account)
  if (tag === undefined) throw new TypeError('a tag is always found')
  return tag
}
