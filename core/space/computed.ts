import { derive } from '#core/crypto/index.ts'
import type { Secret } from '#core/crypto/index.ts'
import type { AccountId } from '#core/identity/index.ts'
import type { At, Hash } from '#core/proof/index.ts'
import { computedOperation } from './draft.ts'
import { epochKeyHash } from './epoch.ts'
import type { Operation, Policy, SpaceId } from './types.ts'

/** What a space does until somebody decides otherwise. */
export const DEFAULT_POLICY: Policy = { history: 'all', invite: 'admins', retentionDays: null, shard: 'month' }

/** What is computed has no moment. */
const NEVER = 0 as At
const NO_SALT = new Uint8Array(32) as Hash

/** A computed space and the operation that makes it. */
export interface Computed {
  readonly space: SpaceId
  readonly create: Operation
}

/** The direct chat of two accounts: byte for byte the same whoever asks, in whichever order. Rule S9. */
export function directSpace(a: AccountId, b: AccountId): Computed {
  if (a === b) throw new TypeError('a direct chat has two people')
  return computedCreate('direct', [a, b].toSorted(), NO_SALT)
}

/**
 * An account's private space, its first rotate and first epoch key, from the recovery secret: so the words find it.
 * The salt is the hash of that key, so that who sees `create` can compute the rotate. Rule S9.
 */
export function selfSpace(
  account: AccountId,
  recovery: Secret,
): Computed & { readonly rotate: Operation; readonly epochKey: Secret } {
  const epochKey = derive(recovery, 'dure/self-epoch/v1')
  return { ...selfSpaceOf(account, epochKey), epochKey }
}

/** The same from the first epoch key itself, which devices keep when the recovery secret is erased. Rule S9. */
export function selfSpaceOf(account: AccountId, epochKey: Secret): Computed & { readonly rotate: Operation } {
  const keyHash = epochKeyHash(epochKey)
  const self = computedCreate('self', [account], keyHash)
  return { ...self, rotate: firstRotate(self, account, keyHash) }
}

/** Whether an operation without signature is what everybody computes from what it says. Rule S9. */
export function isComputed(operation: Operation): boolean {
  const { body, author } = operation
  if (body.kind === 'rotate') {
    const self = computedCreate('self', [author], body.keyHash)
    return firstRotate(self, author, body.keyHash).id === operation.id
  }
  if (body.kind !== 'create') return false
  const [a, b] = body.owners
  if (body.space === 'self' && a !== undefined)
    return computedCreate('self', [a], body.salt as Hash).create.id === operation.id // 32 bytes as parsed
  return body.space === 'direct' && a !== undefined && b !== undefined && directSpace(a, b).create.id === operation.id
}

function computedCreate(kind: 'direct' | 'self', owners: readonly AccountId[], salt: Hash): Computed {
  const [author] = owners
  if (author === undefined) throw new TypeError('a space has an owner')
  const create = computedOperation({
    space: null,
    author,
    certificate: null,
    ctrl: [],
    at: NEVER,
    body: { kind: 'create', space: kind, owners, salt, title: '', policy: DEFAULT_POLICY },
  })
  return { space: create.space, create }
}

/** Boxed to nobody: who computes it has the key, and devices get it when they are linked. */
function firstRotate({ space, create }: Computed, author: AccountId, keyHash: Hash): Operation {
  return computedOperation({
    space,
    author,
    certificate: null,
    ctrl: [create.id],
    at: NEVER,
    body: { kind: 'rotate', keyHash, boxes: [], policy: DEFAULT_POLICY },
  })
}
