import { redact, reveal } from '#core/crypto/index.ts'
import type { Secret } from '#core/crypto/index.ts'
import {
  createAccount,
  decodeSecrets,
  encodeSecrets,
  newDevice,
  TICKET_BYTES,
  validateName,
} from '#core/identity/index.ts'
import type { AccountSecrets, DeviceSecrets } from '#core/identity/index.ts'
import { asArray, asBytes, bytesToId, decode, encode, fail, idToBytes, ok } from '#core/proof/index.ts'
import type { Result } from '#core/proof/index.ts'
import { selfSpace } from '#core/space/index.ts'
import type { SpaceId } from '#core/space/index.ts'
import {
  allSpaces,
  clearSetting,
  findAccount,
  findSpace,
  membersOfSpace,
  putTicket,
  readBytes,
  readNumber,
  writeSetting,
} from '#core/store/index.ts'
import type { Database, StoreError } from '#core/store/index.ts'
import { commit, tell } from './commit.ts'
import { nameRefusal } from './contacts.ts'
import { confirmWords, eraseIfConfirmed, recoveryWords, wordsState } from './recovery.ts'
import { saySelf } from './say-self.ts'
import { epochKeyFact, letterKeysFact, profileFact, ticketFact } from './self-facts.ts'
import type { AccountView, Messenger, StopReason } from './messenger.ts'
import type { VaultError } from './ports.ts'
import { sealForDisk } from './sealed.ts'
import { mayWrite } from './writing.ts'
import { addEpoch, makeSpace, spaceOf } from './spaces.ts'
import { ensureOpen } from './epochs.ts'
import { clearRestored, finishRestoring, readRestoring, RESTORED } from './intake.ts'
import { RECOVERING, SELF, STARTS } from './boot.ts'
import { isRecovering, recover } from './recover.ts'
import { meFrom } from './me.ts'
import { finishAdopting, readLinked } from './adopt.ts'
import { noteAccount, noteDevice } from './people.ts'
import { checkPicture, pictureNamed, pictureNameOf } from './picture.ts'
import { sayPicture, sayProfile } from './profile.ts'
import type { Me, NodeState } from './state.ts'
import { stopIfRemoved, stopWriting } from './stop.ts'
import { hashOf } from './tickets.ts'
import { nextAt } from './time.ts'

/** Why a node does not start. */
export type StartError =
  VaultError | StoreError | { readonly type: 'SecretsMalformed' | 'SecretsLost' | 'AccountOfOther' | 'DatabaseLost' }

/**
 * Takes up where the last run ended: who this is, and whether this folder may still speak as its device (I4).
 * Ok also where there is no account yet.
 */
export function takeUp(node: NodeState): Result<void, StartError> {
  const loaded = node.vault.load()
  if (!loaded.ok) return loaded
  const isFilled = readBytes(node.db, SELF) !== null
  const linked = loaded.value && readLinked(loaded.value)
  if (linked) {
    const adopted = finishAdopting(node, linked)
    // A disk that had no room for it then may have some by now; the keys wait.
    return adopted.ok ? takeUp(node) : fail({ type: adopted.error.type === 'DiskFull' ? 'StoreFull' : 'DatabaseLost' })
  }
  const restored = loaded.value && finishRestoring(node, loaded.value, isFilled)
  if (restored && !restored.ok) return restored
  const kept = restored?.value ?? loaded.value
  // A backup that was not put in its place has changed nothing: who was here is here.
  const cutShort = kept && readRestoring(kept)?.newborn
  const newborn = cutShort ?? (kept && readNewborn(kept))
  if (kept === null || newborn !== null) {
    if (isFilled) return fail({ type: 'SecretsLost' })
    node.newborn = newborn ?? redact(node.random(SEED))
    return newborn && !cutShort ? ok(undefined) : node.vault.save(writeNewborn(node.newborn))
  }
  const secrets = decodeSecrets(kept)
  if (!secrets.ok) return fail({ type: 'SecretsMalformed' })
  const { account, device } = secrets.value
  const self = readBytes(node.db, SELF)
  const outside = node.counter.read(device.device)
  if (self === null) {
    // Secrets without a database: it was lost, or creating the account was cut short before anything was said.
    return refill(node, account, device, outside ?? STARTED_ELSEWHERE)
  }
  if (!isSelfOf(node.db, account, bytesToId(self) as SpaceId)) return fail({ type: 'AccountOfOther' })
  const me = meFrom(node.db, account, device, bytesToId(self) as SpaceId) // as `populate` wrote it
  if (me === null) return adoptDevice(node, account, device, bytesToId(self) as SpaceId)
  node.me = isRecovering(node) ? { ...me, stopped: 'Recovering' } : me
  const erased = eraseIfConfirmed(node)
  if (!erased.ok) return erased
  node.lastAt = Math.max(node.lastAt, highestAt(node.db))
  const inside = readNumber(node.db, STARTS) ?? 0
  // A copy of a folder whose own process is running is as good as one from elsewhere.
  const isCopy = outside === null || readNumber(node.db, RESTORED) !== null
  if (isCopy || !node.counter.claim(device.device)) stopAs(node, 'FolderCopied')
  else if (outside > inside) stopAs(node, 'FolderRolledBack')
  stopIfRemoved(node)
  return count(node)
}

/** Whether a database's own space is that of these secrets: a contact of whoever it belongs to is known in it, too. */
function isSelfOf(db: Database, { account, recovery }: AccountSecrets, self: SpaceId): boolean {
  if (recovery !== null) return selfSpace(account, recovery).space === self
  const space = findSpace(db, self)
  return space === undefined || membersOfSpace(db, space.no).some((member) => member.account === account)
}

/**
 * An empty database for secrets that were kept. A device that has started before may have spoken: its feeds are
 * elsewhere, longer than here, so a new device goes on in its place. Rule I4.
 */
function refill(
  node: NodeState,
  account: AccountSecrets,
  device: DeviceSecrets,
  starts: number,
): Result<void, StartError> {
  let speaker = device
  if (starts > 0) {
    const { key, statement } = account.certifier
    if (key === null) return fail({ type: 'DatabaseLost' })
    speaker = newDevice({ random: node.random, at: nextAt(node), certifier: { statement, key }, name: node.deviceName })
  }
  const outside = node.counter.write(speaker.device, 0)
  if (!outside.ok) return outside
  const saved = node.vault.save(encodeSecrets({ account, device: speaker }))
  if (!saved.ok) return saved
  node.counter.claim(speaker.device)
  const made = populate(node, account, speaker, account.account.slice(0, NAME_OF_LOST))
  return made.ok ? count(node) : fail({ type: made.error.type === 'DiskFull' ? 'StoreFull' : 'DatabaseLost' })
}

/** Secrets that this computer never counted a start of: whoever has the rest of the folder may be speaking. */
const STARTED_ELSEWHERE = 1

/** Letters of the account id that stand for a name that was lost with the database. */
const NAME_OF_LOST = 8

/** The new device's secrets were kept, and then the power went: it is made known now (I4). */
function adoptDevice(
  node: NodeState,
  account: AccountSecrets,
  device: DeviceSecrets,
  self: SpaceId,
): Result<void, StartError> {
  const outside = node.counter.read(device.device)
  const done = commit(node, (db) => {
    const row = findAccount(db, account.account)
    if (!row) return false
    noteDevice(db, row.no, device.certificate)
    writeSetting(db, STARTS, 0)
    clearRestored(db)
    clearSetting(db, RECOVERING)
    return true
  })
  if (!done.ok) return fail({ type: 'StoreFull' })
  if (!done.value) return fail({ type: 'AccountOfOther' })
  node.me = meFrom(node.db, account, device, self)
  node.lastAt = highestAt(node.db)
  // It has been started: this database is from before it was, and what it said is not here.
  if (outside === null || !node.counter.claim(device.device)) stopAs(node, 'FolderCopied')
  else if (outside > 0) stopAs(node, 'FolderRolledBack')
  else if (node.me) speakUp(node, node.me)
  return count(node)
}

/** Opens the new device's feeds, so that others see that it is here. What the disk has no room for now is said later. */
function speakUp(node: NodeState, me: Me): void {
  commit(node, (db) => {
    for (const row of allSpaces(db)) {
      const space = spaceOf(node, db, row.id)
      if (space) ensureOpen(node, db, me, space)
    }
  })
}

function stopAs(node: NodeState, reason: StopReason): void {
  if (node.me) stopWriting(node, node.me, reason)
}

/** Raises the counter of starts: here first, durably, then outside. A crash in between leaves this one ahead (I4). */
function count(node: NodeState): Result<void, StartError> {
  const { me } = node
  if (me === null || me.stopped !== null) return ok(undefined)
  const starts = (readNumber(node.db, STARTS) ?? 0) + 1
  const done = commit(node, (db) => writeSetting(db, STARTS, starts))
  if (!done.ok) return fail({ type: 'StoreFull' })
  return node.counter.write(me.device.device, starts)
}

/** The highest time of any accepted entry: the hybrid clock never goes back over a restart (E3). */
const highestAt = (db: Database): number =>
  db.query<{ at: number | null }>('SELECT max(at) AS at FROM stretch').get()?.at ?? 0

/** What the vault holds before there is an account: the seed of the device to be, so that its peer id is known (I2). */
const NEWBORN = 'dure/newborn/v1'
const SEED = 32

const writeNewborn = (seed: Secret): Secret => redact(encode([NEWBORN, reveal(seed)]))

function readNewborn(secret: Secret): Secret | null {
  const decoded = decode(reveal(secret))
  const [name, seed] = (decoded.ok ? asArray(decoded.value, 2) : undefined) ?? []
  const bytes = name === NEWBORN ? asBytes(seed, SEED) : undefined
  return bytes ? redact(bytes) : null
}

/** The methods about one's own account. */
export function accountMethods(node: NodeState): Messenger['account'] {
  return {
    create: ({ name }) => create(node, name),
    get: () => accountView(node),
    setProfile: (ask) => setProfile(node, ask),
    picture: ({ picture }) => pictureNamed(node, picture),
    recover: ({ words, relays }) => recover(node, words, relays),
    recoveryWords: ({ language }) => recoveryWords(node, language),
    confirmWords: ({ words }) => confirmWords(node, words),
  }
}

function create(node: NodeState, given: string): ReturnType<Messenger['account']['create']> {
  if (node.me !== null) return fail({ type: 'AccountExists' })
  const name = validateName(given)
  if (!name.ok) return fail(nameRefusal(name.error))
  const { random, deviceName, newborn } = node
  const { account, device } = createAccount({
    random,
    at: nextAt(node),
    deviceName,
    ...(newborn && { deviceSeed: newborn }),
  })
  // The counter comes first: secrets without one were copied from elsewhere (I4).
  if (!node.counter.write(device.device, 0).ok) return fail({ type: 'DiskFailed' })
  const saved = node.vault.save(encodeSecrets({ account, device }))
  if (!saved.ok) return fail({ type: 'DiskFailed' })
  node.counter.claim(device.device)
  const made = populate(node, account, device, name.value)
  if (!made.ok) {
    // Nobody was told of this account: the next start is before it again. Where even that is not kept, it goes on with it.
    if (newborn) node.vault.save(writeNewborn(newborn))
    return made
  }
  count(node)
  tell(node, { topic: 'account.changed' })
  node.onAccount?.()
  return ok({ account: account.account, device: device.device })
}

/** Writes the account into an empty database: itself, its own space, its first ticket and its name. Rules I1, S9. */
function populate(
  node: NodeState,
  account: AccountSecrets,
  device: DeviceSecrets,
  name: string,
): Result<void, { readonly type: 'DiskFull' | 'DiskFailed' }> {
  const { recovery } = account
  if (recovery === null) return fail({ type: 'DiskFailed' })
  const { space: self, create: first, rotate, epochKey } = selfSpace(account.account, recovery)
  const done = commit(node, (db) => {
    const row = noteAccount(db, account.account, name, null, 0)
    noteDevice(db, row.no, device.certificate)
    writeSetting(db, SELF, idToBytes(self))
    writeSetting(db, STARTS, 0)
    const me = meFrom(node.db, account, device, self)
    if (me === null) throw new Error('the account was just written')
    node.me = me
    const space = makeSpace(node, db, 'self', [first, rotate])
    addEpoch(node, db, space, rotate.id, epochKey)
    // The ticket is there before anything is said: every `open` states one (I6).
    const ticket = node.random(TICKET_BYTES)
    const hash = hashOf(me, ticket)
    putTicket(db, { hash, sealed: sealForDisk(me.storage, redact(ticket), node.random), once: false, space: null })
    saySelf(node, db, me, [
      profileFact(name),
      // So that the words find them: others box keys to this one (S6).
      letterKeysFact(account),
      ticketFact(hash, ticket, false, null),
      epochKeyFact(self, rotate.id, epochKey),
    ])
  })
  if (!done.ok) node.me = null
  return done.ok ? ok(undefined) : done
}

/** Who this is, as shown; null before there is an account. */
export function accountView(node: NodeState): AccountView | null {
  const { me } = node
  if (me === null) return null
  const row = findAccount(node.db, me.account.account)
  const picture = pictureNameOf(node.db, me.accountNo)
  const { account, device, stopped } = me
  return {
    account: account.account,
    device: device.device,
    name: row?.name ?? '',
    picture,
    stopped,
    words: wordsState(node.db, me),
  }
}

function setProfile(
  node: NodeState,
  given: Parameters<Messenger['account']['setProfile']>[0],
): ReturnType<Messenger['account']['setProfile']> {
  const me = mayWrite(node)
  if (!me.ok) return me
  const name = given.name === undefined ? ok(null) : validateName(given.name)
  if (!name.ok) return fail(nameRefusal(name.error))
  const { picture } = given
  const checked = checkPicture(picture ?? null)
  if (!checked.ok) return checked
  return commit(node, (db) => {
    if (name.value !== null) {
      saySelf(node, db, me.value, [profileFact(name.value)])
      sayProfile(node, db, me.value)
    }
    if (picture !== undefined) sayPicture(node, db, me.value, picture)
  })
}
