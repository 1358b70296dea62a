import { boxKeyFromSeed, redact, reveal, signingKeyFromSeed } from '#core/crypto/index.ts'
import type { Secret } from '#core/crypto/index.ts'
import {
  anchorOf,
  encodeSecrets,
  issueCertifier,
  newDevice,
  recoveryBoxKey,
  recoveryOf,
  rootKeyOf,
  TICKET_BYTES,
  wordsToRoot,
} from '#core/identity/index.ts'
import type { AccountId, AccountSecrets, DeviceSecrets, WordsError } from '#core/identity/index.ts'
import { bytesToId, fail, idToBytes, ok } from '#core/proof/index.ts'
import type { Result } from '#core/proof/index.ts'
import { selfSpace } from '#core/space/index.ts'
import {
  allSpaces,
  clearSetting,
  dropDevice,
  putRelays,
  putTicket,
  readNumber,
  writeSetting,
} from '#core/store/index.ts'
import type { WriteDb } from '#core/store/index.ts'
import { RECOVERING, SELF, STARTS } from './boot.ts'
import { commit, tell } from './commit.ts'
import { isMember, settle } from './epochs.ts'
import { keepUntilFilled } from './intake.ts'
import { meFrom } from './me.ts'
import type { NotKept } from './messenger.ts'
import { noteAccount, noteDevice } from './people.ts'
import { devicesIn, rotateNow } from './rotate.ts'
import { saySelf } from './say-self.ts'
import { sealForDisk } from './sealed.ts'
import { wordsFact } from './self-facts.ts'
import { addEpoch, currentLog, makeSpace, spaceOf } from './spaces.ts'
import { forget } from './state.ts'
import type { Me, NodeState } from './state.ts'
import { hasDefaultTicket, hashOf } from './tickets.ts'
import { nextAt } from './time.ts'

const SEED = 32
/** Certifiers made by the words are numbered by the hour, so that a later one is higher though nobody remembers the earlier. */
const HOUR_MS = 3_600_000
const FIRST_HOUR = Date.UTC(2026, 0, 1) / HOUR_MS
/** Letters of the account id that stand for a name until it is found. */
const NAME_UNTIL_FOUND = 8

/**
 * Begins to take an account back by its words: the own space is computed from them, and read from a relay. Until its devices are
 * known nothing is said: who does not know which of them stay would end them all, and all that they ever said. Rules I1, I7.
 */
export function recover(
  node: NodeState,
  words: string,
  relays: readonly string[],
): Result<void, WordsError | { readonly type: 'AccountExists' } | NotKept> {
  const { me } = node
  const read = wordsToRoot(words)
  if (!read.ok) return read
  const account = bytesToId(rootKeyOf(read.value).publicKey) as AccountId // what an account id is
  if (me !== null) {
    // Of the same account, once more, by another relay.
    if (me.stopped !== 'Recovering' || me.account.account !== account) return fail({ type: 'AccountExists' })
    const done = commit(node, (db) => putRelays(db, relays))
    if (done.ok) node.network?.peopleChanged()
    return done
  }
  if (node.newborn === null) return fail({ type: 'AccountExists' })
  const made = provisional(node, read.value, account, node.newborn)
  // The counter comes first: secrets without one were copied from elsewhere (I4).
  if (!node.counter.write(made.device.device, 0).ok) return fail({ type: 'DiskFailed' })
  const secrets = encodeSecrets(made)
  if (!keepUntilFilled(node, node.newborn, secrets)) return fail({ type: 'DiskFailed' })
  const done = commit(node, (db) => populate(node, db, made, relays))
  if (!done.ok) {
    node.me = null
    return done
  }
  if (!node.vault.save(secrets).ok) return fail({ type: 'DiskFailed' })
  node.counter.claim(made.device.device)
  node.newborn = null
  tell(node, { topic: 'account.changed' })
  node.onAccount?.()
  return ok(undefined)
}

/** Secrets that only read: what this certifier and device say, nobody ever hears. */
function provisional(
  node: NodeState,
  root: Secret,
  account: AccountId,
  seed: Secret,
): { readonly account: AccountSecrets; readonly device: DeviceSecrets } {
  const { random, deviceName: name } = node
  const recovery = recoveryOf(root)
  const key = signingKeyFromSeed(redact(random(SEED)))
  const certifier = { statement: issueCertifier(rootKeyOf(root), account, hourOf(node), key.publicKey, []), key }
  return {
    account: {
      account,
      root,
      recovery,
      recoveryKey: recoveryBoxKey(recovery).publicKey,
      anchor: anchorOf(recovery),
      certifier,
      letter: boxKeyFromSeed(redact(random(SEED))),
      inbox: signingKeyFromSeed(redact(random(SEED))),
    },
    device: newDevice({ random, at: nextAt(node), certifier, name, seed }),
  }
}

const hourOf = ({ clock }: NodeState): number => Math.max(2, Math.floor(clock.now() / HOUR_MS - FIRST_HOUR))

function populate(
  node: NodeState,
  db: WriteDb,
  { account, device }: { readonly account: AccountSecrets; readonly device: DeviceSecrets },
  relays: readonly string[],
): void {
  const { recovery } = account
  if (recovery === null) throw new Error('the words say the recovery secret')
  const self = selfSpace(account.account, recovery)
  const row = noteAccount(db, account.account, account.account.slice(0, NAME_UNTIL_FOUND), null, 0)
  noteDevice(db, row.no, device.certificate)
  writeSetting(db, SELF, idToBytes(self.space))
  writeSetting(db, STARTS, 0)
  writeSetting(db, RECOVERING, 1)
  putRelays(db, relays)
  const me = meFrom(db, account, device, self.space)
  if (me === null) throw new Error('the account was just written')
  node.me = { ...me, stopped: 'Recovering' }
  const space = makeSpace(node, db, 'self', [self.create, self.rotate])
  addEpoch(node, db, space, self.rotate.id, self.epochKey)
}

/**
 * Goes on as a new device under a new certifier, once the own space says which devices there are. They stay until their person
 * removes them; what the old certifier certifies from now on is out. Root and recovery secret are erased: who typed the words
 * has them. False while not enough is known. Rule I1.
 */
export function finishRecovering(node: NodeState): boolean {
  const { me } = node
  if (me?.stopped !== 'Recovering' || me.account.root === null) return false
  const self = spaceOf(node, node.db, me.self)
  if (!self || !currentLog(self)) return false
  const known = devicesIn(node.db, me, self).filter(({ row }) => row.id !== me.device.device)
  if (known.length === 0) return false
  const { root, recovery } = me.account
  const key = signingKeyFromSeed(redact(node.random(SEED)))
  const highest = Math.max(...known.map(({ certificate }) => certificate.certifier.n))
  const n = Math.max(highest + 1, hourOf(node))
  const keeps = known.map(({ row }) => row.id)
  const certifier = { statement: issueCertifier(rootKeyOf(root), me.account.account, n, key.publicKey, keeps), key }
  const account = { ...me.account, root: null, recovery: null, certifier }
  const device = newDevice({ random: node.random, at: nextAt(node), certifier, name: node.deviceName })
  if (!node.counter.write(device.device, 0).ok) return false
  if (!node.vault.save(encodeSecrets({ account, device })).ok) return false
  node.counter.claim(device.device)
  forget(node)
  const done = commit(node, (db) => speakUp(node, db, { ...me, account, device, stopped: null }))
  if (!done.ok) {
    node.me = me
    return false
  }
  for (const secret of [root, recovery]) if (secret) reveal(secret).fill(0)
  tell(node, { topic: 'account.changed' })
  node.onAccount?.()
  return true
}

/** Says in every space that there is a new certifier, under a fresh key where this account may bring one. */
function speakUp(node: NodeState, db: WriteDb, as: Me): void {
  // Nobody ever heard of the one that only read.
  dropDevice(db, as.deviceNo)
  const row = noteDevice(db, as.accountNo, as.device.certificate)
  const me = { ...as, deviceNo: row.no }
  node.me = me
  writeSetting(db, STARTS, 0)
  clearSetting(db, RECOVERING)
  const self = spaceOf(node, db, me.self)
  if (!self) return
  rotateNow(node, db, me, self)
  if (!hasDefaultTicket(db, me)) {
    const ticket = node.random(TICKET_BYTES)
    const sealed = sealForDisk(me.storage, redact(ticket), node.random)
    putTicket(db, { hash: hashOf(me, ticket), sealed, once: false, space: null })
  }
  saySelf(node, db, me, [wordsFact()])
  for (const { id, kind } of allSpaces(db)) {
    const space = kind === 'self' ? undefined : spaceOf(node, db, id)
    if (!space || !isMember(me, space)) continue
    settle(node, db, me, space)
    if (kind === 'direct' && currentLog(space)) rotateNow(node, db, me, space)
  }
}

/** Whether this installation was taking an account back when it last ended. */
export const isRecovering = (node: NodeState): boolean => readNumber(node.db, RECOVERING) !== null
