import { bytesToId, digest, encode, idToBytes, sha256, verifyStatement } from '#core/proof/index.ts'
import type { Domain, PublicKey, Signature } from '#core/proof/index.ts'
import type { Envelope, EnvelopeId, FeedId, LogId, LogKeys, RunItem } from './types.ts'

/** What is hashed to an envelope's id. */
const ENVELOPE: Domain = 'dure/envelope/v1'
/** What a feed key signs: `signStatement(feedKey, ENVELOPE_SIGNATURE, [id])`. Rule E4. */
export const ENVELOPE_SIGNATURE: Domain = 'dure/envelope-signature/v1'
/** What a log's write key signs to admit a feed: `signStatement(writeKey, ADMISSION, [feed's 32 bytes])`. Rule E1. */
export const ADMISSION: Domain = 'dure/admission/v1'
const LOG: Domain = 'dure/log/v1'

/** The `prev` of envelope 0. Not to be written to. */
export const NO_PREV = new Uint8Array(32) as EnvelopeId // 32 bytes

/** The log that these keys are. Rule E1. */
export function logIdOf(keys: LogKeys): LogId {
  return bytesToId(digest(LOG, keys.read, keys.write)) as LogId // its definition
}

/** The feed that this key is. Rule E2. */
export const feedIdOf = (key: PublicKey): FeedId => bytesToId(key) as FeedId // its definition

/** The public key that a feed is. */
export const feedKeyOf = (feed: FeedId): PublicKey => idToBytes(feed) as PublicKey // its definition

/** The id of an envelope: the hash of all of it but its signature. Rule E4. */
export function envelopeId(envelope: Envelope): EnvelopeId {
  return itemId(feedKeyOf(envelope.feed), envelope.seq, envelope.prev, envelope)
}

/** The id of an item of a run, for who has the feed's bytes ready: half the cost of a bulk is this. */
function itemId(feed: Uint8Array, seq: number, prev: EnvelopeId, item: RunItem): EnvelopeId {
  const { v, nonce, box, admit } = item
  const said = [ENVELOPE, v, feed, seq, prev, nonce, box]
  return sha256(encode(admit === null ? said : [...said, admit])) as EnvelopeId // its definition
}

/** The ids of consecutive items, each naming the one before it. */
export function chainIds(feed: FeedId, low: number, prev: EnvelopeId, items: readonly RunItem[]): EnvelopeId[] {
  const key = feedKeyOf(feed)
  const ids: EnvelopeId[] = []
  let last = prev
  for (const item of items) {
    last = itemId(key, low + ids.length, last, item)
    ids.push(last)
  }
  return ids
}

/** Whether the log's write key let this feed in. Rule E2. */
export function verifyAdmission(keys: LogKeys, feed: FeedId, admit: Signature): boolean {
  return verifyStatement(keys.write, ADMISSION, [feedKeyOf(feed)], admit)
}

/** Whether the feed's key signed this id. */
export function verifyEnvelope(feed: FeedId, id: EnvelopeId, sig: Signature): boolean {
  return verifyStatement(feedKeyOf(feed), ENVELOPE_SIGNATURE, [id], sig)
}
