import {
  asArray,
  asBytes,
  asBytesUpTo,
  asHash,
  asInt,
  asListOf,
  asPublicKey,
  asSignature,
  asBoolean,
  decode,
  encode,
  fail,
  ok,
} from '#core/proof/index.ts'
import type { Cbor, Hash, Result } from '#core/proof/index.ts'
import { MAX_LETTER, MAX_REPLY, MAX_REQUEST, MAX_TICKETS, NONCE_BYTES, PAGE_LETTERS, TICKET_BYTES } from './limits.ts'
import type { InboxRefusal, InboxReply, InboxRequest, LetterId, StoredLetter, Ticket, TicketHash } from './types.ts'

/** A frame that says nothing known here: the stream is closed with this (Y8). */
export interface FrameInvalid {
  readonly type: 'FrameInvalid'
}

const invalid = fail({ type: 'FrameInvalid' })

/** Every frame is a list that begins with its type. No frame of ours is deeper. */
const MAX_DEPTH = 4

/** The frame of a request. */
export const encodeRequest = (request: InboxRequest): Uint8Array => encode(requestValue(request))

function requestValue(request: InboxRequest): Cbor {
  switch (request.type) {
    case 'prove':
      return ['prove', request.inbox, request.sig]
    case 'register':
      return ['register', request.registration.version, request.registration.tickets]
    case 'deposit':
      return ['deposit', request.inbox, request.ticket, request.letter]
    case 'fetch':
      return ['fetch', request.after]
    case 'acknowledge':
      return ['acknowledge', request.letters]
  }
}

/** The request that a client's frame is. A letter over the limit is still a request, so that it can be refused. */
export function parseRequest(frame: Uint8Array): Result<InboxRequest, FrameInvalid> {
  const list = decodeList(frame, MAX_REQUEST, MAX_TICKETS + 8)
  const request = list && readRequest(list)
  return request ? ok(request) : invalid
}

function readRequest(list: readonly Cbor[]): InboxRequest | undefined {
  const [type, a, b, c] = list
  if (type === 'prove' && list.length === 3) {
    const inbox = asPublicKey(a)
    const sig = asSignature(b)
    return inbox && sig && { type, inbox, sig }
  }
  if (type === 'register' && list.length === 3) {
    const version = asInt(a, 0)
    const tickets = asListOf(b, MAX_TICKETS, asTicketHash)
    return version === undefined || !tickets ? undefined : { type, registration: { version, tickets } }
  }
  if (type === 'deposit' && list.length === 4) {
    const inbox = asPublicKey(a)
    const ticket = asBytes(b, TICKET_BYTES) as Ticket | undefined // its length is all that makes one
    const letter = asBytes(c)
    return inbox && ticket && letter && { type, inbox, ticket, letter }
  }
  if (type === 'fetch' && list.length === 2) {
    const after = asInt(a, 0)
    return after === undefined ? undefined : { type, after }
  }
  if (type === 'acknowledge' && list.length === 2) {
    const letters = asListOf(a, PAGE_LETTERS, asLetterId)
    return letters && { type, letters }
  }
  return undefined
}

/** The frame of a reply. */
export const encodeReply = (reply: InboxReply): Uint8Array => encode(replyValue(reply))

function replyValue(reply: InboxReply): Cbor {
  switch (reply.type) {
    case 'challenge':
      return ['challenge', reply.nonce]
    case 'done':
      return ['done']
    case 'letters':
      return ['letters', reply.page.letters.map(({ number, letter }) => [number, letter]), reply.page.more]
    case 'refused':
      return ['refused', reply.refusal.type]
    case 'waiting':
      return ['waiting']
  }
}

/** The reply that a server's frame is. */
export function parseReply(frame: Uint8Array): Result<InboxReply, FrameInvalid> {
  const list = decodeList(frame, MAX_REPLY, PAGE_LETTERS * 3 + 8)
  const reply = list && readReply(list)
  return reply ? ok(reply) : invalid
}

function readReply(list: readonly Cbor[]): InboxReply | undefined {
  const [type, a, b] = list
  if (type === 'challenge' && list.length === 2) {
    const nonce = asBytes(a, NONCE_BYTES)
    return nonce && { type, nonce }
  }
  if (type === 'done' && list.length === 1) return { type }
  if (type === 'waiting' && list.length === 1) return { type }
  if (type === 'refused' && list.length === 2) {
    const refusal = refusals.find((known) => known === a)
    return refusal && { type, refusal: { type: refusal } }
  }
  if (type === 'letters' && list.length === 3) {
    const letters = asListOf(a, PAGE_LETTERS, readLetter)
    const more = asBoolean(b)
    return letters && more !== undefined ? { type, page: { letters, more } } : undefined
  }
  return undefined
}

function readLetter(item: Cbor): StoredLetter | undefined {
  const [number, bytes] = asArray(item, 2) ?? []
  const found = asInt(number, 1)
  const letter = asBytesUpTo(bytes, MAX_LETTER)
  return found === undefined || !letter ? undefined : { number: found, letter }
}

const refusals: readonly InboxRefusal['type'][] = [
  'TicketUnknown',
  'LetterTooLarge',
  'InboxFull',
  'PeerQuota',
  'StorageFull',
  'TooManyTickets',
  'RegistrationOutdated',
  'NotServed',
  'ProofInvalid',
  'ProofMissing',
  'Failed',
]

// A brand of its own for each kind of hash, right after its check.
const asTicketHash = (x: Cbor) => asHash(x) as Hash as Uint8Array as TicketHash | undefined
const asLetterId = (x: Cbor) => asHash(x) as Hash as Uint8Array as LetterId | undefined

function decodeList(frame: Uint8Array, maxBytes: number, maxItems: number): readonly Cbor[] | undefined {
  const decoded = decode(frame, { maxBytes, maxItems, maxDepth: MAX_DEPTH })
  return decoded.ok ? asArray(decoded.value) : undefined
}
