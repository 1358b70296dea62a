import { isPlaced, logIdOf, runFromCbor, runToCbor, subtract } from '#core/envelope/index.ts'
import type { FeedId, LogId, LogKeys, Range, Run } from '#core/envelope/index.ts'
import {
  asArray,
  asInt,
  asPublicKey,
  concatBytes,
  decode,
  encode,
  equalBytes,
  fail,
  ok,
  sha256,
  utf8,
} from '#core/proof/index.ts'
import type { Cbor, Result } from '#core/proof/index.ts'
import { MAX_ENTRIES_BYTES, READ_BYTES } from './limits.ts'
import type { FeedFrontier, PeerFrontier, Replica } from './types.ts'

// A file of the same runs that sessions send, for carrying by hand (Y1):
//   magic, then records of length (4 bytes, big-endian), check (8 bytes of SHA-256) and CBOR:
//   [0, version]   [1, read key, write key]   [2, feed, low, prev, ...items]   [3, number of runs]
// It says what a relay would see: keys and feeds of logs, sizes, and sealed boxes. No names, spaces or times.

const MAGIC = utf8('dure-bundle\n')
const VERSION = 1
const CHECK_BYTES = 8
const HEAD_BYTES = 4 + CHECK_BYTES
const CODES = { header: 0, log: 1, run: 2, end: 3 } as const

/** What stands in a bundle, in order. Runs belong to the log named last. */
export type BundlePart =
  | { readonly type: 'log'; readonly log: LogId; readonly keys: LogKeys }
  | { readonly type: 'run'; readonly log: LogId; readonly run: Run }

/** Why a bundle is not read to its end. What came before is whole. `at`: the byte where the record begins. */
export type BundleError =
  | { readonly type: 'NotABundle' }
  | { readonly type: 'BundleNewer'; readonly version: number }
  | { readonly type: 'BundleTruncated'; readonly at: number }
  | { readonly type: 'BundleDamaged'; readonly at: number }

/** What importing a bundle came to. */
export interface BundleImport {
  /** Envelopes that were new and count now. */
  readonly fresh: number
  /** Runs that were held already, that wait for a signature, that stopped their feed, that were refused. */
  readonly duplicates: number
  readonly pending: number
  readonly stopped: number
  readonly refused: number
  /** Logs that this replica does not know, whose runs were left alone. */
  readonly unknownLogs: readonly LogId[]
  readonly error: BundleError | null
}

/**
 * A bundle of what is held of these logs, in chunks; logs that are not known are left out. With `since` only what is
 * not in it: what the receiver is known to hold.
 */
export async function* writeBundle(
  replica: Pick<Replica, 'log' | 'frontier' | 'read'>,
  logs: readonly LogId[],
  since: ReadonlyMap<LogId, readonly PeerFrontier[]> = new Map(),
): AsyncGenerator<Uint8Array, void, undefined> {
  yield concatBytes(MAGIC, record([CODES.header, VERSION]))
  let runs = 0
  for (const log of logs) {
    const keys = replica.log(log)?.keys
    if (keys === undefined) continue
    yield record([CODES.log, keys.read, keys.write])
    const feeds = await answer<readonly FeedFrontier[]>((done) => replica.frontier(log, done))
    const known = new Map(since.get(log)?.map((feed) => [feed.feed, feed.runs]))
    for (const feed of feeds)
      for await (const run of readAll(replica, log, feed.feed, subtract(feed.runs, known.get(feed.feed) ?? []))) {
        runs++
        yield record([CODES.run, runToCbor(run)])
      }
  }
  yield record([CODES.end, runs])
}

async function* readAll(
  replica: Pick<Replica, 'read'>,
  log: LogId,
  feed: FeedId,
  ranges: readonly Range[],
): AsyncGenerator<Run, void, undefined> {
  for (const range of ranges) {
    let { low } = range
    while (low <= range.high) {
      const from = low
      const run = await answer<Run | null>((done) => replica.read(log, feed, from, range.high, READ_BYTES, 'low', done))
      if (run === null || run.items.length === 0) break
      yield run
      low = run.low + run.items.length
    }
  }
}

/** The parts of a bundle as they come; an error is the last. Never holds more than one record. */
export async function* readBundle(
  source: AsyncIterable<Uint8Array>,
): AsyncGenerator<Result<BundlePart, BundleError>, void, undefined> {
  const reader = createReader(source)
  try {
    yield* parts(reader)
  } finally {
    await reader.end()
  }
}

async function* parts(reader: Reader): AsyncGenerator<Result<BundlePart, BundleError>, void, undefined> {
  const magic = await reader.take(MAGIC.length)
  if (magic === null || !equalBytes(magic, MAGIC)) return yield fail({ type: 'NotABundle' })
  let log: LogId | null = null
  let runs = 0
  for (let isFirst = true; ; isFirst = false) {
    const at = reader.at()
    const damaged = fail({ type: 'BundleDamaged' as const, at })
    const found = await takeRecord(reader, at)
    if (!found.ok) return yield found
    const [code, first, second] = found.value
    if (isFirst) {
      const version = code === CODES.header ? asInt(first, 1) : undefined
      if (version === undefined) return yield damaged
      if (version > VERSION) return yield fail({ type: 'BundleNewer', version })
    } else if (code === CODES.log) {
      const [read, write] = [asPublicKey(first), asPublicKey(second)]
      if (!read || !write) return yield damaged
      log = logIdOf({ read, write })
      yield ok({ type: 'log', log, keys: { read, write } })
    } else if (code === CODES.run) {
      const run = runFromCbor(first)
      if (!run.ok || !isPlaced(run.value) || log === null) return yield damaged
      runs++
      yield ok({ type: 'run', log, run: run.value })
    } else {
      // Nothing may follow: a file that was appended to is not what was written.
      const isEnd = code === CODES.end && first === runs && (await reader.take(1)) === null
      if (!isEnd) yield damaged
      return
    }
  }
}

/** Takes in what a bundle holds of known logs: each record durably or not at all, up to the first that is damaged. */
export async function importBundle(
  replica: Pick<Replica, 'log' | 'receive'>,
  source: AsyncIterable<Uint8Array>,
): Promise<BundleImport> {
  const count = { fresh: 0, duplicates: 0, pending: 0, stopped: 0, refused: 0 }
  const unknownLogs: LogId[] = []
  for await (const part of readBundle(source)) {
    if (!part.ok) return { ...count, unknownLogs, error: part.error }
    const { value } = part
    if (value.type === 'log') {
      if (replica.log(value.log) === null) unknownLogs.push(value.log)
      continue
    }
    if (unknownLogs.includes(value.log)) continue
    const outcomes = await answer<Parameters<Parameters<Replica['receive']>[3]>[0]>((done) =>
      replica.receive(value.log, [value.run], 'bundle', done),
    )
    for (const outcome of outcomes) {
      if (outcome.type === 'taken') count.fresh += outcome.fresh
      else if (outcome.type === 'duplicate') count.duplicates++
      else count[outcome.type]++
    }
  }
  return { ...count, unknownLogs, error: null }
}

function record(value: Cbor): Uint8Array {
  const body = encode(value)
  const head = new Uint8Array(4)
  new DataView(head.buffer).setUint32(0, body.length)
  return concatBytes(head, sha256(body).subarray(0, CHECK_BYTES), body)
}

async function takeRecord(reader: Reader, at: number): Promise<Result<readonly Cbor[], BundleError>> {
  const head = await reader.take(HEAD_BYTES)
  if (head === null) return fail({ type: 'BundleTruncated', at })
  const length = new DataView(head.buffer, head.byteOffset).getUint32(0)
  if (length > MAX_ENTRIES_BYTES) return fail({ type: 'BundleDamaged', at })
  const body = await reader.take(length)
  if (body === null) return fail({ type: 'BundleTruncated', at })
  const isWhole = equalBytes(sha256(body).subarray(0, CHECK_BYTES), head.subarray(4))
  const decoded = isWhole ? decode(body, { maxDepth: 3 }) : null
  const list = decoded?.ok === true ? asArray(decoded.value) : undefined
  return list === undefined ? fail({ type: 'BundleDamaged', at }) : ok(list)
}

interface Reader {
  /** The next so many bytes, or null if there are not so many. */
  take(length: number): Promise<Uint8Array | null>
  /** Bytes taken so far. */
  at(): number
  /** Lets the source go. */
  end(): Promise<void>
}

/** Cuts whatever chunks come into what is asked for. */
function createReader(source: AsyncIterable<Uint8Array>): Reader {
  const chunks = source[Symbol.asyncIterator]()
  let held: Uint8Array[] = []
  let heldBytes = 0
  let taken = 0
  return {
    at: () => taken,
    end: async () => {
      await chunks.return?.()
    },
    take: async (length) => {
      while (heldBytes < length) {
        const next = await chunks.next()
        if (next.done === true) return null
        held.push(next.value)
        heldBytes += next.value.length
      }
      const all = held.length === 1 && held[0] !== undefined ? held[0] : concatBytes(...held)
      held = [all.subarray(length)]
      heldBytes = all.length - length
      taken += length
      return all.slice(0, length)
    },
  }
}

const answer = <T>(ask: (done: (value: T) => void) => void): Promise<T> => new Promise<T>((resolve) => ask(resolve))
