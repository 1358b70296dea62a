import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { histories, inSomeOrder, play, tell } from './history.fixture.ts'
import { decide } from './contest.ts'
import { decideNaively } from './naive.fixture.ts'
import { internalsOf } from './internals.ts'
import { extend, hasSeen, memberAt, resolve } from './index.ts'
import type { Operation, SpaceState } from './index.ts'

/** Histories tried per law. */
const RUNS = { numRuns: 300 }
/** Where what is remembered is compared with what is judged anew: the likeliest place for a mistake. */
const MANY_RUNS = { numRuns: 1500 }
const LENGTH = 40

/** A history, an order to hear it in, and where to cut it in parts. */
const heard = fc.record({
  steps: histories(LENGTH),
  keys: fc.array(fc.nat(996), { minLength: 60, maxLength: 60 }),
  cuts: fc.array(fc.nat(LENGTH), { maxLength: 8 }),
})

const concurrent = (state: SpaceState, a: Operation, b: Operation): boolean =>
  a.id !== b.id && !hasSeen(state, a.ctrl, b.id) && !hasSeen(state, b.ctrl, a.id)

describe('what a set of operations comes to', () => {
  test('is the same whatever the order of arrival (S2)', () => {
    fc.assert(
      fc.property(heard, ({ steps, keys }) => {
        const ops = play(steps)
        expect(tell(resolve(inSomeOrder(ops, keys)))).toStrictEqual(tell(resolve(ops)))
      }),
      RUNS,
    )
  })

  test('is the same however it arrives in parts, some before what they rest on, some twice (S2)', () => {
    fc.assert(
      fc.property(heard, ({ steps, keys, cuts }) => {
        const ops = play(steps)
        const order = inSomeOrder(ops, keys)
        const create = ops.slice(0, 1)
        const at = [0, ...cuts.toSorted((a, b) => a - b), order.length]
        const parts = at.map((from, i) => order.slice(from, at[i + 1] ?? order.length))
        const twice = [...parts, ...parts.slice(0, 2)]
        const state = twice.reduce<SpaceState>((known, part) => extend(known, part), resolve(create))
        expect(tell(state)).toStrictEqual(tell(resolve(ops)))
      }),
      RUNS,
    )
  })

  test('is the same when heard one by one, and an older state can still be gone on from (S2)', () => {
    fc.assert(
      fc.property(heard, ({ steps, keys }) => {
        const ops = play(steps)
        const order = inSomeOrder(ops, keys)
        const states = [resolve(ops.slice(0, 1))]
        for (const op of order) states.push(extend(states.at(-1) ?? resolve(ops), [op]))
        const middle = states[Math.floor(states.length / 2)] ?? resolve(ops)
        const before = tell(middle)
        expect(tell(states.at(-1) ?? resolve([]))).toStrictEqual(tell(resolve(ops)))
        expect(tell(extend(middle, ops))).toStrictEqual(tell(resolve(ops)))
        expect(tell(middle)).toStrictEqual(before)
      }),
      RUNS,
    )
  })

  test('is what judging everything again after every step comes to (S4)', () => {
    fc.assert(
      fc.property(histories(60), (steps) => {
        const ops = play(steps)
        const { graph, court } = internalsOf(resolve(ops))
        expect(court.verdicts).toStrictEqual(decideNaively(graph).verdicts)
        expect(decide(graph).verdicts).toStrictEqual(court.verdicts)
      }),
      MANY_RUNS,
    )
  })

  test('counts or voids each operation, once (S2)', () => {
    fc.assert(
      fc.property(histories(LENGTH), (steps) => {
        const ops = play(steps)
        const state = resolve(ops)
        for (const { id } of ops) expect(state.counts.has(id)).toBe(!state.voided.has(id))
        expect(state.counts.size + state.voided.size).toBe(ops.length)
        expect([...state.counts]).toHaveLength(state.counts.size)
        expect([...state.voided]).toHaveLength(state.voided.size)
      }),
      RUNS,
    )
  })

  test('nobody but a member did anything that counts (S3)', () => {
    fc.assert(
      fc.property(histories(LENGTH), (steps) => {
        const ops = play(steps)
        const state = resolve(ops)
        const counting = ops.slice(1).filter(({ id }) => state.counts.has(id))
        for (const { ctrl, author } of counting) expect(memberAt(state, ctrl, author)).not.toBeNull()
      }),
      RUNS,
    )
  })

  test('removing somebody wins over whatever that person did meanwhile (S4)', () => {
    fc.assert(
      fc.property(histories(60), (steps) => {
        const ops = play(steps)
        const state = resolve(ops)
        for (const removal of ops) {
          const { body } = removal
          if (!state.counts.has(removal.id) || (body.kind !== 'remove-member' && body.kind !== 'remove-device'))
            continue
          const meanwhile = ops.filter(
            (op) =>
              (body.kind === 'remove-member' ? op.author === body.account : op.device === body.device) &&
              concurrent(state, op, removal),
          )
          expect(meanwhile.filter(({ id }) => state.counts.has(id))).toStrictEqual([])
        }
      }),
      RUNS,
    )
  })

  test('who was removed is a member only by an add that knew it (S4)', () => {
    fc.assert(
      fc.property(histories(60), (steps) => {
        const ops = play(steps)
        const state = resolve(ops)
        for (const { id, body } of ops) {
          if (body.kind !== 'remove-member' || !state.counts.has(id) || !state.members.has(body.account)) continue
          const restored = ops.some(
            (op) =>
              op.body.kind === 'add-member' &&
              op.body.account === body.account &&
              state.counts.has(op.id) &&
              hasSeen(state, op.ctrl, id),
          )
          expect(restored).toBe(true)
        }
      }),
      RUNS,
    )
  })

  test('somebody owns the group as long as there is anybody (S4)', () => {
    fc.assert(
      fc.property(histories(60), (steps) => {
        const ops = play(steps)
        const members = [...resolve(ops).members.values()]
        expect(members.length === 0 || members.some((it) => it.role === 'owner')).toBe(true)
      }),
      RUNS,
    )
  })

  test('the key in force came after every removal, leave and change of role (S7)', () => {
    fc.assert(
      fc.property(histories(60), (steps) => {
        const ops = play(steps)
        const state = resolve(ops)
        const rotate = ops.find(({ id }) => id === state.current?.rotate)
        if (rotate === undefined) return
        expect(state.counts.has(rotate.id)).toBe(true)
        const breaking = ops.filter(
          ({ id, body }) =>
            ['remove-member', 'remove-device', 'leave', 'set-role'].includes(body.kind) && state.counts.has(id),
        )
        for (const { id } of breaking) expect(hasSeen(state, rotate.ctrl, id)).toBe(true)
      }),
      RUNS,
    )
  })

  test('one person at most came by an invite for one (S10)', () => {
    fc.assert(
      fc.property(histories(60), (steps) => {
        const ops = play(steps)
        const state = resolve(ops)
        const used = ops.flatMap(({ id, body }) =>
          body.kind === 'add-member' && body.invite !== null && state.counts.has(id) ? [body.invite] : [],
        )
        expect(new Set(used).size).toBe(used.length)
      }),
      RUNS,
    )
  })
})
