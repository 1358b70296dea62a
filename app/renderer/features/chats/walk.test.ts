import { expect, test } from 'vitest'
import { walk } from './walk.ts'

const chats = [
  { space: 'a', unread: 0 },
  { space: 'b', unread: 2 },
  { space: 'c', unread: 0 },
  { space: 'd', unread: 1 },
]

test('keys walk through the chats, or through the unread ones, and stop at the ends', () => {
  expect(walk(chats, 'b', 1, false)).toBe('c')
  expect(walk(chats, 'b', -1, false)).toBe('a')
  expect(walk(chats, 'b', 1, true)).toBe('d')
  expect(walk(chats, 'd', 1, true)).toBeNull()
  expect(walk(chats, 'a', -1, false)).toBeNull()
  expect(walk(chats, null, 1, false)).toBe('a')
  expect(walk(chats, null, -1, false)).toBe('d')
  expect(walk(chats, 'gone', 1, true)).toBe('b')
  expect(walk([], null, 1, false)).toBeNull()
})
