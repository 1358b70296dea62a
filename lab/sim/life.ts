import type { Cancel, Timeline } from './timeline.ts'

/** One run of a program on a host, from its start to its end. Whatever it planned dies with it. */
export interface Life {
  isAlive(): boolean
  /** Plans something in the time of the world; it does not happen after the end. */
  after(ms: number, work: () => void): Cancel
  /**
   * Does something as this program: nothing once it has ended, and if it ends in the middle of it, that is no error.
   * Gives undefined then.
   */
  run<T>(work: () => T): T | undefined
  /** Ends it at once, without a word to it; what was to be told at its end is told, in order. */
  end(): void
  /** Something outside of the program that must know of its end, as the kernel that closes its sockets. */
  onEnd(work: () => void): Cancel
}

/** Thrown into a program that ends in the middle of something, and by what it calls after its end. */
export class ProgramEnded extends Error {
  constructor() {
    super('the program has ended')
  }
}

/** A program that runs. */
export function createLife(timeline: Timeline): Life {
  let isAlive = true
  const endings = new Set<() => void>()

  const run = <T>(work: () => T): T | undefined => {
    if (!isAlive) return undefined
    try {
      return work()
    } catch (thrown) {
      // Ended by what it was doing, and perhaps wrapped by what it called.
      if (thrown instanceof ProgramEnded || !isAlive) return undefined
      throw thrown
    }
  }

  return {
    isAlive: () => isAlive,
    run,
    after: (ms, work) => (isAlive ? timeline.after(ms, () => run(work)) : () => {}),
    end: () => {
      if (!isAlive) return
      isAlive = false
      for (const ending of Array.from(endings)) ending()
    },
    onEnd: (work) => {
      if (isAlive) endings.add(work)
      else work()
      return () => endings.delete(work)
    },
  }
}
