import { describe, expect, test } from 'vitest'
import { redact, reveal } from '#core/crypto/index.ts'
import { digest, idToBytes } from '#core/proof/index.ts'
import type { BoxPublicKey } from '#core/proof/index.ts'
import type { AccountId } from '#core/identity/index.ts'
import { add, at, atDevice, groupOf, leave, person, remove, removeDevice, sayIn, setRole, streamOf } from './fixture.ts'
import type { Person } from './fixture.ts'
import {
  boxEpochKey,
  composeRotate,
  DEFAULT_POLICY,
  directSpace,
  epochKeyHash,
  epochKeys,
  extend,
  newEpochKey,
  openKeyBox,
  resolve,
  selfSpace,
  toCarryOver,
} from './index.ts'
import type { KeyBox, Operation, OperationBody, Policy, SpaceState } from './index.ts'

const [bora, jun, mina] = [person('bora'), person('jun'), person('mina')]
const keysOf = (...who: readonly Person[]) =>
  new Map<AccountId, BoxPublicKey>(who.map((it) => [it.id, it.account.letter.publicKey]))

/** A rotate that boxes to these people, its key from a seed. */
function rotateTo(seed: string, to: readonly Person[], policy: Policy = DEFAULT_POLICY): OperationBody {
  const random = streamOf(seed)
  const key = newEpochKey(random)
  const boxes = to.flatMap((it): KeyBox[] => {
    const box = boxEpochKey(key, { to: it.id, letterKey: it.account.letter.publicKey }, random)
    return box === undefined ? [] : [box]
  })
  return { kind: 'rotate', keyHash: epochKeyHash(key), boxes, policy }
}

const group = groupOf(bora)
const addJun = group.say(bora, add(jun), [group.create])
const addMina = group.say(bora, add(mina), [addJun])
const begun = [group.create, addJun, addMina]
const first = group.say(bora, rotateTo('first', [bora, jun, mina]), [addMina])
const current = (...said: readonly Operation[]) => resolve([...begun, ...said]).current?.rotate

describe('an epoch key', () => {
  const key = newEpochKey(streamOf('key'))

  test('gives content, read and write keys and the log, each its own (E1)', () => {
    const { content, read, write, logKeys, log } = epochKeys(key)
    expect(logKeys).toStrictEqual({ read: read.publicKey, write: write.publicKey })
    expect(idToBytes(log)).toStrictEqual(digest('dure/log/v1', read.publicKey, write.publicKey))
    const secrets = [key, content, read.seed, write.seed].map((it) => Buffer.from(reveal(it)).toString('hex'))
    expect(new Set(secrets).size).toBe(4)
    expect(epochKeys(key).log).toBe(log)
  })

  test('comes out of the box made for one, and of no other (S6)', () => {
    const box = boxEpochKey(key, { to: jun.id, letterKey: jun.account.letter.publicKey }, streamOf('box'))
    if (box === undefined) throw new TypeError('boxed')
    const opened = openKeyBox(jun.account.letter, box.box, epochKeyHash(key))
    expect(opened.ok && reveal(opened.value)).toStrictEqual(reveal(key))
    expect(openKeyBox(mina.account.letter, box.box, epochKeyHash(key))).toStrictEqual({
      ok: false,
      error: { type: 'KeyBoxDoesNotOpen' },
    })
  })

  test('that is not the one the rotate states is refused (S7)', () => {
    const wrong = boxEpochKey(
      redact(new Uint8Array(32)),
      { to: null, letterKey: jun.account.letter.publicKey },
      streamOf('box'),
    )
    expect(wrong && openKeyBox(jun.account.letter, wrong.box, epochKeyHash(key))).toStrictEqual({
      ok: false,
      error: { type: 'KeyBoxWrong' },
    })
  })
})

describe('which epoch is in force (S6, S7)', () => {
  test('none before the first rotate, then the newest that fits', () => {
    expect(resolve(begun)).toMatchObject({ current: null, fits: false, epochs: [] })
    expect(current(first)).toBe(first.id)
    const second = group.say(bora, rotateTo('second', [bora, jun, mina]), [first])
    expect(current(first, second)).toBe(second.id)
    expect(resolve([...begun, second, first]).epochs.map((it) => it.rotate)).toStrictEqual([first.id, second.id])
  })

  test.each<[string, Person, OperationBody]>([
    ['a removal', bora, remove(mina)],
    ['a leave', mina, leave],
    ['a raised role', bora, setRole(mina, 'admin')],
    ['a removed device', mina, removeDevice(mina, atDevice(mina, 'phone'))],
    ['a new policy', bora, { kind: 'set-policy', policy: { ...DEFAULT_POLICY, shard: 'day' } }],
  ])('none after %s, until somebody rotates, any member', (_, who, body) => {
    const change = group.say(who, body, [first])
    const state = resolve([...begun, first, change])
    expect(state.current).toBeNull()
    const rotated = composeRotate(state, { device: jun.device, at: at(9) }, streamOf('r'), keysOf(bora, jun, mina))
    if (!rotated.ok) throw new TypeError('composed')
    const { operation } = rotated.value
    expect(extend(state, [operation])).toMatchObject({ fits: true, current: { rotate: operation.id, counts: true } })
  })

  test('a plain member does not rotate while the one in force fits', () => {
    const byJun = group.say(jun, rotateTo('jun', [bora, jun, mina]), [first])
    expect(resolve([...begun, first, byJun]).voided.get(byJun.id)).toBe('noRight')
    expect(current(first, byJun)).toBe(first.id)
  })

  test('an added member has the key from the welcome; where history is hidden from her it takes a rotate', () => {
    const seo = person('seo')
    expect(current(first, group.say(bora, add(seo), [first]))).toBe(first.id)
    const policy = { ...DEFAULT_POLICY, history: 'fromNow' } as const
    const hidden = group.say(bora, { kind: 'set-policy', policy }, [addMina])
    const under = group.say(bora, rotateTo('hidden', [bora, jun, mina], policy), [hidden])
    expect(current(hidden, under)).toBe(under.id)
    const addSeo = group.say(bora, add(seo), [under])
    expect(current(hidden, under, addSeo)).toBeUndefined()
    const after = group.say(jun, rotateTo('after', [bora, jun, mina, seo], policy), [addSeo])
    expect(current(hidden, under, addSeo, after)).toBe(after.id)
  })

  test('who joined by a welcome and was removed has the old key, so it fits no more', () => {
    const seo = person('seo')
    const addSeo = group.say(bora, add(seo), [first])
    expect(current(first, addSeo, group.say(bora, remove(seo), [addSeo]))).toBeUndefined()
  })

  test('of concurrent ones that fit the smallest hash', () => {
    const both = [1, 2, 3].map((i) => group.say(bora, rotateTo(`r${i}`, [bora, jun, mina]), [addMina]))
    const [smallest] = both.map((it) => it.id).toSorted()
    expect(current(...both)).toBe(smallest)
    expect(current(...both.toReversed())).toBe(smallest)
  })

  test('of rotates after two concurrent removals neither fits, and one after both does', () => {
    const removedMina = group.say(bora, remove(mina), [first])
    const afterMina = group.say(bora, rotateTo('m', [bora, jun]), [removedMina])
    const left = group.say(jun, leave, [first])
    const afterJun = group.say(mina, rotateTo('j', [bora, mina]), [left])
    const all = [first, removedMina, afterMina, left, afterJun]
    expect(current(...all)).toBeUndefined()
    const after = group.say(bora, rotateTo('b', [bora]), [afterMina, afterJun])
    expect(current(...all, after)).toBe(after.id)
  })

  test('one that forgets a member, or boxes to a stranger or under an old key, does not fit', () => {
    const eve = person('eve')
    const oldKey = { ...mina, account: { ...mina.account, letter: eve.account.letter } }
    for (const to of [
      [bora, jun],
      [bora, jun, mina, eve],
      [bora, jun, eve],
      [bora, jun, oldKey],
    ])
      expect(current(group.say(bora, rotateTo('odd', to), [addMina]))).toBeUndefined()
  })

  test('the key of a letter is the one the account stated last', () => {
    const eve = person('eve')
    const renewed = { ...mina, account: { ...mina.account, letter: eve.account.letter } }
    const change = group.say(mina, removeDevice(renewed, atDevice(mina, 'phone')), [first])
    const state = resolve([...begun, first, change])
    expect(state.members.get(mina.id)?.letterKey).toStrictEqual(eve.account.letter.publicKey)
    expect(current(first, change, group.say(bora, rotateTo('old', [bora, jun, mina]), [change]))).toBeUndefined()
    const now = group.say(bora, rotateTo('new', [bora, jun, renewed]), [change])
    expect(current(first, change, now)).toBe(now.id)
  })

  test('a void rotate is never in force, but stays known: what honest members said under it counts (S7)', () => {
    const addSeo = group.say(bora, add(person('seo'), 'admin'), [first])
    const bySeo = group.say(person('seo'), rotateTo('seo', [bora, jun, mina, person('seo')]), [addSeo])
    const removed = group.say(bora, remove(person('seo')), [addSeo])
    const state = resolve([...begun, first, addSeo, bySeo, removed])
    expect(state.epochs.map((it) => [it.rotate, it.counts])).toStrictEqual([
      [first.id, true],
      [bySeo.id, false],
    ])
  })
})

test('a rotate needs a letter key of everybody, and says of whom it lacks one (S6)', () => {
  const direct = directSpace(bora.id, jun.id)
  const state = resolve([direct.create])
  const author = { device: bora.device, at: at(2) }
  expect(composeRotate(state, author, streamOf('x'), keysOf(bora))).toStrictEqual({
    ok: false,
    error: { type: 'LetterKeysLacking', of: [jun.id] },
  })
  const made = composeRotate(state, author, streamOf('x'), keysOf(bora, jun))
  if (!made.ok) throw new TypeError('composed')
  const { operation, epochKey } = made.value
  const after = extend(state, [operation])
  expect(after.current?.rotate).toBe(operation.id)
  const box = operation.body.kind === 'rotate' ? operation.body.boxes.find((it) => it.to === jun.id) : undefined
  const opened = box && openKeyBox(jun.account.letter, box.box, epochKeyHash(epochKey))
  expect(opened?.ok && reveal(opened.value)).toStrictEqual(reveal(epochKey))
})

test('in `self` the key is boxed to each device and to the recovery key (S6)', () => {
  const { recovery, recoveryKey } = bora.account
  if (recovery === null) throw new TypeError('a new account has its recovery secret')
  const self = selfSpace(bora.id, recovery)
  const phone = atDevice(bora, 'phone')
  const lost = sayIn(self.space, bora, removeDevice(bora, phone), [self.rotate])
  const state = resolve([self.create, self.rotate, lost])
  const keys = new Map([
    [bora.device.device, bora.device.box.publicKey],
    [null, recoveryKey],
  ])
  const made = composeRotate(state, { device: bora.device, at: at(3) }, streamOf('self'), keys)
  if (!made.ok) throw new TypeError('composed')
  expect(extend(state, [made.value.operation]).fits).toBe(true)
  const withLost = new Map([...keys, [phone.device.device, phone.device.box.publicKey]])
  const wrong = composeRotate(state, { device: bora.device, at: at(3) }, streamOf('self'), withLost)
  expect(wrong.ok && extend(state, [wrong.value.operation]).fits).toBe(false)
})

test('what counts and the rotate has not seen is carried over, and nothing else (S11)', () => {
  const addSeo = group.say(bora, add(person('seo')), [addMina])
  const vain = group.say(jun, remove(bora), [addMina])
  const state: SpaceState = resolve([...begun, first, addSeo, vain])
  expect(toCarryOver(state, first.id)).toStrictEqual([addSeo])
})
