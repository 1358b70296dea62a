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
export interface Envelope {
  readonly v: number
  readonly feed: FeedId
  readonly seq: number
  readonly prev: EnvelopeId
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

/** One envelope of a run, without what the run implies. */
export interface RunItem {
  readonly v: number
  readonly nonce: Uint8Array
  readonly box: Uint8Array
  readonly admit: Signature | null
  readonly sig: Signature | null
}

/** A verified stretch of a feed that a replica holds: ids chain from `low` to `high`, and `high` is signed. Rule E9. */
export interface HeldRun {
  readonly low: number
  readonly high: number
  /** Id before `low`: what an older stretch must end in to be joined. Zeros when `low` is 0. */
  readonly below: EnvelopeId
  /** Id at `high`. */
  readonly head: EnvelopeId
}

/** Why a run was not taken. `BadSignature` and `BadAdmission` blame nobody but the envelope (E5, Y8). */
export type EnvelopeError =
  | { readonly type: 'EnvelopeMalformed'; readonly detail: string }
  | { readonly type: 'EnvelopeOversize'; readonly bytes: number }
  | { readonly type: 'VersionUnknown'; readonly v: number; readonly seq: number }
  | { readonly type: 'BadAdmission' }
  | { readonly type: 'BadChain'; readonly seq: number }
  | { readonly type: 'BadSignature'; readonly seq: number }

/** Two different signed envelopes of one feed at one seq, each with the run that proves it. Rule E7. */
export interface Fork {
  readonly feed: FeedId
  readonly seq: number
  readonly left: Run
  readonly right: Run
}

/** Every how many envelopes a block ends: its last one keeps its signature, its first one states `ctrl` (E3, E5). */
export const BLOCK = 64
/** Largest sealed box in bytes: an entry of 128 KiB, its padding and its authenticator. Rule E4. */
export const MAX_BOX = 128 * 1024 + 32 + 16
