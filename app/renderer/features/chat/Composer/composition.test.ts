import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { idle, step, type CompositionEffect, type CompositionEvent } from './composition.ts'

/** All that the field was told to do, event by event. */
const play = (...events: CompositionEvent[]): (readonly CompositionEffect[])[] => {
  let now = idle
  return events.map((event) => {
    const [next, effects] = step(Object.freeze(now), event)
    now = next
    return effects
  })
}
const sends = (...events: CompositionEvent[]): number =>
  play(...events)
    .flat()
    .filter((effect) => effect === 'send').length

const start: CompositionEvent = { type: 'start' }
const update = (text: string): CompositionEvent => ({ type: 'update', text })
const end = (text: string): CompositionEvent => ({ type: 'end', text })
const plain: CompositionEvent = { type: 'enter', isShift: false, isPartOfIt: false }
const inside: CompositionEvent = { type: 'enter', isShift: false, isPartOfIt: true }
const newline: CompositionEvent = { type: 'newline' }
const later: CompositionEvent = { type: 'later' }

describe('Enter', () => {
  test('sends, and makes no new line', () => {
    expect(play(plain)).toEqual([['prevent', 'send']])
  })

  test('with Shift is left to the field, also while composing', () => {
    const shift: CompositionEvent = { type: 'enter', isShift: true, isPartOfIt: false }
    expect(play(shift, start, update('가'), { ...shift, isPartOfIt: true }, newline).flat()).toEqual([])
  })
})

describe('Hangul', () => {
  test('Enter in the middle of a syllable sends once, after the syllable is whole', () => {
    expect(play(start, update('ㅎ'), update('하'), update('한'), inside, end('한'), later)).toEqual([
      [],
      [],
      [],
      [],
      [],
      ['schedule'],
      ['send'],
    ])
  })

  test('an input method that tells of Enter twice sends once and makes no new line', () => {
    expect(play(start, update('한'), inside, end('한'), plain, newline, later)).toEqual([
      [],
      [],
      [],
      ['schedule'],
      ['prevent'],
      ['prevent'],
      ['send'],
    ])
  })

  test('Safari, which tells of Enter after the end of the composition, sends once', () => {
    expect(play(start, update('한'), end('한'), inside, later)).toEqual([[], [], [], ['prevent', 'schedule'], ['send']])
  })

  test('Enter after a syllable that was committed by a space sends at once', () => {
    expect(play(start, update('한'), end('한'), later, plain).at(-1)).toEqual(['prevent', 'send'])
  })

  test('a wish is off when the focus goes elsewhere', () => {
    expect(sends(start, update('한'), inside, { type: 'blur' }, end('한'), later)).toBe(0)
  })
})

describe('Japanese and Chinese', () => {
  test.each(['にほん', '日本', 'nihon', '中文'])('Enter only commits %s, and the next one sends', (text) => {
    const events = [start, update(text), inside, end(text), later]
    expect(sends(...events)).toBe(0)
    expect(sends(...events, plain)).toBe(1)
  })

  test('Safari, which tells of that Enter after the end, does not send either', () => {
    expect(sends(start, update('日本'), end('日本'), inside, later)).toBe(0)
  })

  test('kana after Hangul is kana', () => {
    expect(sends(start, update('한'), end('한'), start, update('に'), inside, end('に'), later)).toBe(0)
  })
})

test('whatever events come, nothing is sent more often than Enter was pressed', () => {
  const event = fc.oneof(
    fc.constantFrom(start, plain, inside, newline, later, { type: 'blur' } as const),
    fc.constantFrom('한', 'に', '', 'a').chain((text) => fc.constantFrom(update(text), end(text))),
  )
  fc.assert(
    fc.property(fc.array(event, { maxLength: 40 }), (events) => {
      expect(sends(...events)).toBeLessThanOrEqual(events.filter(({ type }) => type === 'enter').length)
    }),
  )
})
