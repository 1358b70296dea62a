import type { DocumentKind } from '#core/entry/types.ts'
import type { FeedId } from '#core/envelope/types.ts'
import { fail, ok, toHex } from '#core/proof/index.ts'
import type { Result } from '#core/proof/index.ts'
import { takeChunk } from '../change/chunk.ts'
import { readBranchChange } from '../change/read.ts'
import type { BranchChange } from '../change/read.ts'
import { actorOf } from '../shard.ts'
import type { DocumentDamaged, DocumentId, PlacedFact } from '../types.ts'
import type { OpenDocument } from './open.ts'

/** Which feed an actor of a document is, by the actor in hexadecimal. */
export type FeedsByActor = ReadonlyMap<string, FeedId>

/** The actors of these feeds in a document: all feeds that may have written there. */
export function feedsByActor(feeds: Iterable<FeedId>, document: DocumentId): FeedsByActor {
  return new Map(Array.from(feeds, (feed) => [toHex(actorOf(feed, document)), feed]))
}

/**
 * Every fact ever written into a stored document, branch after branch, each in its place: the second way to what the
 * screen shows (D8). Facts under one key all come, those that Automerge by its own rule would show and those it would
 * not: fold them by D4. Lazily: nothing is held but the document. Refused where a branch is of no feed in `feeds`.
 */
export function readFacts(open: OpenDocument, feeds: FeedsByActor): Result<Iterable<PlacedFact>, DocumentDamaged> {
  const isKnown = open.branches.every(({ state }) => feeds.has(toHex(state.actor)))
  return isKnown
    ? ok({ [Symbol.iterator]: () => placedFacts(open, feeds) })
    : fail({ type: 'DocumentDamaged', fault: 'branchUnknown', offset: 0 })
}

function* placedFacts({ kind, branches }: OpenDocument, feeds: FeedsByActor): Generator<PlacedFact, void, void> {
  for (const { state, changes } of branches) {
    const feed = feeds.get(toHex(state.actor))
    if (feed === undefined) continue // asked before
    for (const bytes of changes) {
      const { at, entrySeq: seq, facts } = reread(bytes, kind)
      for (const [index, fact] of facts.entries()) yield { ...fact, at, feed, seq, index }
    }
  }
}

/** A change that `openDocument` has read before. */
function reread(bytes: Uint8Array, kind: DocumentKind): BranchChange {
  const chunk = takeChunk(bytes, 0, 0)
  const change = chunk.ok ? readBranchChange(chunk.value, kind) : chunk
  if (!change.ok) throw new TypeError('a change of an open document was altered')
  return change.value
}
