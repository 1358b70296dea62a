/** What a step of `npm test` came to. */
export interface Count {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
}

export const nothing: Count = { passed: 0, failed: 0, skipped: 0 }

export const add = (a: Count, b: Count): Count => ({
  passed: a.passed + b.passed,
  failed: a.failed + b.failed,
  skipped: a.skipped + b.skipped,
})

/** A check without tests of its own counts as one. */
export const countOfCheck = (exitedWell: boolean): Count => ({ ...nothing, [exitedWell ? 'passed' : 'failed']: 1 })

/** The parts of vitest's JSON report that are counted. */
interface VitestReport {
  readonly testResults: readonly {
    readonly status: string
    readonly assertionResults: readonly { readonly status: string }[]
  }[]
}

/** The parts of Playwright's JSON report that are counted. */
interface PlaywrightReport {
  readonly stats: {
    readonly expected: number
    readonly unexpected: number
    readonly flaky: number
    readonly skipped: number
  }
  readonly errors: readonly unknown[]
}

/** Counts each test of vitest's report, and each file that failed without a failed test in it, as when it does not load. */
export const countOfVitest = ({ testResults }: VitestReport): Count =>
  testResults.reduce((sum, { status, assertionResults }) => {
    const tests = assertionResults.map((test) => test.status)
    const failed = tests.filter((each) => each === 'failed').length
    return add(sum, {
      passed: tests.filter((each) => each === 'passed').length,
      failed: failed === 0 && status === 'failed' ? 1 : failed,
      skipped: tests.filter((each) => each !== 'passed' && each !== 'failed').length,
    })
  }, nothing)

/** Counts each test of Playwright's report, and each error outside of tests. One that passed only when repeated failed. */
export const countOfPlaywright = ({ stats, errors }: PlaywrightReport): Count => ({
  passed: stats.expected,
  failed: stats.unexpected + stats.flaky + errors.length,
  skipped: stats.skipped,
})

/**
 * The truth about a step with a report: one that ran nothing has failed, and so has one whose runner ended badly although
 * its report knows of no failure.
 */
export const withRunner = (count: Count, exitedWell: boolean): Count =>
  count.failed === 0 && (!exitedWell || count.passed === 0) ? { ...count, failed: 1 } : count

/** The last line of `npm test`. */
export const line = ({ passed, failed, skipped }: Count): string =>
  `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`
