import type { Migration } from '../types.ts'

/** Letters by whom they are for: a list of chats asks for each whether she was told yet, so five hundred asked five hundred times. */
export const outgoingIndex: Migration = {
  n: 4,
  name: 'outgoing',
  sql: 'CREATE INDEX outgoing_account ON outgoing(account_no)',
}
