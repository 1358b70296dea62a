import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { compareBytes } from '#core/proof/index.ts'
import {
  allSpaces,
  chatDump,
  countUnread,
  deleteMessage,
  disputeMessages,
  lastOfSpaces,
  messageAt,
  messageByKey,
  messagesAfter,
  messagesBefore,
  messagesToIndex,
  newestMessages,
  putReadMark,
  putSpace,
  putWords,
  searchMessages,
  unreadOfSpaces,
} from '#core/store/index.ts'
import { feedOf, keptChat, placeOf, put, spaceOf, textOf } from './fixture.ts'
import type { Kept, Stands } from './fixture.ts'

/** Histories in which many messages share their moment: three people, a few moments, several facts in one entry. */
const history: fc.Arbitrary<Stands[]> = fc.uniqueArray(
  fc.record({
    at: fc.integer({ min: 1, max: 4 }),
    by: fc.nat(2),
    seq: fc.nat(5),
    place: fc.nat(1),
  }),
  { maxLength: 24, selector: ({ by, seq, place }) => `${by} ${seq} ${place}` },
)

const inOrder = (all: readonly Stands[]): Stands[] =>
  all.toSorted(
    (a, b) =>
      a.at - b.at || compareBytes(placeOf(a).feedBytes, placeOf(b).feedBytes) || a.seq - b.seq || a.place - b.place,
  )

function told(all: readonly Stands[]): Kept {
  const kept = keptChat(3)
  for (const it of all) put(kept, it)
  return kept
}

describe('a chat', () => {
  test('is in one order, by time, feed, and place in the feed, in whatever order it came', () => {
    fc.assert(
      fc.property(history, (all) => {
        const { db, space } = told(all)
        expect(chatDump(db, space).map((row) => row.text)).toEqual(inOrder(all).map(textOf))
      }),
    )
  })

  test('is read in pages that meet without a gap or a repetition, from either end and from any message', () => {
    fc.assert(
      fc.property(history, fc.integer({ min: 1, max: 5 }), (all, limit) => {
        const { db, space } = told(all)
        const texts = inOrder(all).map(textOf)
        for (const [i, it] of inOrder(all).entries()) {
          const before = messagesBefore(db, space, placeOf(it), limit).map((row) => row.text)
          const after = messagesAfter(db, space, placeOf(it), limit).map((row) => row.text)
          expect(before).toEqual(texts.slice(Math.max(0, i - limit), i).toReversed())
          expect(after).toEqual(texts.slice(i + 1, i + 1 + limit))
        }
        expect(newestMessages(db, space, limit).map((row) => row.text)).toEqual(texts.slice(-limit).toReversed())
      }),
      { numRuns: 60 },
    )
  })

  test('counts as unread what others said after the place read up to, and nothing else', () => {
    fc.assert(
      fc.property(history, fc.nat(23), (all, n) => {
        const { db, space, no } = told(all)
        const ordered = inOrder(all)
        const mark = ordered[n]
        const rest = mark === undefined ? ordered : ordered.filter((it) => isAfter(it, mark))
        const read = mark === undefined ? { at: 0, feed: null } : { at: mark.at, feed: feedOf(mark.by) }
        expect(countUnread(db, space, no(0), read, 1000)).toBe(rest.filter((it) => it.by !== 0).length)
      }),
    )
  })

  test('counts unread messages among the newest so many alone', () => {
    const kept = keptChat()
    for (let at = 1; at <= 20; at++) put(kept, { at, by: at > 10 ? 0 : 1, seq: at, place: 0 })
    expect(countUnread(kept.db, kept.space, kept.no(0), { at: 0, feed: null }, 5)).toBe(0)
    expect(countUnread(kept.db, kept.space, kept.no(1), { at: 0, feed: null }, 5)).toBe(5)
  })

  test('shows in a list of chats what the chat itself says: its last message, and what is unread', () => {
    fc.assert(
      fc.property(history, fc.nat(23), (all, n) => {
        const { db, space, no } = told(all)
        const empty = db.transaction((to) => putSpace(to, spaceOf(2), 'direct', 0))
        const mark = inOrder(all)[n]
        if (mark !== undefined) db.transaction((to) => putReadMark(to, space, mark.at, feedOf(mark.by)))
        const row = allSpaces(db).find((it) => it.no === space)
        const read = { at: row?.readAt ?? 0, feed: row?.readFeed ?? null }
        const [last] = newestMessages(db, space, 1)
        const both = [empty.no, space]
        expect([...lastOfSpaces(db, both)]).toEqual(last === undefined ? [] : [[space, last]])
        for (const limit of [2, 1000])
          expect(unreadOfSpaces(db, both, no(0), limit)).toEqual(
            new Map([
              [empty.no, 0],
              [space, countUnread(db, space, no(0), read, limit)],
            ]),
          )
      }),
      { numRuns: 60 },
    )
  })

  test('finds a message by its place, and by a key within this chat alone (D2, D4)', () => {
    const kept = keptChat()
    const key = new Uint8Array(20).fill(7)
    put(kept, { at: 5, by: 1, seq: 3, place: 0 }, key)
    expect(messageAt(kept.db, kept.no(1), 3, 0)).toMatchObject({ text: '5 1 3 0', feed: feedOf(1), disputed: false })
    expect(messageAt(kept.db, kept.no(1), 3, 1)).toBeUndefined()
    expect(messageByKey(kept.db, kept.space, key)?.text).toBe('5 1 3 0')
    expect(messageByKey(kept.db, kept.space + 1, key)).toBeUndefined()
  })

  test('marks as disputed what stands at or above a fork, of that feed alone (E7)', () => {
    const kept = keptChat()
    for (let seq = 1; seq <= 4; seq++) for (const by of [0, 1]) put(kept, { at: seq, by, seq, place: 0 })
    expect(kept.db.transaction((to) => disputeMessages(to, kept.no(1), 3))).toBe(2)
    const disputed = chatDump(kept.db, kept.space).filter((row) => row.disputed)
    expect(disputed.map((row) => row.text)).toEqual(['3 1 3 0', '4 1 4 0'])
  })
})

const isAfter = (it: Stands, mark: Stands): boolean =>
  it.at > mark.at || (it.at === mark.at && compareBytes(placeOf(it).feedBytes, placeOf(mark).feedBytes) > 0)

describe('words', () => {
  const find = ({ db, space }: Kept, match: string, limit = 10): string[] =>
    Array.from(searchMessages(db, match, space, limit), (row) => row.text)

  test('find messages newest first by when they were said, not by when they came', () => {
    const kept = keptChat()
    for (const at of [5, 9, 1, 7]) {
      const no = put(kept, { at, by: 0, seq: at, place: 0 })
      kept.db.transaction((to) => putWords(to, no, `all ${at === 7 ? '' : 'some'}`))
    }
    expect(find(kept, '"all"*')).toEqual(['9 0 9 0', '7 0 7 0', '5 0 5 0', '1 0 1 0'])
    expect(find(kept, '"so"*', 2)).toEqual(['9 0 9 0', '5 0 5 0'])
    expect(find(kept, '"all" AND "some"')).toHaveLength(3)
    expect(Array.from(searchMessages(kept.db, '"all"', kept.space + 1, 9))).toEqual([])
    expect(Array.from(searchMessages(kept.db, '"all"', null, 9))).toHaveLength(4)
  })

  test('of scripts whose marks SQLite does not know as letters are one word (no phrase)', () => {
    const kept = keptChat()
    const words = ['नमस्ते', '서울', 'คว', 'i̇stanbul', '𞤀𞤁', 'ꙮ', 'x́́y', '𠮷野']
    for (const [i, word] of words.entries()) {
      const no = put(kept, { at: i + 1, by: 0, seq: i, place: 0 })
      kept.db.transaction((to) => putWords(to, no, word))
    }
    for (const [i, word] of words.entries()) expect(find(kept, `"${word}"*`)).toEqual([`${i + 1} 0 ${i} 0`])
  })

  test('of a message that goes are gone with it, and others stay', () => {
    const kept = keptChat()
    const [one, two] = [1, 2].map((at) => put(kept, { at, by: 0, seq: at, place: 0 }))
    kept.db.transaction((to) => {
      putWords(to, one ?? 0, 'both first')
      putWords(to, two ?? 0, 'both second')
      deleteMessage(to, one ?? 0, 'both first')
    })
    expect([find(kept, '"both"'), find(kept, '"first"')]).toEqual([['2 0 2 0'], []])
    expect(kept.db.check()).toEqual([])
  })

  test('are still to be indexed from the last number on', () => {
    const kept = keptChat()
    for (let at = 1; at <= 3; at++) put(kept, { at, by: 0, seq: at, place: 0 })
    expect(messagesToIndex(kept.db, 1, 10).map(({ no }) => no)).toEqual([2, 3])
    expect(messagesToIndex(kept.db, 0, 2).map(({ text }) => text)).toEqual(['1 0 1 0', '2 0 2 0'])
  })
})
