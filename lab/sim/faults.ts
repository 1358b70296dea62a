import { ProgramEnded, type Life } from './life.ts'

/**
 * Where a program can be ended in the middle of something: right before and after each thing it does that outlasts it.
 * `Commit` is a transaction of its database, `Counter` its copy of the start counter, `Vault` its secrets.
 */
export type FaultPoint =
  'beforeCommit' | 'afterCommit' | 'beforeCounter' | 'afterCounter' | 'beforeVault' | 'afterVault'

/** What ends the programs of a host in the middle of something. */
export interface Faults {
  /** The program that runs (or the next) ends the `times`-th time from now that it comes to this point. */
  endAt(point: FaultPoint, times?: number): void
  /** Takes back what was set and has not come yet. */
  clear(): void
  /** Whether something is set that has not come yet. */
  isSet(): boolean
  /** Called at every point. Throws `ProgramEnded` where it ends. */
  pass(point: FaultPoint, life: Life): void
}

/** Nothing is set. */
export function createFaults(): Faults {
  let trap: { readonly point: FaultPoint; left: number } | null = null
  return {
    endAt: (point, times = 1) => {
      trap = { point, left: times }
    },
    clear: () => {
      trap = null
    },
    isSet: () => trap !== null,
    pass: (point, life) => {
      if (trap?.point !== point || --trap.left > 0) return
      trap = null
      life.end()
      throw new ProgramEnded()
    },
  }
}
