import type { FeedId, LogId } from '#core/envelope/types.ts'
import type { AccountTag } from '#core/identity/types.ts'
import { digest, fromBase32, idToBytes, toBase32 } from '#core/proof/index.ts'
import type { FeedName } from './types.ts'

/** Bytes of the account tag every key ends in. Rule D4. */
export const TAG_BYTES = 16
/** Bytes of the feed's name a derived key begins with: among one account's own feeds only, so eight are plenty. */
export const FEED_NAME_BYTES = 8
/** Bytes of a derived key without its tag: the feed's name, seq (4, big-endian), index (1). No explicit key has as many. */
export const DERIVED_KEY_BYTES = FEED_NAME_BYTES + 4 + 1
/** Bytes an explicit key may have, without its tag. */
export const MAX_KEY_BYTES = 64

/** A full key taken apart. */
export type ParsedKey =
  | {
      readonly form: 'derived'
      readonly name: FeedName
      readonly seq: number
      readonly index: number
      readonly tag: AccountTag
    }
  | { readonly form: 'explicit'; readonly key: Uint8Array; readonly tag: AccountTag }

/**
 * What stands for a feed of a log in the keys of what it says. By the log too: a hostile device may use one feed key in
 * two logs, and what it says in one must not be taken for what it says in the other. Rule D4.
 */
export const feedName = (log: LogId, feed: FeedId): FeedName =>
  digest('dure/feed-name/v1', idToBytes(log), idToBytes(feed)).slice(0, FEED_NAME_BYTES) as FeedName // by its definition

/**
 * The full key of a fact: the author's own key, or where that is null one derived from where the fact stands, and then
 * the author's account tag. So nobody can write under another's key, and a derived key names its feed, seq and index.
 * Rule D4.
 */
export function factKey(
  feed: FeedName,
  seq: number,
  index: number,
  key: Uint8Array | null,
  tag: AccountTag,
): Uint8Array {
  if (key !== null) return join(key, tag)
  const derived = new Uint8Array(DERIVED_KEY_BYTES)
  derived.set(feed)
  new DataView(derived.buffer).setUint32(FEED_NAME_BYTES, seq)
  derived[DERIVED_KEY_BYTES - 1] = index
  return join(derived, tag)
}

/** A full key taken apart again; undefined for what is none. */
export function parseFactKey(full: Uint8Array): ParsedKey | undefined {
  const length = full.length - TAG_BYTES
  if (length < 0 || length > MAX_KEY_BYTES) return undefined
  const key = full.slice(0, length)
  const tag = full.slice(length) as AccountTag // 16 bytes, by the lengths above
  if (length !== DERIVED_KEY_BYTES) return { form: 'explicit', key, tag }
  const seq = new DataView(key.buffer).getUint32(FEED_NAME_BYTES)
  const index = key[DERIVED_KEY_BYTES - 1] ?? 0
  const name = key.slice(0, FEED_NAME_BYTES) as FeedName // as many bytes as one has
  return { form: 'derived', name, seq, index, tag }
}

/** A full key as it stands in Automerge's maps and in the API: base32. */
export const keyText = (full: Uint8Array): string => toBase32(full)

/** A full key from its text; undefined for what is none. */
export function parseKeyText(text: string): Uint8Array | undefined {
  // Bounded before decoding: five bits a character.
  if (text.length > Math.ceil(((MAX_KEY_BYTES + TAG_BYTES) * 8) / 5)) return undefined
  const full = fromBase32(text)
  return full.ok && full.value.length >= TAG_BYTES ? full.value : undefined
}

function join(key: Uint8Array, tag: AccountTag): Uint8Array {
  const full = new Uint8Array(key.length + tag.length)
  full.set(key)
  full.set(tag, key.length)
  return full
}
