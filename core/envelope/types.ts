import type { Brand, Hash, Id, PublicKey, Signature } from '#core/proof/types.ts'

/** A log: `hash(read public key, write public key)` as base32. Rule E1. */
export type LogId = Brand<Id, 'LogId'>
/** A feed: its own Ed25519 public key as base32. Rule E2. */
export type FeedId = Brand<Id, 'FeedId'>
/** Hash of all of an envelope but its signature. Rule E4. */
export type EnvelopeId = Brand<Hash, 'EnvelopeId'>

/** The two public keys whose hash is the log id: who holds them can check admission and proofs of the right to read. */
export interface LogKeys {
  readonly read: PublicKey
  readonly write: PublicKey
}

/**
 * A sealed entry in its feed. `feed` and `prev` are implied on the wire and on disk by what stands around it.
 * `prev` is 32 zero bytes at seq 0. `admit` (64 bytes, the write key's signature over the feed id) at seq 0 only.
 * `sig` is the feed key's signature over the envelope id; null where a later one of the chain proves it (E5).
 */
export interface Envelope extends RunItem {
  readonly feed: FeedId
  readonly seq: number
  readonly prev: EnvelopeId
}

/** One envelope of a run, without what the run implies. */
export interface RunItem {
  readonly v: number
  /** 24 random bytes. */
  readonly nonce: Uint8Array
  /** secretbox(pad(entry), contentKey). */
  readonly box: Uint8Array
  readonly admit: Signature | null
  readonly sig: Signature | null
}

/**
 * Consecutive envelopes of one feed, lowest first: what travels in an ENTRIES frame and what a bundle file holds.
 * `prev` is the id before the first (zeros when `low` is 0); all later ones follow from the chain.
 */
export interface Run {
  readonly feed: FeedId
  readonly low: number
  readonly prev: EnvelopeId
  readonly items: readonly RunItem[]
}

/** A run as it arrives: `prev` null means "what you hold right before", which saves a live message 33 bytes. */
export interface ArrivingRun {
  readonly feed: FeedId
  readonly low: number
  readonly prev: EnvelopeId | null
  readonly items: readonly RunItem[]
}

/** Sequence numbers from `low` to `high`, both included. */
export interface Range {
  readonly low: number
  readonly high: number
}

/** A verified stretch of a feed that a replica holds: ids chain from `low` to `high`, and `high` is signed. Rule E9. */
export interface HeldRun extends Range {
  /** Id before `low`: what an older stretch must end in to be joined. Zeros when `low` is 0. */
  readonly below: EnvelopeId
  /** Id at `high`. */
  readonly head: EnvelopeId
}

/** Where a replica wants no more of a feed: nothing above `seq` is taken. A cut (S5) knows the id there too. */
export interface Stop {
  /** The highest seq that is taken; -1 for none. */
  readonly seq: number
  /** The id there, which then proves what lies below as a signature would. Null: not known. */
  readonly head: EnvelopeId | null
}

/** Consecutive envelopes with their ids: verified and new, or waiting for a signature. */
export interface Stretch extends Range {
  readonly prev: EnvelopeId
  /** Of the signatures only those that are kept (`keepsSignature`, and the head's), all of them verified. */
  readonly items: readonly RunItem[]
  /** One for each item. */
  readonly ids: readonly EnvelopeId[]
}

/** All that accepting a run of a feed depends on. */
export interface FeedHolding {
  readonly feed: FeedId
  /** Lowest first, disjoint and not touching, at most `MAX_RUNS`. The first begins at 0. */
  readonly runs: readonly HeldRun[]
  /** What waits for a valid signature (E5), right above a held run. Bounded by the rule; may be lost without harm. */
  readonly pending: Stretch | null
  readonly stop: Stop | null
}

/** What came of a run that broke no rule. */
export interface Accepted {
  readonly holding: FeedHolding
  /** New and proven: to be stored, lowest first. */
  readonly counted: readonly Stretch[]
  /** Envelopes of the run that wait in `holding.pending`. */
  readonly waiting: number
  /** Envelopes of the run that were held already. */
  readonly duplicates: number
  /** The run shows, signed, another past than the one held: nothing of it was taken. Rule E7. */
  readonly fork: FoundFork | null
  /** The run goes on with an envelope of a version not known here: the feed pauses before it. Rule E6. */
  readonly paused: { readonly type: 'VersionUnknown'; readonly v: number; readonly seq: number } | null
}

/** One half of a fork, as a run shows it; the other half is what is held. */
export interface FoundFork {
  /** The lowest seq at which both are known to differ. */
  readonly seq: number
  /** Whether they agree right below, so that the fork is here. Else it lies deeper, where the run does not reach. */
  readonly exact: boolean
  /** From `seq` (or from right above it, whose `prev` says what lies there) up to a valid signature. */
  readonly theirs: Run
}

/** Why a run was not taken. `BadSignature` and `BadAdmission` blame nobody but the envelope (E5, Y8). */
export type EnvelopeError =
  | { readonly type: 'EnvelopeMalformed'; readonly detail: string }
  | { readonly type: 'EnvelopeOversize'; readonly bytes: number }
  | { readonly type: 'VersionUnknown'; readonly v: number; readonly seq: number }
  | { readonly type: 'BadAdmission' }
  /** It contradicts what is held and is not signed: forged or damaged on its way. */
  | { readonly type: 'BadChain'; readonly seq: number }
  /** No valid signature proves anything of it, and it cannot wait here. */
  | { readonly type: 'BadSignature'; readonly seq: number }
  /** Envelope 0, which admits the feed, is neither held nor in the run (E9). */
  | { readonly type: 'FirstMissing' }
  /** It does not say what lies before it, and that is not held here. */
  | { readonly type: 'NotJoined'; readonly seq: number }
  /** It would be a run more than `MAX_RUNS`: send what joins one that is held. */
  | { readonly type: 'TooManyRuns' }

/** Two different signed envelopes of one feed at one seq, each with the run that proves it. Rule E7. */
export interface Fork {
  readonly feed: FeedId
  readonly seq: number
  readonly left: Run
  readonly right: Run
}

/** The one version of envelopes that this program makes and reads. */
export const ENVELOPE_VERSION = 1
/** Every how many envelopes a block ends: its last one keeps its signature, its first one states `ctrl` (E3, E5). */
export const BLOCK = 64
/** Largest sealed box in bytes: an entry of 128 KiB, its padding and its authenticator. Rule E4. */
export const MAX_BOX = 128 * 1024 + 32 + 16
/** Smallest: NaCl's authenticator alone, in bytes. */
export const MIN_BOX = 16
export const NONCE_BYTES = 24
/**
 * A larger box (bytes) keeps its own signature, at most 6 % of it. So any stretch up to a kept signature is at most
 * 63 small ones and a largest one, 192 KiB: it fits one ENTRIES frame, and two of them a FORK frame.
 */
export const SMALL_BOX = 1024
/** Runs of one feed that a replica holds at most. Rule E9. */
export const MAX_RUNS = 8
/** Largest sequence number: a billion envelopes of one device in one epoch. Keeps all arithmetic far from 2^53. */
export const MAX_SEQ = 2 ** 40
