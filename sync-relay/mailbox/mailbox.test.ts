import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createMemoryReplica } from '#core/test/sync/memory.ts'
import { testLog, writerIn } from '#core/test/sync/writer.ts'
import type { TestLog, Writer } from '#core/test/sync/writer.ts'
import {
  BLOCK,
  countOf,
  emptyHolding,
  encodeRun,
  acceptRun,
  feedDigest,
  logDigest,
  verifyFork,
} from '#core/envelope/index.ts'
import type { ArrivingRun, Fork, HeldRun, LogId, Run } from '#core/envelope/index.ts'
import { bytesToId, digest, toHex } from '#core/proof/index.ts'
import type { PeerId } from '#core/net/index.ts'
import { StoreFault } from '#core/store/index.ts'
import type { Database } from '#core/store/index.ts'
import type { FeedFrontier, ReceiveOutcome } from '#core/sync/index.ts'
import { DAY_MS, defaultConfig } from '../config/index.ts'
import { asObject, createHandClock, createTestFolder } from '../testing.ts'
import type { HandClock, TestFolder } from '../testing.ts'
import { createMailbox } from './index.ts'
import type { Mailbox, MailboxLimits } from './index.ts'

const peerNamed = (name: string): PeerId => bytesToId(digest('dure/test/v1', name))
const bora = peerNamed('Bora')
const jun = peerNamed('Jun')

interface Told {
  readonly appended: { readonly log: LogId; readonly run: Run; readonly frontier: FeedFrontier }[]
  readonly forked: Fork[]
  readonly changed: { readonly log: LogId; readonly frontier: FeedFrontier }[]
}

let folder: TestFolder
let clock: HandClock
let told: Told

beforeEach(() => {
  folder = createTestFolder()
  clock = createHandClock()
  told = { appended: [], forked: [], changed: [] }
})
afterEach(() => folder.end())

const mailboxOver = (db: Database, limits: Partial<MailboxLimits> = {}): Mailbox =>
  createMailbox({
    db,
    clock,
    self: peerNamed('relay'),
    limits: { ...defaultConfig.mailbox, ...limits },
    tells: () => ({
      appended: (log, run, frontier) => told.appended.push({ log, run, frontier }),
      forked: (_log, fork) => told.forked.push(fork),
      frontierChanged: (log, frontier) => told.changed.push({ log, frontier }),
    }),
    onFault: () => {},
  })
const openMailbox = (limits: Partial<MailboxLimits> = {}): Mailbox => mailboxOver(folder.database(), limits)

const receive = (box: Mailbox, log: TestLog, runs: readonly ArrivingRun[], from = bora): readonly ReceiveOutcome[] => {
  let outcomes: readonly ReceiveOutcome[] | null = null
  box.receive(log.id, runs, from, (came) => {
    outcomes = came
  })
  box.flush()
  if (outcomes === null) throw new Error('a relay answers in its turn')
  return outcomes
}
const frontier = (box: Mailbox, log: TestLog): readonly FeedFrontier[] => {
  let feeds: readonly FeedFrontier[] = []
  box.frontier(log.id, (came) => {
    feeds = came
  })
  return feeds
}
const heldOf = (box: Mailbox, writer: Writer): readonly (readonly [number, number])[] =>
  frontier(box, writer.log)
    .filter(({ feed }) => feed === writer.feed)
    .flatMap(({ runs }) => runs.map(({ low, high }) => [low, high] as const))
const read = (
  box: Mailbox,
  writer: Writer,
  low: number,
  high: number,
  maxBytes = 1 << 20,
  from: 'low' | 'high' = 'low',
) => {
  let run: Run | null = null
  box.read(writer.log.id, writer.feed, low, high, maxBytes, from, (came) => {
    run = came
  })
  return run as Run | null // assigned in the callback
}
const plainFork = ({ seq, left, right }: Fork) => [seq, toHex(encodeRun(left)), toHex(encodeRun(right))]
const plainRun = ({ low, high, below, head }: HeldRun) => [low, high, toHex(below), toHex(head)]
/** All that is held of a feed, read in parts as a session does, must be accepted by somebody who has nothing. */
const readAll = (box: Mailbox, writer: Writer, maxBytes: number, from: 'low' | 'high'): number => {
  let holding = emptyHolding(writer.feed)
  let count = 0
  const ids = new Map<number, Writer['ids'][number]>()
  // A session sends envelope 0 before anything else.
  const behind = heldOf(box, writer).map(([low, high]) => [Math.max(1, low), high] as const)
  for (const [low, high] of behind.length > 0 ? [[0, 0] as const, ...behind] : []) {
    let rest: readonly [number, number] = [low, high]
    while (rest[0] <= rest[1]) {
      const run = read(box, writer, rest[0], rest[1], maxBytes, from)
      if (run === null) throw new Error('what the frontier says is held can be read')
      const end = run.low + run.items.length - 1
      const accepted = acceptRun(holding, run, { keys: writer.log.keys, idAt: (seq) => ids.get(seq) ?? null })
      if (!accepted.ok) throw new Error(accepted.error.type)
      holding = accepted.value.holding
      for (const stretch of accepted.value.counted) stretch.ids.forEach((id, i) => ids.set(stretch.low + i, id))
      count += run.items.length
      rest = from === 'low' ? [end + 1, rest[1]] : [rest[0], run.low - 1]
    }
  }
  const said = frontier(box, writer.log).find(({ feed }) => feed === writer.feed)?.runs ?? []
  expect(holding.runs.map(plainRun)).toEqual(said.map(plainRun))
  return count
}

const chat = testLog('chat')
/** The log is taken up, and its writer's feed with `count` envelopes. */
const written = (count: number, word = 'Bora', log = chat, box?: number): Writer => {
  const writer = writerIn(log, word)
  writer.write(count, box)
  return writer
}
const takeUp = (box: Mailbox, log = chat, peer = bora): void => {
  expect(box.proved(peer, log.id, log.keys)).toEqual({ ok: true, value: undefined })
}
const types = (outcomes: readonly ReceiveOutcome[]) =>
  outcomes.map((outcome) => ('reason' in outcome ? outcome.reason.type : outcome.type))

describe('what a mailbox takes (R2, E6)', () => {
  test('admitted feeds of a log whose read key was proven, shown once they are durable (Y2, Y4)', () => {
    const box = openMailbox()
    const feed = written(100)
    expect(types(receive(box, chat, [feed.run(0, 99)]))).toEqual(['LogUnknown'])
    takeUp(box)
    expect(frontier(box, chat)).toEqual([])
    expect(receive(box, chat, [feed.run(0, 99)])).toMatchObject([{ type: 'taken', fresh: 100 }])
    expect(heldOf(box, feed)).toEqual([[0, 99]])
    expect(told.appended.map(({ log, run }) => [log, run.low, run.items.length])).toEqual([[chat.id, 0, 100]])
    expect(types(receive(box, chat, [feed.run(0, 99)], jun))).toEqual(['duplicate'])
    const again = openMailbox()
    expect(heldOf(again, feed)).toEqual([[0, 99]])
    expect(toHex(again.log(chat.id)?.keys.write ?? new Uint8Array())).toBe(toHex(chat.keys.write))
    expect(readAll(again, feed, 4096, 'low')).toBe(100)
  })

  test('a log that was only proven costs the disk nothing, and is unknown after a restart', () => {
    const box = openMailbox()
    takeUp(box)
    expect(box.log(chat.id)).toEqual({ space: null, keys: chat.keys })
    expect(box.use()).toEqual({ logs: 0, feeds: 0, bytes: 0 })
    expect(openMailbox().log(chat.id)).toBe(null)
  })

  test('live messages one by one, from several peers, are one run', () => {
    const box = openMailbox()
    takeUp(box)
    const feed = written(140)
    for (let seq = 0; seq < 140; seq++) {
      const run = { ...feed.run(seq, seq), prev: seq % 3 === 0 ? feed.run(seq, seq).prev : null }
      expect(types(receive(box, chat, [seq === 0 ? feed.run(0, 0) : run], seq % 2 ? bora : jun))).toEqual(['taken'])
    }
    expect(heldOf(box, feed)).toEqual([[0, 139]])
    expect(readAll(box, feed, 2000, 'high')).toBe(140)
    const signatures = folder.database().query<{ seq: number }>('SELECT seq FROM signature ORDER BY seq').all()
    expect(signatures.map(({ seq }) => seq)).toEqual([0, 63, 127, 139])
  })

  test('several frames in one turn are one transaction, and each sees the one before it', () => {
    const db = folder.database()
    let transactions = 0
    const counted: Database = {
      ...asObject(db),
      transaction: (work) => {
        transactions++
        return db.transaction(work)
      },
    }
    const box = mailboxOver(counted)
    takeUp(box)
    const feed = written(50)
    const outcomes: string[] = []
    for (let seq = 0; seq < 10; seq++) {
      const run = feed.run(seq * 5, seq * 5 + 4)
      box.receive(chat.id, [run], bora, (came) => outcomes.push(...types(came)))
    }
    expect(outcomes).toEqual([])
    clock.run()
    expect(outcomes).toEqual(Array.from({ length: 10 }, () => 'taken'))
    expect(transactions).toBe(1)
    expect(heldOf(box, feed)).toEqual([[0, 49]])
  })

  test('a feed key used in two logs is a feed of each: neither keeps the other out (E2)', () => {
    const box = openMailbox()
    const other = testLog('another log')
    takeUp(box)
    box.proved(bora, other.id, other.keys)
    const [here, there] = [written(70), writerIn(other, 'Bora')]
    there.write(3)
    expect(here.feed).toBe(there.feed)
    expect(types(receive(box, chat, [here.run(0, 69)]))).toEqual(['taken'])
    expect(types(receive(box, other, [there.run(0, 2)]))).toEqual(['taken'])
    expect(read(box, here, 0, 69)?.items).toHaveLength(70)
    expect(read(box, there, 0, 69)?.items).toHaveLength(3)
  })

  test('feeds of strangers, changed bytes, cut chains and missing beginnings are refused, and a good copy is taken after (E5)', () => {
    const box = openMailbox()
    takeUp(box)
    const feed = written(70)
    const other = writerIn(testLog('another log'), 'Eve')
    other.write(3)
    expect(types(receive(box, chat, [other.run(0, 2)]))).toEqual(['BadAdmission'])
    const run = feed.run(0, 69)
    const changed = (seq: number): ArrivingRun => ({
      ...run,
      items: run.items.map((item, i) => (i === seq ? { ...item, box: item.box.map((byte) => byte ^ 1) } : item)),
    })
    expect(types(receive(box, chat, [changed(69)]))).toEqual(['taken'])
    expect(heldOf(box, feed)).toEqual([[0, 63]])
    expect(types(receive(box, chat, [changed(3)]))).not.toEqual(['taken'])
    // What came before without a valid signature waited, and this one proves it.
    expect(types(receive(box, chat, [feed.run(66, 69)]))).toEqual(['taken'])
    expect(heldOf(box, feed)).toEqual([[0, 69]])
    expect(types(receive(box, chat, [run]))).toEqual(['duplicate'])
    const hana = written(5, 'Hana')
    expect(types(receive(box, chat, [hana.run(2, 4)]))).toEqual(['pending'])
    expect(heldOf(box, hana)).toEqual([])
    expect(readAll(box, feed, 3000, 'low')).toBe(70)
  })

  test('whatever a hostile client sends in whatever order, only what was written is held (E5, E6)', () => {
    const feed = written(150)
    const runOf = fc
      .tuple(fc.nat(149), fc.nat(40), fc.nat(3), fc.nat(200))
      .map(([low, length, damage, at]): ArrivingRun => {
        const run = feed.run(low, Math.min(149, low + length))
        const items = run.items.map((item, i) => {
          if (i !== at % run.items.length) return item
          if (damage === 1) return { ...item, box: item.box.map((byte) => byte ^ 64) }
          if (damage === 2) return { ...item, sig: feed.run(0, 0).items[0]?.sig ?? null }
          return item
        })
        return damage === 3 && low > 0 ? { ...run, prev: null } : { ...run, items }
      })
    fc.assert(
      fc.property(fc.array(fc.array(runOf, { minLength: 1, maxLength: 4 }), { maxLength: 8 }), (frames) => {
        const box = mailboxOver(memory())
        takeUp(box)
        receive(box, chat, [feed.run(0, 0)])
        // The plainest replica that keeps the same rules comes to the same frontier.
        const plain = createMemoryReplica({ role: 'mailbox' })
        plain.proved(bora, chat.id, chat.keys)
        plain.receive(chat.id, [feed.run(0, 0)], bora, () => {})
        for (const frame of frames) {
          receive(box, chat, frame)
          plain.receive(chat.id, frame, bora, () => {})
          expect(toHex(box.frontierDigest(chat.id))).toBe(toHex(plain.frontierDigest(chat.id)))
        }
        for (const { runs } of frontier(box, chat)) {
          for (const { high, head } of runs) expect(toHex(head)).toBe(toHex(feed.ids[high] ?? head.subarray(1)))
          expect(readAll(box, feed, 2500, 'low')).toBe(countOf(runs))
        }
      }),
      { numRuns: 60 },
    )
  })

  test('a digest of the frontier is the same wherever the same is held, and another after any change (Y2)', () => {
    const box = openMailbox()
    takeUp(box)
    expect(box.frontierDigest(chat.id)).toEqual(logDigest([]))
    const feeds = [written(10), written(20, 'Jun')]
    const seen = new Set([String(box.frontierDigest(chat.id))])
    for (const feed of feeds) {
      receive(box, chat, [feed.run(0, 9)])
      seen.add(String(box.frontierDigest(chat.id)))
    }
    receive(box, chat, [written(20, 'Jun').run(10, 19)])
    seen.add(String(box.frontierDigest(chat.id)))
    expect(seen.size).toBe(4)
    const expected = frontier(box, chat).map(({ feed, runs }) => feedDigest(feed, runs))
    expect(box.frontierDigest(chat.id)).toEqual(logDigest(expected))
    expect(openMailbox().frontierDigest(chat.id)).toEqual(box.frontierDigest(chat.id))
  })
})

describe('forks (E7)', () => {
  test('two pasts of one feed are proven, kept, told, and nothing more of it is taken', () => {
    const box = openMailbox()
    takeUp(box)
    const feed = written(100)
    const copy = feed.forkAfter(79)
    copy.write(20)
    receive(box, chat, [feed.run(0, 99)])
    expect(types(receive(box, chat, [copy.run(64, 99)]))).toEqual(['Forked'])
    expect(told.forked).toHaveLength(1)
    expect(told.forked.every((fork) => verifyFork(fork).ok)).toBe(true)
    expect(told.changed.at(-1)?.frontier.stoppedAt).toBe(99)
    feed.write(5)
    expect(types(receive(box, chat, [feed.run(100, 104)]))).toEqual(['Forked'])
    expect(heldOf(box, feed)).toEqual([[0, 99]])
    const again = openMailbox()
    let kept: Fork | null = null
    again.fork(chat.id, feed.feed, (fork) => {
      kept = fork
    })
    expect(kept).not.toBe(null)
    expect(kept && plainFork(kept)).toEqual(told.forked.map(plainFork)[0])
    expect(frontier(again, chat)[0]?.stoppedAt).toBe(99)
  })

  test('a fork proven by somebody else is kept and passed on once', () => {
    const box = openMailbox()
    takeUp(box)
    const feed = written(70)
    const copy = feed.forkAfter(10)
    copy.write(10)
    receive(box, chat, [feed.run(0, 69)])
    const fork: Fork = { feed: feed.feed, seq: 11, left: feed.run(11, 63), right: copy.run(11, 20) }
    expect(verifyFork(fork).ok).toBe(true)
    box.forked(chat.id, fork)
    box.forked(chat.id, fork)
    expect(told.forked).toEqual([fork])
    expect(frontier(box, chat)[0]?.stoppedAt).toBe(69)
    box.forked(testLog('unknown').id, fork)
    expect(told.forked).toHaveLength(1)
  })
})

/** Bytes that an envelope of the test writer is counted with: version, nonce, box, row. */
const ENVELOPE = 1 + 24 + 144 + 64

describe('what gives way (R2, E9)', () => {
  test('when a log is full its largest feed gives way, oldest blocks first, envelope 0 never; and that shows', () => {
    const box = openMailbox({ perLog: 1000 * ENVELOPE })
    takeUp(box)
    const [large, small] = [written(2000, 'Bora'), written(100, 'Jun')]
    receive(box, chat, [small.run(0, 99)])
    for (let low = 0; low < 2000; low += 200)
      expect(types(receive(box, chat, [large.run(low, low + 199)]))).toEqual(['taken'])
    expect(heldOf(box, small)).toEqual([[0, 99]])
    const [first, rest] = heldOf(box, large)
    expect(first).toEqual([0, 0])
    expect(rest?.[1]).toBe(1999)
    expect((rest?.[0] ?? 1) % BLOCK).toBe(0)
    expect(box.use().bytes).toBeLessThanOrEqual(1000 * ENVELOPE)
    expect(box.use().bytes).toBeGreaterThan((1000 - 2 * BLOCK) * ENVELOPE)
    expect(told.changed.at(-1)?.frontier.wantedFrom).toBe(rest?.[0])
    expect(frontier(box, chat).find(({ feed }) => feed === large.feed)?.wantedFrom).toBe(rest?.[0])
    expect(readAll(box, large, 5000, 'high')).toBe(countOf(heldOf(box, large).map(([low, high]) => ({ low, high }))))
    // What gave way is not taken again, so nobody sends it for ever.
    expect(types(receive(box, chat, [large.run(0, 127)]))).toEqual(['duplicate'])
    expect(heldOf(box, large)[0]).toEqual([0, 0])
    const again = openMailbox({ perLog: 1000 * ENVELOPE })
    expect(frontier(again, chat).find(({ feed }) => feed === large.feed)?.wantedFrom).toBe(rest?.[0])
    expect(types(receive(again, chat, [large.run(0, 127)]))).toEqual(['duplicate'])
  })

  test('when the relay is full the largest feed of all gives way, in whatever log it is', () => {
    const box = openMailbox({ total: 1000 * ENVELOPE })
    const other = testLog('other')
    takeUp(box)
    takeUp(box, other, jun)
    const [large, small] = [written(900, 'Bora'), written(300, 'Jun', other)]
    receive(box, chat, [large.run(0, 899)])
    told.changed.length = 0
    expect(types(receive(box, other, [small.run(0, 299)], jun))).toEqual(['taken'])
    expect(heldOf(box, small)).toEqual([[0, 299]])
    expect(heldOf(box, large)[0]).toEqual([0, 0])
    expect(heldOf(box, large)[1]?.[1]).toBe(899)
    expect(told.changed.map(({ log }) => log)).toEqual([chat.id])
    expect(box.frontierDigest(chat.id)).toEqual(openMailbox().frontierDigest(chat.id))
  })

  test('when a peer has brought more than it may, its own oldest gives way and nobody else’s', () => {
    const box = openMailbox({ perPeer: 500 * ENVELOPE })
    const other = testLog('other')
    takeUp(box)
    takeUp(box, other)
    const [older, newer, juns] = [written(400, 'Bora'), written(400, 'Bora too', other), written(450, 'Jun')]
    receive(box, chat, [juns.run(0, 449)], jun)
    receive(box, chat, [older.run(0, 399)])
    clock.move(DAY_MS)
    receive(box, other, [newer.run(0, 399)])
    expect(heldOf(box, juns)).toEqual([[0, 449]])
    expect(heldOf(box, newer)).toEqual([[0, 399]])
    expect(heldOf(box, older)[0]).toEqual([0, 0])
    expect(countOf(heldOf(box, older).map(([low, high]) => ({ low, high })))).toBeLessThanOrEqual(101)
  })

  test('where nothing more can give way the frame is refused whole, and what was there stays', () => {
    const box = openMailbox({ perLog: 3 * ENVELOPE })
    takeUp(box)
    for (const word of ['a', 'b', 'c'])
      expect(types(receive(box, chat, [written(1, word).run(0, 0)]))).toEqual(['taken'])
    expect(types(receive(box, chat, [written(1, 'd').run(0, 0)]))).toEqual(['LogQuota'])
    expect(frontier(box, chat)).toHaveLength(3)
    const both: string[] = []
    takeUp(box, testLog('other'))
    box.receive(chat.id, [written(1, 'e').run(0, 0)], bora, (came) => both.push(...types(came)))
    box.receive(testLog('other').id, [written(2, 'f', testLog('other')).run(0, 1)], bora, (came) =>
      both.push(...types(came)),
    )
    clock.run()
    expect(both).toEqual(['LogQuota', 'taken'])
    expect(openMailbox().use()).toEqual(box.use())
  })

  test('so many feeds in a log, and so many logs, in all and of one peer', () => {
    const box = openMailbox({ feedsPerLog: 2, logs: 3, logsPerPeer: 2 })
    takeUp(box)
    const runs = ['a', 'b', 'c'].map((word) => written(1, word).run(0, 0))
    expect(types(receive(box, chat, runs))).toEqual(['taken', 'taken', 'TooManyFeeds'])
    const begin = (word: string, peer: PeerId): string => {
      const log = testLog(word)
      const proved = box.proved(peer, log.id, log.keys)
      return proved.ok
        ? (types(receive(box, log, [written(1, word, log).run(0, 0)], peer))[0] ?? '')
        : proved.error.type
    }
    expect(begin('second', bora)).toBe('taken')
    expect(begin('third', bora)).toBe('TooManyLogs')
    expect(begin('third', jun)).toBe('taken')
    expect(begin('fourth', jun)).toBe('TooManyLogs')
  })

  test('messages go after the retention time, block by block, and what was younger stays', () => {
    const box = openMailbox({ retention: 10 * DAY_MS })
    takeUp(box)
    const [busy, quiet] = [written(300, 'Bora'), written(10, 'Jun')]
    receive(box, chat, [busy.run(0, 199), quiet.run(0, 9)])
    clock.move(6 * DAY_MS)
    receive(box, chat, [busy.run(200, 299)])
    expect(box.sweep()).toBe(false)
    clock.move(5 * DAY_MS)
    while (box.sweep()) expect(true).toBe(true)
    expect(heldOf(box, busy)).toEqual([
      [0, 0],
      [192, 299],
    ])
    expect(heldOf(box, quiet)).toEqual([[0, 0]])
    expect(readAll(box, busy, 4000, 'low')).toBe(109)
    // The next message of a feed of which only the first is left is taken as any other.
    quiet.write(1)
    expect(types(receive(box, chat, [quiet.run(10, 10)]))).toEqual(['taken'])
    clock.move(20 * DAY_MS)
    while (box.sweep()) expect(true).toBe(true)
    expect(heldOf(box, busy)).toEqual([[0, 0]])
  })

  test('a log that nobody used for long is forgotten whole, and one that somebody asked for is not', () => {
    const box = openMailbox({ retention: 10 * DAY_MS, forget: 30 * DAY_MS })
    const other = testLog('other')
    takeUp(box)
    takeUp(box, other)
    receive(box, chat, [written(100).run(0, 99)])
    receive(box, other, [written(100, 'Jun', other).run(0, 99)])
    clock.move(20 * DAY_MS)
    while (box.sweep()) expect(true).toBe(true)
    takeUp(box, other, jun)
    box.sweep()
    clock.move(15 * DAY_MS)
    while (box.sweep()) expect(true).toBe(true)
    expect(box.log(chat.id)).toBe(null)
    expect(box.log(other.id)).not.toBe(null)
    expect(box.use()).toEqual({ logs: 1, feeds: 1, bytes: ENVELOPE })
    expect(folder.database().check()).toEqual([])
  })

  test('whatever is brought by whom and gives way, what is counted is what is there', () => {
    const logs = [testLog('one'), testLog('two')]
    const writers = logs.flatMap((log) => ['a', 'b'].map((word) => written(400, `${log.id} ${word}`, log)))
    const step = fc.record({
      writer: fc.nat(3),
      low: fc.nat(399),
      length: fc.nat(120),
      peer: fc.nat(1),
      days: fc.nat(3),
      sweeps: fc.boolean(),
    })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
        const db = memory()
        const box = mailboxOver(db, {
          perPeer: 300 * ENVELOPE,
          perLog: 250 * ENVELOPE,
          total: 400 * ENVELOPE,
          retention: 5 * DAY_MS,
        })
        for (const log of logs) takeUp(box, log)
        for (const { writer: n, low, length, peer, days, sweeps } of steps) {
          const writer = writers[n]
          if (!writer) continue
          clock.move(days * DAY_MS)
          const high = Math.min(399, low + length)
          receive(box, writer.log, [writer.run(0, 0), writer.run(low, high)], peer ? bora : jun)
          while (sweeps && box.sweep());
        }
        expectTrueCounts(db)
        for (const writer of writers) readAll(box, writer, 4000, 'high')
      }),
      { numRuns: 60 },
    )
  })
})

describe('a disk that refuses', () => {
  test('a full disk refuses what is brought, with a reason, and reading goes on', () => {
    const db = folder.database()
    let isFull = false
    const box = mailboxOver({
      ...asObject(db),
      transaction: (work) =>
        db.transaction((tx) => {
          const done = work(tx)
          // As late as it can come.
          if (isFull) throw new StoreFault({ type: 'StoreFull' })
          return done
        }),
    })
    takeUp(box)
    const feed = written(100)
    receive(box, chat, [feed.run(0, 49)])
    isFull = true
    expect(types(receive(box, chat, [feed.run(50, 99)]))).toEqual(['StorageFull'])
    expect(types(receive(box, chat, [written(3, 'Jun').run(0, 2)]))).toEqual(['StorageFull'])
    takeUp(box, testLog('new'))
    expect(types(receive(box, testLog('new'), [written(3, 'x', testLog('new')).run(0, 2)]))).toEqual(['StorageFull'])
    expect(heldOf(box, feed)).toEqual([[0, 49]])
    expect(readAll(box, feed, 3000, 'low')).toBe(50)
    isFull = false
    expect(types(receive(box, chat, [feed.run(50, 99)]))).toEqual(['taken'])
    expect(types(receive(box, testLog('new'), [written(3, 'x', testLog('new')).run(0, 2)]))).toEqual(['taken'])
    expectTrueCounts(db)
  })
})

let memories = 0
/** A database of its own. */
const memory = (): Database => folder.database(`memory-${memories++}`)

/** Every sum in the database is the sum of what it sums. */
const expectTrueCounts = (db: Database): void => {
  const numbers = (sql: string): readonly number[] =>
    db
      .query<{ n: number | null }>(sql)
      .all()
      .map(({ n }) => n ?? 0)
  const size = 'length(e.body) + 64'
  expect(numbers('SELECT bytes AS n FROM log_use ORDER BY log_no')).toEqual(
    numbers(
      `SELECT (SELECT sum(${size}) FROM envelope e JOIN feed f ON f.no = e.feed_no WHERE f.log_no = u.log_no) AS n FROM log_use u ORDER BY log_no`,
    ),
  )
  expect(numbers('SELECT bytes AS n FROM feed_use ORDER BY feed_no')).toEqual(
    numbers(
      `SELECT (SELECT sum(${size}) FROM envelope e WHERE e.feed_no = u.feed_no AND e.seq > 0) AS n FROM feed_use u ORDER BY feed_no`,
    ),
  )
  expect(numbers('SELECT bytes AS n FROM deposit ORDER BY feed_no, low')).toEqual(
    numbers(
      `SELECT (SELECT sum(${size}) FROM envelope e WHERE e.feed_no = d.feed_no AND e.seq BETWEEN d.low AND d.high) AS n FROM deposit d ORDER BY feed_no, low`,
    ),
  )
  expect(numbers('SELECT bytes AS n FROM peer ORDER BY no')).toEqual(
    numbers('SELECT (SELECT sum(bytes) FROM deposit d WHERE d.peer_no = p.no) AS n FROM peer p ORDER BY no'),
  )
  expect(numbers("SELECT bytes AS n FROM total WHERE what = 'mailbox'")).toEqual(
    numbers('SELECT sum(bytes) AS n FROM log_use'),
  )
}
