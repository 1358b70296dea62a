import { redact, reveal } from '#core/crypto/index.ts'
import type { Secret } from '#core/crypto/index.ts'
import { comparePlaces, factKey } from '#core/document/index.ts'
import type { Fact, FactValue } from '#core/entry/index.ts'
import { decodeCard, encodeCard, TICKET_BYTES } from '#core/identity/index.ts'
import type { AccountId } from '#core/identity/index.ts'
import { bytesToId, decode, encode, equalBytes } from '#core/proof/index.ts'
import type { At } from '#core/proof/index.ts'
import { decodeOperation, directSpace, encodeHello } from '#core/space/index.ts'
import type { OpId, SpaceId } from '#core/space/index.ts'
import {
  allSelfFacts,
  allSpaces,
  feedByNo,
  findSelfFact,
  findSpace,
  isEpochHeld,
  dropContact,
  putBlocked,
  putContact,
  putInvite,
  putRelays,
  putRequest,
  putSelfFact,
  putTicket,
  putVerified,
  revokeTicket,
  useTicket,
  writeSetting,
} from '#core/store/index.ts'
import type { InviteRow, ReadDb, WriteDb } from '#core/store/index.ts'
import { WORDS_KNOWN } from './boot.ts'
import { tellLater } from './commit.ts'
import { withLetterKeys } from './me.ts'
import { noteAccount, noteCard } from './people.ts'
import { openFromDisk, sealForDisk } from './sealed.ts'
import { notePicture } from './picture.ts'
import {
  BLOCKED,
  CARDS,
  CONTACTS,
  DEVICE_NAME,
  EPOCH_KEYS,
  LETTER_KEYS,
  PICTURE,
  PROFILE,
  RELAYS,
  SETTINGS,
  SPACES,
  VERIFIED,
  WORDS,
} from './self-facts.ts'
import { addEpoch, knowGroup, makeSpace, spaceOf } from './spaces.ts'
import type { FeedHandle, Me, NodeState, SpaceHandle } from './state.ts'
import { putSpaceTicket } from './tickets.ts'

/** Takes a fact of the own space into force: the later under a key stands (D4). */
export function applySelfFact(node: NodeState, db: WriteDb, feed: FeedHandle, seq: number, at: At, fact: Fact): void {
  const { me } = node
  if (me === null || fact.key === null) return
  const key = factKey(feed.name, seq, 0, fact.key, me.tag)
  const known = findSelfFact(db, fact.container, key)
  const knownFeed = known && feedByNo(db, known.feedNo)?.id
  if (known && knownFeed) {
    const here = { at, feed: feed.row.id, seq, index: 0 }
    const there = { at: known.at as At, feed: knownFeed, seq: known.seq, index: 0 } // as it was written
    if (comparePlaces(here, there) <= 0) return
  }
  const sealed = sealForDisk(me.storage, redact(encode(fact.value)), node.random)
  putSelfFact(db, { container: fact.container, key, at, feedNo: feed.row.no, seq, sealed })
  if (fact.container === CONTACTS) applyContact(node, db, me, at, fact.value)
  else if (fact.container === EPOCH_KEYS) applyEpochKey(node, db, fact.key, fact.value)
  else if (fact.container === LETTER_KEYS) applyLetterKeys(node, db, me)
  else if (fact.container === CARDS) applyTicket(node, db, me, fact.key, fact.value)
  else if (fact.container === SPACES) applySpace(node, db, fact.value)
  else if (fact.container === SETTINGS) applySetting(node, db, me, fact.key, at, fact.value)
}

function applyContact(node: NodeState, db: WriteDb, me: Me, at: At, value: FactValue): void {
  const decoded = value['card'] instanceof Uint8Array ? decode(value['card']) : null
  const card = decoded?.ok ? decodeCard(decoded.value) : null
  if (!card?.ok) return
  const { account } = noteCard(db, card.value, 1)
  const { create } = directSpace(me.account.account, card.value.account)
  const space = makeSpace(node, db, 'direct', [create])
  takeEarlyKeys(node, db, space)
  const state = value['state'] === 'asked' ? 'asked' : 'accepted'
  const givenName = typeof value['name'] === 'string' ? value['name'] : null
  if (value['state'] === 'doubted') {
    // What her letter brought is here already, so what is asked again is only whether she is welcome.
    const hello = encodeHello({ ticket: new Uint8Array(TICKET_BYTES), welcome: null })
    const asked = redact(encode([encodeCard(card.value), hello]))
    dropContact(db, account.no)
    putRequest(db, account.no, node.clock.now(), sealForDisk(me.storage, asked, node.random))
  } else putContact(db, { accountNo: account.no, givenName, state, spaceNo: space.no, at })
  node.afterCommit.push(() => node.network?.peopleChanged())
  tellLater(node, { topic: 'contact.changed' })
  tellLater(node, { topic: 'space.changed', space: space.id })
}

function applyEpochKey(node: NodeState, db: WriteDb, rotate: Uint8Array, value: FactValue): void {
  const { space: spaceBytes, secret } = value
  if (!(spaceBytes instanceof Uint8Array) || !(secret instanceof Uint8Array) || rotate.length !== 32) return
  const id = bytesToId(spaceBytes) as SpaceId // as this account wrote it
  const space = findSpace(db, id) && spaceOf(node, db, id)
  const key = redact(new Uint8Array(secret))
  if (space) return void addEpoch(node, db, space, bytesToId(rotate) as OpId, key) // likewise
  // Another device's feed may say the key before this one has heard of the space.
  const early = node.earlyKeys.get(id) ?? new Map<OpId, Secret>()
  node.earlyKeys.set(id, early.set(bytesToId(rotate) as OpId, key))
}

/** Keys of a space that were here before it. */
function takeEarlyKeys(node: NodeState, db: WriteDb, space: SpaceHandle): void {
  for (const [rotate, key] of node.earlyKeys.get(space.id) ?? []) addEpoch(node, db, space, rotate, key)
  node.earlyKeys.delete(space.id)
}

/** After a start: keys that are facts, of spaces that were heard of later. */
export function findEarlyKeys(node: NodeState, db: ReadDb, me: Me): void {
  for (const row of allSelfFacts(db)) {
    if (row.container !== EPOCH_KEYS) continue
    const rotate = row.key.subarray(0, ID_BYTES)
    if (isEpochHeld(db, bytesToId(rotate) as OpId)) continue // as `epochKeyFact` made it
    const opened = openFromDisk(me.storage, row.sealed)
    const decoded = opened && decode(reveal(opened))
    const value = decoded?.ok ? decoded.value : null
    if (typeof value !== 'object' || value === null || !('space' in value) || !('secret' in value)) continue
    const { space, secret } = value
    if (!(space instanceof Uint8Array) || !(secret instanceof Uint8Array)) continue
    const id = bytesToId(space) as SpaceId // likewise
    const early = node.earlyKeys.get(id) ?? new Map<OpId, Secret>()
    node.earlyKeys.set(id, early.set(bytesToId(rotate) as OpId, redact(secret)))
  }
}

/** Bytes of an id. */
const ID_BYTES = 32

/** Letters and keys are boxed to another key from now on, and go to another inbox, with tickets of its own. Rule I6. */
function applyLetterKeys(node: NodeState, db: WriteDb, me: Me): void {
  const renewed = { ...me, ...withLetterKeys(db, me.account, me.storage) }
  if (equalBytes(renewed.account.inbox.publicKey, me.account.inbox.publicKey)) return
  node.me = { ...renewed, olderLetters: [...renewed.olderLetters, ...me.olderLetters] }
  for (const { id, kind } of allSpaces(db)) if (kind !== 'self') putSpaceTicket(node, db, node.me, id)
  // The network serves the inbox of the account as it is: it begins anew with this one.
  node.afterCommit.push(() => node.clock.after(0, () => (node.isStopping ? undefined : node.onAccount?.())))
}

function applySpace(node: NodeState, db: WriteDb, value: FactValue): void {
  const decoded = value['create'] instanceof Uint8Array ? decode(value['create']) : null
  const create = decoded?.ok ? decodeOperation(decoded.value) : null
  if (!create?.ok) return
  knowGroup(node, db, create.value)
  const space = spaceOf(node, db, create.value.space)
  if (space) takeEarlyKeys(node, db, space)
}

function applyTicket(node: NodeState, db: WriteDb, me: Me, hash: Uint8Array, value: FactValue): void {
  const { ticket, once, usedBy } = value
  if (!(ticket instanceof Uint8Array)) return
  const sealed = sealForDisk(me.storage, redact(ticket), node.random)
  const invite = readInvite(hash, value)
  putTicket(db, { hash, sealed, once: once === true, space: invite?.space ?? null })
  if (invite) putInvite(db, invite)
  if (value['revoked'] === true) revokeTicket(db, hash)
  if (usedBy instanceof Uint8Array) useTicket(db, hash, bytesToId(usedBy) as AccountId) // as this account wrote it
  node.afterCommit.push(() => node.network?.inbox.ticketsChanged())
}

/** What a link into a group is for, where the ticket is one of such a link. */
function readInvite(hash: Uint8Array, value: FactValue): Omit<InviteRow, 'revoked'> | null {
  const { space, invite, madeAt, expiresAt, uses, approval } = value
  if (!(space instanceof Uint8Array) || !(invite instanceof Uint8Array) || typeof madeAt !== 'number') return null
  return {
    hash,
    id: bytesToId(invite),
    space: bytesToId(space) as SpaceId, // as this account wrote it
    madeAt,
    expiresAt: typeof expiresAt === 'number' ? expiresAt : null,
    uses: typeof uses === 'number' ? uses : null,
    approval: approval === true,
  }
}

function applySetting(node: NodeState, db: WriteDb, me: Me, key: Uint8Array, at: At, value: FactValue): void {
  const { name, relays, picture, verified, confirmed, blocked } = value
  if (equalBytes(key, PROFILE) && typeof name === 'string') {
    noteAccount(db, me.account.account, name, null, at)
    tellLater(node, { topic: 'account.changed' })
  }
  if (equalBytes(key, RELAYS) && Array.isArray(relays)) {
    putRelays(
      db,
      relays.filter((relay) => typeof relay === 'string'),
    )
    node.afterCommit.push(() => node.network?.peopleChanged())
  }
  if (equalBytes(key, WORDS) && confirmed === true) {
    writeSetting(db, WORDS_KNOWN, 1)
    tellLater(node, { topic: 'account.changed' })
  }
  if (equalBytes(key.subarray(0, DEVICE_NAME.length), DEVICE_NAME)) tellLater(node, { topic: 'device.changed' })
  if (equalBytes(key, PICTURE) && (picture === null || picture instanceof Uint8Array))
    notePicture(node, db, me.account.account, picture, at)
  if (equalBytes(key.subarray(0, BLOCKED.length), BLOCKED) && key.length === BLOCKED.length + ACCOUNT_BYTES) {
    putBlocked(db, bytesToId(key.subarray(BLOCKED.length)) as AccountId, blocked === true) // as this account wrote it
    tellLater(node, { topic: 'contact.changed' })
  }
  if (equalBytes(key.subarray(0, VERIFIED.length), VERIFIED) && key.length === VERIFIED.length + ACCOUNT_BYTES) {
    putVerified(db, bytesToId(key.subarray(VERIFIED.length)) as AccountId, verified === true) // as this account wrote it
    tellLater(node, { topic: 'contact.changed' })
  }
}

/** Bytes of an account's id. */
const ACCOUNT_BYTES = 32
