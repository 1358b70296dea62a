import type { PeerId } from '#core/net/index.ts'
import { tell } from './commit.ts'
import type { NodeState } from './state.ts'

/** A difference below this is nobody's worry: messages keep their order by what was seen, not by clocks alone. */
const WRONG_MS = 5 * 60_000
/** So many peers must have said the time before anything is concluded. */
const FEWEST = 2

/**
 * Takes note of how far a peer's clock differs from this one (positive: the peer is ahead). When most peers disagree
 * with this computer, its person is told that its clock is wrong, once. Rule E8.
 */
export function takeClock(node: NodeState, peer: PeerId, differenceMs: number): void {
  node.clockDifferences.set(peer, differenceMs)
  const differences = [...node.clockDifferences.values()].toSorted((a, b) => a - b)
  const median = differences[Math.floor(differences.length / 2)] ?? 0
  const disagree = differences.filter((it) => Math.abs(it) > WRONG_MS && Math.sign(it) === Math.sign(median)).length
  if (differences.length < FEWEST || disagree * 2 <= differences.length) {
    node.isClockDoubted = false
    return
  }
  if (node.isClockDoubted) return
  node.isClockDoubted = true
  tell(node, { topic: 'notice', notice: { type: 'ClockWrong', differenceMs: -median } })
  tell(node, { topic: 'network.changed' })
}

/** How far ahead of most peers this computer's clock is, in milliseconds; null while nobody has reason to doubt it. */
export function clockError(node: NodeState): number | null {
  const differences = [...node.clockDifferences.values()].toSorted((a, b) => a - b)
  return node.isClockDoubted ? -(differences[Math.floor(differences.length / 2)] ?? 0) : null
}
