import { idToBytes } from '#core/proof/index.ts'
import type { FeedName } from '#core/document/types.ts'
import type { FeedId } from '#core/envelope/types.ts'
import { messageRow, MESSAGES, ORDER_DOWN, SHOWN } from './message.ts'
import type { MessageColumns, MessageRow } from './message.ts'
import type { ReadDb, SqlValue, WriteDb } from './types.ts'

// The casts of this file give the schema's columns their brands; only these functions write them.

/** Adds a message; the caller has made sure that its key is new. Gives its local number. */
export function insertMessage(
  db: WriteDb,
  message: {
    readonly spaceNo: number
    readonly at: number
    readonly feedNo: number
    readonly seq: number
    readonly place: number
    readonly key: Uint8Array | null
    readonly text: string
    readonly replyTo: Uint8Array | null
  },
): number {
  const { lastId } = db.run(
    'INSERT INTO message (space_no, at, feed_no, seq, place, key, text, reply_to) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
    message.spaceNo,
    message.at,
    message.feedNo,
    message.seq,
    message.place,
    message.key,
    message.text,
    message.replyTo,
  )
  return lastId
}

/** Takes a message out, also from the words that are searched: `words` is what it was indexed under, null if it was not yet. */
export function deleteMessage(db: WriteDb, no: number, words: string | null): void {
  if (words !== null)
    db.run("INSERT INTO message_words (message_words, rowid, words) VALUES ('delete', ?, ?)", no, words)
  db.run('DELETE FROM message WHERE no = ?', no)
}

/** Marks what stands at or above a fork (E7). */
export function disputeMessages(db: WriteDb, feedNo: number, from: number): number {
  return db.run('UPDATE message SET disputed = 1 WHERE feed_no = ? AND seq >= ?', feedNo, from).changes
}

export function messageAt(db: ReadDb, feedNo: number, seq: number, place: number): MessageRow | undefined {
  const row = db
    .query<MessageColumns>(`${MESSAGES} WHERE m.feed_no = ? AND m.seq = ? AND m.place = ?`)
    .get(feedNo, seq, place)
  return row && messageRow(row)
}
/** The message a chat has under an explicit key; keys of different chats have nothing to do with each other (D2). */
export function messageByKey(db: ReadDb, spaceNo: number, key: Uint8Array): MessageRow | undefined {
  const row = db.query<MessageColumns>(`${MESSAGES} WHERE m.space_no = ? AND m.key = ?`).get(spaceNo, key)
  return row && messageRow(row)
}

/** What stands in a feed above a place. */
export const messagesAbove = (
  db: ReadDb,
  feedNo: number,
  seq: number,
): { readonly no: number; readonly text: string }[] =>
  db.query<{ no: number; text: string }>('SELECT no, text FROM message WHERE feed_no = ? AND seq > ?').all(feedNo, seq)
/** The highest local number of a message; the next one is one more. 0 where there is none. */
export const lastMessageNo = (db: ReadDb): number =>
  db.query<{ no: number | null }>('SELECT max(no) AS no FROM message').get()?.no ?? 0

/** Local numbers of the feeds of this name: a derived key says it. */
export const feedsNamed = (db: ReadDb, name: FeedName): number[] =>
  db
    .query<{ feed_no: number }>('SELECT feed_no FROM speaker WHERE name = ?')
    .all(name)
    .map((row) => row.feed_no)

/**
 * The place of a message in its chat: `at`, then feed id, then seq, then place in the entry; and should somebody use
 * one key in two logs, the name it has there.
 */
export type Place = Pick<MessageRow, 'at' | 'feed' | 'seq' | 'place' | 'feedName'> & { readonly feedBytes: Uint8Array }

const ORDER_UP = 'ORDER BY m.at, f.id, m.seq, m.place, s.name'
const BEFORE = 'm.at <= ? AND (m.at, f.id, m.seq, m.place, s.name) < (?, ?, ?, ?, ?)'
const AFTER = 'm.at >= ? AND (m.at, f.id, m.seq, m.place, s.name) > (?, ?, ?, ?, ?)'
const placed = (place: Place): readonly SqlValue[] => [
  place.at,
  place.at,
  place.feedBytes,
  place.seq,
  place.place,
  place.feedName,
]

/** The newest messages of a chat, newest first. */
export const newestMessages = (db: ReadDb, spaceNo: number, limit: number): MessageRow[] =>
  db.query<MessageColumns>(`${MESSAGES} WHERE m.space_no = ? ${ORDER_DOWN} LIMIT ?`).all(spaceNo, limit).map(messageRow)
/** Messages before a place, nearest first. */
export const messagesBefore = (db: ReadDb, spaceNo: number, place: Place, limit: number): MessageRow[] =>
  db
    .query<MessageColumns>(`${MESSAGES} WHERE m.space_no = ? AND ${BEFORE} ${ORDER_DOWN} LIMIT ?`)
    .all(spaceNo, ...placed(place), limit)
    .map(messageRow)
/** Messages after a place, nearest first. */
export const messagesAfter = (db: ReadDb, spaceNo: number, place: Place, limit: number): MessageRow[] =>
  db
    .query<MessageColumns>(`${MESSAGES} WHERE m.space_no = ? AND ${AFTER} ${ORDER_UP} LIMIT ?`)
    .all(spaceNo, ...placed(place), limit)
    .map(messageRow)

/** How many messages a chat has. */
export const countMessages = (db: ReadDb, spaceNo: number): number =>
  db.query<{ n: number }>('SELECT count(*) AS n FROM message WHERE space_no = ?').get(spaceNo)?.n ?? 0
/** How many messages of a chat stand before a place. Counted over an index alone: 2 ms among 100,000. */
export const countBefore = (db: ReadDb, spaceNo: number, place: Place): number => {
  const earlier = db
    .query<{ n: number }>('SELECT count(*) AS n FROM message WHERE space_no = ? AND at < ?')
    .get(spaceNo, place.at)
  // Of the same moment there are few, and only these need to be compared further.
  const same = db
    .query<{ n: number }>(
      `SELECT count(*) AS n FROM message m JOIN feed f ON f.no = m.feed_no JOIN speaker s ON s.feed_no = m.feed_no
       WHERE m.space_no = ? AND m.at = ? AND (f.id, m.seq, m.place, s.name) < (?, ?, ?, ?)`,
    )
    .get(spaceNo, place.at, place.feedBytes, place.seq, place.place, place.feedName)
  return (earlier?.n ?? 0) + (same?.n ?? 0)
}
/** Messages of a chat from its nth on (from 0), oldest first. */
export const messagesFrom = (db: ReadDb, spaceNo: number, index: number, limit: number): MessageRow[] => {
  const found = db
    .query<{ at: number }>('SELECT at FROM message WHERE space_no = ? ORDER BY at LIMIT 1 OFFSET ?')
    .get(spaceNo, index)
  if (found === undefined) return []
  const earlier = db
    .query<{ n: number }>('SELECT count(*) AS n FROM message WHERE space_no = ? AND at < ?')
    .get(spaceNo, found.at)
  const skipped = index - (earlier?.n ?? 0)
  return db
    .query<MessageColumns>(`${MESSAGES} WHERE m.space_no = ? AND m.at >= ? ${ORDER_UP} LIMIT ?`)
    .all(spaceNo, found.at, skipped + limit)
    .slice(skipped)
    .map(messageRow)
}
/** The first message of others after what was read; undefined where all is read. */
export const firstUnread = (
  db: ReadDb,
  spaceNo: number,
  ownNo: number,
  read: { readonly at: number; readonly feed: FeedId | null },
): MessageRow | undefined => {
  const row = db
    .query<MessageColumns>(
      `${MESSAGES} WHERE m.space_no = ? AND m.at >= ? AND s.account_no <> ? AND (m.at > ? OR f.id > ?) AND ${SHOWN} ${ORDER_UP} LIMIT 1`,
    )
    .get(spaceNo, read.at, ownNo, read.at, read.feed === null ? NOTHING : idToBytes(read.feed))
  return row && messageRow(row)
}

/**
 * How many messages of others stand after a place, among the newest `limit` after it: so it costs the same however long
 * somebody talked to herself. `feed`: null for the beginning.
 */
export const countUnread = (
  db: ReadDb,
  spaceNo: number,
  ownNo: number,
  read: { readonly at: number; readonly feed: FeedId | null },
  limit: number,
): number =>
  db
    .query<{ n: number }>(
      `SELECT count(*) AS n FROM (
         SELECT at, feed_no FROM message WHERE space_no = ? AND at >= ? ORDER BY at DESC LIMIT ?) AS newest
       JOIN speaker s ON s.feed_no = newest.feed_no JOIN feed f ON f.no = newest.feed_no
       WHERE s.account_no <> ? AND (newest.at > ? OR f.id > ?) AND ${SHOWN}`,
    )
    .get(spaceNo, read.at, limit, ownNo, read.at, read.feed === null ? NOTHING : idToBytes(read.feed))?.n ?? 0

/** Whether an account has said anything in a chat. */
export const hasWritten = (db: ReadDb, spaceNo: number, accountNo: number): boolean =>
  db
    .query<{ n: number }>(
      `SELECT 1 AS n FROM speaker s JOIN message m ON m.feed_no = s.feed_no
       WHERE s.account_no = ? AND m.space_no = ? LIMIT 1`,
    )
    .get(accountNo, spaceNo) !== undefined

/** Before every id. */
const NOTHING = new Uint8Array(0)

/** Messages whose words are not indexed yet, by local number, lowest first. */
export const messagesToIndex = (
  db: ReadDb,
  after: number,
  limit: number,
): { readonly no: number; readonly text: string }[] =>
  db
    .query<{ no: number; text: string }>('SELECT no, text FROM message WHERE no > ? ORDER BY no LIMIT ?')
    .all(after, limit)
export function putWords(db: WriteDb, no: number, words: string): void {
  db.run('INSERT INTO message_words (rowid, words) VALUES (?, ?)', no, words)
}

/**
 * Messages whose words match, newest first, one at a time, at most `limit`. Words are not kept in the order of time, so
 * all that match are looked through once: 60 ms where 100,000 messages hold the word.
 */
export function* searchMessages(
  db: ReadDb,
  match: string,
  spaceNo: number | null,
  limit: number,
): IterableIterator<MessageRow> {
  // Numbers alone are sorted, and texts read as far as somebody asks.
  const found = db
    .query<{ no: number }>(
      `SELECT no FROM message WHERE no IN (SELECT rowid FROM message_words WHERE message_words MATCH ?)
       AND (? IS NULL OR space_no = ?) ORDER BY at DESC, no DESC LIMIT ?`,
    )
    .all(match, spaceNo, spaceNo, limit)
  const byNo = db.query<MessageColumns>(`${MESSAGES} WHERE m.no = ?`)
  for (const { no } of found) {
    const row = byNo.get(no)
    if (row) yield messageRow(row)
  }
}

/** Every row of a chat in its order, without local numbers: what two replicas, or two ways of projecting, must agree on. */
export const chatDump = (db: ReadDb, spaceNo: number): MessageRow[] =>
  db.query<MessageColumns>(`${MESSAGES} WHERE m.space_no = ? ${ORDER_UP}`).all(spaceNo).map(messageRow)

/** The last envelope of a feed that said a message before a time (microseconds); undefined where none did. */
export const lastSeqBefore = (db: ReadDb, feedNo: number, at: number): number | undefined =>
  db.query<{ seq: number | null }>('SELECT max(seq) AS seq FROM message WHERE feed_no = ? AND at < ?').get(feedNo, at)
    ?.seq ?? undefined
