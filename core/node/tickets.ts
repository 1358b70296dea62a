import { reveal } from '#core/crypto/index.ts'
import { bytesToId } from '#core/proof/index.ts'
import { allTickets } from '#core/store/index.ts'
import type { ReadDb, TicketRow } from '#core/store/index.ts'
import { ticketHash } from '#core/sync/inbox/index.ts'
import type { InboxId, Ticket, TicketHash } from '#core/sync/inbox/index.ts'
import { openFromDisk } from './sealed.ts'
import type { Me } from './state.ts'

/** This account's inbox: its public key as an id (I6). */
export const inboxOf = (me: Me): InboxId => bytesToId(me.account.inbox.publicKey) as InboxId // its definition

/** What is registered of one of this account's tickets. */
export const hashOf = (me: Me, ticket: Uint8Array): TicketHash => ticketHash(inboxOf(me), ticket as Ticket) // its 16 bytes

/** The ticket of cards for everybody, and of what is stated in spaces; made with the account. */
export function defaultTicket(db: ReadDb, me: Me): Uint8Array {
  const known = allTickets(db).find((row) => !row.once && !row.revoked)
  const ticket = known && openFromDisk(me.storage, known.sealed)
  if (!ticket) throw new Error('an account has a ticket from the beginning')
  return reveal(ticket)
}

/** The hashes of all tickets that count, for an inbox to register. A once-card's ticket counts until it was used. */
export const registeredTickets = (db: ReadDb): TicketHash[] =>
  allTickets(db)
    .filter((row) => isOpen(row))
    .map((row) => row.hash as TicketHash) // as `ticketHash` made it

const isOpen = (row: TicketRow): boolean => !row.revoked && !(row.once && row.usedBy !== null)
