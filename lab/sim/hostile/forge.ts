import { sealWith, signStatement } from '#core/crypto/index.ts'
import type { Secret, SigningKey } from '#core/crypto/index.ts'
import { encodeEntry, pad, sealEntry } from '#core/entry/index.ts'
import type { Entry, EntryBody } from '#core/entry/index.ts'
import { ADMISSION, chainIds, ENVELOPE_SIGNATURE, ENVELOPE_VERSION, feedIdOf, NO_PREV } from '#core/envelope/index.ts'
import type { FeedId, RunItem } from '#core/envelope/index.ts'
import type { At, Signature } from '#core/proof/index.ts'
import { idToBytes } from '#core/proof/index.ts'
import type { Dice } from '../dice.ts'
import type { Loot } from './loot.ts'

/** How a forged envelope differs from an honest one. */
export interface Forgery {
  /** The plain entry, in place of an honest one; bytes go in as they are. */
  readonly entry?: Partial<Entry> | Uint8Array
  /** What it is sealed under. Default: the log's content key. */
  readonly content?: Secret
  /** Who signs. Default: the feed's key. Null: nobody. */
  readonly signer?: SigningKey | null
  /** Changes the sealed box after everything else, but for the signature, was made. */
  readonly box?: (box: Uint8Array) => Uint8Array
}

/** A message as `core/chat` composes it. */
export const message = (text: string): EntryBody => ({
  kind: 'facts',
  document: 'chat',
  facts: [{ container: 0, key: null, value: { text } }],
})

/** A feed with one envelope more, made by whoever has the loot. Milliseconds later than all before, if not said otherwise. */
export function forgeNext(
  loot: Loot,
  feed: FeedId,
  items: readonly RunItem[],
  body: EntryBody,
  dice: Dice,
  forgery: Forgery = {},
): readonly RunItem[] {
  const seq = items.length
  const nonce = dice.bytes(24)
  const given = forgery.entry
  const honest: Entry = { v: 1, at: (loot.at + 1000 * (seq + 1)) as At, ctrl: loot.ctrl, body } // later than all before
  const content = forgery.content ?? loot.content
  const sealed =
    given instanceof Uint8Array
      ? sealWith(content, nonce, pad(given))
      : sealEntry({ ...honest, ...given }, content, nonce)
  const admit = seq === 0 ? signStatement(loot.write, ADMISSION, [idToBytes(feed)]) : null
  const box = forgery.box?.(sealed) ?? sealed
  const unsigned: RunItem = { v: ENVELOPE_VERSION, nonce, box, admit, sig: null }
  const id = chainIds(feed, 0, NO_PREV, [...items, unsigned]).at(-1)
  if (id === undefined) throw new Error('a chain of one has an id')
  const signer = forgery.signer === undefined ? loot.feedKey : forgery.signer
  const sig: Signature | null = signer === null ? null : signStatement(signer, ENVELOPE_SIGNATURE, [id])
  return [...items, { ...unsigned, sig }]
}

/** Her own feed with one message more. */
export const forgeMessage = (loot: Loot, text: string, dice: Dice, forgery?: Forgery): readonly RunItem[] =>
  forgeNext(loot, loot.feed, loot.feeds.get(loot.feed) ?? [], message(text), dice, forgery)

/** A feed that was never there before, under a key of the forger's own. */
export function forgeFeed(
  loot: Loot,
  key: SigningKey,
  open: EntryBody,
  text: string,
  dice: Dice,
): readonly [FeedId, readonly RunItem[]] {
  const feed = feedIdOf(key.publicKey)
  const opened = forgeNext(loot, feed, [], open, dice, { signer: key })
  return [feed, forgeNext(loot, feed, opened, message(text), dice, { signer: key })]
}

/** The plain bytes of an entry, to be spoilt. */
export const plainEntry = (loot: Loot, body: EntryBody): Uint8Array =>
  encodeEntry({ v: 1, at: (loot.at + 1_000_000) as At, ctrl: loot.ctrl, body }) // later than all before
