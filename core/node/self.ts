import { redact, reveal } from '#core/crypto/index.ts'
import type { Secret } from '#core/crypto/index.ts'
import { comparePlaces, containerNumber, factKey } from '#core/document/index.ts'
import type { Fact, FactValue } from '#core/entry/index.ts'
import { decodeCard, encodeCard } from '#core/identity/index.ts'
import type { AccountId, Card } from '#core/identity/index.ts'
import { bytesToId, concatBytes, decode, encode, equalBytes, idToBytes, utf8 } from '#core/proof/index.ts'
import type { At } from '#core/proof/index.ts'
import { directSpace } from '#core/space/index.ts'
import type { OpId, SpaceId } from '#core/space/index.ts'
import {
  feedById,
  findSelfFact,
  findSpace,
  putContact,
  putRelays,
  putSelfFact,
  putTicket,
  useTicket,
} from '#core/store/index.ts'
import type { WriteDb } from '#core/store/index.ts'
import { append } from './append.ts'
import { tellLater } from './commit.ts'
import { noteAccount, noteCard } from './people.ts'
import { sealForDisk } from './sealed.ts'
import { addEpoch, currentLog, makeSpace, spaceOf } from './spaces.ts'
import type { FeedHandle, Me, NodeState } from './state.ts'

const CONTACTS = containerNumber('self', 'contacts')
const EPOCH_KEYS = containerNumber('self', 'epochKeys')
const CARDS = containerNumber('self', 'cards')
const SETTINGS = containerNumber('self', 'settings')
const PROFILE = utf8('profile')
const RELAYS = utf8('relays')

/** Says facts in the account's own space, which is what its other devices (and a restored one) will know. */
export function saySelf(node: NodeState, db: WriteDb, me: Me, facts: readonly Fact[]): void {
  const space = spaceOf(node, db, me.self)
  const log = space && currentLog(space)
  if (!space || !log) throw new Error('the own space has its first epoch from the beginning')
  append(node, db, me, space, log, { kind: 'facts', document: 'self', facts })
}

/** A contact, as the own space keeps it. */
export const contactFact = (contact: {
  readonly card: Card
  readonly state: 'asked' | 'accepted'
  readonly givenName: string | null
}): Fact => ({
  container: CONTACTS,
  key: idToBytes(contact.card.account),
  value: { card: encode(encodeCard(contact.card)), state: contact.state, name: contact.givenName },
})

/** An epoch key, by its rotate. */
export const epochKeyFact = (space: SpaceId, rotate: OpId, key: Secret): Fact => ({
  container: EPOCH_KEYS,
  key: idToBytes(rotate),
  value: { space: idToBytes(space), secret: reveal(key) },
})

/** A ticket of a card, by its hash. */
export const ticketFact = (hash: Uint8Array, ticket: Uint8Array, once: boolean, usedBy: AccountId | null): Fact => ({
  container: CARDS,
  key: hash,
  value: { ticket, once, usedBy: usedBy && idToBytes(usedBy) },
})

/** What the account calls itself. */
export const profileFact = (name: string): Fact => ({ container: SETTINGS, key: PROFILE, value: { name } })

/** The relays the account uses. */
export const relaysFact = (relays: readonly string[]): Fact => ({ container: SETTINGS, key: RELAYS, value: { relays } })

/** Takes a fact of the own space into force: the later under a key stands (D4). */
export function applySelfFact(node: NodeState, db: WriteDb, feed: FeedHandle, seq: number, at: At, fact: Fact): void {
  const { me } = node
  if (me === null || fact.key === null) return
  const key = factKey(feed.row.id, seq, 0, fact.key, me.tag)
  const known = findSelfFact(db, fact.container, key)
  const knownFeed = known && feedById(db, known.feedNo)
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
  putContact(db, { accountNo: account.no, givenName, state, spaceNo: space.no, at })
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

function applyTicket(node: NodeState, db: WriteDb, me: Me, hash: Uint8Array, value: FactValue): void {
  const { ticket, once, usedBy } = value
  if (!(ticket instanceof Uint8Array)) return
  putTicket(db, hash, sealForDisk(me.storage, redact(ticket), node.random), once === true)
  if (usedBy instanceof Uint8Array) useTicket(db, hash, bytesToId(usedBy) as AccountId) // as this account wrote it
  node.afterCommit.push(() => node.network?.inbox.ticketsChanged())
}

function applySetting(node: NodeState, db: WriteDb, me: Me, key: Uint8Array, at: At, value: FactValue): void {
  const { name, relays } = value
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
}

/** Where a contact's fact lies in the own space. */
export const contactSlot = (
  account: AccountId,
  tag: Uint8Array,
): { readonly container: number; readonly key: Uint8Array } => ({
  container: CONTACTS,
  key: concatBytes(idToBytes(account), tag),
})
