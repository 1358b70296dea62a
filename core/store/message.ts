import type { At } from '#core/proof/types.ts'
import type { FeedName } from '#core/document/types.ts'
import type { FeedId } from '#core/envelope/types.ts'
import type { AccountId } from '#core/identity/types.ts'
import { storedId } from './stored.ts'

// What the statements over messages have in common. The casts give the schema's columns their brands; only `chat.ts` writes them.

/** A message as the screen reads it (D9). `key` null: derived from feed, seq and place (D4). `disputed`: above a fork (E7). */
export interface MessageRow {
  readonly no: number
  readonly spaceNo: number
  readonly at: At
  readonly feedNo: number
  readonly feed: FeedId
  /** What keys of this feed begin with (D4). */
  readonly feedName: FeedName
  readonly account: AccountId
  readonly accountNo: number
  readonly seq: number
  readonly place: number
  readonly key: Uint8Array | null
  readonly text: string
  readonly replyTo: Uint8Array | null
  readonly disputed: boolean
}
/** The same as its columns: for other statements over `MESSAGES`. */
export interface MessageColumns {
  no: number
  space_no: number
  at: number
  feed_no: number
  feed: Uint8Array
  feed_name: Uint8Array
  account: Uint8Array
  account_no: number
  seq: number
  place: number
  key: Uint8Array | null
  text: string
  reply_to: Uint8Array | null
  disputed: number | null
}
export const messageRow = (row: MessageColumns): MessageRow => ({
  no: row.no,
  spaceNo: row.space_no,
  at: row.at as At,
  feedNo: row.feed_no,
  feed: storedId(row.feed) as FeedId,
  feedName: row.feed_name as FeedName,
  account: storedId(row.account) as AccountId,
  accountNo: row.account_no,
  seq: row.seq,
  place: row.place,
  key: row.key,
  text: row.text,
  replyTo: row.reply_to,
  disputed: row.disputed === 1,
})

/** Messages with what of their feed and author belongs to them. */
export const MESSAGES = `SELECT m.*, f.id AS feed, s.name AS feed_name, a.id AS account, s.account_no FROM message m
  JOIN feed f ON f.no = m.feed_no JOIN speaker s ON s.feed_no = m.feed_no JOIN account a ON a.no = s.account_no`

/** The order of a chat, from its end. */
export const ORDER_DOWN = 'ORDER BY m.at DESC, f.id DESC, m.seq DESC, m.place DESC, s.name DESC'

/** Said by somebody who is not blocked: of whom nothing is to be shown, nothing is counted. `s` is the speaker. */
export const SHOWN =
  'NOT EXISTS (SELECT 1 FROM account a CROSS JOIN blocked b ON b.account = a.id WHERE a.no = s.account_no)'
