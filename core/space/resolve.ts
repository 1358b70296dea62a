import { decide } from './contest.ts'
import { grownCourt, judge } from './court.ts'
import type { Court } from './court.ts'
import { rotateInForce } from './fit.ts'
import { append, emptyGraph, opAt } from './graph.ts'
import type { Graph } from './graph.ts'
import { internalsOf, keepInternals } from './internals.ts'
import type { Internals } from './internals.ts'
import type { Past } from './past.ts'
import { keepsOfForks, standingRemovals } from './removals.ts'
import { kindOf } from './rights.ts'
import { membersAt, policyAt, relaysAt } from './standing.ts'
import type { Epoch, Operation, OpId, SpaceState } from './types.ts'
import { CountingOps, VoidedOps } from './verdicts.ts'

/**
 * What a set of operations of one space comes to, whatever their order and however often one is given. Rule S2.
 * Operations are verified (`decodeOperation`) and the space's `create` is among them: it throws otherwise, since a
 * space without its `create` is not one that anybody joined.
 */
export function resolve(operations: Iterable<Operation>): SpaceState {
  const waiting = new Map<OpId, Operation>()
  let create: Operation | null = null
  for (const op of operations) {
    waiting.set(op.id, op)
    if (op.body.kind === 'create') create = op
  }
  if (create === null) throw new TypeError('a space begins with its create')
  const graph = emptyGraph()
  append(graph, create)
  waiting.delete(create.id)
  release(graph, waiting)
  return derive({ graph, size: graph.ops.length, court: decide(graph), waiting, pasts: new Map() }, null)
}

/**
 * The state with more operations: the same that `resolve` gives for all of them. Cheap for operations that stir
 * nothing decided before (`append`), which is all but quarrels.
 */
export function extend(state: SpaceState, operations: Iterable<Operation>): SpaceState {
  const before = internalsOf(state)
  const waiting = new Map(before.waiting)
  for (const op of operations) {
    const known = before.graph.numbers.get(op.id)
    if (known === undefined || known >= before.size) waiting.set(op.id, op)
  }
  if (waiting.size === before.waiting.size) return state
  const graph = before.graph.ops.length === before.size ? before.graph : copyOf(before.graph, before.size)
  const isStirred = release(graph, waiting)
  const size = graph.ops.length
  const court = isStirred ? decide(graph) : judgeNew({ ...before.court, graph }, before.size, size)
  return derive({ graph, size, court, waiting, pasts: new Map() }, isStirred ? null : state)
}

/** Moves into the graph what has its parents there; true if any of it stirs what was decided. */
function release(graph: Graph, waiting: Map<OpId, Operation>): boolean {
  const { space } = opAt(graph, 0)
  const children = new Map<OpId, Operation[]>()
  const lacking = new Map<OpId, number>()
  const ready: Operation[] = []
  for (const op of waiting.values()) {
    if (op.space !== space) throw new TypeError('operations of two spaces')
    const missing = op.ctrl.filter((id) => !graph.numbers.has(id))
    for (const id of missing) {
      const known = children.get(id)
      if (known === undefined) children.set(id, [op])
      else known.push(op)
    }
    if (missing.length === 0) ready.push(op)
    else lacking.set(op.id, missing.length)
  }
  let isStirred = false
  for (let op = ready.pop(); op !== undefined; op = ready.pop()) {
    waiting.delete(op.id)
    isStirred = append(graph, op) || isStirred
    for (const child of children.get(op.id) ?? []) {
      const left = (lacking.get(child.id) ?? 0) - 1
      lacking.set(child.id, left)
      if (left === 0) ready.push(child)
    }
  }
  return isStirred
}

/** A graph of its own with the first `size` operations, where another state has gone on with the one they share. */
function copyOf(graph: Graph, size: number): Graph {
  const copy = emptyGraph()
  for (let i = 0; i < size; i++) append(copy, opAt(graph, i))
  return copy
}

function judgeNew(court: Court, from: number, size: number): Court {
  const grown = grownCourt(court, size)
  for (let i = from; i < size; i++) judge(grown, i)
  return grown
}

/** The state that what was decided makes. What cannot have changed since `before` is taken from there. */
function derive(made: Internals, before: SpaceState | null): SpaceState {
  const { graph, size, court } = made
  const from = before === null ? 0 : internalsOf(before).size
  const kinds = new Set<Operation['body']['kind']>()
  for (let i = from; i < size; i++) kinds.add(opAt(graph, i).body.kind)
  const has = (...wanted: readonly Operation['body']['kind'][]) =>
    before === null || wanted.some((kind) => kinds.has(kind))
  const all: Past = { base: size, first: 0, words: new Uint32Array() }
  const { body: create, space } = opAt(graph, 0)
  if (create.kind !== 'create') throw new TypeError('the first operation is the create')
  const changesMembers = has('add-member', 'remove-member', 'set-role', 'leave')
  const changesCuts = has('remove-member', 'remove-device', 'set-role', 'keep')
  const changesEpoch = changesMembers || has('remove-device', 'rotate', 'set-policy')
  const current = !changesEpoch && before ? before.current : currentEpoch(court, all)
  const counts = new CountingOps(made)
  const state: SpaceState = {
    space,
    kind: kindOf(court),
    title: create.title,
    members: before && !changesMembers && !has('remove-device') ? before.members : membersAt(court, all),
    policy: before && !has('set-policy') ? before.policy : policyAt(court, all),
    relays: before && !has('set-relays') ? before.relays : relaysAt(court, all),
    heads: headsOf(graph, from, size, before),
    counts,
    voided: new VoidedOps(made, counts.size),
    epochs: before && !has('rotate') ? before.epochs : epochsOf(court),
    current,
    fits: current !== null,
    removed: before && !changesCuts ? before.removed : standingRemovals(court),
    keeps: before && !has('keep') ? before.keeps : keepsOfForks(court),
  }
  return keepInternals(state, made)
}

function currentEpoch(court: Court, all: Past): Epoch | null {
  const r = rotateInForce(court, all, court.sound)
  return r === null ? null : toEpoch(court, r)
}

function epochsOf(court: Court): readonly Epoch[] {
  const { graph } = court
  return graph.rotates
    .toSorted(
      (a, b) => (graph.depths[a] ?? 0) - (graph.depths[b] ?? 0) || (opAt(graph, a).id < opAt(graph, b).id ? -1 : 1),
    )
    .map((r) => toEpoch(court, r))
}

function toEpoch(court: Court, r: number): Epoch {
  const { id, body } = opAt(court.graph, r)
  if (body.kind !== 'rotate') throw new TypeError('not a rotate')
  return { rotate: id, keyHash: body.keyHash, policy: body.policy, counts: court.counts(r) }
}

function headsOf(graph: Graph, from: number, size: number, before: SpaceState | null): readonly OpId[] {
  const fresh = graph.ops.slice(from, size)
  const seen = new Set(fresh.flatMap((op) => op.ctrl))
  const added = fresh.map((op) => op.id).filter((id) => !seen.has(id))
  // Nearly sorted, which sorting is quick with.
  return [...(before?.heads.filter((id) => !seen.has(id)) ?? []), ...added].toSorted()
}
