import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Millis } from '#core/proof/index.ts'
import type { OpId } from '#core/space/index.ts'
import { acceptEntry, MAX_AHEAD_MS, opensFeed } from './index.ts'
import { at, bora, eve, feedOf, jun, logOf, openOf, opOf } from './fixture.ts'
import type { Acceptance, Entry, EntryBody, Membership, Speaker, Standing } from './index.ts'

const now = 1_000_000_000_000 as Millis
const NOW = now * 1000
const feed = feedOf(1)
const log = logOf(1)
const open = openOf(bora, feed, log)
const speaker: Speaker = {
  account: bora.id,
  device: bora.device.device,
  certificate: bora.device.certificate,
  generation: 0,
}
const facts: EntryBody = { kind: 'facts', document: 'chat', facts: [{ container: 0, key: null, value: {} }] }

/** A control log in one line: operation n has seen all before it; `held` are here, and who may write is one's say. */
const line = (held: number, mayWrite: (heads: number) => boolean = () => true): Membership => {
  const numbers = new Map(Array.from({ length: 20 }, (_, n) => [opOf(n), n]))
  const numberOf = (op: OpId): number => numbers.get(op) ?? Infinity
  return {
    rotate: opOf(1),
    missing: (ctrl) => ctrl.filter((op) => numberOf(op) >= held),
    covers: (later, earlier) => earlier.every((op) => later.some((it) => numberOf(it) >= numberOf(op))),
    mayWrite: (ctrl) => mayWrite(Math.max(...ctrl.map(numberOf))),
  }
}

function judge(
  seq: number,
  entry: Partial<Entry>,
  standing: Standing | null,
  { floor = null, membership = line(10) }: { floor?: readonly OpId[] | null; membership?: Membership } = {},
): Acceptance {
  const whole: Entry = { v: 1, at: at(NOW), ctrl: null, body: facts, ...entry }
  return acceptEntry({ seq, entry: whole, speaker, standing, floor, membership, now })
}
const stood = (micros: number, n = 3): Standing => ({ at: at(micros), ctrl: [opOf(n)] })
const refused = (type: string) => ({ type: 'refused', reason: { type } })

describe('envelope 0', () => {
  test('opens a feed in the name of the device that signed it (E3)', () => {
    expect(opensFeed({ v: 1, at: at(1), ctrl: null, body: open }, feed, log)).toEqual(speaker)
  })

  test('opens no other feed and no other log: an open cannot be carried elsewhere (E3)', () => {
    const entry: Entry = { v: 1, at: at(1), ctrl: null, body: open }
    expect(opensFeed(entry, feedOf(2), log)).toEqual({ type: 'OpenForged' })
    expect(opensFeed(entry, feed, logOf(2))).toEqual({ type: 'OpenForged' })
  })

  test('signed by another device than the certificate names is forged', () => {
    const body = openOf(bora, feed, log, { signer: eve.device })
    expect(opensFeed({ v: 1, at: at(1), ctrl: null, body }, feed, log)).toEqual({ type: 'OpenForged' })
  })

  test('in the name of an account whose certifier did not certify the device is forged (I1)', () => {
    const body = openOf(eve, feed, log, { account: jun.id })
    expect(opensFeed({ v: 1, at: at(1), ctrl: null, body }, feed, log)).toEqual({ type: 'OpenForged' })
  })

  test('has to be an open, and nothing later may be one', () => {
    expect(opensFeed({ v: 1, at: at(1), ctrl: null, body: facts }, feed, log)).toEqual({ type: 'FirstIsNotOpen' })
    expect(judge(5, { body: open }, stood(NOW - 1))).toEqual({
      type: 'refused',
      reason: { type: 'EntryMalformed', detail: 'a second open' },
    })
  })
})

describe('the clock of a feed', () => {
  test('rises with every entry: one as old as the last is refused (E3)', () => {
    expect(judge(5, { at: at(NOW) }, stood(NOW))).toEqual(refused('ClockWentBack'))
    expect(judge(5, { at: at(NOW - 1) }, stood(NOW))).toEqual(refused('ClockWentBack'))
    expect(judge(5, { at: at(NOW + 1) }, stood(NOW))).toEqual({
      type: 'accepted',
      standing: { at: NOW + 1, ctrl: [opOf(3)] },
    })
  })

  test('ten minutes ahead counts at once; a microsecond more waits until it is not (E8)', () => {
    const limit = NOW + MAX_AHEAD_MS * 1000
    expect(judge(5, { at: at(limit) }, stood(NOW))).toMatchObject({ type: 'accepted' })
    expect(judge(5, { at: at(limit + 1) }, stood(NOW))).toEqual({
      type: 'waits',
      for: { type: 'Clock', until: now + 1 },
    })
  })

  test('whatever waits for its time is accepted at that time, and not a millisecond before (E8)', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10 ** 15 }), (ahead) => {
        const entry: Entry = { v: 1, at: at(NOW + MAX_AHEAD_MS * 1000 + ahead), ctrl: null, body: facts }
        const ask = { seq: 5, entry, speaker, standing: stood(NOW), floor: null, membership: line(10) }
        const first = acceptEntry({ ...ask, now })
        if (first.type !== 'waits' || first.for.type !== 'Clock') throw new TypeError('it waits')
        const { until } = first.for
        expect(acceptEntry({ ...ask, now: until as Millis }).type).toBe('accepted') // a moment in milliseconds
        expect(acceptEntry({ ...ask, now: (until - 1) as Millis }).type).toBe('waits') // likewise
      }),
    )
  })
})

describe('what a device has seen of the control log', () => {
  test('is stated in the first entry of every block (E3)', () => {
    for (const seq of [0, 64, 128, 6400])
      expect(judge(seq, { ctrl: null }, stood(NOW - 1))).toEqual({
        type: 'refused',
        reason: { type: 'EntryMalformed', detail: 'ctrl is not stated' },
      })
    expect(judge(63, { ctrl: null }, stood(NOW - 1))).toMatchObject({ type: 'accepted' })
    expect(judge(64, { ctrl: [opOf(3)] }, stood(NOW - 1))).toMatchObject({ type: 'accepted' })
  })

  test('stays as it was where it is not said', () => {
    expect(judge(5, {}, stood(NOW - 1, 4))).toEqual({ type: 'accepted', standing: { at: NOW, ctrl: [opOf(4)] } })
  })

  test('never goes back (S3)', () => {
    expect(judge(5, { ctrl: [opOf(2)] }, stood(NOW - 1, 3))).toEqual(refused('CtrlWentBack'))
    expect(judge(5, { ctrl: [] }, stood(NOW - 1, 3))).toEqual(refused('CtrlWentBack'))
    expect(judge(5, { ctrl: [opOf(4)] }, stood(NOW - 1, 3))).toEqual({
      type: 'accepted',
      standing: { at: NOW, ctrl: [opOf(4)] },
    })
  })

  test('does not go back behind the device’s other feeds in the space either (S3)', () => {
    expect(judge(0, { ctrl: [opOf(3)], body: open }, null, { floor: [opOf(5)] })).toEqual(refused('CtrlWentBack'))
    expect(judge(0, { ctrl: [opOf(5)], body: open }, null, { floor: [opOf(5)] })).toMatchObject({ type: 'accepted' })
  })

  test('includes the rotate of the epoch it is said in (S3)', () => {
    expect(judge(0, { ctrl: [opOf(0)], body: open }, null)).toEqual(refused('CtrlWentBack'))
    expect(judge(0, { ctrl: [opOf(1)], body: open }, null)).toMatchObject({ type: 'accepted' })
  })

  test('that is not here is waited for, by name (E6)', () => {
    expect(judge(5, { ctrl: [opOf(12)] }, stood(NOW - 1))).toEqual({
      type: 'waits',
      for: { type: 'Operations', missing: [opOf(12)] },
    })
  })

  test('in a block that is not here from its beginning is waited for, not guessed (E9)', () => {
    expect(judge(70, {}, null)).toEqual({ type: 'waits', for: { type: 'Operations', missing: [] } })
  })
})

describe('who is no member', () => {
  test('is refused, as of what she herself has seen (E6, S3)', () => {
    const removedAt5 = line(10, (heads) => heads < 5)
    expect(judge(5, { ctrl: [opOf(5)] }, stood(NOW - 1), { membership: removedAt5 })).toEqual({
      type: 'refused',
      reason: { type: 'NotAMember', account: bora.id },
    })
    expect(judge(5, { ctrl: [opOf(4)] }, stood(NOW - 1), { membership: removedAt5 })).toMatchObject({
      type: 'accepted',
    })
  })

  test('cannot speak on by quoting a time when she was one (S3)', () => {
    const removedAt5 = line(10, (heads) => heads < 5)
    expect(judge(6, { ctrl: [opOf(4)] }, stood(NOW - 1, 5), { membership: removedAt5 })).toEqual(
      refused('CtrlWentBack'),
    )
  })
})
