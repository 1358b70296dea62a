import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { beginningOf, largeEmoji, newestUnread, piecesOf, rowAt } from './rows.ts'
import type { Message } from './window.ts'

const noon = new Date(2026, 10, 21, 12).getTime()
const minute = 60_000
const said = (name: string, author: string, at: number, delivery: Message['delivery'] = 'delivered'): Message => ({
  message: name,
  author,
  at,
  text: '',
  replyTo: null,
  delivery,
  disputed: false,
  blocked: false,
})
const drawn = (messages: readonly Message[], newFrom: string | null = null): string[] =>
  messages.flatMap((_, n) => {
    const row = rowAt(messages, n, { self: 'me', newFrom, isWhole: true })
    if (row === null) return []
    const whose = `${row.isMine ? 'mine' : 'theirs'}${row.isFirst ? ' first' : ''}${row.isLast ? ' last' : ''}`
    return [...(row.isNewDay ? ['day'] : []), ...(row.isNew ? ['new'] : []), whose]
  })

describe('the rows of a chat', () => {
  test('group what one person says in one go, and divide days', () => {
    const messages = [
      said('a', 'me', noon - 24 * 60 * minute),
      said('b', 'jun', noon),
      said('c', 'jun', noon + minute),
      said('d', 'jun', noon + 2 * minute),
      said('e', 'jun', noon + 30 * minute),
      said('f', 'me', noon + 31 * minute),
    ]
    expect(drawn(messages)).toEqual([
      'day',
      'mine first last',
      'day',
      'theirs first',
      'theirs',
      'theirs last',
      'theirs first last',
      'mine first last',
    ])
  })

  test('show where the unread begins, and start a group there', () => {
    const messages = [said('a', 'jun', noon), said('b', 'jun', noon + 1), said('c', 'jun', noon + 2)]
    expect(drawn(messages, 'b')).toEqual(['day', 'theirs first last', 'new', 'theirs first', 'theirs last'])
  })

  test('begin no day where it is not known what was said before', () => {
    const row = rowAt([said('a', 'jun', noon)], 0, { self: 'me', newFrom: null, isWhole: false })
    expect(row).toMatchObject({ isNewDay: false, isFirst: true, isLast: true })
    expect(rowAt([], 0, { self: 'me', newFrom: null, isWhole: true })).toBeNull()
  })
})

describe('what is unread', () => {
  const messages = [said('a', 'jun', 1, 'read'), said('b', 'jun', 2), said('c', 'me', 3), said('d', 'jun', 4)]
  test('ends at the newest by others, until that is read', () => {
    expect(newestUnread(messages, 'me')).toBe('d')
    expect(newestUnread([said('d', 'jun', 4, 'read'), said('e', 'me', 5)], 'me')).toBeNull()
  })
})

describe('web addresses in a text', () => {
  test.each([
    ['see https://dure.example/a?b=1, please', 'https://dure.example/a?b=1'],
    ['(http://127.0.0.1:80/x)', 'http://127.0.0.1:80/x'],
    ['https://한국.kr/길 좋아요', 'https://한국.kr/길'],
  ])('%s', (text, link) => {
    expect(piecesOf(text).flatMap((piece) => piece.link ?? [])).toEqual([link])
  })

  test.each(['javascript:alert(1)', 'data:text/html,x', 'https://', 'file:///etc/passwd', 'dure:contact#x'])(
    '%s is none',
    (text) => {
      expect(piecesOf(text).every(({ link }) => link === null)).toBe(true)
    },
  )

  test('never lose or add anything', () => {
    const text = fc.array(fc.oneof(fc.string(), fc.webUrl(), fc.constantFrom('https://', ' ', '.', '한')), {
      maxLength: 8,
    })
    fc.assert(
      fc.property(text, (parts) => {
        const whole = parts.join('')
        const pieces = piecesOf(whole)
        expect(pieces.map((piece) => piece.text).join('')).toBe(whole)
        expect(pieces.every(({ link }) => link === null || /^https?:$/.test(new URL(link).protocol))).toBe(true)
      }),
    )
  })
})

describe('a text in its bubble', () => {
  test.each([
    ['😀', 1],
    ['👩‍👩‍👧‍👦 🇰🇷', 2],
    ['❤️👍🏽🎉', 3],
    ['😀😀😀😀', 0],
    ['😀 좋아', 0],
    ['12', 0],
    ['', 0],
    [' ', 0],
  ])('%j has %i emoji to be shown large', (text, count) => {
    expect(largeEmoji(text)).toBe(count)
  })

  test('is shown from its beginning when it is very long, and never cut through a character', () => {
    expect(beginningOf('짧은 글')).toBeNull()
    expect(beginningOf('x\n'.repeat(29))).toBeNull()
    expect(beginningOf('x\n'.repeat(10_000))?.split('\n').length).toBe(30)
    for (let before = 2990; before < 3010; before++) {
      const beginning = beginningOf(`${'x'.repeat(before)}😀${'y'.repeat(50)}`) ?? ''
      expect(beginning.isWellFormed()).toBe(true)
      expect(beginning.length).toBeLessThanOrEqual(3000)
    }
  })
})
