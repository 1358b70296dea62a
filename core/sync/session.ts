import { countOf } from '#core/envelope/index.ts'
import type { FeedId, LogId } from '#core/envelope/index.ts'
import { decodeFrame } from './decode.ts'
import type { SessionEffect, SessionInput } from './effects.ts'
import { frontierRead } from './compare.ts'
import { hearDigest, hearFrontier } from './hear.ts'
import type { Frame } from './frames.ts'
import { emptyState } from './begin.ts'
import type { SessionStart } from './begin.ts'
import { changeSharing, hearHello, hearProof, hearShare, start } from './hello.ts'
import { NEWEST_VERSION } from './limits.ts'
import { pump, release, runRead } from './sending.ts'
import { endSession } from './state.ts'
import type { SessionState } from './state.ts'
import {
  appended,
  frontierChanged,
  hearEntries,
  hearFork,
  hearHave,
  hearRefused,
  hearSeen,
  peerHolds,
  received,
  sayFork,
  saySeen,
} from './taking.ts'
import { tellLog } from './tell.ts'
import type { SessionMetrics } from './types.ts'

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
