import { expect, test } from 'vitest'
import { isSavingDue } from './due.ts'

test('a chat of any length is saved whole now and then: rarely when small, ever more rarely as it grows', () => {
  expect(isSavingDue(0, 200)).toBe(false)
  expect(isSavingDue(0, 70_000)).toBe(true)
  expect(isSavingDue(2_000_000, 70_000)).toBe(false)
  expect(isSavingDue(2_000_000, 1_000_001)).toBe(true)
})
