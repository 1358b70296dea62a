import type { Court } from './court.ts'
import type { Graph } from './graph.ts'
import type { Past } from './past.ts'
import type { Operation, OpId, SpaceState } from './types.ts'

/** What a state was made from, for the next one and for questions about pasts. */
export interface Internals {
  /** Shared with the states that grow from this one: only its first `size` operations belong to it. */
  readonly graph: Graph
  readonly size: number
  readonly court: Court
  /** Operations of which something in the past is not here. */
  readonly waiting: ReadonlyMap<OpId, Operation>
  /** Pasts asked for, by the heads that name them. */
  readonly pasts: Map<string, Past>
}

// Beside the state and not in it: whoever prints or compares states means what they say.
const internals = new WeakMap<SpaceState, Internals>()

/** Remembers what a state was made from. */
export function keepInternals(state: SpaceState, made: Internals): SpaceState {
  internals.set(state, made)
  return state
}

/** What a state was made from. Throws for one that `resolve` did not make. */
export function internalsOf(state: SpaceState): Internals {
  const made = internals.get(state)
  if (made === undefined) throw new TypeError('only resolve and extend make states')
  return made
}
