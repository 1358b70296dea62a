import type { Brand, Hash, Id, PublicKey, Result, Signature } from '#core/proof/index.ts'
import type { NetError, PeerId } from '#core/net/index.ts'

/** An account's inbox: its Ed25519 public key as base32. Rule I6. */
export type InboxId = Brand<Id, 'InboxId'>
/** 16 random bytes that admit a letter to one inbox. Rule I6. */
export type Ticket = Brand<Uint8Array, 'Ticket'>
/** What is registered of a ticket, so that who reads a relay's disk cannot use it. See `ticketHash`. */
export type TicketHash = Brand<Hash, 'TicketHash'>
/** Hash of a sealed letter: the same letter deposited twice is one. See `letterId`. */
export type LetterId = Brand<Hash, 'LetterId'>

/**
 * The tickets of an inbox that count, all of them: each registration replaces the one before. `version` rises with every
 * change an account makes, so that a device that was away cannot bring a revoked ticket back.
 */
export interface Registration {
  readonly version: number
  readonly tickets: readonly TicketHash[]
}

/** A letter as an inbox keeps it: sealed. `number` rises with arrival within the inbox, and is never given again. */
export interface StoredLetter {
  readonly number: number
  readonly letter: Uint8Array
}

/** Some letters of an inbox, oldest first. */
export interface LetterPage {
  readonly letters: readonly StoredLetter[]
  /** Whether there are more behind the last one. */
  readonly more: boolean
}

/** Why an inbox did not do as asked. The closed list that travels; what is not in it is `Failed` to the other side. */
export interface InboxRefusal {
  readonly type:
    | 'TicketUnknown' // never registered, revoked, or the inbox is not known here: nobody learns which
    | 'LetterTooLarge'
    | 'InboxFull'
    | 'PeerQuota' // this peer has deposited all it may for now
    | 'StorageFull' // the disk, or all that may be kept for everybody
    | 'TooManyTickets'
    | 'RegistrationOutdated' // a newer version is registered
    | 'NotServed' // this relay keeps no inbox for strangers
    | 'ProofInvalid'
    | 'ProofMissing'
    | 'Failed' // its own fault, said in its own log
}

/**
 * Where letters for accounts are kept: a relay's disk, or a device's own for its account alone. Rules R3, I6.
 * Every call is answered through `done`, once, at once or later; what it says has been done is durable then.
 */
export interface InboxStore {
  /** Puts these tickets in the place of all earlier ones. The key has been proven. */
  register(
    inbox: InboxId,
    registration: Registration,
    from: PeerId,
    done: (outcome: Result<void, InboxRefusal>) => void,
  ): void
  /** Keeps a letter if the ticket is registered. One that is kept already counts as kept, even where all is full. */
  deposit(
    inbox: InboxId,
    ticket: TicketHash,
    letter: Uint8Array,
    from: PeerId,
    done: (outcome: Result<void, InboxRefusal>) => void,
  ): void
  /** Letters numbered above `after`, at most `maxBytes` of them and `maxLetters`, but one at least if there is one. */
  fetch(
    inbox: InboxId,
    after: number,
    maxBytes: number,
    maxLetters: number,
    done: (outcome: Result<LetterPage, InboxRefusal>) => void,
  ): void
  /** Deletes letters that their reader holds durably now. Unknown ones are no error. */
  acknowledge(inbox: InboxId, letters: readonly LetterId[], done: (outcome: Result<void, InboxRefusal>) => void): void
}

/** What a client says, parsed. */
export type InboxRequest =
  | { readonly type: 'prove'; readonly inbox: PublicKey; readonly sig: Signature }
  | { readonly type: 'register'; readonly registration: Registration }
  | { readonly type: 'deposit'; readonly inbox: PublicKey; readonly ticket: Ticket; readonly letter: Uint8Array }
  | { readonly type: 'fetch'; readonly after: number }
  | { readonly type: 'acknowledge'; readonly letters: readonly LetterId[] }

/** What a server says, parsed. Answers come in the order of requests; `waiting` comes between them. */
export type InboxReply =
  | { readonly type: 'challenge'; readonly nonce: Uint8Array }
  | { readonly type: 'done' }
  | { readonly type: 'letters'; readonly page: LetterPage }
  | { readonly type: 'refused'; readonly refusal: InboxRefusal }
  | { readonly type: 'waiting' }

/** Why a letter is not known to be kept. It may be kept nevertheless, except after a refusal. */
export type DepositError =
  InboxRefusal | NetError | { readonly type: 'StreamEnded'; readonly reason: string } | { readonly type: 'NoAnswer' }

/** How the client stands with one peer that keeps letters for it. */
export interface InboxStatus {
  readonly peer: PeerId
  /** `registered`: letters deposited there arrive here at once. */
  readonly state: 'away' | 'opening' | 'registered' | 'refused'
  /** What came between, if anything did: a refusal, or why the stream ended. */
  readonly detail: string | null
}
