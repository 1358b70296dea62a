import { expect, test } from 'vitest'
import type { Space } from '../../app/queries.ts'
import { newsOf, readSince, waitingIn } from './news.ts'

const chat = (space: string, unread: number, author = 'jun', text = 'hello'): Space => ({
  space,
  kind: 'direct',
  title: 'Jun',
  unread,
  state: 'open',
  draft: '',
  picture: null,
  role: 'owner',
  members: ['me', 'jun'],
  last: { message: 'm', author, at: 0, text, replyTo: null, delivery: 'delivered', disputed: false, blocked: false },
})
const told = (before: readonly Space[] | null, after: readonly Space[], looksAt: string | null = null) =>
  newsOf(before && waitingIn(before), after, 'me', looksAt)

test('what Jun writes is told once, and again when he writes again', () => {
  expect(told([chat('a', 0)], [chat('a', 1)])).toEqual([{ space: 'a', author: 'Jun', text: 'hello' }])
  expect(told([chat('a', 1)], [chat('a', 1)])).toEqual([])
  expect(told([chat('a', 1)], [chat('a', 3)])).toHaveLength(1)
  expect(told([], [chat('b', 1)])).toHaveLength(1)
})

test('nothing is told of what waited before, of one’s own words, or of the chat that one looks at', () => {
  expect(told(null, [chat('a', 4)])).toEqual([])
  expect(told([chat('a', 0)], [chat('a', 1, 'me')])).toEqual([])
  expect(told([chat('a', 0)], [chat('a', 1)], 'a')).toEqual([])
  expect(told([chat('a', 0)], [chat('a', 1)], 'b')).toHaveLength(1)
})

test('a long text is cut between characters, never within one', () => {
  const [news] = told([chat('a', 0)], [chat('a', 1, 'jun', '😀'.repeat(300))])
  expect(news?.text).toBe('😀'.repeat(100))
})

test('what was read, here or on another way, takes its notification away', () => {
  const ended = (before: readonly Space[], after: readonly Space[]) => readSince(waitingIn(before), after)
  expect(ended([chat('a', 2), chat('b', 1)], [chat('a', 0), chat('b', 1)])).toEqual(['a'])
  expect(ended([chat('a', 0)], [chat('a', 0)])).toEqual([])
})
