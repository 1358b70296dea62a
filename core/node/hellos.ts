import { redact, reveal } from '#core/crypto/index.ts'
import { decodeCard, encodeCard, sealLetter } from '#core/identity/index.ts'
import type { AccountId, Card, Letter } from '#core/identity/index.ts'
import { asArray, decode, encode } from '#core/proof/index.ts'
import { decodeHello, directSpace, encodeHello, operationsOf } from '#core/space/index.ts'
import type { Hello, Welcome } from '#core/space/index.ts'
import {
  dropRequest,
  findAccount,
  findContact,
  findRequest,
  findTicket,
  openOutgoing,
  hasWritten,
  isBlocked,
  putOutgoing,
  putRequest,
  waitingRequests,
} from '#core/store/index.ts'
import type { ContactRow, ReadDb, WriteDb } from '#core/store/index.ts'
import { tellLater } from './commit.ts'
import { settle, ensureEpoch, ensureOpen } from './epochs.ts'
import { feedsOf } from './feeds.ts'
import { noteCard, ownCard } from './people.ts'
import { openFromDisk, sealForDisk } from './sealed.ts'
import { saySelf } from './say-self.ts'
import { contactFact, epochKeyFact, ticketFact } from './self-facts.ts'
import { addEpoch, addOperations, currentLog, epochKeyOf, makeSpace } from './spaces.ts'
import type { Me, NodeState, SpaceHandle } from './state.ts'
import { hashOf, spaceTicket } from './tickets.ts'
import { contactCard } from './cards.ts'

/** Adds a person by her card: her chat, its first epoch, and a letter that asks her. Rules I6, S9, S10. */
export function addContact(node: NodeState, db: WriteDb, me: Me, card: Card): SpaceHandle {
  const { account } = noteCard(db, card, 1)
  const known = findContact(db, account.no)
  const waiting = findRequest(db, account.no)
  // Adding somebody who asked is accepting her.
  const letter = waiting ? storedLetter(me, waiting.sealedLetter) : null
  const state = known?.state === 'accepted' || letter !== null ? 'accepted' : 'asked'
  saySelf(node, db, me, [contactFact({ card, state, givenName: known?.givenName ?? null })])
  const space = makeSpace(node, db, 'direct', [directSpace(me.account.account, card.account).create])
  if (letter?.hello.welcome) join(node, db, me, space, letter.hello.welcome)
  dropRequest(db, account.no)
  ensureEpoch(node, db, me, space, card)
  ensureOpen(node, db, me, space)
  if (known?.state !== 'accepted') sendHello(node, db, me, space, card)
  tellLater(node, { topic: 'contact.changed' })
  return space
}

/** Takes what a welcome brings: operations, and the keys of epochs they state. Rule S10. */
function join(node: NodeState, db: WriteDb, me: Me, space: SpaceHandle, welcome: Welcome): void {
  if (welcome.space !== space.id) return
  addOperations(node, db, space, welcome.operations)
  for (const { rotate, key } of welcome.epochs) {
    if (space.logs.has(rotate)) continue
    addEpoch(node, db, space, rotate, key)
    saySelf(node, db, me, [epochKeyFact(space.id, rotate, key)])
  }
  settle(node, db, me, space)
}

/** Everything that takes part in a space needs: boxed in a letter. Rule S10. */
function welcomeTo(node: NodeState, db: ReadDb, space: SpaceHandle): Welcome {
  const epochs = [...space.logs.values()].flatMap((log) => {
    const key = epochKeyOf(node, db, log)
    return key ? [{ rotate: log.rotate, key }] : []
  })
  return { space: space.id, epochs, operations: operationsOf(space.state), relays: [] }
}

function sendHello(node: NodeState, db: WriteDb, me: Me, space: SpaceHandle, card: Card): void {
  const hello: Hello = { ticket: card.reach.ticket, welcome: welcomeTo(node, db, space) }
  const letter = sealLetter({
    to: { account: card.account, letterKey: card.reach.letterKey },
    kind: 'hello',
    body: encodeHello(hello),
    card: ownCard(node, db, me, spaceTicket(me, space.id), false),
    signing: me.device.signing,
    random: node.random,
  })
  const account = findAccount(db, card.account)
  if (!letter.ok || !account) return
  const { inboxKey, ticket, relays } = card.reach
  putOutgoing(db, { accountNo: account.no, letter: letter.value, inboxKey, ticket, relays, about: null })
  node.afterCommit.push(() => node.network?.inbox.lettersChanged())
}

/** A letter in the database: its card and body, sealed under the storage key. */
export function storedLetter(me: Me, sealed: Uint8Array): { readonly card: Card; readonly hello: Hello } | null {
  const plain = openFromDisk(me.storage, sealed)
  const decoded = plain && decode(reveal(plain))
  const [cardCbor, body] = (decoded?.ok ? asArray(decoded.value, 2) : undefined) ?? []
  const card = decodeCard(cardCbor)
  const hello = decodeHello(body)
  return card.ok && hello.ok ? { card: card.value, hello: hello.value } : null
}

/**
 * A first letter: who is known already, or shows a once-card's ticket unused, is accepted without asking; a ticket of
 * any other card of ours makes a request; anything else is dropped. Rule I6.
 */
export function takeHello(node: NodeState, db: WriteDb, me: Me, letter: Letter): void {
  const hello = decodeHello(letter.body)
  const { card } = letter
  if (!hello.ok || card.account === me.account.account || isBlocked(db, card.account)) return
  const hash = hashOf(me, hello.value.ticket)
  const ticket = findTicket(db, hash)
  if (!ticket || ticket.revoked) return
  const known = findAccount(db, card.account)
  const contact = known && findContact(db, known.no)
  const isFirst = ticket.once && ticket.usedBy === null
  if (contact || isFirst) {
    if (isFirst) saySelf(node, db, me, [ticketFact(hash, hello.value.ticket, true, card.account)])
    const { account } = noteCard(db, card, 1)
    const space = admit(node, db, me, card, hello.value, contact)
    const isBeingTold = openOutgoing(db).some((it) => it.accountNo === account.no)
    if (!knowsEpoch(db, space, card, hello.value) && !isBeingTold) sendHello(node, db, me, space, card)
    return
  }
  if (ticket.once && ticket.usedBy !== null) doubt(node, db, me, ticket.usedBy)
  const request = known && findRequest(db, known.no)
  // Whoever has a card can make up accounts: beyond so many, nobody new is taken down.
  if (request?.state === 'declined' || (!request && waitingRequests(db).length >= MOST_REQUESTS)) return
  const { account } = noteCard(db, card, 1)
  const sealed = sealForDisk(me.storage, redact(encode([encodeCard(card), letter.body])), node.random)
  putRequest(db, account.no, node.clock.now(), sealed)
  tellLater(node, { topic: 'contact.changed' })
}

/**
 * A card for one person was shown by a second one, so nobody knows which of them it was given to: the first is a request
 * again, as the second is (I6). Somebody who was written to is known; then only that it happened is told.
 */
function doubt(node: NodeState, db: WriteDb, me: Me, first: AccountId): void {
  const account = findAccount(db, first)
  const contact = account && findContact(db, account.no)
  const card = contact && contactCard(node, me, first)
  if (!account || contact?.state !== 'accepted' || !card) return
  tellLater(node, { topic: 'notice', notice: { type: 'OnceCardShownTwice', account: first } })
  if (hasWritten(db, contact.spaceNo, me.accountNo)) return
  saySelf(node, db, me, [contactFact({ card, state: 'doubted', givenName: contact.givenName })])
}

/**
 * Whether who wrote knows the epoch in force here: who lost her database has begun one of her own, and would never hear
 * what is said in this one.
 */
function knowsEpoch(db: ReadDb, space: SpaceHandle, card: Card, hello: Hello): boolean {
  const { current } = space.state
  if (current === null || hello.welcome?.operations.some(({ id }) => id === current.rotate)) return true
  const log = currentLog(space)
  return !!log && [...feedsOf(db, log).values()].some(({ speaker }) => speaker?.device === card.certificate.device)
}

/** Strangers that wait for an answer at once. */
const MOST_REQUESTS = 500

/** Makes somebody who wrote a contact and joins the chat she opened. */
export function admit(
  node: NodeState,
  db: WriteDb,
  me: Me,
  card: Card,
  hello: Hello,
  contact: ContactRow | undefined,
): SpaceHandle {
  // Who is accepted already says nothing new by writing again, and a letter may be an old one that somebody repeats.
  if (contact?.state !== 'accepted')
    saySelf(node, db, me, [contactFact({ card, state: 'accepted', givenName: contact?.givenName ?? null })])
  const space = makeSpace(node, db, 'direct', [directSpace(me.account.account, card.account).create])
  if (hello.welcome) join(node, db, me, space, hello.welcome)
  ensureEpoch(node, db, me, space, card)
  ensureOpen(node, db, me, space)
  return space
}
