import { describe, expect, test } from 'vitest'
import type { EnvelopeId, FeedId, LogId } from '#core/envelope/types.ts'
import type { Id } from '#core/proof/index.ts'
import { add, at, groupOf, leave, person, remove, setRole } from './fixture.ts'
import {
  compose,
  composeRemove,
  covers,
  ctrlOf,
  extend,
  hasSeen,
  MAX_CTRL,
  memberAt,
  missingOf,
  operationOf,
  operationsOf,
  resolve,
  rightsAt,
} from './index.ts'
import type { OperationBody, OpId } from './index.ts'

const [bora, jun, seo] = [person('bora'), person('jun'), person('seo')]
const group = groupOf(bora)
const addJun = group.say(bora, add(jun, 'admin'), [group.create])
const addSeo = group.say(jun, add(seo), [addJun])
const begun = [group.create, addJun, addSeo]
const keep = (seq: number): OperationBody => ({
  kind: 'keep',
  about: null,
  log: group.space as Id as LogId,
  feed: group.space as Id as FeedId,
  seq,
  head: new Uint8Array(32) as EnvelopeId,
})

describe('who somebody was at a point of the control log (S3, E6)', () => {
  const demoted = group.say(bora, setRole(jun, 'member'), [addSeo])
  const removed = group.say(bora, remove(jun), [demoted])
  const state = resolve([...begun, demoted, removed])

  test('is told by the operations she had seen then, not by what came later', () => {
    const at0 = [[group.create.id], [addSeo.id], [demoted.id], [removed.id]].map((ctrl) =>
      memberAt(state, ctrl, jun.id),
    )
    expect(at0).toStrictEqual([null, 'admin', 'member', null])
    expect(rightsAt(state, [addSeo.id], jun.device.certificate)).toStrictEqual({ type: 'known', role: 'admin' })
  })

  test('is told as the state decides: what is void made nobody anything', () => {
    const voided = resolve([...begun, group.say(bora, remove(jun), [addJun])])
    expect(memberAt(voided, [addSeo.id], seo.id)).toBeNull()
  })

  test('waits for what has not come', () => {
    const later = group.say(bora, leave, [removed])
    expect(rightsAt(state, [later.id, addSeo.id], bora.device.certificate)).toStrictEqual({
      type: 'missing',
      missing: [later.id],
    })
    expect(memberAt(state, [later.id], bora.id)).toBeNull()
    const gap = resolve([group.create, addSeo])
    expect(missingOf(gap, [addSeo.id, group.create.id])).toStrictEqual([addSeo.id])
    expect(operationOf(gap, addSeo.id)).toBe(addSeo)
    expect(operationOf(gap, addJun.id)).toBeNull()
  })

  test('at no point at all is nobody', () => {
    expect(rightsAt(state, [], bora.device.certificate)).toStrictEqual({ type: 'known', role: null })
  })
})

describe('what has been seen (S3)', () => {
  const one = group.say(bora, keep(1), [addSeo])
  const other = group.say(jun, keep(2), [addSeo])
  const state = resolve([...begun, one, other])

  test('is what is named and all before it', () => {
    expect(state.heads).toStrictEqual([one.id, other.id].toSorted())
    expect(hasSeen(state, [one.id], addJun.id)).toBe(true)
    expect(hasSeen(state, [one.id], one.id)).toBe(true)
    expect(hasSeen(state, [one.id], other.id)).toBe(false)
  })

  test('goes back or does not', () => {
    expect(covers(state, state.heads, [one.id])).toBe(true)
    expect(covers(state, [one.id], [addSeo.id, group.create.id])).toBe(true)
    expect(covers(state, [one.id], state.heads)).toBe(false)
    expect(covers(state, [addSeo.id], [one.id])).toBe(false)
  })
})

test('an operation on top of the state has seen all of it, in order', () => {
  const state = resolve(begun)
  const next = compose(state, { device: bora.device, at: at(9) }, leave)
  expect(next.ctrl).toStrictEqual([addSeo.id])
  expect(operationsOf(extend(state, [next])).map(({ id }) => id)).toStrictEqual([...begun, next].map(({ id }) => id))
})

test('a member who floods the group with operations nobody can name all of stops nobody (S3)', () => {
  const flood = Array.from({ length: 1000 }, (_, i) => group.say(seo, keep(i), [addSeo], i))
  const mine = group.say(bora, keep(0), [flood[500] ?? addSeo])
  const state = resolve([...begun, ...flood, mine])
  expect(state.heads).toHaveLength(1000)
  const last: readonly OpId[] = [flood[7]?.id ?? addSeo.id, flood[500]?.id ?? addSeo.id]
  const ctrl = ctrlOf(state, last)
  expect(ctrl).toHaveLength(MAX_CTRL)
  expect(covers(state, ctrl, last)).toBe(true)
  const removed = composeRemove(state, { device: bora.device, at: at(9), seen: last }, seo.id, [])
  const after = extend(state, [removed])
  expect(after.members.has(seo.id)).toBe(false)
  expect(ctrlOf(after, removed.ctrl)).toContain(removed.id)
  const next = compose(after, { device: bora.device, at: at(10), seen: removed.ctrl }, leave)
  expect(hasSeen(extend(after, [next]), next.ctrl, removed.id)).toBe(true)
})
