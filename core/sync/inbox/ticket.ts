import { digest, idToBytes, verifyStatement } from '#core/proof/index.ts'
import type { Cbor, Domain, PublicKey, Signature } from '#core/proof/index.ts'
import type { PeerId } from '#core/net/index.ts'
import type { InboxId, LetterId, Ticket, TicketHash } from './types.ts'

/** What a proof of an inbox key says, and to whom, so that it cannot be shown to anybody else or another time. */
export interface InboxProof {
  /** The server's challenge. */
  readonly nonce: Uint8Array
  readonly server: PeerId
  readonly client: PeerId
  readonly inbox: InboxId
}

const PROOF: Domain = 'dure/inbox-proof/v1'

/** The domain and values that a client signs with its inbox key to be its owner on this stream. Rule R3. */
export const inboxProofStatement = (proof: InboxProof): readonly [Domain, readonly Cbor[]] => [
  PROOF,
  [proof.nonce, idToBytes(proof.server), idToBytes(proof.client), idToBytes(proof.inbox)],
]

/** Whether `sig` proves the inbox key of `proof`. */
export const isInboxProof = (proof: InboxProof, sig: Signature): boolean => {
  const [domain, values] = inboxProofStatement(proof)
  // An InboxId is the written form of a public key.
  return verifyStatement(idToBytes(proof.inbox) as PublicKey, domain, values, sig)
}

/** What a server is told of a ticket: bound to its inbox, so equal tickets of two inboxes do not look alike. Rule I6. */
export const ticketHash = (inbox: InboxId, ticket: Ticket): TicketHash =>
  digest('dure/ticket/v1', idToBytes(inbox), ticket) as Uint8Array as TicketHash // a brand of its own for this hash

/** The name of a sealed letter, by which it is acknowledged. */
export const letterId = (letter: Uint8Array): LetterId => digest('dure/letter/v1', letter) as Uint8Array as LetterId // a brand of its own for this hash
