import { describe, expect, test } from 'vitest'
import { languages } from '../words/index.ts'
import { createShortcuts, matchChord, shortcuts, type Chord } from './shortcuts.ts'

const chord = (key: string, held: Partial<Chord> = {}): Chord => ({
  key,
  code: '',
  altKey: false,
  ctrlKey: false,
  metaKey: false,
  shiftKey: false,
  ...held,
})

describe('a shortcut', () => {
  test('is the same key under a Korean and an English layout', () => {
    expect(matchChord('Mod+F', chord('f', { ctrlKey: true, code: 'KeyF' }), false)).toBe(0)
    expect(matchChord('Mod+F', chord('ㄹ', { ctrlKey: true, code: 'KeyF' }), false)).toBe(0)
    // Dvorak has its F elsewhere: the letter counts.
    expect(matchChord('Mod+F', chord('f', { ctrlKey: true, code: 'KeyY' }), false)).toBe(0)
    expect(matchChord('Mod+F', chord('u', { ctrlKey: true, code: 'KeyF' }), false)).toBeNull()
  })

  test('has exactly its modifiers, and Command on a Mac', () => {
    expect(matchChord('Mod+Shift+F', chord('F', { ctrlKey: true, shiftKey: true }), false)).toBe(0)
    expect(matchChord('Mod+F', chord('F', { ctrlKey: true, shiftKey: true }), false)).toBeNull()
    expect(matchChord('Mod+F', chord('f', { metaKey: true }), true)).toBe(0)
    expect(matchChord('Mod+F', chord('f', { ctrlKey: true }), true)).toBeNull()
    expect(matchChord('Escape', chord('Escape'), false)).toBe(0)
  })

  test('of a digit says which', () => {
    expect(matchChord('Mod+1-9', chord('7', { ctrlKey: true }), false)).toBe(7)
    expect(matchChord('Mod+1-9', chord('0', { ctrlKey: true }), false)).toBeNull()
  })

  test('is described in every language', () => {
    for (const { shortcuts: said } of Object.values(languages))
      expect(Object.keys(said.does)).toEqual(shortcuts.map(({ id }) => id))
  })
})

test('the last to bind is asked first, and whoever has nothing to do passes it on', () => {
  let press: (event: KeyboardEvent) => void = () => {}
  const { bind } = createShortcuts((onKey) => (press = onKey), false)
  const heard: string[] = []
  const escape = (): boolean => {
    let isTaken = false
    const event = { ...chord('Escape'), isComposing: false, defaultPrevented: false }
    press({ ...event, preventDefault: () => (isTaken = true) } as unknown as KeyboardEvent) // what the listener reads
    return isTaken
  }
  expect(escape()).toBe(false)
  bind('close', () => heard.push('first') > 0)
  let hasMuchToDo = true
  const end = bind('close', () => hasMuchToDo && heard.push('second') > 0)
  expect(escape()).toBe(true)
  hasMuchToDo = false
  escape()
  end()
  escape()
  expect(heard).toEqual(['second', 'first', 'first'])
})
