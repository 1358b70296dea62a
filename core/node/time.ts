import type { At, Millis } from '#core/proof/index.ts'
import { MAX_AHEAD_MS } from '#core/entry/index.ts'
import type { NodeState } from './state.ts'

/** The wall clock now. */
export const nowOf = (node: NodeState): Millis => node.clock.now() as Millis // the clock counts milliseconds

/** The next hybrid time: the wall clock, or one more than anything said or accepted here (E3). */
export function nextAt(node: NodeState): At {
  node.lastAt = Math.max(node.clock.now() * 1000, node.lastAt + 1)
  return node.lastAt as At // whole microseconds by construction
}

/** Takes note of a time accepted from somebody, unless it is so far ahead that it must not move this clock (E8). */
export function observeAt(node: NodeState, at: At): void {
  if (at <= (node.clock.now() + MAX_AHEAD_MS) * 1000) node.lastAt = Math.max(node.lastAt, at)
}

/** Milliseconds of a hybrid time, as the contract counts. */
export const millisOf = (at: number): number => Math.floor(at / 1000)
