import type { LogId } from '#core/envelope/index.ts'
import type { PeerId } from '#core/net/index.ts'
import { noNames } from './names.ts'
import type { SessionReplica, SessionState } from './state.ts'

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

/** A session that has said and heard nothing. */
export const emptyState = (begin: SessionStart): SessionState => ({
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
