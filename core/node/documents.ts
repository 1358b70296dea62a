import {
  documentId,
  encodeBranchChange,
  GENESIS,
  isSavingDue,
  shardOf,
  startBranch,
  actorOf,
} from '#core/document/index.ts'
import type { BranchState, DocumentError, Granularity } from '#core/document/index.ts'
import { openEntry } from '#core/entry/index.ts'
import type { DocumentKind } from '#core/entry/index.ts'
import { accountTag } from '#core/identity/index.ts'
import type { Automerge, SavedDocument, Slices } from '#core/document/automerge/index.ts'
import { concatBytes } from '#core/proof/index.ts'
import type { At, Result } from '#core/proof/index.ts'
import {
  appendChunk,
  branchesOf,
  chunkCount,
  chunksOf,
  documentedUpTo,
  dropDocuments,
  envelopeList,
  grownDocuments,
  putBranch,
  putDocument,
  putDocumented,
  replaceChunks,
} from '#core/store/index.ts'
import type { BranchRow, DocumentRow, ReadDb, WriteDb } from '#core/store/index.ts'
import { commit } from './commit.ts'
import { feedsOf, stoppedAt } from './feeds.ts'
import { spaceOf } from './spaces.ts'
import type { FeedHandle, LogHandle, NodeState } from './state.ts'

/** Envelopes taken into documents in one transaction: a few milliseconds, so that nobody at the screen notices. */
export const DOCUMENT_SLICE = 200

/** How a log's documents are cut: as the rotate that opened it says (D6). */
function granularityOf(node: NodeState, db: ReadDb, log: LogHandle): Granularity {
  const epoch = spaceOf(node, db, log.space)?.state.epochs.find((it) => it.rotate === log.rotate)
  return epoch?.policy.shard ?? 'month'
}

/**
 * Brings a log's stored documents forward by at most `DOCUMENT_SLICE` envelopes: each accepted entry of facts becomes
 * its one change, the same on every replica (D3), appended to its document's chunks. True while there is more to do.
 * Only branches held whole: a feed is taken from its beginning (D8).
 */
export function documentSlice(node: NodeState, log: LogHandle): boolean {
  let left = DOCUMENT_SLICE
  const done = commit(node, (db) => {
    for (const feed of feedsOf(db, log).values()) {
      if (left <= 0) return true
      left -= takeIn(node, db, log, feed, left)
    }
    return left <= 0
  })
  return done.ok && done.value
}

/** How far a feed's facts count from its beginning without a gap. */
export function wholeUpTo(feed: FeedHandle): number {
  const first = feed.stretches[0]
  if (first === undefined || first.low !== 0) return -1
  return Math.min(first.high, stoppedAt(feed) ?? first.high)
}

interface Growing {
  readonly row: DocumentRow
  readonly changes: Uint8Array[]
  branch: BranchState
  lastSeq: number
}

function takeIn(node: NodeState, db: WriteDb, log: LogHandle, feed: FeedHandle, most: number): number {
  const account = feed.speaker?.account
  const from = documentedUpTo(db, feed.row.no) + 1
  const to = Math.min(wholeUpTo(feed), from + most - 1)
  if (account === undefined || to < from) return 0
  const tag = accountTag(account)
  const granularity = granularityOf(node, db, log)
  const growing = new Map<string, Growing>()
  for (const { seq, item } of envelopeList(db, feed.row, from, to)) {
    const opened = openEntry(item.box, log.content, item.nonce)
    if (!opened.ok || opened.value.body.kind !== 'facts') continue
    const { at, body } = opened.value
    const into = growingOf(db, log, feed, body.document, at, granularity, growing)
    const { change, branch } = encodeBranchChange({
      branch: into.branch,
      name: feed.name,
      seq,
      at,
      tag,
      facts: body.facts,
    })
    into.changes.push(change)
    into.branch = branch
    into.lastSeq = seq
  }
  for (const { row, changes, branch, lastSeq } of growing.values()) {
    appendChunk(db, row.no, concatBytes(...changes))
    putBranch(db, row.no, { feedNo: feed.row.no, lastSeq, seq: branch.seq, nextOp: branch.nextOp, hash: branch.hash })
  }
  putDocumented(db, feed.row.no, to)
  return to - from + 1
}

function growingOf(
  db: WriteDb,
  log: LogHandle,
  feed: FeedHandle,
  kind: DocumentKind,
  at: At,
  granularity: Granularity,
  growing: Map<string, Growing>,
): Growing {
  const shard = shardOf(at, granularity)
  const name = `${kind} ${shard}`
  const known = growing.get(name)
  if (known) return known
  const id = documentId(log.id, kind, shard)
  const row = putDocument(db, { id, logNo: log.no, kind, shard })
  if (chunkCount(db, row.no) === 0) appendChunk(db, row.no, GENESIS[kind].change)
  const stored = branchesOf(db, row.no).find((branch) => branch.feedNo === feed.row.no)
  const branch = stored ? branchState(feed, row, stored) : startBranch({ feed: feed.row.id, document: id, kind })
  const fresh: Growing = { row, changes: [], branch, lastSeq: -1 }
  growing.set(name, fresh)
  return fresh
}

/** Where a stored branch ends, as the next change is encoded from it. */
export const branchState = (feed: FeedHandle, row: DocumentRow, stored: BranchRow): BranchState => ({
  actor: actorOf(feed.row.id, row.id),
  seq: stored.seq,
  nextOp: stored.nextOp,
  hash: stored.hash,
})

/** The documents whose single changes have grown enough to be saved whole. */
export const dueDocuments = (db: ReadDb): DocumentRow[] =>
  grownDocuments(db).flatMap(({ row, savedBytes, changeBytes }) => (isSavingDue(savedBytes, changeBytes) ? [row] : []))

/** Pages given back at once: 8 MiB, a few milliseconds. */
const RECLAIM_PAGES = 2048

/** Automerge, once it is loaded: loading costs 60 ms and 40 MB, so nothing but the quiet moment asks for it. */
export interface DocumentEngine {
  readonly automerge: Automerge
  readonly buildDocument: (
    automerge: Automerge,
    stored: { readonly kind: DocumentKind; readonly parts: readonly Uint8Array[] },
  ) => Slices<Result<SavedDocument, DocumentError>>
}

/**
 * Saves a document whole, in slices between other work; a damaged one is forgotten and made anew from envelopes (D8).
 * Give up where it has grown meanwhile: the next quiet moment comes.
 */
export function* saveWhole(node: NodeState, engine: DocumentEngine, row: DocumentRow): Generator<void, void, void> {
  const parts = chunksOf(node.db, row.no)
  const saved = yield* engine.buildDocument(engine.automerge, { kind: row.kind, parts })
  if (!saved.ok) {
    if (saved.error.type === 'DocumentDamaged') commit(node, (db) => dropDocuments(db, row.logNo))
    return
  }
  commit(node, (db) => {
    if (chunkCount(db, row.no) === parts.length) replaceChunks(db, row.no, saved.value.bytes)
  })
  // Single changes take ten times what they take saved: the disk gets that room back, little by little.
  node.db.reclaim(RECLAIM_PAGES)
}
