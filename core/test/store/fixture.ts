import { feedName } from '#core/document/index.ts'
import type { FeedId, LogId } from '#core/envelope/index.ts'
import type { AccountId, AccountTag, DeviceId } from '#core/identity/index.ts'
import { bytesToId, digest } from '#core/proof/index.ts'
import type { Id, PublicKey } from '#core/proof/index.ts'
import type { SpaceId } from '#core/space/index.ts'
import { insertMessage, putAccount, putDevice, putFeed, putLog, putSpace, putSpeaker } from '#core/store/index.ts'
import type { Database, Place, WriteDb } from '#core/store/index.ts'
import { memoryDatabase } from '../node.ts'

// A database with people, feeds and a chat in it, as the node would have made them; for tests.

const idOf = (n: number): Id => bytesToId(digest('dure/test-id/v1', n))
// Any 32 bytes are an id of each kind.
export const accountOf = (n: number): AccountId => idOf(100 + n) as AccountId
export const deviceOf = (n: number): DeviceId => idOf(200 + n) as DeviceId
export const feedOf = (n: number): FeedId => idOf(300 + n) as FeedId
export const logOf = (n: number): LogId => idOf(400 + n) as LogId
export const spaceOf = (n: number): SpaceId => idOf(500 + n) as SpaceId
export const bytes = (n: number, length = 32): Uint8Array => digest('dure/test-bytes/v1', n).slice(0, length)

/** A chat in which account n speaks in feed n; numbers are their local ones. */
export interface Kept {
  readonly db: Database
  readonly space: number
  readonly log: number
  /** The local number of account, device and feed n. */
  readonly no: (n: number) => number
}

/** A database with a chat of so many people. */
export function keptChat(people = 2): Kept {
  const db = memoryDatabase()
  return db.transaction((to) => {
    const keys = { read: bytes(1) as PublicKey, write: bytes(2) as PublicKey } // 32 bytes have the shape of keys
    const log = putLog(to, logOf(1), keys)
    const space = putSpace(to, spaceOf(1), 'direct', 0)
    const numbers = Array.from({ length: people }, (_, n) => putPerson(to, n, log.no))
    return { db, space: space.no, log: log.no, no: (n: number) => numbers[n] ?? -1 }
  })
}

function putPerson(db: WriteDb, n: number, log: number): number {
  const tag = bytes(n, 16) as AccountTag // 16 bytes have the shape of one
  const account = putAccount(db, { id: accountOf(n), tag, name: `person ${n}`, reach: null, statedAt: 1 })
  const device = putDevice(db, { id: deviceOf(n), accountNo: account.no, certificate: bytes(n), name: 'laptop' })
  const feed = putFeed(db, log, feedOf(n), null)
  putSpeaker(db, {
    feedNo: feed.no,
    deviceNo: device.no,
    accountNo: account.no,
    generation: 0,
    name: feedName(logOf(1), feedOf(n)),
  })
  if (account.no !== feed.no || device.no !== feed.no) throw new Error('numbers go together in this fixture')
  return feed.no
}

/** Where a message of the chat stands. */
export interface Stands {
  readonly at: number
  readonly by: number
  readonly seq: number
  readonly place: number
}

/** Puts a message there; its text says where. */
export const put = ({ db, space, no }: Kept, it: Stands, key: Uint8Array | null = null): number =>
  db.transaction((to) => {
    const { at, by, seq, place } = it
    return insertMessage(to, { spaceNo: space, at, feedNo: no(by), seq, place, key, text: textOf(it), replyTo: null })
  })
export const textOf = ({ at, by, seq, place }: Stands): string => `${at} ${by} ${seq} ${place}`

/** As the store asks for a place. */
export const placeOf = ({ at, by, seq, place }: Stands): Place => ({
  at: at as Place['at'], // any whole number is a moment
  feed: feedOf(by),
  seq,
  place,
  feedName: feedName(logOf(1), feedOf(by)),
  feedBytes: digest('dure/test-id/v1', 300 + by),
})
