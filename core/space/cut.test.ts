import { describe, expect, test } from 'vitest'
import type { EnvelopeId, FeedId, LogId } from '#core/envelope/types.ts'
import { add, afterWords, atDevice, groupOf, person, remove, removeDevice, sayIn, setRole } from './fixture.ts'
import { cutFor, directSpace, isOut, resolve } from './index.ts'
import type { Cut, Operation, OperationBody, OpId } from './index.ts'

const [bora, jun, mina, seo] = [person('bora'), person('jun'), person('mina'), person('seo')]
const group = groupOf(bora)
const addJun = group.say(bora, add(jun, 'admin'), [group.create])
const addMina = group.say(bora, add(mina, 'admin'), [addJun])
const addSeo = group.say(bora, add(seo), [addMina])
const begun = [group.create, addJun, addMina, addSeo]

const log = group.space as string as LogId
const feed = addJun.id as string as FeedId
const otherFeed = addMina.id as string as FeedId
const head = (byte: number) => new Uint8Array(32).fill(byte) as EnvelopeId
const cutAt = (seq: number, of: FeedId = feed): Cut => ({ log, feed: of, seq, head: head(seq) })
const removeAt = (who: typeof bora, ...cuts: readonly Cut[]): OperationBody =>
  ({ ...remove(who), cuts }) as OperationBody
const keep = (about: Operation | null, seq: number, byte = seq): OperationBody => ({
  kind: 'keep',
  about: about?.id ?? null,
  log,
  feed,
  seq,
  head: head(byte),
})

/** What stands of a feed that was opened with these heads seen. */
const standing = (ops: readonly Operation[], who = seo, ctrl: readonly OpId[] = [addSeo.id], of: FeedId = feed) =>
  cutFor(resolve([...begun, ...ops]), { feed: of, certificate: who.device.certificate, ctrl })

describe('what stands of a removed one’s feeds (S5)', () => {
  const removed = group.say(jun, removeAt(seo, cutAt(7)), [addSeo])

  test('everything while nobody is removed', () => {
    expect(standing([])).toBeNull()
    expect(standing([removed], jun)).toBeNull()
  })

  test('all up to the head the removal names; of feeds it does not name nothing', () => {
    expect(standing([removed])).toStrictEqual(cutAt(7))
    expect(standing([removed], seo, [addSeo.id], otherFeed)).toBe('none')
  })

  test('nothing of a fresh device that quotes old heads', () => {
    expect(standing([removed], atDevice(seo, 'fresh'), [addSeo.id], otherFeed)).toBe('none')
  })

  test('of two removals the lowest head', () => {
    const other = group.say(mina, removeAt(seo, cutAt(3)), [addSeo])
    expect(standing([removed, other])).toStrictEqual(cutAt(3))
  })

  test('everything again once the removal is void', () => {
    const lost = group.say(bora, remove(jun), [addSeo])
    expect(standing([removed, lost])).toBeNull()
  })

  test('everything of what was opened after a later re-add, and no more than before of the rest', () => {
    const back = group.say(bora, add(seo), [removed])
    expect(standing([removed, back], seo, [back.id], otherFeed)).toBeNull()
    expect(standing([removed, back])).toStrictEqual(cutAt(7))
  })

  test('of a removed device its own feeds alone', () => {
    const phone = atDevice(seo, 'phone')
    const lost = group.say(seo, { ...removeDevice(seo, phone), cuts: [cutAt(2)] } as OperationBody, [addSeo])
    expect(standing([lost], phone)).toStrictEqual(cutAt(2))
    expect(standing([lost], seo)).toBeNull()
    const state = resolve([...begun, lost])
    expect([phone, seo].map((it) => isOut(state, it.device.certificate))).toStrictEqual([true, false])
  })

  test('of a demoted one everything, but what needs the lost right only up to the head (S4)', () => {
    const demoted = group.say(bora, { ...setRole(jun, 'member'), cuts: [cutAt(4)] } as OperationBody, [addSeo])
    const state = resolve([...begun, demoted])
    const opened = { feed, certificate: jun.device.certificate, ctrl: [addSeo.id] }
    expect(cutFor(state, opened)).toBeNull()
    expect(cutFor(state, opened, 'admin')).toStrictEqual(cutAt(4))
  })

  test('of devices that a new certifier does not keep what their removal leaves, of unknown ones nothing (I1)', () => {
    const phone = atDevice(seo, 'phone')
    const unknown = atDevice(seo, 'unknown')
    const mended = afterWords(seo, [])
    const lost = group.say(mended, { ...removeDevice(seo, phone), cuts: [cutAt(2)] } as OperationBody, [addSeo])
    expect(standing([lost], phone)).toStrictEqual(cutAt(2))
    expect(standing([lost], unknown)).toBe('none')
    expect(standing([lost], mended)).toBeNull()
    expect(standing([group.say(afterWords(seo, [phone]), keep(null, 1), [addSeo])], phone)).toBeNull()
  })
})

describe('nobody erases a debt by a removal (S5)', () => {
  const removed = group.say(jun, removeAt(seo, cutAt(1)), [addSeo])

  test('an indebted admin removes a lender with an early head: who held more keeps it', () => {
    const kept = group.say(mina, keep(removed, 9), [removed])
    expect(standing([removed, kept])).toStrictEqual(cutAt(9))
  })

  test('also of a feed the removal did not name', () => {
    const silent = group.say(jun, removeAt(seo), [addSeo])
    expect(standing([silent])).toBe('none')
    expect(standing([silent, group.say(mina, keep(silent, 9), [silent])])).toStrictEqual(cutAt(9))
  })

  test('the highest of several counts, of several by one account the lowest', () => {
    const said = [keep(removed, 9), keep(removed, 5)].map((body) => group.say(mina, body, [removed]))
    expect(standing([removed, ...said])).toStrictEqual(cutAt(5))
    expect(standing([removed, ...said, group.say(bora, keep(removed, 6), [removed])])).toStrictEqual(cutAt(6))
  })

  test('a keep below the head the removal names lowers nothing', () => {
    expect(standing([removed, group.say(mina, keep(removed, 0), [removed])])).toStrictEqual(cutAt(1))
  })

  test('neither the remover nor the removed keep, nor who does not know of the removal, nor strangers', () => {
    const phone = atDevice(seo, 'phone')
    const vain = [
      group.say(jun, keep(removed, 9), [removed]),
      group.say(phone, keep(removed, 9), [removed]),
      group.say(mina, keep(removed, 9), [addSeo]),
      group.say(person('eve'), keep(removed, 9), [removed]),
      group.say(mina, keep(addSeo, 9), [removed]),
    ]
    expect(standing([removed, ...vain])).toStrictEqual(cutAt(1))
  })

  test('a member removes her own device to make what she owes disappear: the other keeps it, in a direct chat too', () => {
    const direct = directSpace(bora.id, jun.id)
    const phone = atDevice(jun, 'phone')
    const body = { ...removeDevice(jun, phone), cuts: [cutAt(0)] } as OperationBody
    const gone = sayIn(direct.space, jun, body, [direct.create])
    const kept = sayIn(direct.space, bora, keep(gone, 8), [gone])
    const state = resolve([direct.create, gone, kept])
    const opened = { feed, certificate: phone.device.certificate, ctrl: [direct.create.id] }
    expect(cutFor(state, opened)).toStrictEqual(cutAt(8))
  })
})

test('of a forked feed the most senior member’s word comes first, one word each (S5, E7)', () => {
  const byMina = group.say(mina, keep(null, 4, 1), [addSeo])
  const byJun = group.say(jun, keep(null, 9, 2), [addSeo])
  const again = group.say(jun, keep(null, 6, 3), [byJun])
  const state = resolve([...begun, byMina, byJun, again])
  expect(state.keeps.get(feed)?.map((it) => [it.account, it.cut.seq])).toStrictEqual([
    [jun.id, 6],
    [mina.id, 4],
  ])
})
