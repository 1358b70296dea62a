import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { EnvelopeId, HeldRun, RunItem } from '#core/envelope/index.ts'
import type { AccountTag } from '#core/identity/index.ts'
import type { Signature } from '#core/proof/index.ts'
import * as store from '#core/store/index.ts'
import { accountOf, bytes, deviceOf, feedOf, keptChat, spaceOf } from './fixture.ts'

const headOf = (n: number): EnvelopeId => bytes(n) as EnvelopeId // 32 bytes have the shape of one
const run = (low: number, high: number): HeldRun => ({ low, high, below: headOf(low - 1), head: headOf(high) })
const feedRow = (no: number): store.FeedRow => ({
  no,
  id: feedOf(0),
  logNo: 1,
  admit: bytes(9) as Signature, // only handed through
  stoppedAt: null,
  stopReason: null,
})
const item = (n: number, length = 40): RunItem => ({
  v: 1,
  nonce: bytes(n, 24),
  box: new Uint8Array(length).fill(n),
  admit: null,
  sig: null,
})

describe('what is held of a feed', () => {
  /** Stretches that do not touch, lowest first. */
  const stretches = fc
    .uniqueArray(fc.nat(40), { maxLength: 8 })
    .map((points) => points.toSorted((a, b) => a - b))
    .map((points) =>
      points.flatMap((low, i) => (i % 2 === 0 ? [run(low * 3, (points[i + 1] ?? low + 1) * 3 - 2)] : [])),
    )

  test('is what was written last, whatever was there before (E9)', () => {
    fc.assert(
      fc.property(fc.array(stretches, { maxLength: 5 }), (states) => {
        const { db, no } = keptChat(1)
        let before: readonly HeldRun[] = []
        for (const after of states) {
          const from = before
          db.transaction((to) => store.putRuns(to, no(0), from, after))
          before = after
          expect(store.runsOfFeed(db, no(0))).toEqual(after)
        }
      }),
      { numRuns: 40 },
    )
  })

  test('comes back byte for byte, with the signatures that are kept and the ids they mark (E5)', () => {
    const { db, no } = keptChat(1)
    const sig = bytes(5) as Signature // only handed through
    db.transaction((to) => {
      for (let seq = 0; seq < 6; seq++) store.putEnvelope(to, no(0), seq, item(seq))
      store.putSignature(to, no(0), 0, sig, headOf(0))
      store.putSignature(to, no(0), 4, sig)
      store.putSignature(to, no(0), 5, sig, headOf(5))
    })
    const listed = store.envelopeList(db, feedRow(no(0)), 0, 9)
    expect(listed.map(({ seq }) => seq)).toEqual([0, 1, 2, 3, 4, 5])
    expect(listed[0]?.item).toEqual({ ...item(0), admit: feedRow(1).admit, sig })
    expect(listed[3]?.item).toEqual(item(3))
    expect(store.findEnvelope(db, feedRow(no(0)), 7)).toBeUndefined()
    const { signedAtOrAbove: above, signedAtOrBelow: below } = store
    expect([above(db, no(0), 1), above(db, no(0), 6), below(db, no(0), 3), below(db, no(0), 4)]).toEqual([
      4,
      undefined,
      0,
      4,
    ])
    expect(store.markedId(db, no(0), 0, 4)).toEqual({ seq: 0, id: headOf(0) })
    expect(store.markedId(db, no(0), 1, 4)).toBeUndefined()
    expect(Array.from(store.envelopeSizesDown(db, no(0), 4, 9))).toEqual([
      { seq: 5, bytes: 65 },
      { seq: 4, bytes: 65 },
    ])
    db.transaction((to) => {
      store.dropSignature(to, no(0), 4)
      store.dropEnvelopes(to, no(0), 5, 9)
    })
    expect(below(db, no(0), 9)).toBe(0)
    expect(store.envelopeList(db, feedRow(no(0)), 0, 9)).toHaveLength(5)
  })

  test('stops at a reason, and goes on when it is gone (E6)', () => {
    const { db, no, log } = keptChat(1)
    db.transaction((to) => store.stopFeed(to, no(0), 7, 'NotAMember'))
    expect(store.findFeed(db, log, feedOf(0))).toMatchObject({ stoppedAt: 7, stopReason: 'NotAMember' })
    db.transaction((to) => store.dropCaches(to))
    expect(store.findFeed(db, log, feedOf(0))).toMatchObject({ stoppedAt: null, stopReason: null })
    db.transaction((to) => store.stopFeed(to, no(0), 7, 'Forked'))
    db.transaction((to) => store.dropCaches(to))
    expect(store.findFeed(db, log, feedOf(0))).toMatchObject({ stoppedAt: 7, stopReason: 'Forked' })
  })
})

describe('how a feed was read', () => {
  test('comes back with its time and with what its author had seen, nothing seen too', () => {
    const { db, no } = keptChat(1)
    const ctrl = [accountOf(3), accountOf(4)].map((id) => id as string as NonNullable<store.StretchRow['ctrl']>[number]) // any id
    db.transaction((to) => {
      store.putStretch(to, no(0), { low: 0, high: 5, at: 7 as store.StretchRow['at'], ctrl }) // any moment
      store.putStretch(to, no(0), { low: 64, high: 70, at: 9 as store.StretchRow['at'], ctrl: null }) // likewise
    })
    expect(store.stretchesOf(db, no(0))).toEqual([
      { low: 0, high: 5, at: 7, ctrl },
      { low: 64, high: 70, at: 9, ctrl: null },
    ])
  })

  test('ends at the lowest word of its device, however often and late it comes (S7)', () => {
    const { db, space, no } = keptChat(1)
    db.transaction((to) => {
      for (const seq of [9, 4, 6]) {
        store.putFeedEnd(to, { spaceNo: space, feed: feedOf(0), deviceNo: no(0), seq })
        store.endSpeaker(to, no(0), seq)
      }
    })
    expect(store.feedEndOf(db, space, feedOf(0), no(0))).toBe(4)
    expect(store.findSpeaker(db, no(0))?.endedAt).toBe(4)
    expect(store.feedEndOf(db, space, feedOf(1), no(0))).toBeNull()
    expect(store.feedEndOf(db, space + 1, feedOf(0), no(0))).toBeNull()
  })

  test('by others only ever goes further (Y6)', () => {
    const { db, no } = keptChat(1)
    const reach = (high: number) => db.transaction((to) => store.putReached(to, no(0), deviceOf(5), false, high))
    expect([reach(3), reach(3), reach(1), reach(4)]).toEqual([true, false, false, true])
    expect(store.reachedOf(db, no(0))).toEqual([{ peer: deviceOf(5), mailbox: false, high: 4 }])
  })
})

describe('a person', () => {
  const person = (name: string, statedAt: number, reach: Uint8Array | null = null) => ({
    id: accountOf(0),
    tag: bytes(0, 16) as AccountTag, // 16 bytes have the shape of one
    name,
    reach,
    statedAt,
  })

  test('is called as she stated last, however late an older word comes (I6)', () => {
    const { db } = keptChat(1)
    db.transaction((to) => {
      store.putAccount(to, person('Bora', 5, bytes(1)))
      store.putAccount(to, person('Old', 4, bytes(2)))
      store.putAccount(to, person('Bora Kim', 6))
    })
    expect(store.findAccount(db, accountOf(0))).toMatchObject({ name: 'Bora Kim', statedAt: 6, reach: bytes(1) })
  })

  test('has devices whose addresses are those said last, and stay where none are said', () => {
    const { db, no } = keptChat(1)
    const device = { id: deviceOf(0), accountNo: no(0), certificate: bytes(0), name: 'laptop' }
    db.transaction((to) => store.putDevice(to, { ...device, addresses: ['/a', '/b'] }))
    db.transaction((to) => store.putDevice(to, device))
    expect(store.devicesOfAccount(db, no(0)).map(({ addresses }) => addresses)).toEqual([['/a', '/b']])
  })

  test('who was declined stays declined, and her next letter is not kept', () => {
    const { db, no } = keptChat()
    db.transaction((to) => {
      store.putRequest(to, no(1), 1, bytes(1))
      store.putRequest(to, no(1), 2, bytes(2))
    })
    expect(store.waitingRequests(db)).toMatchObject([{ at: 1, sealedLetter: bytes(2), name: 'person 1' }])
    db.transaction((to) => {
      store.declineRequest(to, no(1))
      store.putRequest(to, no(1), 3, bytes(3))
    })
    expect(store.waitingRequests(db)).toEqual([])
    expect(store.findRequest(db, no(1))).toMatchObject({ state: 'declined', sealedLetter: bytes(2) })
  })

  test('gets letters until she has answered', () => {
    const { db, no } = keptChat()
    const letter = { letter: bytes(1), inboxKey: bytes(2), ticket: bytes(3, 16), relays: ['/r'], about: null }
    db.transaction((to) => {
      for (const n of [0, 1]) store.putOutgoing(to, { ...letter, accountNo: no(n) })
      store.noteDeposit(to, 1, ['relay'])
      store.finishOutgoing(to, no(1), null)
    })
    expect(store.openOutgoing(db)).toEqual([{ ...letter, no: 1, accountNo: no(0), deposited: ['relay'] }])
  })
})

describe('a space', () => {
  test('has the members that were resolved last, each once', () => {
    const { db, space, no } = keptChat()
    const as = (n: number, role: string) => ({ accountNo: no(n), role, since: 0 })
    db.transaction((to) => store.putMembers(to, space, [as(0, 'owner'), as(1, 'member')]))
    db.transaction((to) => store.putMembers(to, space, [as(1, 'owner')]))
    expect(store.membersOfSpace(db, space)).toEqual([
      { accountNo: no(1), account: accountOf(1), role: 'owner', since: 0 },
    ])
    expect(store.spacesOfAccount(db, no(0))).toEqual([])
  })

  test('keeps the time of its last message, also when an older one comes', () => {
    const { db, space } = keptChat()
    db.transaction((to) => {
      for (const at of [5, 9, 7]) store.touchSpace(to, space, at)
    })
    expect(store.findSpace(db, spaceOf(1))?.lastAt).toBe(9)
  })
})

describe('relays in use', () => {
  test('are those chosen last, in that order, each once', () => {
    const { db } = keptChat(1)
    db.transaction((to) => store.putRelays(to, ['/b', '/a', '/b']))
    expect(store.relaysInUse(db)).toEqual(['/b', '/a'])
    db.transaction((to) => store.putRelays(to, []))
    expect(store.relaysInUse(db)).toEqual([])
  })
})
