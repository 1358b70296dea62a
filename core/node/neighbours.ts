import type { MemberRow } from '#core/store/index.ts'

/** In a group of so many everybody is connected to everybody. */
const SMALL = 24
/** On either side in the ring of a larger one, besides those at doubling distances. */
const BESIDE = 3

/**
 * The members of a group whose devices one is connected to. Of a large group these are the next in the ring of its accounts
 * and those at doubling distances, so that all hold together over a few steps, with a dozen connections each, also when a
 * part of them is away. Rule Y5.
 */
export function neighboursIn(members: readonly MemberRow[], ownNo: number): readonly MemberRow[] {
  const others = members.filter(({ accountNo }) => accountNo !== ownNo)
  if (members.length <= SMALL) return others
  const ring = members.toSorted((a, b) => (a.account < b.account ? -1 : 1))
  const own = ring.findIndex(({ accountNo }) => accountNo === ownNo)
  if (own < 0) return others.slice(0, SMALL)
  const steps = new Set<number>()
  for (let step = 1; step <= BESIDE; step++) steps.add(step)
  for (let step = 1; step < ring.length; step *= 2) steps.add(step)
  const chosen = new Set<MemberRow>()
  for (const step of steps)
    for (const at of [own + step, own - step]) {
      const row = ring[((at % ring.length) + ring.length) % ring.length]
      if (row && row.accountNo !== ownNo) chosen.add(row)
    }
  return [...chosen]
}
