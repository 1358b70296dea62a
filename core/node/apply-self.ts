import { redact } from '#core/crypto/index.ts'
import { comparePlaces, factKey } from '#core/document/index.ts'
import type { Fact, FactValue } from '#core/entry/index.ts'
import { decodeCard, encodeCard, TICKET_BYTES } from '#core/identity/index.ts'
import type { AccountId } from '#core/identity/index.ts'
import { bytesToId, decode, encode, equalBytes } from '#core/proof/index.ts'
import type { At } from '#core/proof/index.ts'
import { decodeOperation, directSpace, encodeHello } from '#core/space/index.ts'
import type { OpId, SpaceId } from '#core/space/index.ts'
import {
  feedByNo,
  findSelfFact,
  findSpace,
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
import type { InviteRow, WriteDb } from '#core/store/index.ts'
import { WORDS_KNOWN } from './boot.ts'
import { tellLater } from './commit.ts'
import { noteAccount, noteCard } from './people.ts'
import { sealForDisk } from './sealed.ts'
import { notePicture } from './picture.ts'
import {
  BLOCKED,
  CARDS,
  CONTACTS,
  EPOCH_KEYS,
  PICTURE,
  PROFILE,
  RELAYS,
  SETTINGS,
  SPACES,
  VERIFIED,
  WORDS,
} from './self-facts.ts'
import { addEpoch, knowGroup, makeSpace, spaceOf } from './spaces.ts'
import type { FeedHandle, Me, NodeState } from './state.ts'

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
  if (space) addEpoch(node, db, space, bytesToId(rotate) as OpId, redact(new Uint8Array(secret))) // likewise
}

function applySpace(node: NodeState, db: WriteDb, value: FactValue): void {
  const decoded = value['create'] instanceof Uint8Array ? decode(value['create']) : null
  const create = decoded?.ok ? decodeOperation(decoded.value) : null
  if (create?.ok) knowGroup(node, db, create.value)
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
