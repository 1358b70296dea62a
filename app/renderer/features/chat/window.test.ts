import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  emptyWindow,
  hasNewer,
  hasOlder,
  MOST,
  opened,
  PAGE,
  withChanged,
  withNewer,
  withOlder,
  type Message,
  type Page,
  type Window,
} from './window.ts'

const message = (at: number, name = `m${at}`, text = ''): Message => ({
  message: name,
  author: 'a',
  at,
  text,
  replyTo: null,
  delivery: 'saved',
  disputed: false,
  blocked: false,
})

/** A whole chat, as the node has it, and its pages. */
const chat = (count: number) => {
  const all = Array.from({ length: count }, (_, n) => message(n))
  const slice = (low: number, high: number): Page => {
    const messages = all.slice(Math.max(low, 0), high)
    return { messages, before: Math.max(low, 0), total: count, lines: [] }
  }
  return { all, slice }
}
const shown = (window: Window): string => window.messages.map(({ message: name }) => name).join(' ')

describe('the window over a chat', () => {
  test('grows at either end without a gap, and lets the far end go', () => {
    const { slice } = chat(1000)
    let window = opened(slice(1000 - PAGE, 1000))
    for (let low = 1000 - PAGE; low > 400; low -= PAGE) window = withOlder(window, slice(low - PAGE, low))
    expect(window.messages.length).toBe(MOST)
    expect([hasOlder(window), hasNewer(window), window.before]).toEqual([true, true, window.messages[0]?.at])
    expect(window.messages.every(({ at }, n) => at === (window.messages[0]?.at ?? 0) + n)).toBe(true)
    const last = window.messages.at(-1)?.at ?? 0
    window = withNewer(window, slice(last + 1, last + 1 + PAGE))
    expect(window.messages.length).toBe(MOST)
    expect(window.before).toBe(window.messages[0]?.at)
    expect(window.messages.every(({ at }, n) => at === (window.messages[0]?.at ?? 0) + n)).toBe(true)
  })

  test('takes what was said just now at its end', () => {
    const { window, isWhole } = withChanged(opened(chat(3).slice(0, 3)), [message(7), message(8)], 5)
    expect({ shown: shown(window), isWhole }).toEqual({ shown: 'm0 m1 m2 m7 m8', isWhole: true })
  })

  test('takes the first message of all', () => {
    expect(shown(withChanged(emptyWindow, [message(1)], 1).window)).toBe('m1')
  })

  test('shows what changed where it stands', () => {
    const { window, isWhole } = withChanged(opened(chat(3).slice(0, 3)), [message(1, 'm1', 'changed')], 3)
    expect({ text: window.messages[1]?.text, isWhole }).toEqual({ text: 'changed', isWhole: true })
  })

  test('asks to be read again when something came late, or in the same moment', () => {
    const window = opened(chat(3).slice(0, 3))
    expect(withChanged(window, [message(1, 'late')], 4).isWhole).toBe(false)
    expect(withChanged(window, [message(2, 'same moment')], 4).isWhole).toBe(false)
    expect(withChanged(window, [], 2).isWhole).toBe(false)
  })

  test('leaves alone what lies outside', () => {
    const window = opened(chat(100).slice(40, 60))
    const { window: after, isWhole } = withChanged(window, [message(3, 'm3', 'changed'), message(200, 'later')], 101)
    expect({ same: shown(after) === shown(window), isWhole, total: after.total }).toEqual({
      same: true,
      isWhole: true,
      total: 101,
    })
    expect(withChanged(window, [message(3, 'm3', 'changed')], 100).isWhole).toBe(true)
    expect(withChanged(window, [message(3, 'earlier')], 101).isWhole).toBe(false)
  })

  test('never shows a message twice, whatever is told in whatever order', () => {
    const changes = fc.array(
      fc.array(
        fc.integer({ min: 0, max: 40 }).map((at) => message(at)),
        { maxLength: 5 },
      ),
    )
    fc.assert(
      fc.property(changes, fc.integer({ min: 0, max: 20 }), fc.integer({ min: 20, max: 40 }), (told, low, high) => {
        let window = opened(chat(40).slice(low, high))
        for (const changed of told) window = withChanged(window, dedupe(changed), 40).window
        const names = window.messages.map(({ message: name }) => name)
        expect(new Set(names).size).toBe(names.length)
        expect(window.messages.toSorted((left, right) => left.at - right.at)).toEqual(window.messages)
      }),
    )
  })
})

const dedupe = (messages: readonly Message[]): Message[] =>
  [...new Map(messages.map((one) => [one.message, one])).values()].toSorted((left, right) => left.at - right.at)
