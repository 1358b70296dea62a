import { messageRow, MESSAGES, ORDER_DOWN, SHOWN } from './message.ts'
import type { MessageColumns, MessageRow } from './message.ts'
import type { NoteRow } from './feeds.ts'
import type { MemberRow } from './spaces.ts'
import { storedId, storedTexts } from './stored.ts'
import type { AccountId, DeviceId } from '#core/identity/types.ts'
import type { SpaceId } from '#core/space/types.ts'
import type { ReadDb } from './types.ts'

// What a list of chats shows, asked once for all of them: five hundred chats must not cost thousands of questions.
// Local numbers go in as one list, since a statement is prepared by its text.

/** The numbers, as `IN_LIST` and `FROM_LIST` read them. */
const listed = (numbers: readonly number[]): string => JSON.stringify(numbers)
const IN_LIST = 'IN (SELECT value FROM json_each(?))'
const FROM_LIST = 'FROM json_each(?) AS listed'

function grouped<Row, Value>(
  rows: readonly Row[],
  keyOf: (row: Row) => number,
  valueOf: (row: Row) => Value,
): Map<number, Value[]> {
  const found = new Map<number, Value[]>()
  for (const row of rows) {
    const known = found.get(keyOf(row))
    if (known) known.push(valueOf(row))
    else found.set(keyOf(row), [valueOf(row)])
  }
  return found
}

/** The newest message that is shown of each of these spaces, by the space's number; a space without any is not in it. */
export const lastOfSpaces = (db: ReadDb, spaces: readonly number[]): Map<number, MessageRow> =>
  new Map(
    db
      .query<MessageColumns>(
        `${MESSAGES} WHERE m.no IN (
           SELECT (SELECT m.no FROM message m JOIN feed f ON f.no = m.feed_no JOIN speaker s ON s.feed_no = m.feed_no
                   WHERE m.space_no = listed.value AND ${SHOWN} ${ORDER_DOWN} LIMIT 1)
           ${FROM_LIST})`,
      )
      .all(listed(spaces))
      .map((row) => [row.space_no, messageRow(row)]),
  )

/**
 * How many messages of others are unread in each of these spaces, counted as `countUnread` does: among the newest `limit`
 * after what was read. By the space's number.
 */
export const unreadOfSpaces = (
  db: ReadDb,
  spaces: readonly number[],
  ownNo: number,
  limit: number,
): Map<number, number> =>
  new Map(
    db
      .query<{ no: number; n: number }>(
        `SELECT p.no, (
           SELECT count(*) FROM (
             SELECT at, feed_no FROM message WHERE space_no = p.no AND at >= p.read_at ORDER BY at DESC LIMIT ?) AS newest
           JOIN speaker s ON s.feed_no = newest.feed_no JOIN feed f ON f.no = newest.feed_no
           WHERE s.account_no <> ? AND (newest.at > p.read_at OR f.id > coalesce(p.read_feed, x'')) AND ${SHOWN}) AS n
         ${FROM_LIST} JOIN space p ON p.no = listed.value`,
      )
      .all(limit, ownNo, listed(spaces))
      .map(({ no, n }) => [no, n]),
  )

/** Who belongs to these spaces, by the space's number, in the order of `membersOfSpace`. */
export function membersOfSpaces(db: ReadDb, spaces: readonly number[]): Map<number, MemberRow[]> {
  const ids = new Map<number, AccountId>()
  return grouped(
    db
      .query<{ space_no: number; account_no: number; id: Uint8Array; role: string; since: number }>(
        `SELECT m.space_no, m.account_no, a.id, m.role, m.since FROM member m JOIN account a ON a.no = m.account_no
         WHERE m.space_no ${IN_LIST} ORDER BY m.space_no, m.account_no`,
      )
      .all(listed(spaces)),
    (row) => row.space_no,
    (row) => {
      // Oneself is in all of them, and a name is not spelt five hundred times.
      const account = ids.get(row.account_no) ?? (storedId(row.id) as AccountId) // as `putAccount` wrote it
      ids.set(row.account_no, account)
      return { accountNo: row.account_no, account, role: row.role, since: row.since }
    },
  )
}

/** The notes of one name in these spaces, by the space's number. */
export const notesOfSpaces = (db: ReadDb, spaces: readonly number[], name: string): Map<number, NoteRow[]> =>
  grouped(
    db
      .query<{ space_no: number; device_no: number; account_no: number; at: number; value: Uint8Array }>(
        `SELECT n.space_no, n.device_no, d.account_no, n.at, n.value FROM note n JOIN device d ON d.no = n.device_no
         WHERE n.space_no ${IN_LIST} AND n.name = ?`,
      )
      .all(listed(spaces), name),
    (row) => row.space_no,
    (row) => ({ deviceNo: row.device_no, accountNo: row.account_no, at: row.at, value: row.value }),
  )

/** How far a feed came: to a mailbox, or to somebody's device. `accountNo`: whose; null for a mailbox. */
export interface FeedReach {
  readonly mailbox: boolean
  readonly accountNo: number | null
  readonly high: number
}

/** How far these feeds came, by the feed's number; of devices only those that are known. */
export const reachOfFeeds = (db: ReadDb, feeds: readonly number[]): Map<number, FeedReach[]> =>
  grouped(
    db
      .query<{ feed_no: number; mailbox: number; high: number; account_no: number | null }>(
        `SELECT r.feed_no, r.mailbox, r.high, d.account_no FROM reached r LEFT JOIN device d ON d.id = r.peer AND r.mailbox = 0
         WHERE r.feed_no ${IN_LIST} AND (r.mailbox = 1 OR d.no IS NOT NULL)`,
      )
      .all(listed(feeds)),
    (row) => row.feed_no,
    (row) => ({ mailbox: row.mailbox === 1, accountNo: row.account_no, high: row.high }),
  )

/** Letters of which none was taken anywhere, by account and by what they are about (null: the direct chat), as `untoldName`. */
export const untoldOfAll = (db: ReadDb): Set<string> =>
  new Set(
    db
      .query<{ account_no: number; about: Uint8Array | null }>(
        `SELECT account_no, about FROM outgoing WHERE done = 0
         GROUP BY account_no, about HAVING count(*) FILTER (WHERE deposited <> '[]') = 0`,
      )
      .all()
      .map((row) => untoldName(row.account_no, row.about && (storedId(row.about) as SpaceId))),
  )
/** Who cannot open what a mailbox holds for her, of which space. */
export const untoldName = (accountNo: number, about: SpaceId | null): string => `${accountNo} ${about ?? ''}`

/** Named values whose name begins so, by the rest of the name. */
export const textsUnder = (db: ReadDb, prefix: string): Map<string, string> =>
  new Map(
    db
      .query<{ name: string; value: unknown }>('SELECT name, value FROM setting WHERE name >= ? AND name < ?')
      .all(prefix, `${prefix}\u{10ffff}`)
      .flatMap(({ name, value }) => (typeof value === 'string' ? [[name.slice(prefix.length), value] as const] : [])),
  )

/** Spaces in which others' feeds are accepted further than this device has said so (Y6). */
export const spacesUnsaid = (db: ReadDb, ownNo: number, device: Uint8Array): number[] =>
  db
    .query<{ space_no: number }>(
      `SELECT DISTINCT e.space_no FROM stretch t JOIN speaker s ON s.feed_no = t.feed_no
       JOIN feed f ON f.no = t.feed_no JOIN epoch e ON e.log_no = f.log_no
       LEFT JOIN cut c ON c.feed_no = t.feed_no
       LEFT JOIN reached r ON r.feed_no = t.feed_no AND r.peer = ?
       WHERE t.low = 0 AND s.account_no <> ?
         AND min(t.high, coalesce(s.ended_at, t.high), coalesce(f.stopped_at, t.high), coalesce(c.seq, t.high)) > coalesce(r.high, -1)`,
    )
    .all(device, ownNo)
    .map((row) => row.space_no)

/** The devices of all contacts, with where each was last said to be reachable. */
export const devicesOfContacts = (db: ReadDb): { readonly id: DeviceId; readonly addresses: readonly string[] }[] =>
  db
    .query<{ id: Uint8Array; addresses: string }>(
      'SELECT d.id, d.addresses FROM contact c JOIN device d ON d.account_no = c.account_no ORDER BY d.no',
    )
    .all()
    .map((row) => ({ id: storedId(row.id) as DeviceId, addresses: storedTexts(row.addresses) })) // as `putDevice` wrote it

/** How to reach all contacts, as they last stated it (CBOR); of whom that is not known, nothing. */
export const reachesOfContacts = (db: ReadDb): Uint8Array[] =>
  db
    .query<{ reach: Uint8Array }>(
      'SELECT a.reach FROM contact c JOIN account a ON a.no = c.account_no WHERE a.reach IS NOT NULL',
    )
    .all()
    .map((row) => row.reach)

/** The same of who belongs to any group. */
export const reachesOfMembers = (db: ReadDb): Uint8Array[] =>
  db
    .query<{ reach: Uint8Array }>(
      `SELECT DISTINCT a.reach FROM space s JOIN member m ON m.space_no = s.no JOIN account a ON a.no = m.account_no
       WHERE s.kind = 'group' AND a.reach IS NOT NULL LIMIT 256`,
    )
    .all()
    .map((row) => row.reach)
