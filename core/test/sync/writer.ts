import { redact, signingKeyFromSeed, signStatement } from '#core/crypto/index.ts'
import type { SigningKey } from '#core/crypto/index.ts'
import {
  ADMISSION,
  ENVELOPE_SIGNATURE,
  ENVELOPE_VERSION,
  envelopeId,
  feedIdOf,
  keepsSignature,
  logIdOf,
  NO_PREV,
} from '#core/envelope/index.ts'
import type { Envelope, EnvelopeId, FeedId, LogId, LogKeys, Run } from '#core/envelope/index.ts'
import { sha256, utf8 } from '#core/proof/index.ts'
import type { Signature } from '#core/proof/index.ts'

/** A log with the secrets of both its keys, for tests. */
export interface TestLog {
  readonly id: LogId
  readonly keys: LogKeys
  readonly read: SigningKey
  readonly write: SigningKey
}

/** Somebody who writes one feed: honestly, or as told. What is in the boxes is noise, as it is to a relay. */
export interface Writer {
  readonly feed: FeedId
  readonly key: SigningKey
  readonly log: TestLog
  /** All written so far, each with its signature if `signs` said so. */
  readonly envelopes: readonly Envelope[]
  readonly ids: readonly EnvelopeId[]
  /** Writes `count` more, each with a box of so many bytes. */
  write(count: number, boxBytes?: number): readonly Envelope[]
  /** Another who goes on from what was written up to `seq`, with the same key: a copied data folder. Rule E7. */
  forkAfter(seq: number): Writer
  /** Part of it as a run, as it would travel: with the signatures that are kept, and the last one's. */
  run(low: number, high: number): Run
}

/** A key pair from a word. */
export const keyFrom = (word: string): SigningKey => signingKeyFromSeed(redact(sha256(utf8(word))))

/** A log from a word. */
export function testLog(word: string): TestLog {
  const read = keyFrom(`${word} read`)
  const write = keyFrom(`${word} write`)
  const keys = { read: read.publicKey, write: write.publicKey }
  return { id: logIdOf(keys), keys, read, write }
}

/** Which signatures a writer makes: all, as a device does, or those that are kept, which is faster in bulk. */
export type Signs = 'all' | 'kept'

/** Box bytes of an ordinary message of 30 Korean characters. */
const BOX_BYTES = 144

/** A writer of a feed from a word. */
export function writerIn(log: TestLog, word: string, signs: Signs = 'all'): Writer {
  return continueFeed(log, keyFrom(`${word} feed`), word, signs, [], [])
}

function continueFeed(
  log: TestLog,
  key: SigningKey,
  word: string,
  signs: Signs,
  before: readonly Envelope[],
  beforeIds: readonly EnvelopeId[],
): Writer {
  const feed = feedIdOf(key.publicKey)
  const envelopes = [...before]
  const ids = [...beforeIds]
  let branches = 0
  const signId = (id: EnvelopeId): Signature => signStatement(key, ENVELOPE_SIGNATURE, [id])

  const writeOne = (boxBytes: number): Envelope => {
    const seq = envelopes.length
    const noise = sha256(utf8(`${word} ${seq}`))
    const box = new Uint8Array(boxBytes)
    for (let at = 0; at < boxBytes; at += noise.length) box.set(noise.subarray(0, boxBytes - at), at)
    const unsigned: Envelope = {
      v: ENVELOPE_VERSION,
      feed,
      seq,
      prev: ids[seq - 1] ?? NO_PREV,
      nonce: noise.slice(0, 24),
      box,
      admit: seq === 0 ? signStatement(log.write, ADMISSION, [key.publicKey]) : null,
      sig: null,
    }
    const id = envelopeId(unsigned)
    const signed = signs === 'all' || keepsSignature(seq, boxBytes) ? { ...unsigned, sig: signId(id) } : unsigned
    envelopes.push(signed)
    ids.push(id)
    return signed
  }

  return {
    feed,
    key,
    log,
    envelopes,
    ids,
    write: (count, boxBytes = BOX_BYTES) => Array.from({ length: count }, () => writeOne(boxBytes)),
    forkAfter: (seq) =>
      continueFeed(log, key, `${word}/${++branches}`, signs, envelopes.slice(0, seq + 1), ids.slice(0, seq + 1)),
    run: (low, high) => {
      const items = envelopes.slice(low, high + 1).map(({ v, seq, nonce, box, admit, sig }) => {
        const isKept = keepsSignature(seq, box.length) || seq === high
        const id = ids[seq]
        if (id === undefined) throw new RangeError(`nothing was written at ${seq}`)
        return { v, nonce, box, admit, sig: isKept ? (sig ?? signId(id)) : null }
      })
      return { feed, low, prev: ids[low - 1] ?? NO_PREV, items }
    },
  }
}
