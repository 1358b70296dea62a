import { expect, test } from 'vitest'
import { rank, type Entry } from './rank.ts'

const entries: readonly Entry[] = [
  { id: 'chat 1', group: 'chats', label: '하나', terms: [] },
  { id: 'chat 2', group: 'chats', label: 'Dana', terms: [] },
  { id: 'network', group: 'places', label: '연결', terms: ['Network'] },
  { id: 'dark', group: 'settings', label: '어둡게', terms: ['Dark', '화면'], isHidden: true },
]
const ids = (query: string, recent: readonly string[] = []): readonly (readonly string[])[] =>
  rank(query, entries, recent).map(({ group, entries: found }) => [group, ...found.map(({ id }) => id)])

test('before anything is typed stands what was chosen lately, and nothing twice', () => {
  expect(ids('', ['network', 'gone', 'dark'])).toEqual([
    ['recent', 'network', 'dark'],
    ['chats', 'chat 1', 'chat 2'],
  ])
})

test('what fits is shown by group, the group of the best first', () => {
  expect(ids('da')).toEqual([
    ['chats', 'chat 2'],
    ['settings', 'dark'],
  ])
  expect(ids('dark')).toEqual([['settings', 'dark']])
})

test('a word of the other language finds it, too', () => {
  expect(ids('network')).toEqual([['places', 'network']])
})

test('of equals, what was chosen lately comes first', () => {
  const twins: readonly Entry[] = ['a', 'b'].map((id) => ({ id, group: 'chats', label: 'Kim', terms: [] }))
  expect(rank('kim', twins, ['b'])[0]?.entries.map(({ id }) => id)).toEqual(['b', 'a'])
})
