import { derive, redact, reveal } from '#core/crypto/index.ts'
import { TICKET_BYTES } from '#core/identity/index.ts'
import { bytesToId, equalBytes, idToBytes } from '#core/proof/index.ts'
import type { SpaceId } from '#core/space/index.ts'
import { allTickets, damaged, putTicket } from '#core/store/index.ts'
import type { ReadDb, TicketRow, WriteDb } from '#core/store/index.ts'
import { ticketHash } from '#core/sync/inbox/index.ts'
import type { InboxId, Ticket, TicketHash } from '#core/sync/inbox/index.ts'
import { openFromDisk, sealForDisk } from './sealed.ts'
import type { Me, NodeState } from './state.ts'

/** This account's inbox: its public key as an id (I6). */
export const inboxOf = (me: Me): InboxId => bytesToId(me.account.inbox.publicKey) as InboxId // its definition

/** What is registered of one of this account's tickets. */
export const hashOf = (me: Me, ticket: Uint8Array): TicketHash => ticketHash(inboxOf(me), ticket as Ticket) // its 16 bytes

/** The ticket of cards for everybody; made with the account. */
export function defaultTicket(db: ReadDb, me: Me): Uint8Array {
  const ticket = findDefaultTicket(db, me)
  if (!ticket) throw damaged('an account has a ticket from the beginning')
  return ticket
}

/** Whether it is here. */
export const hasDefaultTicket = (db: ReadDb, me: Me): boolean => findDefaultTicket(db, me) !== undefined

function findDefaultTicket(db: ReadDb, me: Me): Uint8Array | undefined {
  for (const row of allTickets(db)) {
    if (row.once || row.revoked || row.space !== null) continue
    const ticket = openFromDisk(me.storage, row.sealed)
    // Of an inbox that was in force before, it would admit nobody (I6).
    if (ticket && equalBytes(hashOf(me, reveal(ticket)), row.hash)) return reveal(ticket)
  }
  return undefined
}

/**
 * The ticket this account states in a space: of that space alone, so that nobody learns from tickets which of them are one
 * account's. Every device of the account derives the same (I6).
 */
export const spaceTicket = (me: Me, space: SpaceId): Uint8Array =>
  reveal(derive(me.account.inbox.seed, 'dure/space-ticket/v1', idToBytes(space))).slice(0, TICKET_BYTES)

/** Has letters admitted that come with the ticket of a space. */
export function putSpaceTicket(node: NodeState, db: WriteDb, me: Me, space: SpaceId): void {
  const ticket = spaceTicket(me, space)
  const sealed = sealForDisk(me.storage, redact(ticket), node.random)
  putTicket(db, { hash: hashOf(me, ticket), sealed, once: false, space })
  node.afterCommit.push(() => node.network?.inbox.ticketsChanged())
}

/** The hashes of all tickets that count, for an inbox to register. A once-card's ticket counts until it was used. */
export const registeredTickets = (db: ReadDb): TicketHash[] =>
  allTickets(db)
    .filter((row) => isOpen(row))
    .map((row) => row.hash as TicketHash) // as `ticketHash` made it

const isOpen = (row: TicketRow): boolean => !row.revoked && !(row.once && row.usedBy !== null)
