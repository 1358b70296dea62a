import type { Plan } from './plan.ts'

/**
 * A smaller scenario that still fails: deeds are left out, whole stretches first, as long as what is left fails. What is
 * given back is rarely the smallest there is, but small enough to be read.
 */
export async function shrinkPlan(plan: Plan, isFailing: (plan: Plan) => Promise<boolean>): Promise<Plan> {
  let smallest = plan
  for (let length = Math.ceil(plan.deeds.length / 2); length >= 1; length = length === 1 ? 0 : Math.ceil(length / 2)) {
    for (let from = 0; from < smallest.deeds.length;) {
      const deeds = [...smallest.deeds.slice(0, from), ...smallest.deeds.slice(from + length)]
      const smaller = { ...smallest, deeds }
      if (await isFailing(smaller)) smallest = smaller
      else from += length
    }
  }
  return smallest
}
