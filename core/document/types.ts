import type { At, Brand, Hash, Id } from '#core/proof/types.ts'
import type { FeedId } from '#core/envelope/types.ts'
import type { FactValue } from '#core/entry/types.ts'

/** A document: `digest('dure/document/v1', log id, kind, shard)` as base32. Rule D2. */
export type DocumentId = Brand<Id, 'DocumentId'>
/** The part of a log's time that a document covers: a UTC month `2026-11` or day `2026-11-05`. Rule D6. */
export type Shard = Brand<string, 'Shard'>
/** How finely a log is cut into shards, as the rotate that opened it says. Rule D6. */
export type Granularity = 'month' | 'day'
/** 8 bytes that stand for one feed of one log in the keys of what it says. Rule D4. */
export type FeedName = Brand<Uint8Array, 'FeedName'>
/** 16 bytes that stand for one feed in one document: Automerge's actor. Rule D3. */
export type Actor = Brand<Uint8Array, 'Actor'>

/**
 * Where an author's branch of one document ends: all that is needed to encode what she says next (D3).
 * `seq` is that of her last change (0: none yet), `nextOp` the counter her next operation gets, `hash` what the next
 * change depends on: her last one, or genesis.
 */
export interface BranchState {
  readonly actor: Actor
  readonly seq: number
  readonly nextOp: number
  readonly hash: Hash
}

/** Which place in time a fact was said at: what D4 orders facts under one key by. */
export interface FactPlace {
  readonly at: At
  readonly feed: FeedId
  /** The entry's `seq` in its feed. */
  readonly seq: number
  /** Place in the entry, from 0. */
  readonly index: number
}

/** A fact in its place, the same whether read from an entry or from a stored document. Rule D8. */
export interface PlacedFact extends FactPlace {
  readonly container: number
  /** The full key: with the author's account tag (D4). */
  readonly key: Uint8Array
  readonly value: FactValue
}

/** What of the write policy a fact breaks. Rule D4. */
export type PolicyRule =
  | 'containerUnknown'
  | 'keyTooLong'
  | 'keyLooksDerived'
  | 'keyTwice'
  | 'factsMissing'
  | 'factsTooMany'
  | 'valueNotFlat'
  | 'valueTooLarge'
  | 'fieldsTooMany'
  | 'fieldNameInvalid'
  | 'listTooLong'
  | 'scalarInvalid'
  | 'operationsTooMany'

export interface PolicyBroken {
  readonly type: 'PolicyBroken'
  readonly rule: PolicyRule
}

export interface ShardInvalid {
  readonly type: 'ShardInvalid'
}

/**
 * Stored bytes are not a document of ours. `offset`: at which byte of the parts, one after the other, it begins.
 * It is rebuilt from envelopes (D8).
 */
export interface DocumentDamaged {
  readonly type: 'DocumentDamaged'
  readonly fault:
    | 'header' // no Automerge chunk begins here, or it is cut short
    | 'checksum' // bytes changed
    | 'chunkKind' // neither a saved document nor a change
    | 'load' // Automerge refuses it
    | 'genesis' // of another kind of document, or of none of ours
    | 'change' // not in the one form that D3 gives
    | 'chain' // a branch with a gap, or that does not follow from genesis
    | 'branchUnknown' // of a feed the caller does not know
  readonly offset: number
}

/** More than one document may hold: it is not built, its rows and envelopes are untouched. */
export interface DocumentTooLarge {
  readonly type: 'DocumentTooLarge'
  readonly bytes: number
  readonly operations: number
}

/** Automerge's own code broke down earlier in this process (WebAssembly trap) and answers no more: start it anew. */
export interface AutomergeStopped {
  readonly type: 'AutomergeStopped'
}

export type DocumentError = DocumentDamaged | DocumentTooLarge | AutomergeStopped
