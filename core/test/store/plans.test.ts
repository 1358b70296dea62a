import { describe, expect, test } from 'vitest'
import type { FeedName } from '#core/document/index.ts'
import * as store from '#core/store/index.ts'
import type { Database, ReadDb } from '#core/store/index.ts'
import { accountOf, feedOf, keptChat, logOf, placeOf } from './fixture.ts'

// SQLite decides how to look something up from the schema alone, because nobody ever runs ANALYZE here: what it would do
// with a few rows is what it does with a hundred thousand.

/** How SQLite would answer every statement that some reading asks. */
function plansOf(db: Database, read: (db: ReadDb) => unknown): string[] {
  const plans: string[] = []
  const listening: ReadDb = {
    query: <Row>(sql: string) => {
      const nulls = Array.from(sql.matchAll(/\?/gu), () => null)
      for (const step of db.query<{ detail: string }>(`EXPLAIN QUERY PLAN ${sql}`).all(...nulls))
        plans.push(step.detail)
      return db.query<Row>(sql)
    },
  }
  const answer = read(listening)
  // What is read one at a time is asked only when somebody takes the first.
  if (typeof answer === 'object' && answer !== null && 'next' in answer)
    Array.from(answer as unknown as Iterable<unknown>) // a generator
  if (plans.length === 0) throw new Error('nothing was asked')
  return plans
}

const place = placeOf({ at: 5, by: 0, seq: 1, place: 0 })
const feed = { id: feedOf(0), no: 1, logNo: 1, admit: null, stoppedAt: null, stopReason: null }
const read = { at: 5, feed: feedOf(0) }

const pages: Record<string, (db: ReadDb) => unknown> = {
  newest: (db) => store.newestMessages(db, 1, 50),
  before: (db) => store.messagesBefore(db, 1, place, 50),
  after: (db) => store.messagesAfter(db, 1, place, 50),
  unread: (db) => store.countUnread(db, 1, 1, read, 50),
  'the first unread': (db) => store.firstUnread(db, 1, 1, read),
}

/** Whatever is asked while somebody types, scrolls, sends or syncs. */
const hot: Record<string, (db: ReadDb) => unknown> = {
  ...pages,
  'the nth': (db) => store.messagesFrom(db, 1, 0, 50),
  'how many there are': (db) => store.countMessages(db, 1),
  'how many stand before': (db) => store.countBefore(db, 1, place),
  'a setting': (db) => store.readText(db, 'x'),
  'a message by place': (db) => store.messageAt(db, 1, 1, 0),
  'a message by key': (db) => store.messageByKey(db, 1, new Uint8Array(1)),
  'feeds by their name': (db) => store.feedsNamed(db, new Uint8Array(8) as FeedName),
  'what stands above': (db) => store.messagesAbove(db, 1, 5),
  'the last number': (db) => store.lastMessageNo(db),
  'words to index': (db) => store.messagesToIndex(db, 5, 10),
  envelopes: (db) => store.envelopesOf(db, feed, 1, 9),
  sizes: (db) => store.envelopeSizes(db, 1, 1, 9),
  'sizes downwards': (db) => store.envelopeSizesDown(db, 1, 1, 9),
  'a signature below': (db) => store.signedAtOrBelow(db, 1, 9),
  'a signature above': (db) => store.signedAtOrAbove(db, 1, 9),
  'a marked id': (db) => store.markedId(db, 1, 1, 9),
  runs: (db) => store.runsOfFeed(db, 1),
  stretches: (db) => store.stretchesOf(db, 1),
  'feeds of a log': (db) => store.feedsOfLog(db, 1),
  'feeds of a device': (db) => store.feedsOfDevice(db, 1, 1),
  'a feed': (db) => store.findFeed(db, 1, feedOf(0)),
  'a speaker': (db) => store.findSpeaker(db, 1),
  'the end of a feed': (db) => store.feedEndOf(db, 1, feedOf(0), 1),
  'a log': (db) => store.findLog(db, logOf(1)),
  'an account': (db) => store.findAccount(db, accountOf(0)),
  'devices of an account': (db) => store.devicesOfAccount(db, 1),
  'the contact of a chat': (db) => store.contactOfSpace(db, 1),
  members: (db) => store.membersOfSpace(db, 1),
  'spaces of an account': (db) => store.spacesOfAccount(db, 1),
  'epochs of a space': (db) => store.epochsOfSpace(db, 1),
  'the epoch of a log': (db) => store.epochOfLog(db, logOf(1)),
  operations: (db) => store.operationsOf(db, 1),
  'who reached a feed': (db) => store.reachedOf(db, 1),
  notes: (db) => store.notesOf(db, 1, 'read'),
  'documents of a log': (db) => store.documentsOfLog(db, 1),
  'pieces of a document': (db) => store.chunkCount(db, 1),
  branches: (db) => store.branchesOf(db, 1),
  'the last message of chats': (db) => store.lastOfSpaces(db, [1, 2]),
  'unread of chats': (db) => store.unreadOfSpaces(db, [1, 2], 1, 50),
  'members of chats': (db) => store.membersOfSpaces(db, [1, 2]),
  'notes of chats': (db) => store.notesOfSpaces(db, [1, 2], 'read'),
  'how far feeds came': (db) => store.reachOfFeeds(db, [1, 2]),
  'texts by how their name begins': (db) => store.textsUnder(db, 'draft '),
  'a fact of one’s own': (db) => store.findSelfFact(db, 1, new Uint8Array(1)),
}

/** The newest so many, which were looked up; and what was given to be looked up. */
const LOOKED_UP: ReadonlySet<string> = new Set([
  'SCAN newest',
  'SCAN listed VIRTUAL TABLE INDEX 1:',
  'SCAN json_each VIRTUAL TABLE INDEX 1:',
])

describe('what is asked while somebody waits', () => {
  test('is looked up by an index: no table is read from end to end', () => {
    const { db } = keptChat()
    const scans = Object.entries(hot).flatMap(([name, ask]) =>
      plansOf(db, ask)
        .filter((step) => step.startsWith('SCAN') && !LOOKED_UP.has(step))
        .map((step) => `${name}: ${step}`),
    )
    expect(scans).toEqual([])
  })

  test('of a chat is read in its order from the index: only messages of one moment are sorted', () => {
    const { db } = keptChat()
    for (const [name, ask] of Object.entries(pages)) {
      const steps = plansOf(db, ask)
      expect([name, ...steps]).toContainEqual(expect.stringMatching(/^SEARCH (m|message) USING INDEX message_order/u))
      const sorted = steps.filter((step) => step.includes('TEMP B-TREE'))
      expect([name, sorted.filter((step) => step !== 'USE TEMP B-TREE FOR LAST 4 TERMS OF ORDER BY')]).toEqual([
        name,
        [],
      ])
    }
  })

  test('in a search looks up the words, and then the messages that have them', () => {
    const { db } = keptChat()
    const steps = plansOf(db, (to) => store.searchMessages(to, '"a"', null, 5))
    expect(steps).toContainEqual('SEARCH message USING INTEGER PRIMARY KEY (rowid=?)')
    expect(steps.filter((step) => step.startsWith('SCAN'))).toEqual(['SCAN message_words VIRTUAL TABLE INDEX 0:M1'])
  })
})
