import type { FeedId, Fork, LogKeys, RunItem, EnvelopeId } from '#core/envelope/index.ts'
import type { Signature } from '#core/proof/index.ts'

// Each side numbers the logs and feeds it names first, from 0. Later a number stands for the name: n is "my number n",
// -1 - n is "your number n". So a message costs one byte for its feed and none for its log.

/** A log: by number, or by its short digest, which then takes the sender's next number. */
export type LogName = number | Uint8Array
/** A feed: by number, or in full, which then takes the sender's next number. */
export type FeedName = number | { readonly log: LogName; readonly feed: FeedId }

/** What a side holds of one feed, in FRONTIER and HAVE. */
export interface SaidRun {
  readonly low: number
  readonly high: number
  /** Short digest of the id at `high`. */
  readonly head: Uint8Array
}
export interface SaidFeed<Name> {
  readonly name: Name
  readonly stoppedAt: number | null
  readonly wantedFrom: number
  readonly runs: readonly SaidRun[]
}

/** A run in ENTRIES: its feed by name, `prev` null where the receiver is known to hold what lies before. */
export interface SentRun {
  readonly name: FeedName
  readonly low: number
  readonly prev: EnvelopeId | null
  readonly items: readonly RunItem[]
}

/** What the two sides of a session say to each other. Rules Y1 to Y6; bytes in docs/spec/sync.md. */
export type Frame =
  /** First, from both sides at once. `time` in milliseconds since 1970. */
  | {
      readonly type: 'hello'
      readonly oldest: number
      readonly newest: number
      readonly role: 'member' | 'mailbox'
      readonly salt: Uint8Array
      readonly time: number
    }
  /** Spaces that the sender knows the receiver to be in, as short digests of id and frontier. Right after HELLO, then when more come. */
  | {
      readonly type: 'share'
      readonly spaces: readonly { readonly space: Uint8Array; readonly frontier: Uint8Array }[]
    }
  /** The sender may read this log. Takes its next log number. */
  | { readonly type: 'prove'; readonly keys: LogKeys; readonly sig: Signature }
  /** The sender's frontier of a log as a digest; a receiver whose own differs says its frontier. */
  | { readonly type: 'digest'; readonly log: LogName; readonly digest: Uint8Array }
  /** The sender's frontier of a log, which takes a number for each feed named by digest. */
  | {
      readonly type: 'frontier'
      readonly log: LogName
      readonly isLast: boolean
      readonly feeds: readonly SaidFeed<number | Uint8Array>[]
    }
  | { readonly type: 'entries'; readonly runs: readonly SentRun[] }
  /** What the sender holds durably of these feeds now. */
  | { readonly type: 'have'; readonly feeds: readonly SaidFeed<FeedName>[] }
  /** How far the sender opened and accepted. */
  | { readonly type: 'seen'; readonly heads: readonly { readonly name: FeedName; readonly seq: number }[] }
  | { readonly type: 'fork'; readonly log: LogName; readonly fork: Fork }
  /** The sender takes no more of this log in this session, or, a mailbox, does not take it up. */
  | { readonly type: 'refused'; readonly log: LogName; readonly reason: string }
  /** Last. */
  | { readonly type: 'bye'; readonly reason: string }
  /** Of a newer program. */
  | { readonly type: 'unknown'; readonly code: number }

/** Why bytes are no frame. */
export type FrameError =
  | { readonly type: 'FrameMalformed'; readonly detail: string }
  | { readonly type: 'FrameOversize'; readonly bytes: number }

/** The first number of each frame. */
export const CODES = {
  hello: 0,
  share: 1,
  prove: 2,
  digest: 3,
  frontier: 4,
  entries: 5,
  have: 6,
  seen: 7,
  fork: 8,
  refused: 9,
  bye: 10,
} as const

/** Roles by their number. */
export const ROLES = ['member', 'mailbox'] as const
