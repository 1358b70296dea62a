import { reveal } from '#core/crypto/index.ts'
import { cardToLink, decodeCard, linkToCard, TICKET_BYTES } from '#core/identity/index.ts'
import type { AccountId, Card, IdentityError } from '#core/identity/index.ts'
import { asMap, decode, fail, ok } from '#core/proof/index.ts'
import type { Result } from '#core/proof/index.ts'
import { findAccount, findContact, findRequest, findSelfFact } from '#core/store/index.ts'
import type { WriteDb } from '#core/store/index.ts'
import { commit } from './commit.ts'
import type { Messenger, WriteRefusal } from './messenger.ts'
import { ownCard } from './people.ts'
import { openFromDisk } from './sealed.ts'
import { saySelf } from './say-self.ts'
import { contactSlot, ticketFact } from './self-facts.ts'
import type { Me, NodeState } from './state.ts'
import { defaultTicket, hashOf } from './tickets.ts'
import { mayWrite } from './writing.ts'

export function myCard(node: NodeState, once: boolean): Result<{ readonly link: string }, WriteRefusal> {
  const me = mayWrite(node)
  if (!me.ok) return me
  return commit(node, (db) => {
    const ticket = once ? makeTicket(node, db, me.value, true) : defaultTicket(db, me.value)
    return { link: cardToLink(ownCard(node, db, me.value, ticket, once)) }
  })
}

export function preview(node: NodeState, link: string): ReturnType<Messenger['contact']['preview']> {
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
export function linkError(
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

/** The card a contact was added by, from the own space. */
export function contactCard(node: NodeState, me: Me, account: AccountId): Card | null {
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
