import { describe, expect, test } from 'vitest'
import { planScenario, SMALL } from './plan.ts'
import type { Plan, Scale } from './plan.ts'
import { playScenario } from './play.ts'
import { shrinkPlan } from './shrink.ts'

/** Scenarios in one test: so many take a few seconds, and a failing one is among few. */
const SEEDS_PER_TEST = 25

/** The scenario with its laws that do not hold; what it threw counts as one. */
const outcomeOf = async (plan: Plan): Promise<readonly string[]> => {
  try {
    return (await playScenario(plan)).broken.map(({ law, who, detail }) => `${law} (${who}): ${detail}`)
  } catch (thrown) {
    return [thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown)]
  }
}

/** What is to be seen of a failure: the seed, what does not hold, and the few deeds with which it does not. Else nothing. */
async function failureOf(plan: Plan): Promise<string> {
  const broken = await outcomeOf(plan)
  if (broken.length === 0) return ''
  const smaller = await shrinkPlan(plan, async (candidate) => (await outcomeOf(candidate)).length > 0)
  const deeds = smaller.deeds.map((deed) => JSON.stringify(deed)).join('\n  ')
  return `seed ${plan.seed}\n${broken.join('\n')}\nwith ${JSON.stringify({ ...smaller, deeds: [] })} and\n  ${deeds}`
}

/** Tests that all laws hold after scenarios `from` to `to` healed. One part of a thousand, so that parts run side by side. */
export function convergenceSuite(from: number, to: number, scale: Scale = SMALL): void {
  describe(`whatever happens to ${Math.min(...scale.people)} to ${Math.max(...scale.people)} people, scenarios ${from} to ${to - 1}`, () => {
    for (let first = from; first < to; first += SEEDS_PER_TEST) {
      const last = Math.min(first + SEEDS_PER_TEST, to)
      test(`once all is well again everybody has everything, the same, once (seeds ${first} to ${last - 1})`, async () => {
        for (let seed = first; seed < last; seed++) expect(await failureOf(planScenario(seed, scale))).toBe('')
      })
    }
  })
}
