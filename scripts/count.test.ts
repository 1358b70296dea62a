import { describe, expect, test } from 'vitest'
import { add, countOfCheck, countOfPlaywright, countOfVitest, line, nothing, withRunner } from './count.ts'

const file = (status: string, ...tests: string[]): Parameters<typeof countOfVitest>[0]['testResults'][number] => ({
  status,
  assertionResults: tests.map((each) => ({ status: each })),
})

describe('what npm test says in its last line', () => {
  test('is the sum of what ran', () => {
    const sum = [countOfCheck(true), countOfCheck(false), countOfVitest({ testResults: [file('passed', 'passed')] })]
    expect(line(sum.reduce(add, nothing))).toBe('2 passed, 1 failed')
    expect(line({ passed: 1, failed: 0, skipped: 2 })).toBe('1 passed, 0 failed, 2 skipped')
  })

  test('counts every unit test by its outcome, and a file that does not load as a failure', () => {
    const testResults = [
      file('failed', 'passed', 'failed', 'failed'),
      file('failed'),
      file('passed', 'skipped', 'todo'),
    ]
    expect(countOfVitest({ testResults })).toEqual({ passed: 1, failed: 3, skipped: 2 })
  })

  test('counts a browser test that passed only when repeated, and an error outside of tests, as failures', () => {
    const stats = { expected: 3, unexpected: 1, flaky: 1, skipped: 1 }
    expect(countOfPlaywright({ stats, errors: ['a file with a typo'] })).toEqual({ passed: 3, failed: 3, skipped: 1 })
  })

  test('never lets a runner pass that ran nothing, or died after its report', () => {
    expect(withRunner(nothing, true).failed).toBe(1)
    expect(withRunner({ passed: 5, failed: 0, skipped: 0 }, false).failed).toBe(1)
    expect(withRunner({ passed: 5, failed: 2, skipped: 0 }, false).failed).toBe(2)
    expect(withRunner({ passed: 5, failed: 0, skipped: 1 }, true).failed).toBe(0)
  })
})
