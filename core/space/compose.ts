import { accountOf } from '#core/identity/index.ts'
import type { AccountId, DeviceId, DeviceSecrets, Reach } from '#core/identity/index.ts'
import type { Secret, SigningKey } from '#core/crypto/index.ts'
import { fail, ok } from '#core/proof/index.ts'
import type { At, BoxPublicKey, Id, Random, Result } from '#core/proof/index.ts'
import { ctrlOf } from './ask.ts'
import { SALT_BYTES } from './body.ts'
import { DEFAULT_POLICY } from './computed.ts'
import { boxEpochKey, epochKeyHash, newEpochKey } from './epoch.ts'
import { signOperation } from './operation.ts'
import type { Cut, KeyBox, Operation, OperationBody, OpId, Policy, Role, SpaceKind, SpaceState } from './types.ts'

/** Who says something, and when. `seen`: what this device named as `ctrl` last, so that it never goes back (S3). */
export interface Author {
  readonly device: DeviceSecrets
  readonly at: At
  readonly seen?: readonly OpId[]
}

/** A rotate was not made: for these members no letter key is known, or theirs is no key. */
export interface LetterKeysLacking {
  readonly type: 'LetterKeysLacking'
  readonly of: readonly (AccountId | DeviceId | null)[]
}

/** The `create` of a group, desk or channel, of which its author is the owner. Title as `tidyTitle` gives it. */
export function createSpace(
  author: Author & {
    readonly random: Random
    readonly kind: Exclude<SpaceKind, 'direct' | 'self'>
    readonly title: string
    readonly policy?: Policy
  },
): Operation {
  const { device, at, random, kind, title, policy = DEFAULT_POLICY } = author
  const owners = [accountOf(device.certificate)]
  const salt = random(SALT_BYTES)
  return signOperation({
    space: null,
    device,
    ctrl: [],
    at,
    body: { kind: 'create', space: kind, owners, salt, title, policy },
  })
}

/** An operation on top of what the state holds. Whether it will count, `extend` tells. */
export function compose(
  state: SpaceState,
  { device, at, seen }: Author,
  body: Exclude<OperationBody, { kind: 'create' }>,
  certifier: SigningKey | null = null,
): Operation {
  return signOperation({ space: state.space, device, ctrl: ctrlOf(state, seen), at, body, certifier })
}

/** An add of a newcomer under the letter key her card states. Rule S10. */
export const composeAdd = (
  state: SpaceState,
  author: Author,
  newcomer: {
    readonly account: AccountId
    readonly letterKey: BoxPublicKey
    readonly role?: Role
    readonly invite?: Id | null
  },
): Operation => {
  const { account, letterKey, role = 'member', invite = null } = newcomer
  return compose(state, author, { kind: 'add-member', account, role, letterKey, invite })
}

/** A removal; `cuts`: the last envelope one accepted of each of the account's feeds, in every log. Rule S5. */
export const composeRemove = (state: SpaceState, author: Author, account: AccountId, cuts: readonly Cut[]): Operation =>
  compose(state, author, { kind: 'remove-member', account, cuts })

/** A removal of one of the author's own devices, with new keys for letters and inbox. Rules I1, I6. */
export const composeRemoveDevice = (
  state: SpaceState,
  author: Author,
  removed: {
    readonly device: DeviceId
    readonly cuts: readonly Cut[]
    readonly reach: Reach
    /** The certifier's key, where the author's device holds it. */
    readonly certifier: SigningKey | null
  },
): Operation => {
  const { device, cuts, reach, certifier } = removed
  const account = accountOf(author.device.certificate)
  return compose(state, author, { kind: 'remove-device', account, device, cuts, reach, endorsement: null }, certifier)
}

/**
 * A rotate with a fresh key, boxed once for everybody in `keys`: all members under their letter keys (those in force,
 * which the state knows better where it knows one); in `self` all devices under their box keys, and null for the
 * recovery key. Rules S6, S7.
 */
export function composeRotate(
  state: SpaceState,
  author: Author,
  random: Random,
  keys: ReadonlyMap<AccountId | DeviceId | null, BoxPublicKey>,
): Result<{ readonly operation: Operation; readonly epochKey: Secret }, LetterKeysLacking> {
  const epochKey = newEpochKey(random)
  const recipients = state.kind === 'self' ? [...keys.keys()] : [...state.members.keys()]
  const boxes: KeyBox[] = []
  const lacking: (AccountId | DeviceId | null)[] = []
  for (const to of recipients) {
    // In `self` there is one member, and boxes go to devices.
    const stated = state.kind === 'self' ? null : state.members.get(to as AccountId)?.letterKey
    const letterKey = stated ?? keys.get(to)
    const box = letterKey && boxEpochKey(epochKey, { to, letterKey }, random)
    if (box === undefined) lacking.push(to)
    else boxes.push(box)
  }
  if (lacking.length > 0) return fail({ type: 'LetterKeysLacking', of: lacking })
  const body = { kind: 'rotate', keyHash: epochKeyHash(epochKey), boxes, policy: state.policy } as const
  return ok({ operation: compose(state, author, body), epochKey })
}
