export { createMailbox } from './mailbox.ts'
export type { Mailbox, MailboxCounts, MailboxPorts, MailboxTells, MailboxUse } from './mailbox.ts'
export type { MailboxLimits } from './take.ts'
