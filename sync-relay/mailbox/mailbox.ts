import { fail, ok } from '#core/proof/index.ts'
import { logDigest } from '#core/envelope/index.ts'
import type { ArrivingRun, FeedId, LogId } from '#core/envelope/index.ts'
import type { Clock, PeerId } from '#core/net/index.ts'
import { StoreFault } from '#core/store/index.ts'
import type { Database } from '#core/store/index.ts'
import type { Host, ReceiveOutcome, Replica } from '#core/sync/index.ts'
import { DAY_MS } from '../config/index.ts'
import { totalBytes } from '../schema/index.ts'
import type { KeptFeed } from './cut.ts'
import { keepFork, readFork } from './fork.ts'
import { digestOfLog, frontierOf, setFeed } from './holding.ts'
import type { HeldLog } from './holding.ts'
import { readPart } from './read.ts'
import { countFeeds, countLogs, dayOfLog, logIdByNo, touchLog } from './rows.ts'
import { createShelf } from './shelf.ts'
import { sweepMailbox } from './sweep.ts'
import { Refused, takeRuns } from './take.ts'
import type { MailboxLimits, Taken } from './take.ts'

/** What a mailbox tells: the host's part that pushes on what is new. */
export type MailboxTells = Pick<Host, 'appended' | 'forked' | 'frontierChanged'>

export interface MailboxPorts {
  readonly db: Database
  readonly clock: Clock
  /** This relay, in whose name a bundle is taken. */
  readonly self: PeerId
  readonly limits: MailboxLimits
  /** Asked when there is something to tell, because the host is made after its replica. */
  readonly tells: () => MailboxTells
  /** Told of a disk that refuses. */
  readonly onFault: (fault: StoreFault) => void
}

/** What is kept in all. */
export interface MailboxUse {
  readonly logs: number
  readonly feeds: number
  readonly bytes: number
}

/** What happened since the start. */
export interface MailboxCounts {
  /** Envelopes that were new. */
  readonly envelopes: number
  /** Runs refused, by the reason's type. */
  readonly refused: Readonly<Record<string, number>>
  /** Times something of a feed gave way. */
  readonly cuts: number
  readonly forks: number
}

/** A replica that holds and cannot read. Rule R2. */
export interface Mailbox extends Replica {
  use(): MailboxUse
  counts(): MailboxCounts
  /** Drops some of what is too old. True: there is more. May throw `StoreFault`. */
  sweep(): boolean
  /** Stores and answers what waits, now. */
  flush(): void
}

/** Frames in one transaction: one fsync for all that came in a turn, and yet the process is never away for long. */
const FRAMES_TOGETHER = 16

interface Arrival {
  readonly id: LogId
  readonly runs: readonly ArrivingRun[]
  readonly from: PeerId
  readonly done: (outcomes: readonly ReceiveOutcome[]) => void
}

/** A mailbox over a relay's database. It verifies admission, chain and signature; nothing in it can open an envelope. */
export function createMailbox(ports: MailboxPorts): Mailbox {
  const { db, clock, limits, onFault, tells } = ports
  const shelf = createShelf(db)
  const today = (): number => Math.floor(clock.now() / DAY_MS)
  const waiting: Arrival[] = []
  const touched = new Map<number, number>()
  const refused: Record<string, number> = {}
  let envelopes = 0
  let cuts = 0
  let forks = 0
  let cancelFlush: (() => void) | null = null

  const refuse = ({ runs, done }: Arrival, type: string): void => {
    refused[type] = (refused[type] ?? 0) + runs.length
    done(runs.map(() => ({ type: 'refused', reason: { type } })))
  }

  /** Takes several frames in one transaction, or one by one where one of them does not fit. */
  const takeTogether = (arrivals: readonly Arrival[]): void => {
    const taken: (readonly [Arrival, HeldLog, Taken] | null)[] = []
    try {
      db.transaction((tx) => {
        for (const arrival of arrivals) {
          const log = shelf.find(arrival.id)
          if (!log) {
            taken.push(null)
            continue
          }
          const what = takeRuns(tx, { log, from: arrival.from, day: today(), limits }, arrival.runs)
          // Seen by the next frame of this transaction, and undone with it.
          log.no = what.logNo
          for (const feed of what.changed) setFeed(log, feed)
          forgetElsewhere(what.shrunk, log)
          taken.push([arrival, log, what])
        }
      })
    } catch (thrown) {
      for (const { id } of arrivals) shelf.undo(id)
      for (const each of taken) if (each) forgetElsewhere(each[2].shrunk, null)
      return takeApart(arrivals, thrown)
    }
    for (const [i, each] of taken.entries()) {
      const arrival = arrivals[i]
      if (each) tell(each[0], each[1], each[2])
      else if (arrival) refuse(arrival, 'LogUnknown')
    }
  }

  const takeApart = (arrivals: readonly Arrival[], thrown: unknown): void => {
    const [first, ...others] = arrivals
    if (thrown instanceof StoreFault) {
      onFault(thrown)
      const type = thrown.error.type === 'StoreFull' ? 'StorageFull' : 'StorageFailed'
      for (const arrival of arrivals) refuse(arrival, type)
    } else if (!(thrown instanceof Refused)) throw thrown
    else if (first && others.length === 0) refuse(first, thrown.reason.type)
    else for (const arrival of arrivals) takeTogether([arrival])
  }

  /** Feeds of other logs that gave way: those logs are read again. */
  const forgetElsewhere = (shrunk: readonly KeptFeed[], log: HeldLog | null): void => {
    for (const { row } of shrunk) {
      const id = row.logNo === log?.no ? undefined : logIdByNo(db, row.logNo)
      if (id !== undefined) shelf.undo(id)
    }
  }

  /** Tells what is durable now. */
  const tell = ({ runs, done }: Arrival, log: HeldLog, taken: Taken): void => {
    shelf.settle(log)
    for (const { run, frontier } of taken.appended) tells().appended(log.id, run, frontier)
    for (const fork of taken.forks) tells().forked(log.id, fork)
    forks += taken.forks.length
    tellShrunk(taken.shrunk)
    for (const outcome of taken.outcomes) {
      if (outcome.type === 'taken') envelopes += outcome.fresh
      if (outcome.type === 'refused') refused[outcome.reason.type] = (refused[outcome.reason.type] ?? 0) + 1
    }
    if (taken.outcomes.length !== runs.length) throw new Error('one outcome a run')
    done(taken.outcomes)
  }

  const tellShrunk = (shrunk: readonly KeptFeed[]): void => {
    for (const feed of shrunk) {
      if (feed.floor > 0) cuts++
      const id = logIdByNo(db, feed.row.logNo)
      if (id !== undefined) tells().frontierChanged(id, frontierOf(feed))
    }
  }

  const flush = (): void => {
    cancelFlush?.()
    cancelFlush = null
    while (waiting.length > 0) takeTogether(waiting.splice(0, FRAMES_TOGETHER))
  }

  const keptFeed = (log: HeldLog | undefined, id: FeedId): KeptFeed | null => {
    const feed = log?.feeds.get(id)
    return feed?.row ? { ...feed, row: feed.row } : null
  }

  return {
    role: 'mailbox',
    sharedWith: () => [],
    log: (id) => {
      const log = shelf.find(id)
      return log ? { space: null, keys: log.keys } : null
    },
    frontierDigest: (id) => {
      const log = shelf.find(id)
      return log ? digestOfLog(log) : logDigest([])
    },
    frontier: (id, done) => {
      const feeds = [...(shelf.find(id)?.feeds.values() ?? [])]
      done(feeds.filter(({ holding }) => holding.runs.length > 0).map(frontierOf))
    },
    read: (id, feedId, low, high, maxBytes, from, done) => {
      const feed = keptFeed(shelf.find(id), feedId)
      done(feed && readPart(db, feed, { low, high }, maxBytes, from))
    },
    receive: (id, runs, from, done) => {
      waiting.push({ id, runs, from: from === 'bundle' ? ports.self : from, done })
      if (waiting.length >= FRAMES_TOGETHER) flush()
      else cancelFlush ??= clock.after(0, flush)
    },
    fork: (id, feedId, done) => {
      const feed = keptFeed(shelf.find(id), feedId)
      done(feed && readFork(db, feed))
    },
    forked: (id, fork) => {
      const log = shelf.find(id)
      const feed = keptFeed(log, fork.feed)
      if (!log || !feed || feed.holding.stop !== null) return
      try {
        const stopped = db.transaction((tx) => keepFork(tx, feed, fork))
        setFeed(log, stopped)
        forks++
        tells().forked(id, fork)
        tellShrunk([stopped])
      } catch (thrown) {
        if (!(thrown instanceof StoreFault)) throw thrown
        onFault(thrown)
      }
    },
    proveRead: () => null,
    proved: (peer, id, keys) => {
      const log = shelf.find(id)
      if (log) {
        if (log.no !== null && dayOfLog(db, log.no) < today()) touched.set(log.no, today())
        return ok(undefined)
      }
      if (countLogs(db) >= limits.logs) return fail({ type: 'TooManyLogs' })
      return shelf.begin(id, keys, peer) ? ok(undefined) : fail({ type: 'TooManyLogs' })
    },
    peerHas: () => {},
    peerSeen: () => {},
    peerClock: () => {},
    use: () => ({ logs: countLogs(db), feeds: countFeeds(db), bytes: totalBytes(db, 'mailbox') }),
    counts: () => ({ envelopes, refused, cuts, forks }),
    flush,
    sweep: () => {
      flush()
      const keep = (span: number): number => today() - Math.ceil(span / DAY_MS)
      const swept = db.transaction((tx) => {
        for (const [no, day] of touched) touchLog(tx, no, day)
        return sweepMailbox(tx, keep(limits.retention), keep(Math.max(limits.retention, limits.forget)))
      })
      touched.clear()
      for (const { row } of swept.shrunk) {
        const id = logIdByNo(db, row.logNo)
        if (id !== undefined) shelf.undo(id)
      }
      for (const id of swept.gone) shelf.undo(id)
      tellShrunk(swept.shrunk)
      return swept.more
    },
  }
}
