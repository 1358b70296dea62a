import { bytesToId } from '#core/proof/index.ts'
import type { PeerId } from '#core/net/index.ts'
import { encodeReply, parseRequest } from './frames.ts'
import { MAX_LETTER } from './limits.ts'
import { isInboxProof, ticketHash } from './ticket.ts'
import type { InboxId, InboxReply, InboxRequest, LetterId, Registration, TicketHash } from './types.ts'

/** One client's stream, as the server knows it. */
export interface InboxSession {
  /** What the client's proof must sign. */
  readonly nonce: Uint8Array
  readonly server: PeerId
  readonly client: PeerId
  /** The inbox whose key was proven here. */
  readonly inbox: InboxId | null
  /** Whether the store is at work for this stream: nothing more is taken until it has answered. */
  readonly isBusy: boolean
  /** Whether the client was told that letters wait, and has not asked for them since. */
  readonly hasAnnounced: boolean
}

/** What a store is asked to do for a stream. */
export type InboxOperation =
  | { readonly type: 'register'; readonly inbox: InboxId; readonly registration: Registration }
  | { readonly type: 'deposit'; readonly inbox: InboxId; readonly ticket: TicketHash; readonly letter: Uint8Array }
  | { readonly type: 'fetch'; readonly inbox: InboxId; readonly after: number }
  | { readonly type: 'acknowledge'; readonly inbox: InboxId; readonly letters: readonly LetterId[] }

export type InboxSessionInput =
  | { readonly type: 'opened' }
  | { readonly type: 'frame'; readonly frame: Uint8Array }
  /** The store's answer to the one operation that was asked for. */
  | { readonly type: 'answered'; readonly reply: InboxReply }
  /** A letter came for the inbox proven here. */
  | { readonly type: 'arrived' }

export type InboxSessionEffect =
  | { readonly type: 'send'; readonly frame: Uint8Array }
  /** Answer with `answered`, and hand over no frame before that. */
  | { readonly type: 'ask'; readonly operation: InboxOperation }
  /** This stream is the owner's from now on. */
  | { readonly type: 'proven'; readonly inbox: InboxId }
  /** The client broke the protocol (Y8). */
  | { readonly type: 'break'; readonly reason: string }

type Step = readonly [InboxSession, readonly InboxSessionEffect[]]

/** A stream that was just opened to the server. */
export const openInboxSession = (nonce: Uint8Array, server: PeerId, client: PeerId): InboxSession => ({
  nonce,
  server,
  client,
  inbox: null,
  isBusy: false,
  hasAnnounced: false,
})

/** What becomes of a stream, and what is to be done: the server's side of `/dure/inbox/1`. Rule R3. */
export function stepInboxSession(session: InboxSession, input: InboxSessionInput): Step {
  switch (input.type) {
    case 'opened':
      return [session, [send({ type: 'challenge', nonce: session.nonce })]]
    case 'frame':
      return takeFrame(session, input.frame)
    case 'answered':
      return [{ ...session, isBusy: false }, [send(input.reply)]]
    case 'arrived':
      // Once until it fetches: a flood of letters must not become a flood of frames.
      return session.hasAnnounced ? [session, []] : [{ ...session, hasAnnounced: true }, [send({ type: 'waiting' })]]
  }
}

const send = (reply: InboxReply): InboxSessionEffect => ({ type: 'send', frame: encodeReply(reply) })
const refuse = (session: InboxSession, type: 'ProofMissing' | 'LetterTooLarge'): Step => [
  session,
  [send({ type: 'refused', refusal: { type } })],
]

function takeFrame(session: InboxSession, frame: Uint8Array): Step {
  if (session.isBusy) return [session, [{ type: 'break', reason: 'OutOfTurn' }]]
  const request = parseRequest(frame)
  return request.ok ? takeRequest(session, request.value) : [session, [{ type: 'break', reason: request.error.type }]]
}

function takeRequest(session: InboxSession, request: InboxRequest): Step {
  if (request.type === 'prove') return prove(session, request)
  if (request.type === 'deposit') {
    if (request.letter.length > MAX_LETTER) return refuse(session, 'LetterTooLarge')
    const inbox = bytesToId(request.inbox) as InboxId // the written form of its key
    const ticket = ticketHash(inbox, request.ticket)
    return ask(session, { type: 'deposit', inbox, ticket, letter: request.letter })
  }
  const { inbox } = session
  if (inbox === null) return refuse(session, 'ProofMissing')
  if (request.type === 'fetch') return ask({ ...session, hasAnnounced: false }, { ...request, inbox })
  return ask(session, { ...request, inbox })
}

const ask = (session: InboxSession, operation: InboxOperation): Step => [
  { ...session, isBusy: true },
  [{ type: 'ask', operation }],
]

function prove(session: InboxSession, { inbox: key, sig }: InboxRequest & { type: 'prove' }): Step {
  // One a stream: a challenge is used once, and checking signatures is not free.
  if (session.inbox !== null) return [session, [{ type: 'break', reason: 'ProvenAlready' }]]
  const inbox = bytesToId(key) as InboxId // the written form of its key
  const { nonce, server, client } = session
  if (!isInboxProof({ nonce, server, client, inbox }, sig)) {
    const refused = send({ type: 'refused', refusal: { type: 'ProofInvalid' } })
    return [session, [refused, { type: 'break', reason: 'ProofInvalid' }]]
  }
  return [{ ...session, inbox }, [{ type: 'proven', inbox }, send({ type: 'done' })]]
}
