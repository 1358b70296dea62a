import { expect, test } from 'vitest'
import { capsOf } from './keys.ts'

test('keys are written as they are printed on the reader’s keyboard', () => {
  expect(capsOf('Mod+Shift+F', false)).toEqual(['Ctrl', 'Shift', 'F'])
  expect(capsOf('Mod+Shift+F', true)).toEqual(['⌘', '⇧', 'F'])
  expect(capsOf('Alt+ArrowUp', true)).toEqual(['⌥', '↑'])
  expect(capsOf('Escape', false)).toEqual(['Esc'])
})
