import { judge, newCourt } from './court.ts'
import type { Court } from './court.ts'
import { opAt, precedes } from './graph.ts'
import type { Graph } from './graph.ts'
import { compareRemovals, dropSecondAdds } from './contest.ts'

/** The contest of S4 as `decide` describes it, judging every operation again after every step. For comparing. */
export function decideNaively(graph: Graph): Court {
  const size = graph.ops.length
  const court = newCourt(graph, size)
  const won = new Set<number>()
  const done = new Set<number>()
  const voids = (i: number) =>
    court.counts(i) && (opAt(graph, i).body.kind !== 'set-role' || court.lowers(i)) && !done.has(i)
  const judgeAll = () => {
    court.struckAccounts.clear()
    court.struckDevices.clear()
    court.sound.clear()
    for (const i of won) {
      const { body } = opAt(graph, i)
      if (body.kind === 'remove-device')
        court.struckDevices.set(body.device, [...(court.struckDevices.get(body.device) ?? []), i])
      else if ('account' in body)
        court.struckAccounts.set(body.account, [...(court.struckAccounts.get(body.account) ?? []), i])
    }
    for (let i = 0; i < size; i++) judge(court, i)
  }
  const settle = () => {
    for (;;) {
      judgeAll()
      const lost = [...won].filter(
        (i) => !court.counts(i) || (opAt(graph, i).body.kind === 'set-role' && !court.lowers(i)),
      )
      if (lost.length === 0) return
      for (const i of lost) {
        won.delete(i)
        if (!court.counts(i)) court.fallen.set(i, 'restsOnVoid')
      }
    }
  }
  judgeAll()
  for (;;) {
    const contested = graph.ops.flatMap((op, i) =>
      voids(i) &&
      graph.ops.some(
        (it, j) =>
          i !== j &&
          (op.body.kind === 'remove-device'
            ? it.device === op.body.device
            : 'account' in op.body && it.author === op.body.account) &&
          ['remove-member', 'remove-device', 'set-role'].includes(op.body.kind) &&
          !precedes(graph, i, j) &&
          !precedes(graph, j, i),
      )
        ? [i]
        : [],
    )
    const [winner] = contested.toSorted((a, b) => compareRemovals(court, a, b))
    if (winner !== undefined) {
      won.add(winner)
      done.add(winner)
      settle()
    } else if (dropSecondAdds(court, new Uint8Array(size))) settle()
    else return court
  }
}
