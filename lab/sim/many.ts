import { LARGE, planScenario } from './plan.ts'
import type { Scale } from './plan.ts'
import { playScenario } from './play.ts'
import type { Broken } from './laws.ts'

/** Which scenarios to play. */
export interface ManyOptions {
  readonly from: number
  readonly to: number
  /** Default: `LARGE`, up to eight people. */
  readonly scale?: Scale
  /** Told of each scenario when it is over. */
  readonly onPlayed?: (seed: number, broken: readonly Broken[]) => void
}

/** What came of many scenarios. */
export interface ManyReport {
  readonly scenarios: number
  /** Seeds of those in which a law does not hold, or something was thrown. */
  readonly failed: readonly { readonly seed: number; readonly detail: string }[]
  readonly events: number
  readonly messages: number
  readonly bytes: number
  /** How much time passed in all of them, in milliseconds of their worlds. */
  readonly virtualMs: number
}

/** Plays many scenarios, one after the other: for the bench, which has more time than the tests. */
export async function playMany({ from, to, scale = LARGE, onPlayed }: ManyOptions): Promise<ManyReport> {
  const failed: { seed: number; detail: string }[] = []
  const sum = { events: 0, messages: 0, bytes: 0, virtualMs: 0 }
  for (let seed = from; seed < to; seed++) {
    try {
      const outcome = await playScenario(planScenario(seed, scale))
      sum.events += outcome.steps
      sum.messages += outcome.said
      sum.bytes += outcome.bytes
      sum.virtualMs += outcome.virtualMs
      if (outcome.broken.length > 0) failed.push({ seed, detail: JSON.stringify(outcome.broken) })
      onPlayed?.(seed, outcome.broken)
    } catch (thrown) {
      failed.push({ seed, detail: thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown) })
    }
  }
  return { scenarios: to - from, failed, ...sum }
}
