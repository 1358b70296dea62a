import { describe, expect, test } from 'vitest'
import { realClock, systemRandom } from './index.ts'

describe('the clock of this computer', () => {
  test('calls once, later, in the order of the pauses', async () => {
    const clock = realClock()
    const calls: string[] = []
    await new Promise<void>((resolve) => {
      clock.after(30, () => {
        calls.push('late')
        resolve()
      })
      clock.after(-5, () => calls.push('soon'))
      calls.push('now')
    })
    expect(calls).toEqual(['now', 'soon', 'late'])
  })

  test('a cancelled call never comes, and cancelling twice or too late is harmless', async () => {
    const clock = realClock()
    const calls: string[] = []
    const cancel = clock.after(0, () => calls.push('cancelled'))
    cancel()
    cancel()
    const late = await new Promise<() => void>((resolve) => {
      const cancelLate = clock.after(5, () => resolve(cancelLate))
    })
    late()
    expect(calls).toEqual([])
  })

  test('a pause of years does not fire at once', async () => {
    const clock = realClock()
    const calls: string[] = []
    const cancel = clock.after(10 * 365 * 86_400_000, () => calls.push('years'))
    await new Promise<void>((resolve) => clock.after(20, resolve))
    cancel()
    expect(calls).toEqual([])
  })

  test('monotonic time does not run backwards', () => {
    const clock = realClock()
    const before = clock.monotonic()
    expect(clock.monotonic()).toBeGreaterThanOrEqual(before)
    expect(Math.abs(clock.now() - Date.now())).toBeLessThan(60_000)
  })
})

describe('randomness of the system', () => {
  test('gives as many bytes as asked for, each time others', () => {
    expect(systemRandom(0)).toHaveLength(0)
    expect(systemRandom(100_000)).toHaveLength(100_000)
    expect(systemRandom(32)).not.toEqual(systemRandom(32))
  })
})
