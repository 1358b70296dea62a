import { countOf } from '#core/envelope/index.ts'
import type { FeedId, LogId } from '#core/envelope/index.ts'
import type { PeerId } from '#core/net/index.ts'
import { decodeFrame } from './decode.ts'
import { frontierRead, hearDigest, hearFrontier, tellLog } from './exchange.ts'
import type { Frame } from './frames.ts'
import { changeSharing, hearHello, hearProof, hearShare, start } from './hello.ts'
import { NEWEST_VERSION } from './limits.ts'
import { hearLog, isNameError, noNames } from './names.ts'
import { forgetPeer } from './peer-feed.ts'
import { pump, release, runRead } from './sending.ts'
import { endForName, endSession } from './state.ts'
import type { SessionEffect, SessionInput, SessionReplica, SessionState } from './state.ts'
import {
  appended,
  frontierChanged,
  hearEntries,
  hearFork,
  hearHave,
  hearSeen,
  peerHolds,
  received,
  sayFork,
  saySeen,
} from './taking.ts'
import type { SessionMetrics } from './types.ts'

/** What a session is begun with. */
export interface SessionStart {
  readonly self: PeerId
  readonly peer: PeerId
  readonly replica: SessionReplica
  /** `SALT_BYTES` random bytes, never used before. */
  readonly salt: Uint8Array
  /** The wall clock in milliseconds, for HELLO. */
  readonly time: number
  /** Whether this side opened the stream. */
  readonly opens: boolean
  /** Whether it may ask for a log now; if so it has the turn until `turnOver`, else it gets it later. */
  readonly takeTurn: (log: LogId) => boolean
}

/**
 * One conversation of two replicas: inputs in, effects out, in order; no clock, no network, no disk. What it remembers
 * may be of thousands of feeds, so it is changed in place, and nobody else sees it. Rules Y2 to Y8.
 */
export interface Session {
  /** What is to be done now. Nothing after `close`. */
  receive(input: SessionInput): readonly SessionEffect[]
  readonly metrics: Readonly<SessionMetrics>
  phase(): 'hello' | 'frontier' | 'live'
  /** The other side's role, as it says; a member until it does. */
  role(): 'member' | 'mailbox'
  /** Envelopes that the other side lacks and will be sent; and that it announced and are still to come. */
  toSend(): number
  toReceive(): number
  /** Whether the other side is known to hold an envelope. */
  peerHolds(log: LogId, feed: FeedId, seq: number): boolean
}

/** A session that has not begun: give it `start` first. */
export function createSession(begin: SessionStart): Session {
  const s = emptyState(begin)
  return {
    receive: (input) => {
      if (s.isOver) return []
      if ('now' in input) s.now = input.now
      step(s, input)
      settle(s)
      const { effects } = s
      s.effects = []
      return effects
    },
    metrics: s.metrics,
    phase: () => (s.theirs === null ? 'hello' : s.hasSettled ? 'live' : 'frontier'),
    role: () => s.theirs?.role ?? 'member',
    toSend: () => {
      let count = 0
      for (const feed of s.queue) count += countOf(feed.toSend)
      return count
    },
    toReceive: () => {
      let count = 0
      for (const { expected } of s.expecting) count += countOf(expected)
      return count
    },
    peerHolds: (log, feed, seq) => peerHolds(s, log, feed, seq),
  }
}

function step(s: SessionState, input: SessionInput): void {
  switch (input.type) {
    case 'start':
      return start(s)
    case 'frame':
      return takeFrame(s, input.bytes)
    case 'full':
      s.isFull = true
      return
    case 'drain':
      s.isFull = false
      return pump(s)
    case 'frontierRead':
      frontierRead(s, input.log, input.feeds)
      return pump(s)
    case 'runRead':
      return runRead(s, input.asked, input.run)
    case 'forkRead':
      if (input.fork !== null) sayFork(s, input.log, input.fork)
      return
    case 'received':
      received(s, input.log, input.outcomes)
      return goOn(s)
    case 'appended':
      return appended(s, input.log, input.run, input.frontier, input.isHeld)
    case 'release':
      return release(s, input.log, input.feed, input.range)
    case 'frontierChanged':
      return frontierChanged(s, input.log, input.frontier)
    case 'forked':
      return sayFork(s, input.log, input.fork)
    case 'seen':
      return saySeen(s, input.log, input.heads)
    case 'sharingChanged':
      changeSharing(s)
      return pump(s)
    case 'end':
      return endSession(s, { type: 'Bye', by: 'us', reason: input.reason })
    case 'turn': {
      const log = s.logs.get(input.log)
      if (log?.wantsTurn === true) tellLog(s, log)
      return
    }
  }
}

/** One frame after the other: while runs are being stored the stream rests, so a fast sender waits for a slow disk. */
function takeFrame(s: SessionState, bytes: Uint8Array): void {
  s.metrics.framesIn++
  s.metrics.bytesIn += bytes.length
  if (s.busy > 0) s.backlog.push(bytes)
  else hear(s, bytes)
  if (s.busy > 0 && !s.isPaused) {
    s.isPaused = true
    s.effects.push({ type: 'pause' })
  }
}

function goOn(s: SessionState): void {
  while (s.busy === 0 && !s.isOver) {
    const bytes = s.backlog.shift()
    if (bytes === undefined) break
    hear(s, bytes)
  }
  if (s.busy === 0 && s.isPaused && !s.isOver) {
    s.isPaused = false
    s.effects.push({ type: 'resume' })
  }
}

function hear(s: SessionState, bytes: Uint8Array): void {
  const decoded = decodeFrame(bytes)
  if (!decoded.ok) return endSession(s, decoded.error)
  const frame = decoded.value
  if (frame.type === 'bye') return endSession(s, { type: 'Bye', by: 'them', reason: frame.reason })
  if (s.theirs === null && frame.type !== 'hello') return endSession(s, { type: 'FrameUnexpected', frame: frame.type })
  hearFrame(s, frame)
  pump(s)
}

function hearFrame(s: SessionState, frame: Exclude<Frame, { type: 'bye' }>): void {
  switch (frame.type) {
    case 'hello':
      return hearHello(s, frame)
    case 'share':
      return hearShare(s, frame)
    case 'prove':
      return hearProof(s, frame)
    case 'digest':
      return hearDigest(s, frame)
    case 'frontier':
      return hearFrontier(s, frame)
    case 'entries':
      return hearEntries(s, frame)
    case 'have':
      return hearHave(s, frame)
    case 'seen':
      return hearSeen(s, frame)
    case 'fork':
      return hearFork(s, frame)
    case 'refused':
      return hearRefused(s, frame)
    case 'unknown':
      // A newer program may say more than is known here; the version that both speak says nothing else.
      if ((s.theirs?.newest ?? 0) <= NEWEST_VERSION)
        endSession(s, { type: 'FrameUnexpected', frame: String(frame.code) })
      return
  }
}

function hearRefused(s: SessionState, { log: name, reason }: Extract<Frame, { type: 'refused' }>): void {
  const heard = hearLog(s.names, name, (digest) => s.byDigest.get(digest))
  if (isNameError(heard)) return void endForName(s, heard)
  const log = typeof heard === 'string' ? s.logs.get(heard) : undefined
  if (log === undefined || log.isRefused) return
  log.isRefused = true
  for (const feed of log.feeds.values()) {
    // What was sent was not kept. If it comes to want it, it will say what it has.
    forgetPeer(feed)
    s.queue.delete(feed)
  }
  s.effects.push({ type: 'refused', log: log.log, reason })
}

/** Tells, once, that for now nothing is left to say or to hear. */
function settle(s: SessionState): void {
  if (s.hasSettled || s.isOver || !s.hasShare || s.busy > 0) return
  if (s.queue.size > 0 || s.reading !== null || s.expecting.size > 0 || s.outbox.length > 0) return
  for (const log of s.logs.values())
    if (log.reading.size > 0 || log.wantsTurn || (log.isAwaited && !log.isKnown && !log.isRefused)) return
  s.hasSettled = true
  s.metrics.settledMs = s.now - s.startedAt
  s.effects.push({ type: 'settled' })
}

const emptyState = (begin: SessionStart): SessionState => ({
  ...begin,
  metrics: {
    bytesIn: 0,
    bytesOut: 0,
    framesIn: 0,
    framesOut: 0,
    envelopeBytesIn: 0,
    envelopeBytesOut: 0,
    envelopesIn: 0,
    envelopesOut: 0,
    duplicates: 0,
    roundTrips: 0,
    helloMs: null,
    frontierMs: null,
    settledMs: null,
  },
  names: noNames(),
  startedAt: 0,
  now: 0,
  theirs: null,
  isOver: false,
  saidEarly: false,
  hasAnswer: false,
  hasSettled: false,
  hasShare: false,
  spaces: new Map(),
  named: new Map(),
  logs: new Map(),
  proven: new Set(),
  byDigest: new Map(),
  remembered: new Map(),
  rememberedFeeds: 0,
  unheardProofs: [],
  queue: new Set(),
  expecting: new Set(),
  unaskedFeeds: 0,
  isFull: false,
  reading: null,
  outbox: [],
  outboxBytes: 0,
  busy: 0,
  isPaused: false,
  backlog: [],
  receiving: new Map(),
  effects: [],
})
