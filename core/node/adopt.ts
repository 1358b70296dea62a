import { redact, reveal } from '#core/crypto/index.ts'
import type { Secret } from '#core/crypto/index.ts'
import { encodeSecrets } from '#core/identity/index.ts'
import { asArray, asBytes, asBytesUpTo, decode, encode, fail, idToBytes, ok } from '#core/proof/index.ts'
import type { Result } from '#core/proof/index.ts'
import { putRelays, putTicket, readBytes, writeSetting } from '#core/store/index.ts'
import type { WriteDb } from '#core/store/index.ts'
import { SELF, STARTS } from './boot.ts'
import { commit } from './commit.ts'
import { ensureOpen } from './epochs.ts'
import { readHanded } from './handed.ts'
import type { Handed } from './handed.ts'
import { MAX_HANDED } from './link-frames.ts'
import { meFrom } from './me.ts'
import { noteAccount, noteDevice } from './people.ts'
import { sealForDisk } from './sealed.ts'
import { addEpoch, makeSpace } from './spaces.ts'
import type { Me, NodeState } from './state.ts'
import { hashOf } from './tickets.ts'

const LINKED = 'dure/linked/v1'
const SEED = 32

export type AdoptError = { readonly type: 'HandedMalformed' | 'DiskFull' | 'DiskFailed' }

/**
 * Goes on as a device of the account that was handed over. What was handed is kept whole before any of it is used, so that
 * whoever is killed in between does it again at the next start. Rule I3.
 */
export function adoptHanded(node: NodeState, seed: Secret, handed: Secret): Result<void, AdoptError> {
  const read = readHanded(handed, seed)
  if (read === undefined) return fail({ type: 'HandedMalformed' })
  const { device } = read.device
  // The counter comes first: secrets without one were copied from elsewhere (I4).
  if (!node.counter.write(device, 0).ok) return fail({ type: 'DiskFailed' })
  if (!node.vault.save(redact(encode([LINKED, reveal(seed), reveal(handed)]))).ok) return fail({ type: 'DiskFailed' })
  return finishAdopting(node, read)
}

/** What was being taken over when this node last ended; null for nothing. */
export function readLinked(secret: Secret): ReturnType<typeof readHanded> | null {
  const decoded = decode(reveal(secret), { maxBytes: MAX_HANDED + 1024, maxDepth: 2, maxItems: 8 })
  const [name, seed, handed] = (decoded.ok ? asArray(decoded.value, 3) : undefined) ?? []
  const [ofSeed, ofHanded] = [asBytes(seed, SEED), asBytesUpTo(handed, MAX_HANDED)]
  return name === LINKED && ofSeed && ofHanded ? readHanded(redact(ofHanded), redact(ofSeed)) : null
}

/** Writes the account into the database, unless it stands there, and keeps its secrets. */
export function finishAdopting(
  node: NodeState,
  handed: NonNullable<ReturnType<typeof readHanded>>,
): Result<void, AdoptError> {
  if (readBytes(node.db, SELF) === null) {
    const done = commit(node, (db) => populate(node, db, handed))
    if (!done.ok) {
      node.me = null
      return done
    }
  }
  const { account, device } = handed
  if (!node.vault.save(encodeSecrets({ account, device })).ok) return fail({ type: 'DiskFailed' })
  node.counter.claim(device.device)
  node.newborn = null
  return ok(undefined)
}

function populate(node: NodeState, db: WriteDb, handed: Handed & { readonly device: Me['device'] }): void {
  const { account, device, self, name, ticket, relays, by, addresses } = handed
  const row = noteAccount(db, account.account, name, null, 0)
  noteDevice(db, row.no, device.certificate)
  noteDevice(db, row.no, by, addresses)
  writeSetting(db, SELF, idToBytes(self.space))
  writeSetting(db, STARTS, 0)
  putRelays(db, relays)
  const me = meFrom(db, account, device, self.space)
  if (me === null) throw new Error('the account was just written')
  node.me = me
  const space = makeSpace(node, db, 'self', self.operations)
  for (const { rotate, key } of self.epochs) addEpoch(node, db, space, rotate, key)
  const sealed = sealForDisk(me.storage, redact(ticket), node.random)
  putTicket(db, { hash: hashOf(me, ticket), sealed, once: false, space: null })
  ensureOpen(node, db, me, space)
}
