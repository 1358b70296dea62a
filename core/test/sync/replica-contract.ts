import { describe, expect, test } from 'vitest'
import {
  acceptRun,
  countOf,
  emptyHolding,
  feedDigest,
  logDigest,
  logIdOf,
  rangeAt,
  verifyFork,
} from '#core/envelope/index.ts'
import type { EnvelopeId, FeedId, Fork, LogId, LogKeys, Run } from '#core/envelope/index.ts'
import { equalBytes, toHex } from '#core/proof/index.ts'
import type { FeedFrontier, Host, ReceiveOutcome, Replica } from '#core/sync/index.ts'
import { keyFrom, testLog } from './writer.ts'

/** Somebody whose feed the replica under test accepts: for a node that means entries that open and count. */
export interface ContractWriter {
  readonly feed: FeedId
  readonly ids: readonly EnvelopeId[]
  write(count: number, boxBytes?: number): unknown
  forkAfter(seq: number): ContractWriter
  /** With the signatures that are kept, and the last one's. */
  run(low: number, high: number): Run
}

/** A replica under test, with one log that nobody has written in. */
export interface ReplicaUnderTest {
  readonly replica: Replica
  readonly log: LogId
  readonly keys: LogKeys
  /** The first call gives somebody of that name; again, the same feed as if nothing was written. */
  readonly writer: (name: string) => ContractWriter
  /** The host's part: every call that the replica's owner makes to it. */
  readonly told: Told
  /** The same replica after its process ended and began again. */
  readonly reopen?: () => Replica | Promise<Replica>
  readonly end?: () => void | Promise<void>
}

/** What a replica told the host it has. */
export interface Told {
  readonly appended: { readonly log: LogId; readonly run: Run; readonly frontier: FeedFrontier }[]
  readonly forked: { readonly log: LogId; readonly fork: Fork }[]
}

/** A host that writes down what it is told. */
export function recordingHost(): { readonly host: Host; readonly told: Told } {
  const told: Told = { appended: [], forked: [] }
  const nothing = () => {}
  const host: Host = {
    start: nothing,
    stop: nothing,
    appended: (log, run, frontier) => told.appended.push({ log, run, frontier }),
    frontierChanged: nothing,
    forked: (log, fork) => told.forked.push({ log, fork }),
    sharingChanged: nothing,
    seen: nothing,
    status: () => [],
    onEvent: () => nothing,
  }
  return { host, told }
}

/** Bytes as text: what a database gives back may be a Buffer, which is the same and compares as another. */
const plain = (value: unknown): unknown => {
  if (value instanceof Uint8Array) return toHex(value)
  if (Array.isArray(value)) return value.map(plain)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, plain(each)]))
}

const peer = testLog('a peer').id
const ask = <T>(question: (done: (value: T) => void) => void): Promise<T> =>
  new Promise<T>((resolve) => question(resolve))

/** What sync relies on, run by everybody who keeps envelopes. Rules E5 to E9, Y4. */
export function replicaContract(name: string, create: () => ReplicaUnderTest | Promise<ReplicaUnderTest>): void {
  const withReplica = (story: (under: ReplicaUnderTest, use: Use) => Promise<void>) => async () => {
    const under = await create()
    try {
      await story(under, use(under))
    } finally {
      await under.end?.()
    }
  }

  describe(`the replica contract: ${name}`, () => {
    test(
      'nothing is known of a log that is not here',
      withReplica(async ({ replica, writer }) => {
        const keys = { read: keyFrom('unknown read').publicKey, write: keyFrom('unknown write').publicKey }
        const unknown = logIdOf(keys)
        const bora = writer('Bora')
        bora.write(1)
        expect(replica.log(unknown)).toBeNull()
        expect(toHex(replica.frontierDigest(unknown))).toBe(toHex(logDigest([])))
        expect(await ask<readonly FeedFrontier[]>((done) => replica.frontier(unknown, done))).toEqual([])
        const [outcome] = await ask<readonly ReceiveOutcome[]>((done) =>
          replica.receive(unknown, [bora.run(0, 0)], peer, done),
        )
        expect(outcome?.type).toBe('refused')
        expect(await ask<Run | null>((done) => replica.read(unknown, bora.feed, 0, 0, 1000, 'low', done))).toBeNull()
      }),
    )

    test(
      'what is received is held, told at once, and shown in frontier and digest (Y4)',
      withReplica(async ({ replica, log, keys, writer, told }, { receive, frontier }) => {
        expect(plain(replica.log(log)?.keys)).toEqual(plain(keys))
        expect(toHex(replica.frontierDigest(log))).toBe(toHex(logDigest([])))
        const bora = writer('Bora')
        bora.write(100)
        const [outcome] = await receive(bora.run(0, 99))
        expect(outcome).toMatchObject({ type: 'taken', fresh: 100 })
        const [feed] = await frontier()
        expect(feed).toMatchObject({ feed: bora.feed, stoppedAt: null, runs: [{ low: 0, high: 99 }] })
        expect(toHex(feed?.runs[0]?.head ?? new Uint8Array())).toBe(toHex(bora.ids[99] ?? new Uint8Array()))
        expect(outcome?.type === 'taken' && plain(outcome.frontier.runs)).toEqual(plain(feed?.runs))
        expect(plain(replica.frontierDigest(log))).toEqual(plain(logDigest([feedDigest(bora.feed, feed?.runs ?? [])])))
        expect(told.appended.map(({ run }) => [run.low, run.items.length])).toEqual([[0, 100]])
        expect(plain(told.appended[0]?.frontier.runs)).toEqual(plain(feed?.runs))
        expect((await receive(bora.run(10, 99)))[0]).toMatchObject({ type: 'duplicate' })
        expect(told.appended).toHaveLength(1)
      }),
    )

    test(
      'runs come in any order and pieces, also several of one feed at once, newest first (E9)',
      withReplica(async ({ replica, log, writer }, { receive, frontier }) => {
        const [bora, jun] = [writer('Bora'), writer('Jun')]
        for (const each of [bora, jun]) each.write(200)
        const outcomes = await receive(bora.run(0, 0), jun.run(0, 10), bora.run(128, 199), jun.run(11, 40))
        expect(outcomes.map(({ type }) => type)).toEqual(['taken', 'taken', 'taken', 'taken'])
        const digest = plain(replica.frontierDigest(log))
        const held = await frontier()
        expect(held.find(({ feed }) => feed === bora.feed)?.runs).toMatchObject([
          { low: 0, high: 0 },
          { low: 128, high: 199 },
        ])
        expect((await receive(bora.run(64, 127)))[0]).toMatchObject({ type: 'taken', fresh: 64 })
        expect((await receive(bora.run(1, 63)))[0]).toMatchObject({ type: 'taken', fresh: 63 })
        const whole = await frontier()
        expect(whole.find(({ feed }) => feed === bora.feed)?.runs).toMatchObject([{ low: 0, high: 199 }])
        expect(plain(replica.frontierDigest(log))).not.toEqual(digest)
        expect(plain(replica.frontierDigest(log))).toEqual(
          plain(logDigest(whole.map(({ feed, runs }) => feedDigest(feed, runs)))),
        )
      }),
    )

    test(
      'what is read back proves itself to whoever has nothing, in pieces of the size that was asked for',
      withReplica(async ({ keys, writer }, { receive, read }) => {
        const bora = writer('Bora')
        bora.write(90)
        bora.write(2, 3000)
        bora.write(108)
        // Live, each with its own signature, as most of it comes.
        for (let seq = 0; seq < 200; seq++) await receive(bora.run(seq, seq))
        for (const maxBytes of [1, 3000, 20_000, 200_000]) {
          let holding = emptyHolding(bora.feed)
          for (let low = 0; low < 200;) {
            const run = await read(bora.feed, low, 199, maxBytes, 'low')
            if (run === null) throw new Error(`nothing at ${low}`)
            expect(run.low).toBe(low)
            expect(toHex(run.prev)).toBe(toHex(bora.ids[low - 1] ?? new Uint8Array(32)))
            const accepted = acceptRun(holding, run, { keys, idAt: () => null })
            if (!accepted.ok) throw new Error(accepted.error.type)
            expect(accepted.value.waiting).toBe(0)
            ;({ holding } = accepted.value)
            low += run.items.length
          }
          expect(holding.runs).toMatchObject([{ low: 0, high: 199 }])
        }
        let high = 199
        while (high >= 0) {
          const run = await read(bora.feed, 0, high, 20_000, 'high')
          if (run === null) throw new Error(`nothing at ${high}`)
          expect(run.low + run.items.length - 1).toBe(high)
          expect(run.low % 64).toBe(0)
          high = run.low - 1
        }
      }),
    )

    test(
      'of what is not held, nothing is read; of what is partly held, that part (E9)',
      withReplica(async ({ writer }, { receive, read }) => {
        const bora = writer('Bora')
        bora.write(300)
        await receive(bora.run(0, 10), bora.run(192, 255))
        const rangeOf = (run: Run | null) => run && [run.low, run.low + run.items.length - 1]
        expect(await read(bora.feed, 20, 150, 1e5, 'low')).toBeNull()
        expect(await read(bora.feed, 256, 299, 1e5, 'high')).toBeNull()
        expect(rangeOf(await read(bora.feed, 5, 299, 1e5, 'low'))).toEqual([5, 10])
        expect(rangeOf(await read(bora.feed, 5, 299, 1e5, 'high'))).toEqual([192, 255])
        expect(rangeOf(await read(bora.feed, 200, 220, 1e5, 'low'))).toEqual([200, 220])
      }),
    )

    test(
      'what nobody signed waits without blame, and counts with what comes after it (E5)',
      withReplica(async ({ writer }, { receive, frontier }) => {
        const bora = writer('Bora')
        bora.write(12)
        await receive(bora.run(0, 9))
        const unsigned = bora.run(10, 10)
        const items = unsigned.items.map((item) => ({ ...item, sig: null }))
        expect((await receive({ ...unsigned, items }))[0]).toMatchObject({ type: 'pending' })
        expect((await frontier())[0]?.runs).toMatchObject([{ low: 0, high: 9 }])
        expect((await receive({ ...bora.run(11, 11) }))[0]).toMatchObject({ type: 'taken', fresh: 2 })
        expect((await frontier())[0]?.runs).toMatchObject([{ low: 0, high: 11 }])
      }),
    )

    test(
      'what was changed on its way is not held, and harms nothing that is (E6)',
      withReplica(async ({ writer, replica, log }, { receive, frontier }) => {
        const bora = writer('Bora')
        bora.write(20)
        await receive(bora.run(0, 9))
        const digest = plain(replica.frontierDigest(log))
        const run = bora.run(10, 19)
        const items = run.items.map((item, i) => (i === 5 ? { ...item, box: item.box.map((byte) => byte ^ 1) } : item))
        expect((await receive({ ...run, items }))[0]?.type).not.toBe('taken')
        expect(plain(replica.frontierDigest(log))).toEqual(digest)
        expect((await receive(run))[0]).toMatchObject({ type: 'taken', fresh: 10 })
        expect((await frontier())[0]?.runs).toMatchObject([{ low: 0, high: 19 }])
      }),
    )

    const stopFor = ({ replica }: ReplicaUnderTest, seq: number): unknown =>
      // Which side stands is for members to say: a mailbox keeps its half and takes no more.
      replica.role === 'member' ? seq - 1 : expect.any(Number)

    test(
      'a fork stops the feed below it, and its proof is kept, given and told (E7)',
      withReplica(async (under, { receive, frontier, fork }) => {
        const { replica, log, writer, told } = under
        const bora = writer('Bora')
        bora.write(10)
        const copy = bora.forkAfter(5)
        copy.write(3)
        await receive(bora.run(0, 9))
        expect(await fork(bora.feed)).toBeNull()
        const [outcome] = await receive(copy.run(6, 8))
        expect(outcome).toMatchObject({ type: 'stopped', frontier: { stoppedAt: stopFor(under, 6) } })
        expect((await frontier())[0]?.stoppedAt).toEqual(stopFor(under, 6))
        const proof = await fork(bora.feed)
        expect(proof?.seq).toBe(6)
        expect(proof && verifyFork(proof).ok).toBe(true)
        expect(told.forked.map((each) => [each.log, each.fork.seq])).toEqual([[log, 6]])
        // Told of it again, it is no news.
        if (proof) replica.forked(log, proof)
        expect(told.forked).toHaveLength(1)
      }),
    )

    test(
      'a fork that somebody else found stops the feed too (E7)',
      withReplica(async (under, { receive, frontier }) => {
        const { replica, log, writer, told } = under
        const bora = writer('Bora')
        bora.write(10)
        const copy = bora.forkAfter(5)
        copy.write(3)
        await receive(bora.run(0, 9))
        replica.forked(log, { feed: bora.feed, seq: 6, left: bora.run(6, 7), right: copy.run(6, 8) })
        expect((await frontier())[0]?.stoppedAt).toEqual(stopFor(under, 6))
        expect(told.forked).toHaveLength(1)
      }),
    )

    test(
      'a fork that is first seen above where it is, is followed down to there, so that all replicas agree (E7)',
      withReplica(async (under, { receive, frontier, fork }) => {
        const { replica, log, writer, told } = under
        const bora = writer('Bora')
        bora.write(10)
        const copy = bora.forkAfter(5)
        copy.write(6)
        await receive(bora.run(0, 9))
        // Its `prev` is another than is held at 8: the one who sent it learns so, by a stop or by the proof itself.
        const [outcome] = await receive(copy.run(9, 11))
        expect(outcome?.type).toBe('stopped')
        const stop = outcome?.type === 'stopped' ? outcome.frontier.stoppedAt : null
        expect((stop !== null && stop < 8) || told.forked.some((each) => each.fork.seq === 8)).toBe(true)
        await receive(copy.run(6, 11))
        expect((await fork(bora.feed))?.seq).toBe(6)
        expect((await frontier())[0]?.stoppedAt).toEqual(stopFor(under, 6))
        expect(told.forked.at(-1)?.fork.seq).toBe(6)
        // A proof of the same from further up changes nothing any more.
        replica.forked(log, { feed: bora.feed, seq: 8, left: bora.run(8, 9), right: copy.run(8, 9) })
        expect((await fork(bora.feed))?.seq).toBe(6)
        expect((await frontier())[0]?.stoppedAt).toEqual(stopFor(under, 6))
      }),
    )

    test(
      'all of it is there after a restart (Y4)',
      withReplica(async (under, { receive, frontier }) => {
        if (under.reopen === undefined) return
        const bora = under.writer('Bora')
        bora.write(200)
        await receive(bora.run(0, 0), bora.run(128, 199))
        const held = await frontier()
        const digest = plain(under.replica.frontierDigest(under.log))
        const again = await under.reopen()
        expect(plain(again.frontierDigest(under.log))).toEqual(digest)
        const heldAgain = await ask<readonly FeedFrontier[]>((done) => again.frontier(under.log, done))
        expect(plain(heldAgain)).toEqual(plain(held))
        const run = await ask<Run | null>((done) => again.read(under.log, bora.feed, 128, 199, 1e6, 'low', done))
        expect(plain(run?.items.map(({ box }) => box))).toEqual(plain(bora.run(128, 199).items.map(({ box }) => box)))
        expect(rangeAt(held[0]?.runs ?? [], 150)?.high).toBe(199)
        expect(countOf(held[0]?.runs ?? [])).toBe(73)
        expect(equalBytes(run?.prev ?? new Uint8Array(), bora.ids[127] ?? new Uint8Array(1))).toBe(true)
      }),
    )
  })
}

interface Use {
  readonly receive: (...runs: readonly Run[]) => Promise<readonly ReceiveOutcome[]>
  readonly frontier: () => Promise<readonly FeedFrontier[]>
  readonly read: (
    feed: FeedId,
    low: number,
    high: number,
    maxBytes: number,
    from: 'low' | 'high',
  ) => Promise<Run | null>
  readonly fork: (feed: FeedId) => Promise<Fork | null>
}

const use = ({ replica, log }: ReplicaUnderTest): Use => ({
  receive: (...runs) => ask((done) => replica.receive(log, runs, peer, done)),
  frontier: () => ask((done) => replica.frontier(log, done)),
  read: (feed, low, high, maxBytes, from) => ask((done) => replica.read(log, feed, low, high, maxBytes, from, done)),
  fork: (feed) => ask((done) => replica.fork(log, feed, done)),
})
