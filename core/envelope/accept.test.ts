import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { testLog, writerIn } from '#core/test/sync/writer.ts'
import type { Writer } from '#core/test/sync/writer.ts'
import type { Signature } from '#core/proof/index.ts'
import { acceptRun } from './accept.ts'
import { isExactFork, verifyFork } from './fork.ts'
import { appendOwn, emptyHolding } from './frontier.ts'
import { NO_PREV, verifyEnvelope } from './id.ts'
import { keepsSignature } from './prove.ts'
import { MAX_BOX } from './types.ts'
import type { Accepted, ArrivingRun, EnvelopeId, FeedHolding, FeedId, RunItem, Stretch } from './types.ts'

const log = testLog('accept')

/** Somebody who keeps what she accepts of one feed, as a replica does. */
function keeper(feed: FeedId) {
  const stored = new Map<number, { readonly item: RunItem; readonly id: EnvelopeId }>()
  let holding: FeedHolding = emptyHolding(feed)
  const keep = ({ low, items, ids }: Stretch) => {
    for (const [i, item] of items.entries()) {
      const id = ids[i]
      if (id === undefined) throw new Error('an id for each item')
      expect(stored.has(low + i)).toBe(false)
      stored.set(low + i, { item, id })
    }
  }
  return {
    stored,
    holding: () => holding,
    stop: (seq: number, head: EnvelopeId | null = null) => {
      holding = { ...holding, stop: { seq, head } }
    },
    take: (run: ArrivingRun) => {
      const before = structuredClone({ holding, run })
      const accepted = acceptRun(holding, run, { keys: log.keys, idAt: (seq) => stored.get(seq)?.id ?? null })
      expect({ holding, run }).toEqual(before)
      if (accepted.ok) {
        holding = accepted.value.holding
        for (const stretch of accepted.value.counted) keep(stretch)
      }
      return accepted
    },
    /** What she holds, as seqs. */
    runs: () => holding.runs.map(({ low, high }) => [low, high]),
  }
}

const taken = (result: ReturnType<ReturnType<typeof keeper>['take']>): Accepted => {
  if (!result.ok) throw new Error(`refused: ${result.error.type}`)
  return result.value
}
const withSig = (run: ArrivingRun, seq: number, sig: Signature | null): ArrivingRun => ({
  ...run,
  items: run.items.map((item, i) => (run.low + i === seq ? { ...item, sig } : item)),
})
const garbled = (run: ArrivingRun, seq: number): ArrivingRun => {
  const sig = run.items[seq - run.low]?.sig
  return withSig(run, seq, (sig?.map((byte, i) => (i === 3 ? byte ^ 1 : byte)) ?? null) as Signature | null)
}
const written = (count: number, word = 'Bora', box?: number): Writer => {
  const writer = writerIn(log, word, 'kept')
  writer.write(count, box)
  return writer
}

describe('what is accepted (E5, E6, E9)', () => {
  test('a whole feed in one run, proven by its last signature, keeps only the signatures that stay', () => {
    const bora = written(150)
    const jun = keeper(bora.feed)
    expect(taken(jun.take(bora.run(0, 149))).counted).toHaveLength(1)
    expect(jun.runs()).toEqual([[0, 149]])
    const signed = [...jun.stored].filter(([, { item }]) => item.sig !== null).map(([seq]) => seq)
    expect(signed).toEqual([0, 63, 127, 149])
    expect(jun.holding().runs[0]).toMatchObject({ below: NO_PREV, head: bora.ids[149] })
  })

  test('the same feed cut into any runs in any order, sent any number of times, comes to the same', () => {
    const bora = written(200)
    const cuts = fc
      .uniqueArray(fc.integer({ min: 1, max: 199 }), { maxLength: 6 })
      .map((list) => [0, ...list.toSorted((a, b) => a - b), 200])
    const seeded = fc.tuple(cuts, fc.array(fc.nat(6), { minLength: 0, maxLength: 12 }))
    fc.assert(
      fc.property(seeded, ([edges, order]) => {
        const jun = keeper(bora.feed)
        jun.take(bora.run(0, 0))
        const piece = (i: number) => bora.run(edges[i] ?? 0, (edges[i + 1] ?? 200) - 1)
        for (const i of order) jun.take(piece(i % (edges.length - 1)))
        for (let i = 0; i < edges.length - 1; i++) taken(jun.take(piece(i)))
        expect(jun.runs()).toEqual([[0, 199]])
        expect(jun.stored.size).toBe(200)
        for (const [seq, { id, item }] of jun.stored) {
          expect(id).toEqual(bora.ids[seq])
          const isProven = item.sig !== null && verifyEnvelope(bora.feed, id, item.sig)
          expect(isProven || !keepsSignature(seq, item.box.length)).toBe(true)
        }
      }),
      { numRuns: 60 },
    )
  })

  test('newest first: the head, then ever older stretches verified by their hash alone, until they meet envelope 0', () => {
    const bora = written(300)
    const jun = keeper(bora.feed)
    taken(jun.take(bora.run(0, 0)))
    taken(jun.take(bora.run(256, 299)))
    expect(jun.runs()).toEqual([
      [0, 0],
      [256, 299],
    ])
    taken(jun.take(bora.run(128, 255)))
    expect(jun.take(withSig(bora.run(64, 120), 120, null))).toMatchObject({ error: { type: 'BadSignature' } })
    expect(jun.runs()).toEqual([
      [0, 0],
      [128, 299],
    ])
    taken(jun.take(bora.run(1, 127)))
    expect(jun.runs()).toEqual([[0, 299]])
  })

  test('a live run leaves out what lies before it', () => {
    const bora = written(70)
    const jun = keeper(bora.feed)
    taken(jun.take(bora.run(0, 68)))
    taken(jun.take({ ...bora.run(69, 69), prev: null }))
    expect(jun.runs()).toEqual([[0, 69]])
    expect(taken(jun.take({ ...bora.run(69, 69), prev: null })).duplicates).toBe(1)
    expect(jun.take({ ...bora.run(69, 69), low: 80, prev: null })).toMatchObject({ error: { type: 'NotJoined' } })
  })

  test('a bad signature followed by a good one is no harm: the envelope waits, without blame, until the next (E5)', () => {
    const bora = written(12)
    const jun = keeper(bora.feed)
    taken(jun.take(bora.run(0, 9)))
    expect(taken(jun.take(garbled({ ...bora.run(10, 10), prev: null }, 10)))).toMatchObject({ waiting: 1, counted: [] })
    expect(jun.runs()).toEqual([[0, 9]])
    expect(taken(jun.take({ ...bora.run(11, 11), prev: null })).counted).toMatchObject([{ low: 10, high: 11 }])
    expect(jun.runs()).toEqual([[0, 11]])
    expect(jun.holding().pending).toBeNull()
  })

  test('what waits gives way to what is signed, and a later signature proves the rest of it', () => {
    const bora = written(16)
    const jun = keeper(bora.feed)
    taken(jun.take(bora.run(0, 9)))
    expect(taken(jun.take(withSig(bora.run(10, 13), 13, null))).waiting).toBe(4)
    taken(jun.take(bora.run(10, 11)))
    expect(jun.holding().pending).toMatchObject({ low: 12, high: 13 })
    taken(jun.take({ ...bora.run(14, 14), prev: null }))
    expect(jun.runs()).toEqual([[0, 14]])
    const forged = { ...bora.run(15, 15) }
    const other = { ...forged, items: forged.items.map((item) => ({ ...item, nonce: item.nonce.map((b) => b ^ 1) })) }
    expect(taken(jun.take(other)).waiting).toBe(1)
    taken(jun.take({ ...bora.run(15, 15), prev: null }))
    expect(jun.runs()).toEqual([[0, 15]])
  })

  test('the last of a block counts only with its own signature, and so does a large one: else they and all above wait', () => {
    const bora = written(70)
    const jun = keeper(bora.feed)
    expect(taken(jun.take(garbled(bora.run(0, 69), 63)))).toMatchObject({ counted: [{ low: 0, high: 0 }], waiting: 62 })
    taken(jun.take(bora.run(63, 69)))
    expect(jun.runs()).toEqual([[0, 69]])
    const large = writerIn(log, 'large', 'kept')
    large.write(1)
    large.write(1, 2000)
    large.write(1)
    const eun = keeper(large.feed)
    expect(taken(eun.take(garbled(large.run(0, 2), 1))).counted).toMatchObject([{ low: 0, high: 0 }])
    taken(eun.take(large.run(0, 2)))
    expect(eun.runs()).toEqual([[0, 2]])
  })

  test('an older stretch whose block end carries a bad signature is taken down to there', () => {
    const bora = written(200)
    const jun = keeper(bora.feed)
    taken(jun.take(bora.run(0, 0)))
    taken(jun.take(bora.run(192, 199)))
    taken(jun.take(garbled(bora.run(64, 191), 127)))
    expect(jun.runs()).toEqual([
      [0, 0],
      [128, 199],
    ])
  })

  test('nothing above a stop is taken, and a cut’s head proves what lies below it (S5)', () => {
    const bora = written(100)
    const jun = keeper(bora.feed)
    taken(jun.take(bora.run(0, 10)))
    jun.stop(80)
    taken(jun.take(bora.run(11, 99)))
    expect(jun.runs()).toEqual([[0, 80]])
    expect(taken(jun.take(bora.run(90, 99))).counted).toEqual([])
    const eun = keeper(bora.feed)
    taken(eun.take(bora.run(0, 10)))
    const upToCut = withSig(bora.run(11, 70), 70, null)
    expect(taken(eun.take(upToCut)).counted).toMatchObject([{ low: 11, high: 63 }])
    eun.stop(70, bora.ids[70])
    taken(eun.take(upToCut))
    expect(eun.runs()).toEqual([[0, 70]])
  })

  test('an own envelope follows what is held, or it is a bug', () => {
    const bora = written(3)
    const [a, b] = bora.ids
    if (a === undefined || b === undefined) throw new Error('two written')
    const one = appendOwn(emptyHolding(bora.feed), 0, NO_PREV, a)
    expect(appendOwn(one, 1, a, b).runs).toEqual([{ low: 0, high: 1, below: NO_PREV, head: b }])
    expect(() => appendOwn(one, 2, a, b)).toThrow()
    expect(() => appendOwn(one, 1, b, b)).toThrow()
  })
})

describe('what is refused (E6, Y8)', () => {
  const bora = written(70)

  test('a feed that the log’s write key did not admit, or whose first envelope is not there', () => {
    const stranger = writerIn(testLog('another'), 'stranger')
    stranger.write(3)
    expect(keeper(stranger.feed).take(stranger.run(0, 2))).toMatchObject({ error: { type: 'BadAdmission' } })
    expect(keeper(bora.feed).take(bora.run(1, 5))).toMatchObject({ error: { type: 'FirstMissing' } })
    expect(keeper(bora.feed).take({ ...bora.run(1, 5), prev: null })).toMatchObject({ error: { type: 'NotJoined' } })
  })

  test('an oversize box, an unknown version, an admission in the middle, an empty run', () => {
    const run = bora.run(0, 2)
    const change = (to: Partial<RunItem>, at = 1): ArrivingRun => ({
      ...run,
      items: run.items.map((item, i) => (i === at ? { ...item, ...to } : item)),
    })
    const refused = (arriving: ArrivingRun) => keeper(bora.feed).take(arriving)
    expect(refused(change({ box: new Uint8Array(MAX_BOX + 1) }))).toMatchObject({ error: { type: 'EnvelopeOversize' } })
    expect(refused(change({ v: 2 }, 0))).toMatchObject({ error: { type: 'VersionUnknown', v: 2, seq: 0 } })
    expect(refused(change({ admit: run.items[0]?.admit ?? null }))).toMatchObject({ error: { detail: 'admit' } })
    expect(refused({ ...run, items: [] })).toMatchObject({ error: { type: 'EnvelopeMalformed' } })
    expect(refused({ ...run, low: -1 })).toMatchObject({ error: { type: 'EnvelopeMalformed' } })
    expect(refused({ ...run, prev: bora.ids[0] ?? null })).toMatchObject({ error: { type: 'BadChain' } })
  })

  test('an unknown version pauses the feed there: what comes before it is taken', () => {
    const run = bora.run(0, 20)
    const newer = { ...run, items: run.items.map((item, i) => (i === 5 ? { ...item, v: 9 } : item)) }
    const jun = keeper(bora.feed)
    const accepted = taken(jun.take(newer))
    expect(accepted.paused).toEqual({ type: 'VersionUnknown', v: 9, seq: 5 })
    expect(accepted.counted).toMatchObject([{ low: 0, high: 0 }])
  })

  interface Edit {
    readonly kind: string
    readonly at: number
    readonly bit: number
  }
  const edited = (run: ArrivingRun, { kind, at, bit }: Edit): ArrivingRun => {
    if (kind === 'shift') return { ...run, low: run.low + bit }
    if (kind === 'prev') return run.low > 0 ? { ...run, prev: bora.ids[at] ?? null } : run
    const items = [...run.items]
    const i = at % items.length
    const item = items[i]
    if (item === undefined) return run
    if (kind === 'flip') items[i] = { ...item, box: item.box.map((byte, j) => (j === at ? byte ^ (1 << bit) : byte)) }
    if (kind === 'drop' && items.length > 1) items.splice(i, 1)
    if (kind === 'repeat') items.splice(i, 0, item)
    if (kind === 'swap') items.push(...items.splice(i, 1))
    return { ...run, items }
  }

  test('changed, reordered, left out or repeated envelopes: nothing forged is ever held, whatever was done to a run', () => {
    const edit = fc.record({
      kind: fc.constantFrom('flip', 'drop', 'swap', 'repeat', 'shift', 'prev'),
      at: fc.nat(69),
      bit: fc.nat(7),
    })
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 3 }), fc.nat(60), fc.boolean(), (edits, from, knows) => {
        const jun = keeper(bora.feed)
        if (knows) taken(jun.take(bora.run(0, Math.max(0, from - 1))))
        const run = edits.reduce<ArrivingRun>(edited, bora.run(knows ? from : 0, 69))
        jun.take(run)
        jun.take(bora.run(0, 69))
        for (const [seq, { id }] of jun.stored) expect(id).toEqual(bora.ids[seq])
        expect(jun.runs()).toEqual([[0, 69]])
      }),
      { numRuns: 200 },
    )
  })

  test('a ninth run: what would not join anything has to wait (E9)', () => {
    const eun = written(40, 'Eun')
    const jun = keeper(eun.feed)
    for (let seq = 0; seq < 16; seq += 2) taken(jun.take(eun.run(seq, seq)))
    expect(jun.runs()).toHaveLength(8)
    expect(jun.take(eun.run(20, 20))).toMatchObject({ error: { type: 'TooManyRuns' } })
    taken(jun.take(eun.run(13, 13)))
    expect(jun.runs()).toHaveLength(7)
    taken(jun.take(eun.run(0, 39)))
    expect(jun.runs()).toEqual([[0, 39]])
  })
})

describe('forks (E7)', () => {
  /** Bora wrote up to `at` once, then twice differently. */
  const forked = (at: number, left: number, right: number, word: string) => {
    const one = written(at + 1, word)
    const other = one.forkAfter(at)
    one.write(left)
    other.write(right)
    return { one, other }
  }
  const heldBy = (writer: Writer, high: number) => {
    const jun = keeper(writer.feed)
    taken(jun.take(writer.run(0, high)))
    return jun
  }
  /** The proof that whoever holds `ours` can make of what acceptance found. */
  const proofOf = (accepted: Accepted, ours: Writer, upTo: number) => {
    if (accepted.fork === null) throw new Error('no fork found')
    const { seq, theirs } = accepted.fork
    return { feed: ours.feed, seq, left: ours.run(seq, upTo), right: theirs }
  }

  test('two signed pasts of one feed are found wherever they meet, and proven to anybody', () => {
    const sizes = fc.record({
      at: fc.integer({ min: 0, max: 70 }),
      left: fc.integer({ min: 1, max: 70 }),
      right: fc.integer({ min: 1, max: 70 }),
      low: fc.nat(150),
    })
    let n = 0
    fc.assert(
      fc.property(sizes, ({ at, left, right, low }) => {
        const { one, other } = forked(at, left, right, `fork ${n++}`)
        const high = at + left
        const jun = heldBy(one, high)
        const from = Math.min(low, at + right, high + 1)
        const before = jun.runs()
        const accepted = taken(jun.take(other.run(from, at + right)))
        // The run may end at or under the fork, or begin beyond it.
        const { fork } = accepted
        if (fork === null) throw new Error('a fork was not seen')
        expect(fork.exact).toBe(from <= at + 1)
        expect(fork.seq).toBe(fork.exact ? at + 1 : from - 1)
        expect(jun.runs()).toEqual(before)
        const end = Math.min(high, fork.seq + 64)
        expect(verifyFork(proofOf(accepted, one, end))).toEqual({ ok: true, value: undefined })
      }),
      { numRuns: 60 },
    )
  })

  test('an older stretch of another past under what is held is a fork at the joint', () => {
    const { one, other } = forked(5, 100, 100, 'joint')
    const jun = keeper(one.feed)
    taken(jun.take(one.run(0, 0)))
    taken(jun.take(one.run(80, 105)))
    const accepted = taken(jun.take(other.run(20, 79)))
    expect(accepted.fork).toMatchObject({ seq: 79, exact: false })
    expect(verifyFork({ feed: one.feed, seq: 79, left: one.run(80, 105), right: other.run(79, 79) }).ok).toBe(true)
  })

  test('of a feed that stopped is still found right above the stop, where it shows that the fork lies deeper', () => {
    const { one, other } = forked(5, 100, 100, 'stopped')
    const jun = heldBy(one, 100)
    jun.stop(79)
    expect(taken(jun.take(other.run(80, 90))).fork).toMatchObject({ seq: 79, exact: false })
    expect(taken(jun.take(other.run(81, 90))).fork).toBeNull()
  })

  test('another past that nobody signed is a forgery, not a fork', () => {
    const { one, other } = forked(5, 5, 5, 'unsigned')
    const jun = heldBy(one, 10)
    expect(jun.take(withSig(other.run(6, 10), 10, null))).toMatchObject({ error: { type: 'BadChain', seq: 6 } })
    expect(jun.take(garbled(other.run(6, 10), 10))).toMatchObject({ error: { type: 'BadChain', seq: 6 } })
  })

  test('two signatures on one id are none, nor are two runs of one past, nor another’s words', () => {
    const { one, other } = forked(5, 5, 5, 'none')
    const stranger = written(12, 'stranger')
    const feed = one.feed
    const of = (left = one.run(6, 8), right = other.run(6, 8), seq = 6) => verifyFork({ feed, seq, left, right })
    expect(of().ok).toBe(true)
    expect(isExactFork({ feed, seq: 6, left: one.run(6, 8), right: other.run(6, 8) })).toBe(true)
    expect(isExactFork({ feed, seq: 7, left: one.run(7, 8), right: other.run(7, 8) })).toBe(false)
    expect(isExactFork({ feed, seq: 6, left: one.run(7, 8), right: other.run(7, 8) })).toBe(false)
    expect(of(one.run(6, 9), one.run(6, 8))).toMatchObject({ error: { type: 'NoFork' } })
    expect(of(one.run(7, 9), one.run(6, 8))).toMatchObject({ error: { type: 'NoFork' } })
    expect(of(one.run(6, 8), other.run(6, 8), 5)).toMatchObject({ error: { type: 'NoFork' } })
    expect(of(one.run(6, 8), stranger.run(6, 8)).ok).toBe(false)
    expect(of(one.run(6, 8), { ...stranger.run(6, 8), feed }).ok).toBe(false)
    expect(of(one.run(8, 9)).ok).toBe(false)
    expect(of({ ...one.run(6, 8), items: [] }).ok).toBe(false)
  })
})
