import { DOCUMENT_KINDS } from '#core/entry/types.ts'
import type { DocumentKind } from '#core/entry/types.ts'
import type { FeedId, LogId } from '#core/envelope/types.ts'
import { bytesToId, digest, fail, idToBytes, ok } from '#core/proof/index.ts'
import type { At, Result } from '#core/proof/index.ts'
import type { Actor, DocumentId, Granularity, Shard, ShardInvalid } from './types.ts'

/** Microseconds in a millisecond: `at` counts the former, calendars the latter. */
const MICROS = 1000
const MONTH = /^\d{4}-(0[1-9]|1[0-2])$/
const DAY = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/
/** Bytes of an actor: enough that no two feeds share one, half a hash saved in every change. */
const ACTOR_BYTES = 16

/** The document of a log, a kind and a shard. Rule D2. */
export function documentId(log: LogId, kind: DocumentKind, shard: Shard): DocumentId {
  const hash = digest('dure/document/v1', idToBytes(log), DOCUMENT_KINDS[kind], shard)
  return bytesToId(hash) as DocumentId // the one place that makes this brand from a hash
}

/** The author that a feed is in a document. One per document, so that documents cannot be linked by it. Rule D3. */
export function actorOf(feed: FeedId, document: DocumentId): Actor {
  return digest('dure/actor/v1', idToBytes(feed), idToBytes(document)).slice(0, ACTOR_BYTES) as Actor // 16 bytes
}

/** The shard of an entry: the UTC month, or day, of its `at`. Derived, so nobody can misuse it. Rule D6. */
export function shardOf(at: At, granularity: Granularity): Shard {
  const iso = new Date(Math.floor(at / MICROS)).toISOString()
  return iso.slice(0, granularity === 'month' ? 7 : 10) as Shard // a date's beginning, which is a shard's form
}

/** A shard from text, as kept or sent: an existing month or day from 1970 on, in its one form. */
export function parseShard(text: unknown): Result<Shard, ShardInvalid> {
  if (typeof text !== 'string' || !(MONTH.test(text) || DAY.test(text)) || text < '1970') {
    return fail({ type: 'ShardInvalid' })
  }
  const time = Date.parse(`${text}T00:00:00Z`.replace(/^(\d{4}-\d\d)T/, '$1-01T'))
  // 31 February is read as a day of March by some: only what is written back the same exists.
  if (Number.isNaN(time) || !new Date(time).toISOString().startsWith(text)) return fail({ type: 'ShardInvalid' })
  return ok(text as Shard) // checked
}

/** How finely the log of this shard is cut. */
export const granularityOf = (shard: Shard): Granularity => (shard.length === 7 ? 'month' : 'day')

/** The times a shard covers: from `from`, up to but not including `until`. */
export function shardBounds(shard: Shard): { readonly from: At; readonly until: At } {
  const [year = 0, month = 0, day = 1] = shard.split('-').map(Number)
  const isMonth = granularityOf(shard) === 'month'
  const from = Date.UTC(year, month - 1, day)
  const until = isMonth ? Date.UTC(year, month, 1) : Date.UTC(year, month - 1, day + 1)
  return { from: (from * MICROS) as At, until: (until * MICROS) as At } // microseconds, as At is
}
