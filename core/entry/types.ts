import type { At, Signature } from '#core/proof/types.ts'
import type { AccountId, Certificate, Reach } from '#core/identity/types.ts'
import type { EnvelopeError, EnvelopeId, FeedId } from '#core/envelope/types.ts'
import type { Operation, OpId } from '#core/space/types.ts'

/** A scalar a fact may hold. Integers are safe ones; bytes and text are bounded with the whole value (D4, E4). */
export type FactScalar = string | number | boolean | null | Uint8Array
/** A flat map of scalars and short lists of scalars. Rule D4. */
export type FactValue = { readonly [field: string]: FactScalar | readonly FactScalar[] }

/** Which kind of document a fact belongs to; its number on the wire. */
export const DOCUMENT_KINDS = { chat: 1, ledger: 2, channel: 3, self: 4 } as const
export type DocumentKind = keyof typeof DOCUMENT_KINDS

/**
 * One fact: what an author says under her own key. `container` is the number of a container of the document kind.
 * `key` is the key without the account tag, which the reader adds from the feed (D4: nobody can write under another's
 * key, by construction). Null: derived from feed, seq and place in the entry, see `factKey`.
 */
export interface Fact {
  readonly container: number
  readonly key: Uint8Array | null
  readonly value: FactValue
}

/** The end of an older feed of the same device, which an `open` names and so ends. Rules E3, S7. */
export interface FeedEnd {
  readonly feed: FeedId
  readonly seq: number
  readonly head: EnvelopeId
}

export type EntryBody =
  | {
      readonly kind: 'open'
      readonly account: AccountId
      readonly certificate: Certificate
      /** The device's signature over feed id and log id. */
      readonly bind: Signature
      readonly generation: number
      readonly ends: readonly FeedEnd[]
      readonly name: string
      readonly reach: Reach
    }
  | { readonly kind: 'control'; readonly operation: Operation }
  | { readonly kind: 'facts'; readonly document: DocumentKind; readonly facts: readonly Fact[] }
  /** Only the newest per device and name counts. `seen`: feed → seq; `read`: the place read up to. */
  | { readonly kind: 'note'; readonly note: Note }
  /** Of a newer program: kept, not shown, read again later (E6). */
  | { readonly kind: 'unknown'; readonly code: number; readonly v: number }

export type Note =
  | { readonly name: 'seen'; readonly heads: readonly { readonly feed: FeedId; readonly seq: number }[] }
  | { readonly name: 'read'; readonly at: At; readonly feed: FeedId }
  | { readonly name: 'profile'; readonly displayName: string; readonly reach: Reach }
  /** The account's picture, or null for none any more. Whether it is one, is for `readPicture` to say (I8). */
  | { readonly name: 'picture'; readonly bytes: Uint8Array | null }

/** What a device says. `ctrl` is null where it did not change since the last entry that states it. Rule E3. */
export interface Entry {
  readonly v: number
  readonly at: At
  readonly ctrl: readonly OpId[] | null
  readonly body: EntryBody
}

/** Why a feed stops at an envelope. Kept as evidence and shown; touches no other feed. Rule E6. */
export type Refusal =
  | EnvelopeError
  | { readonly type: 'DoesNotOpen' }
  | { readonly type: 'EntryMalformed'; readonly detail: string }
  | { readonly type: 'FirstIsNotOpen' }
  | { readonly type: 'OpenForged' }
  | { readonly type: 'NotAMember'; readonly account: AccountId }
  | { readonly type: 'CtrlWentBack' }
  | { readonly type: 'ClockWentBack' }
  | { readonly type: 'FeedEnded' }
  | { readonly type: 'PolicyBroken'; readonly rule: string }
  | { readonly type: 'OperationForged' }

/** Why an entry is stored but waits to be read again. Rules E6, E8. */
export type Waiting =
  | { readonly type: 'Operations'; readonly missing: readonly OpId[] }
  | { readonly type: 'Clock'; readonly until: number }
  | { readonly type: 'Key' }
  | { readonly type: 'Newer'; readonly v: number }
