import { redact, reveal } from '#core/crypto/index.ts'
import {
  cardToLink,
  decodeCard,
  encodeCard,
  linkToCard,
  safetyNumber as digitsOf,
  sealLetter,
  TICKET_BYTES,
  validateName,
} from '#core/identity/index.ts'
import type { AccountId, Card, IdentityError, Letter } from '#core/identity/index.ts'
import { asArray, asMap, decode, encode, fail, ok } from '#core/proof/index.ts'
import type { Result } from '#core/proof/index.ts'
import { decodeHello, directSpace, encodeHello, operationsOf } from '#core/space/index.ts'
import type { Hello, Welcome } from '#core/space/index.ts'
import {
  allContacts,
  damaged,
  declineRequest,
  dropRequest,
  findAccount,
  findContact,
  findRequest,
  findSelfFact,
  findTicket,
  lastSaid,
  openOutgoing,
  hasWritten,
  pictureIds,
  putOutgoing,
  putRequest,
  spaceByNo,
  verifiedAccounts,
  waitingRequests,
} from '#core/store/index.ts'
import type { ContactRow, ReadDb, WriteDb } from '#core/store/index.ts'
import { commit, tellLater } from './commit.ts'
import { settle, ensureEpoch, ensureOpen } from './epochs.ts'
import { feedsOf } from './feeds.ts'
import type { AccountUnknown, ContactView, Messenger, NoAccount, RequestView, WriteRefusal } from './messenger.ts'
import { accountNamed } from './named.ts'
import { noteCard, ownCard } from './people.ts'
import { pictureName } from './picture.ts'
import { openFromDisk, sealForDisk } from './sealed.ts'
import { saySelf } from './say-self.ts'
import { contactFact, contactSlot, epochKeyFact, ticketFact, verifiedFact } from './self-facts.ts'
import { addEpoch, addOperations, currentLog, epochKeyOf, makeSpace } from './spaces.ts'
import type { Me, NodeState, SpaceHandle } from './state.ts'
import { millisOf } from './time.ts'
import { defaultTicket, hashOf, spaceTicket } from './tickets.ts'
import { mayWrite } from './writing.ts'

/** The methods about people. */
export function contactMethods(node: NodeState): Messenger['contact'] {
  return {
    card: ({ once }) => myCard(node, once),
    add: ({ link }) => addByLink(node, link),
    preview: ({ link }) => preview(node, link),
    requests: () => waitingRequests(node.db).map(requestView),
    accept: ({ account }) => acceptRequest(node, account),
    decline: ({ account }) => decline(node, account),
    list: () => listContacts(node),
    rename: ({ account, name }) => rename(node, account, name),
    verify: ({ account, verified }) => verify(node, account, verified),
    safetyNumber: ({ account }) => safetyNumber(node, account),
  }
}

function myCard(node: NodeState, once: boolean): Result<{ readonly link: string }, WriteRefusal> {
  const me = mayWrite(node)
  if (!me.ok) return me
  return commit(node, (db) => {
    const ticket = once ? makeTicket(node, db, me.value, true) : defaultTicket(db, me.value)
    return { link: cardToLink(ownCard(node, db, me.value, ticket, once)) }
  })
}

type AddRefusal =
  { readonly type: 'LinkMalformed' | 'CardMalformed' | 'CardForged' | 'CardVersionUnknown' | 'OwnCard' } | WriteRefusal

function addByLink(
  node: NodeState,
  link: string,
): Result<{ readonly account: string; readonly space: string }, AddRefusal> {
  const me = mayWrite(node)
  if (!me.ok) return me
  const parsed = linkToCard(link)
  if (!parsed.ok) return fail({ type: linkError(parsed.error, link) })
  const card = parsed.value
  if (card.account === me.value.account.account) return fail({ type: 'OwnCard' })
  return commit(node, (db) => ({ account: card.account, space: addContact(node, db, me.value, card).id }))
}

function preview(node: NodeState, link: string): ReturnType<Messenger['contact']['preview']> {
  const { me, db } = node
  if (me === null) return fail({ type: 'NoAccount' })
  const parsed = linkToCard(link)
  if (!parsed.ok) return fail({ type: linkError(parsed.error, link) })
  const { account, name, once } = parsed.value
  if (account === me.account.account) return fail({ type: 'OwnCard' })
  const row = findAccount(db, account)
  const contact = row && findContact(db, row.no)
  const asks = row && findRequest(db, row.no)?.state === 'waiting'
  return ok({ account, name, once, known: contact?.state ?? (asks ? 'asks' : 'no') })
}

/** Makes a ticket that admits letters to this account's inbox. `once`: its letter is accepted without asking (I6). */
function makeTicket(node: NodeState, db: WriteDb, me: Me, once: boolean): Uint8Array {
  const ticket = node.random(TICKET_BYTES)
  saySelf(node, db, me, [ticketFact(hashOf(me, ticket), ticket, once, null)])
  return ticket
}

/** Looks like a contact link: what is wrong with it is that some of it is missing. */
const LOOKS_LIKE_LINK = /^\s*dure:contact#[\w\s-]+$/iu

/** What is wrong with a link, in the closed list of the contract. */
function linkError(
  error: IdentityError,
  link: string,
): 'LinkMalformed' | 'CardMalformed' | 'CardForged' | 'CardVersionUnknown' {
  switch (error.type) {
    case 'CardVersionUnknown':
      return 'CardVersionUnknown'
    case 'CardForged':
    case 'CertificateForged':
      return 'CardForged'
    case 'CardMalformed':
      return LOOKS_LIKE_LINK.test(link) ? 'CardMalformed' : 'LinkMalformed'
    default:
      return 'CardMalformed'
  }
}

/** Adds a person by her card: her chat, its first epoch, and a letter that asks her. Rules I6, S9, S10. */
function addContact(node: NodeState, db: WriteDb, me: Me, card: Card): SpaceHandle {
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
  putOutgoing(db, { accountNo: account.no, letter: letter.value, inboxKey, ticket, relays })
  node.afterCommit.push(() => node.network?.inbox.lettersChanged())
}

/** A letter in the database: its card and body, sealed under the storage key. */
function storedLetter(me: Me, sealed: Uint8Array): { readonly card: Card; readonly hello: Hello } | null {
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
  if (!hello.ok || card.account === me.account.account) return
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
function admit(
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

function acceptRequest(
  node: NodeState,
  account: string,
): Result<{ readonly space: string }, AccountUnknown | WriteRefusal> {
  const me = mayWrite(node)
  if (!me.ok) return me
  const known = accountNamed(node.db, account)
  const request = known && findRequest(node.db, known.no)
  const letter = request && storedLetter(me.value, request.sealedLetter)
  if (!known || !request || !letter) return fail({ type: 'AccountUnknown' })
  return commit(node, (db) => {
    const space = admit(node, db, me.value, letter.card, letter.hello, findContact(db, known.no))
    dropRequest(db, known.no)
    return { space: space.id }
  })
}

function decline(node: NodeState, account: string): Result<void, AccountUnknown | WriteRefusal> {
  const me = mayWrite(node)
  if (!me.ok) return me
  const known = accountNamed(node.db, account)
  if (!known || !findRequest(node.db, known.no)) return fail({ type: 'AccountUnknown' })
  return commit(node, (db) => {
    declineRequest(db, known.no)
    tellLater(node, { topic: 'contact.changed' })
  })
}

function listContacts(node: NodeState): readonly ContactView[] {
  const known = { pictures: pictureIds(node.db), verified: verifiedAccounts(node.db), heard: lastSaid(node.db) }
  return allContacts(node.db)
    .map((row) => contactView(node, row, known))
    .toSorted((a, b) => a.name.localeCompare(b.name, 'ko'))
}

/** What is known of all contacts, read at once. */
interface Known {
  readonly pictures: ReturnType<typeof pictureIds>
  readonly verified: ReturnType<typeof verifiedAccounts>
  readonly heard: ReturnType<typeof lastSaid>
}

/** A contact as shown. */
function contactView(node: NodeState, row: ContactRow, { pictures, verified, heard }: Known): ContactView {
  const space = spaceIdOf(node, row.spaceNo)
  const { account, accountNo, ownName, state } = row
  const last = heard.get(accountNo)
  return {
    account,
    name: row.givenName ?? ownName,
    ownName,
    state,
    space,
    picture: pictureName(pictures.get(accountNo)),
    verified: verified.has(account),
    lastHeard: last === undefined ? null : millisOf(last),
  }
}

function verify(node: NodeState, account: string, verified: boolean): Result<void, AccountUnknown | WriteRefusal> {
  const me = mayWrite(node)
  if (!me.ok) return me
  const known = accountNamed(node.db, account)
  if (!known || !findContact(node.db, known.no)) return fail({ type: 'AccountUnknown' })
  return commit(node, (db) => saySelf(node, db, me.value, [verifiedFact(known.id, verified)]))
}

const spaceIdOf = (node: NodeState, no: number): string => {
  const row = spaceByNo(node.db, no)
  if (!row) throw damaged('a contact has a chat')
  return row.id
}

const requestView = (row: {
  readonly account: AccountId
  readonly name: string
  readonly at: number
}): RequestView => ({
  account: row.account,
  name: row.name,
  at: row.at,
})

function rename(node: NodeState, account: string, name: string | null): ReturnType<Messenger['contact']['rename']> {
  const me = mayWrite(node)
  if (!me.ok) return me
  const checked = name === null ? ok(null) : validateName(name)
  if (!checked.ok) return fail(nameRefusal(checked.error))
  const known = accountNamed(node.db, account)
  const contact = known && findContact(node.db, known.no)
  const card = contact && contactCard(node, me.value, contact.account)
  if (!known || !contact || !card) return fail({ type: 'AccountUnknown' })
  return commit(node, (db) => {
    saySelf(node, db, me.value, [contactFact({ card, state: contact.state, givenName: checked.value })])
  })
}

/** The card a contact was added by, from the own space. */
function contactCard(node: NodeState, me: Me, account: AccountId): Card | null {
  const { container, key } = contactSlot(account, me.tag)
  const row = findSelfFact(node.db, container, key)
  const plain = row && openFromDisk(me.storage, row.sealed)
  const decoded = plain && decode(reveal(plain))
  const value = decoded?.ok ? asMap(decoded.value) : undefined
  const bytes = value?.['card']
  const inner = bytes instanceof Uint8Array ? decode(bytes) : null
  const card = inner?.ok ? decodeCard(inner.value) : null
  return card?.ok ? card.value : null
}

/** What is wrong with a name, in the contract's words. */
export const nameRefusal = (
  error: IdentityError,
): { readonly type: 'NameInvalid'; readonly reason: 'empty' | 'tooLong' | 'controlCharacters' } =>
  error.type === 'NameInvalid' ? error : { type: 'NameInvalid', reason: 'empty' }

function safetyNumber(
  node: NodeState,
  account: string,
): Result<{ readonly number: string }, AccountUnknown | NoAccount> {
  const { me } = node
  if (me === null) return fail({ type: 'NoAccount' })
  const known = accountNamed(node.db, account)
  if (!known || !findContact(node.db, known.no)) return fail({ type: 'AccountUnknown' })
  return ok({ number: digitsOf(me.account.account, known.id) })
}
