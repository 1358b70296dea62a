import type { EnvelopeId, FeedId, LogId, LogKeys, Range, RunItem } from '#core/envelope/index.ts'
import type { PeerId } from '#core/net/index.ts'
import type { Id } from '#core/proof/index.ts'
import type { SessionEffect, SessionEnd } from './effects.ts'
import { encodeFrame } from './encode.ts'
import type { Frame, SaidFeed } from './frames.ts'
import { MAX_PIECES } from './limits.ts'
import type { NameError, Names } from './names.ts'
import type { PeerFeed } from './peer-feed.ts'
import type { Replica, SessionMetrics } from './types.ts'

/** What a session asks its replica for at once, without waiting. */
export type SessionReplica = Pick<Replica, 'role' | 'sharedWith' | 'log' | 'frontierDigest' | 'proveRead' | 'proved'>

/** What the other side said of one feed in FRONTIER; its name is understood where that is possible. */
export interface HeardFeed {
  /** Known here already, or null. */
  readonly feed: FeedId | null
  /** Its digest under their salt, and their number for it, where it was named so. */
  readonly digest: string | null
  readonly number: number
  readonly said: SaidFeed<unknown>
}

/** Something that the other side announced and that is lacked here. */
export interface Expecting {
  readonly log: LogId
  expected: readonly Range[]
}

/** A feed that is not known here yet. */
export interface StrangeFeed extends Expecting {
  heard: HeardFeed
  heldOff: number
}

/** What both sides said of one log. */
export interface PeerLog {
  readonly log: LogId
  /** How much this side said of its frontier. `news`: all of it, but asking only for what is new from now on. */
  told: 'nothing' | 'digest' | 'news' | 'frontier'
  /** Whether the frontier is to be said as soon as this session has the turn, and whether it has it. */
  wantsTurn: boolean
  hasTurn: boolean
  /** Whether what the other side holds is known: by its frontier, or because it is the same. */
  isKnown: boolean
  /** Whether both sides named its space, and so speak of it at once. */
  isPaired: boolean
  /** Whether an answer is certain to come: it named the space, or is a mailbox that was asked. */
  isAwaited: boolean
  /** It takes no more of it in this session; and so was it told by this side. */
  isRefused: boolean
  hasRefused: boolean
  readonly feeds: Map<FeedId, PeerFeed>
  /** Feeds it announced that are not known here, by digest. */
  readonly strangers: Map<string, StrangeFeed>
  /** What it said in FRONTIER frames, until that is compared; and whether the last of them came. */
  heard: HeardFeed[]
  isHeard: boolean
  /** Why the frontier is being read: to offer or say it, to compare it, because theirs is the same, or has new limits. */
  readonly reading: Set<'offer' | 'tell' | 'compare' | 'same' | 'recheck'>
  /** Appended since `same` was seen: what the other side had not then. */
  sinceSame: { readonly feed: FeedId; readonly range: Range }[]
  /** Feeds of which something is expected. */
  expectingFeeds: number
  /** Forks that it was told of or told, by feed and seq. */
  readonly forks: Set<string>
}

/** What it said of a log that is not shared here, yet. */
export interface RememberedLog {
  digest: Uint8Array | null
  heard: HeardFeed[]
  isHeard: boolean
}

/** A space as both sides name it in SHARE. */
export interface PeerSpace {
  readonly space: Id
  /** Whether it was named, and compared with what the other side said. */
  isNamed: boolean
  isPaired: boolean
  logs: readonly LogId[]
}

/** Everything a session remembers. Owned by one session and changed in place, since it may be of thousands of feeds. */
export interface SessionState {
  readonly self: PeerId
  readonly peer: PeerId
  readonly replica: SessionReplica
  readonly salt: Uint8Array
  /** The wall clock's time to say in HELLO, in milliseconds. */
  readonly time: number
  /** Whether this session may ask for a log now, or another one is fetching it; if so it has the turn. */
  readonly takeTurn: (log: LogId) => boolean
  /** Whether this side opened the stream, and whether it said a frontier before it heard HELLO. */
  readonly opens: boolean
  saidEarly: boolean
  hasAnswer: boolean
  readonly metrics: SessionMetrics
  readonly names: Names
  startedAt: number
  now: number
  /** Null until HELLO. */
  theirs: { readonly salt: Uint8Array; readonly role: 'member' | 'mailbox'; readonly newest: number } | null
  isOver: boolean
  hasSettled: boolean
  /** Whether the other side's first SHARE came: only then is it known which spaces it does not name. */
  hasShare: boolean
  readonly spaces: Map<Id, PeerSpace>
  /** Spaces it named, by digest, with the digest of their frontier. */
  readonly named: Map<string, Uint8Array>
  /** Logs shared with it: by what is known here, or because it proved them in this session. */
  readonly logs: Map<LogId, PeerLog>
  readonly proven: Set<LogId>
  /** Shared logs by their digest under its salt. */
  readonly byDigest: Map<string, LogId>
  /** What it said of logs not shared here, by digest or (proven ones) by id; and of how many feeds that is. */
  readonly remembered: Map<string, RememberedLog>
  rememberedFeeds: number
  readonly unheardProofs: { readonly log: LogId; readonly keys: LogKeys }[]
  /** Feeds with something to send, the next one first. */
  readonly queue: Set<PeerFeed>
  readonly expecting: Set<Expecting>
  /** Feeds of which the frontier was said unasked. */
  unaskedFeeds: number
  isFull: boolean
  /** The one read in flight. */
  reading: PeerFeed | null
  /** Runs read for the frame to come. They are named when it goes, since other frames may go before it. */
  outbox: {
    readonly feed: PeerFeed
    readonly low: number
    readonly prev: EnvelopeId | null
    readonly items: readonly RunItem[]
  }[]
  outboxBytes: number
  /** Answers that the frame being handled waits for; frames that came meanwhile, although the stream was paused. */
  busy: number
  isPaused: boolean
  readonly backlog: Uint8Array[]
  /** Feeds whose runs are being received: their HAVE follows with the outcome. */
  readonly receiving: Map<LogId, readonly { readonly feed: PeerFeed; readonly range: Range }[]>
  effects: SessionEffect[]
}

/** Sends a frame. */
export function send(s: SessionState, frame: Exclude<Frame, { type: 'unknown' }>): void {
  const bytes = encodeFrame(frame)
  s.metrics.framesOut++
  s.metrics.bytesOut += bytes.length
  s.effects.push({ type: 'send', frame: bytes })
}

/** Ends the session; what is wrong is said to the other side too. */
export function endSession(s: SessionState, end: SessionEnd): void {
  if (s.isOver) return
  if (!(end.type === 'Bye' && end.by === 'them'))
    send(s, { type: 'bye', reason: end.type === 'Bye' ? end.reason : end.type })
  s.isOver = true
  s.effects.push({ type: 'close', end })
}

/** The log's state with this peer, begun if need be. */
export function peerLog(s: SessionState, log: LogId): PeerLog {
  const known = s.logs.get(log)
  if (known !== undefined) return known
  const begun: PeerLog = {
    log,
    told: 'nothing',
    wantsTurn: false,
    hasTurn: false,
    isKnown: false,
    isPaired: false,
    isAwaited: false,
    isRefused: false,
    hasRefused: false,
    feeds: new Map(),
    strangers: new Map(),
    heard: [],
    isHeard: false,
    reading: new Set(),
    sinceSame: [],
    expectingFeeds: 0,
    forks: new Set(),
  }
  s.logs.set(log, begun)
  return begun
}

/** Ends the session because the other side broke the protocol in how it names things. */
export function endForName(s: SessionState, error: NameError): null {
  endSession(s, error)
  return null
}

/** Sets what is expected of a feed; with the last of a log its turn is over. */
export function expect(s: SessionState, log: PeerLog, of: Expecting, ranges: readonly Range[]): void {
  // Who delivers in ever smaller pieces is no longer waited for.
  of.expected = ranges.length > MAX_PIECES ? [] : ranges
  const isMore = of.expected.length > 0
  if (isMore === s.expecting.has(of)) return
  if (isMore) {
    s.expecting.add(of)
    log.expectingFeeds++
    return
  }
  s.expecting.delete(of)
  log.expectingFeeds--
  endTurn(s, log)
}

/** Gives the turn back once the other side's frontier is known and nothing of it is lacked. */
export function endTurn(s: SessionState, log: PeerLog): void {
  if (!log.hasTurn || !log.isKnown || log.expectingFeeds > 0) return
  log.hasTurn = false
  s.effects.push({ type: 'turnOver', log: log.log })
}

/** Counts the round trip between what was asked after HELLO and the first answer. */
export function noteAnswer(s: SessionState): void {
  if (s.hasAnswer || s.hasSettled) return
  s.hasAnswer = true
  s.metrics.roundTrips += s.opens && s.saidEarly ? 0 : 1
}
