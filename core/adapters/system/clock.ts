import type { Clock } from '#core/net/index.ts'

/** Longest pause `setTimeout` can hold, in milliseconds; it fires at once for more. */
const LONGEST_TIMER_MS = 2 ** 31 - 1

/**
 * The clock of this computer. `after` of zero or less fires in a later turn, never at once; of any length at its time.
 * A pending timer keeps the process alive: whoever sets one cancels it.
 */
export const realClock = (): Clock => ({
  now: () => Date.now(),
  monotonic: () => performance.now(),
  after: (ms, fn) => {
    const due = performance.now() + ms
    let timer: NodeJS.Timeout
    const arm = (): void => {
      const left = due - performance.now()
      timer = left > LONGEST_TIMER_MS ? setTimeout(arm, LONGEST_TIMER_MS) : setTimeout(fn, Math.max(0, Math.ceil(left)))
    }
    arm()
    return () => clearTimeout(timer)
  },
})
