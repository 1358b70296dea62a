import type { ArrivingRun, FeedId, Fork, LogId, Range, Run } from '#core/envelope/index.ts'
import type { FeedFrontier, PeerFrontier, ReceiveOutcome } from './types.ts'

/** What happens to a session. `at` is the monotonic clock in milliseconds. */
export type SessionInput =
  | { readonly type: 'start'; readonly now: number }
  | { readonly type: 'frame'; readonly bytes: Uint8Array; readonly now: number }
  /** The stream takes no more until `drain`. */
  | { readonly type: 'full' }
  | { readonly type: 'drain' }
  /** Answers to effects. */
  | { readonly type: 'frontierRead'; readonly log: LogId; readonly feeds: readonly FeedFrontier[] }
  | { readonly type: 'runRead'; readonly asked: Range; readonly run: Run | null }
  | { readonly type: 'forkRead'; readonly log: LogId; readonly fork: Fork | null }
  | { readonly type: 'received'; readonly log: LogId; readonly outcomes: readonly ReceiveOutcome[] }
  /** What happened in this replica. `isHeld`: somebody else may pass it on too, so wait for `release`. */
  | {
      readonly type: 'appended'
      readonly log: LogId
      readonly run: Run
      readonly frontier: FeedFrontier
      readonly isHeld: boolean
    }
  | { readonly type: 'release'; readonly log: LogId; readonly feed: FeedId; readonly range: Range }
  | { readonly type: 'frontierChanged'; readonly log: LogId; readonly frontier: FeedFrontier }
  | { readonly type: 'forked'; readonly log: LogId; readonly fork: Fork }
  | {
      readonly type: 'seen'
      readonly log: LogId
      readonly heads: readonly { readonly feed: FeedId; readonly seq: number }[]
    }
  | { readonly type: 'sharingChanged' }
  | { readonly type: 'end'; readonly reason: string }
  /** This session may ask for the log now. */
  | { readonly type: 'turn'; readonly log: LogId }

/** What a session wants done, in order. */
export type SessionEffect =
  | { readonly type: 'send'; readonly frame: Uint8Array }
  | { readonly type: 'readFrontier'; readonly log: LogId }
  | { readonly type: 'readFork'; readonly log: LogId; readonly feed: FeedId }
  | {
      readonly type: 'readRun'
      readonly log: LogId
      readonly feed: FeedId
      readonly asked: Range
      readonly maxBytes: number
      readonly from: 'low' | 'high'
    }
  | { readonly type: 'receive'; readonly log: LogId; readonly runs: readonly ArrivingRun[] }
  /** Frames must wait until `resume`. */
  | { readonly type: 'pause' }
  | { readonly type: 'resume' }
  | { readonly type: 'forked'; readonly log: LogId; readonly fork: Fork }
  | {
      readonly type: 'peerHas'
      readonly role: 'member' | 'mailbox'
      readonly log: LogId
      readonly feeds: readonly PeerFrontier[]
    }
  | {
      readonly type: 'peerSeen'
      readonly log: LogId
      readonly heads: readonly { readonly feed: FeedId; readonly seq: number }[]
    }
  | { readonly type: 'peerClock'; readonly time: number }
  | { readonly type: 'opened' }
  | { readonly type: 'progress' }
  | { readonly type: 'settled' }
  | { readonly type: 'refused'; readonly log: LogId; readonly reason: string }
  /** Nothing more is expected of this log for now: another session may ask for it. */
  | { readonly type: 'turnOver'; readonly log: LogId }
  | { readonly type: 'close'; readonly end: SessionEnd }

/** Why a session ended. All but `Bye`, `PeerNewer` and `PeerOlder` mean that the other side broke the protocol. */
export type SessionEnd =
  /** In good order, by this side (`by: 'us'`) or the other, with its reason. */
  | { readonly type: 'Bye'; readonly by: 'us' | 'them'; readonly reason: string }
  /** It speaks no version that is spoken here: shown, so that somebody updates. */
  | { readonly type: 'PeerNewer'; readonly oldest: number }
  | { readonly type: 'PeerOlder'; readonly newest: number }
  | { readonly type: 'FrameMalformed'; readonly detail: string }
  | { readonly type: 'FrameOversize'; readonly bytes: number }
  | { readonly type: 'FrameUnexpected'; readonly frame: string }
  | { readonly type: 'NameUnknown' }
  | { readonly type: 'NamesTooMany' }
  | { readonly type: 'BadProof' }
  | { readonly type: 'ForkForged' }
