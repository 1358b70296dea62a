import type { SigningKey } from '#core/crypto/index.ts'
import { signStatement } from '#core/crypto/index.ts'
import {
  acceptRun,
  BLOCK,
  emptyHolding,
  feedDigest,
  intersect,
  keepsSignature,
  logDigest,
  logIdOf,
  NO_PREV,
} from '#core/envelope/index.ts'
import type {
  ArrivingRun,
  EnvelopeId,
  FeedHolding,
  FeedId,
  Fork,
  FoundFork,
  LogId,
  LogKeys,
  Range,
  Run,
  RunItem,
  Stretch,
} from '#core/envelope/index.ts'
import type { PeerId } from '#core/net/index.ts'
import { fail, ok } from '#core/proof/index.ts'
import type { Hash, Id } from '#core/proof/index.ts'
import { READ_PROOF, readProofValues } from '#core/sync/index.ts'
import type { FeedFrontier, Host, PeerFrontier, ReceiveOutcome, Replica, SharedLogs } from '#core/sync/index.ts'
import type { TestLog } from './writer.ts'

/** A replica that keeps everything in memory and opens nothing: a mailbox, or a member who cannot read. */
export interface MemoryReplica extends Replica {
  /** Takes a log up; with its read key the replica can prove that it may read. */
  addLog(log: TestLog, space: Id | null): void
  /** Whom to tell what, without being asked. Default: nobody anything. */
  share(sharing: (peer: PeerId) => readonly SharedLogs[]): void
  /** The host that is told of what is new. */
  attach(host: Host): void
  /** Puts part of a feed in, as if its device had written it here; told to the host. */
  put(log: LogId, run: Run): void
  /** Nothing above is wanted of a feed from now on. */
  stopAt(feed: FeedId, seq: number | null, head?: EnvelopeId | null): void
  /** Drops a range, as retention does; nothing below is wanted again. */
  dropBelow(feed: FeedId, seq: number): void
  holding(feed: FeedId): FeedHolding
  /** Every envelope held, by seq. */
  stored(feed: FeedId): ReadonlyMap<number, RunItem>
  feeds(log: LogId): readonly FeedId[]
  readonly seen: { readonly peer: PeerId; readonly log: LogId; readonly feed: FeedId; readonly seq: number }[]
  readonly has: Map<string, PeerFrontier>
  readonly clocks: Map<PeerId, number>
  readonly forks: Map<FeedId, Fork>
  /** Envelopes that were new. */
  fresh(): number
}

export interface MemoryOptions {
  readonly role?: 'member' | 'mailbox'
  /** When an answer is given: at once, or when this says so. */
  readonly soon?: (fn: () => void) => void
  /** Why a run is refused, if it is. */
  readonly refuse?: (log: LogId) => { readonly type: string } | null
}

interface Kept {
  readonly item: RunItem
  readonly id: EnvelopeId
}
interface KeptFeed {
  readonly log: LogId
  holding: FeedHolding
  readonly items: Map<number, Kept>
  wantedFrom: number
  digest: Hash | null
}
interface KeptLog {
  readonly space: Id | null
  readonly keys: LogKeys
  readonly read: SigningKey | null
  readonly feeds: Map<FeedId, KeptFeed>
  digest: Hash | null
}

/** A replica with nothing in it. */
export function createMemoryReplica({
  role = 'member',
  soon = (fn) => fn(),
  refuse = () => null,
}: MemoryOptions = {}): MemoryReplica {
  const logs = new Map<LogId, KeptLog>()
  const byFeed = new Map<FeedId, KeptFeed>()
  const seen: MemoryReplica['seen'] = []
  const has = new Map<string, PeerFrontier>()
  const clocks = new Map<PeerId, number>()
  const forks = new Map<FeedId, Fork>()
  let sharing: (peer: PeerId) => readonly SharedLogs[] = () => []
  let host: Host | null = null
  let fresh = 0

  const frontierOf = (feed: FeedId, kept: KeptFeed): FeedFrontier => ({
    feed,
    runs: kept.holding.runs,
    stoppedAt: kept.holding.stop?.seq ?? null,
    wantedFrom: kept.wantedFrom,
  })
  const changed = (kept: KeptFeed) => {
    kept.digest = null
    const log = logs.get(kept.log)
    if (log !== undefined) log.digest = null
  }
  const feedIn = (log: KeptLog, id: LogId, feed: FeedId): KeptFeed => {
    const known = log.feeds.get(feed)
    if (known !== undefined) return known
    const begun = { log: id, holding: emptyHolding(feed), items: new Map(), wantedFrom: 0, digest: null }
    log.feeds.set(feed, begun)
    byFeed.set(feed, begun)
    return begun
  }
  const forget = (log: KeptLog, feed: FeedId, kept: KeptFeed) => {
    if (kept.items.size > 0 || kept.holding.pending !== null || kept.holding.stop !== null) return
    log.feeds.delete(feed)
    byFeed.delete(feed)
  }

  const keep = (feed: FeedId, kept: KeptFeed, stretch: Stretch) => {
    for (const [i, item] of stretch.items.entries()) {
      const id = stretch.ids[i]
      if (id !== undefined) kept.items.set(stretch.low + i, { item, id })
    }
    // A head that is none any more needs its signature no longer.
    const under = kept.items.get(stretch.low - 1)
    if (under !== undefined && under.item.sig !== null && !keepsSignature(stretch.low - 1, under.item.box.length))
      kept.items.set(stretch.low - 1, { ...under, item: { ...under.item, sig: null } })
    fresh += stretch.items.length
    changed(kept)
    const run = { feed, low: stretch.low, prev: stretch.prev, items: stretch.items }
    host?.appended(kept.log, run, frontierOf(feed, kept))
  }

  /** Our half of a fork: from the seq up to the next signature. */
  const ourHalf = (feed: FeedId, kept: KeptFeed, seq: number): Run | null => {
    const low = kept.items.has(seq) ? seq : seq + 1
    const items: RunItem[] = []
    for (let at = low; ; at++) {
      const found = kept.items.get(at)
      if (found === undefined) return null
      items.push(found.item)
      if (found.item.sig !== null) return { feed, low, prev: before(kept, low), items }
    }
  }
  const before = (kept: KeptFeed, low: number): EnvelopeId =>
    kept.items.get(low - 1)?.id ?? kept.holding.runs.find((run) => run.low === low)?.below ?? NO_PREV

  const noteFork = (log: LogId, feed: FeedId, kept: KeptFeed, found: FoundFork) => {
    const left = ourHalf(feed, kept, found.seq)
    if (left === null) return
    keepFork(log, kept, { feed, seq: found.seq, left, right: found.theirs })
  }
  const keepFork = (log: LogId, kept: KeptFeed, fork: Fork) => {
    const known = forks.get(fork.feed)
    if (known !== undefined && known.seq <= fork.seq) return
    forks.set(fork.feed, fork)
    const seq = Math.min(fork.seq - 1, kept.holding.stop?.seq ?? fork.seq)
    kept.holding = { ...kept.holding, stop: { seq, head: null } }
    host?.forked(log, fork)
  }

  const takeRun = (log: KeptLog, id: LogId, run: ArrivingRun): ReceiveOutcome => {
    const kept = feedIn(log, id, run.feed)
    const accepted = acceptRun(kept.holding, run, {
      keys: log.keys,
      idAt: (seq) => kept.items.get(seq)?.id ?? null,
    })
    if (!accepted.ok) {
      forget(log, run.feed, kept)
      const { type } = accepted.error
      if (type === 'VersionUnknown')
        return { type: 'stopped', frontier: frontierOf(run.feed, kept), reason: accepted.error }
      return { type: 'pending', frontier: frontierOf(run.feed, kept) }
    }
    const { holding, counted, waiting, fork, paused } = accepted.value
    kept.holding = holding
    for (const stretch of counted) keep(run.feed, kept, stretch)
    if (fork !== null) noteFork(id, run.feed, kept, fork)
    const frontier = frontierOf(run.feed, kept)
    if (fork !== null) return { type: 'stopped', frontier, reason: { type: 'Fork' } }
    if (paused !== null) return { type: 'stopped', frontier, reason: paused }
    if (counted.length > 0)
      return { type: 'taken', frontier, fresh: counted.reduce((sum, each) => sum + each.items.length, 0) }
    if (waiting > 0) return { type: 'pending', frontier }
    return { type: 'duplicate', frontier }
  }

  return {
    role,
    seen,
    has,
    clocks,
    forks,
    fresh: () => fresh,
    addLog: (log, space) => {
      logs.set(log.id, { space, keys: log.keys, read: log.read, feeds: new Map(), digest: null })
    },
    share: (next) => {
      sharing = next
    },
    attach: (next) => {
      host = next
    },
    put: (id, run) => {
      const log = logs.get(id)
      if (log === undefined) throw new Error('no such log here')
      const outcome = takeRun(log, id, run)
      if (outcome.type !== 'taken' && outcome.type !== 'duplicate') throw new Error(`put: ${outcome.type}`)
    },
    stopAt: (feed, seq, head = null) => {
      const kept = byFeed.get(feed)
      if (kept === undefined) throw new Error('no such feed here')
      kept.holding = { ...kept.holding, stop: seq === null ? null : { seq, head } }
      host?.frontierChanged(kept.log, frontierOf(feed, kept))
    },
    dropBelow: (feed, seq) => {
      const kept = byFeed.get(feed)
      if (kept === undefined) throw new Error('no such feed here')
      const [first, ...rest] = kept.holding.runs
      const kept0 = kept.items.get(0)
      const at = kept.items.get(seq - 1)
      if (first === undefined || kept0 === undefined || at === undefined || first.high < seq)
        throw new Error('not held whole')
      for (let i = 1; i < seq; i++) kept.items.delete(i)
      const runs = [{ low: 0, high: 0, below: NO_PREV, head: kept0.id }, { ...first, low: seq, below: at.id }, ...rest]
      kept.holding = { ...kept.holding, runs }
      kept.wantedFrom = seq
      changed(kept)
      host?.frontierChanged(kept.log, frontierOf(feed, kept))
    },
    holding: (feed) => byFeed.get(feed)?.holding ?? emptyHolding(feed),
    stored: (feed) => new Map([...(byFeed.get(feed)?.items ?? [])].map(([seq, { item }]) => [seq, item])),
    feeds: (log) => [...(logs.get(log)?.feeds.keys() ?? [])],

    sharedWith: (peer) => sharing(peer),
    log: (id) => {
      const log = logs.get(id)
      return log === undefined ? null : { space: log.space, keys: log.keys }
    },
    frontierDigest: (id) => {
      const log = logs.get(id)
      if (log === undefined) return logDigest([])
      log.digest ??= logDigest(
        [...log.feeds]
          .filter(([, kept]) => kept.holding.runs.length > 0)
          .map(([feed, kept]) => (kept.digest ??= feedDigest(feed, kept.holding.runs))),
      )
      return log.digest
    },
    frontier: (id, done) => {
      soon(() => {
        const feeds = [...(logs.get(id)?.feeds ?? [])].filter(([, kept]) => kept.holding.runs.length > 0)
        done(feeds.map(([feed, kept]) => frontierOf(feed, kept)))
      })
    },
    read: (id, feed, low, high, maxBytes, from, done) => {
      soon(() => {
        const kept = logs.get(id)?.feeds.get(feed)
        const range = kept && boundsToRead(kept, low, high, maxBytes, from)
        if (!kept || !range) return done(null)
        const items: RunItem[] = []
        for (let seq = range.low; seq <= range.high; seq++) {
          const found = kept.items.get(seq)
          if (found !== undefined) items.push(found.item)
        }
        done({ feed, low: range.low, prev: before(kept, range.low), items })
      })
    },
    receive: (id, runs, _from, done) => {
      soon(() => {
        const log = logs.get(id)
        const refused = log === undefined ? { type: 'LogUnknown' } : refuse(id)
        done(
          runs.map((run) =>
            log === undefined || refused !== null
              ? { type: 'refused', reason: refused ?? { type: 'LogUnknown' } }
              : takeRun(log, id, run),
          ),
        )
      })
    },
    fork: (_log, feed, done) => soon(() => done(forks.get(feed) ?? null)),
    forked: (log, fork) => {
      const kept = byFeed.get(fork.feed)
      if (kept !== undefined) keepFork(log, kept, fork)
    },
    proveRead: (id, proof) => {
      const read = logs.get(id)?.read
      return read ? signStatement(read, READ_PROOF, readProofValues(id, proof)) : null
    },
    proved: (_peer, id, keys) => {
      if (logs.has(id)) return ok(undefined)
      if (role === 'member' || logIdOf(keys) !== id) return fail({ type: 'LogUnknown' })
      logs.set(id, { space: null, keys, read: null, feeds: new Map(), digest: null })
      return ok(undefined)
    },
    peerHas: (peer, _role, log, feeds) => {
      for (const said of feeds) has.set(`${peer} ${log} ${said.feed}`, said)
    },
    peerSeen: (peer, log, heads) => {
      for (const { feed, seq } of heads) seen.push({ peer, log, feed, seq })
    },
    peerClock: (peer, differenceMs) => {
      clocks.set(peer, differenceMs)
    },
  }
}

/** What to give of a range: as the port `Replica.read` says. */
function boundsToRead(kept: KeptFeed, low: number, high: number, maxBytes: number, from: 'low' | 'high'): Range | null {
  const held = intersect(kept.holding.runs, [{ low, high }])
  const part = from === 'low' ? held[0] : held.at(-1)
  if (part === undefined) return null
  const bytesAt = (seq: number) => (kept.items.get(seq)?.item.box.length ?? 0) + 24
  const isEnd = (seq: number) => seq === high || kept.items.get(seq)?.item.sig !== null
  if (from === 'low') {
    let bytes = 0
    let end: number | null = null
    for (let seq = part.low; seq <= part.high; seq++) {
      bytes += bytesAt(seq)
      if (bytes > maxBytes && end !== null) break
      if (isEnd(seq)) end = seq
    }
    return end === null ? null : { low: part.low, high: end }
  }
  let bytes = 0
  let start = part.high
  for (let seq = part.high; seq >= part.low; seq--) {
    bytes += bytesAt(seq)
    if (bytes > maxBytes && seq < part.high) break
    start = seq
  }
  const block = Math.ceil(start / BLOCK) * BLOCK
  return { low: start === part.low || block > part.high ? start : block, high: part.high }
}
