export { createInboxClient } from './client.ts'
export type { InboxClient, InboxClientPorts } from './client.ts'
export { depositLetter } from './deposit.ts'
export type { Deposit } from './deposit.ts'
export { INBOX_PROTOCOL, MAX_LETTER, MAX_TICKETS, TICKET_BYTES } from './limits.ts'
export { createMemoryInboxStore } from './memory.ts'
export { serveInbox } from './serve.ts'
export type { InboxEvent, InboxServer, InboxServerPorts } from './serve.ts'
export { inboxProofStatement, letterId, ticketHash } from './ticket.ts'
export type { InboxProof } from './ticket.ts'
export type {
  DepositError,
  InboxId,
  InboxRefusal,
  InboxStatus,
  InboxStore,
  LetterId,
  LetterPage,
  Registration,
  StoredLetter,
  Ticket,
  TicketHash,
} from './types.ts'
