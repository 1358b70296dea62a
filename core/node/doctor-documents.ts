import { documentId, foldFacts, shardOf } from '#core/document/index.ts'
import type { PlacedFact } from '#core/document/index.ts'
import type * as Stored from '#core/document/automerge/index.ts'
import { openEntry } from '#core/entry/index.ts'
import { equalBytes, toHex } from '#core/proof/index.ts'
import { branchesOf, chunksOf, documentedUpTo, documentsOfLog, envelopesOf } from '#core/store/index.ts'
import type { DocumentRow } from '#core/store/index.ts'
import { branchState, wholeUpTo } from './documents.ts'
import { feedsOf } from './feeds.ts'
import type { Finding } from './findings.ts'
import type { FeedHandle, LogHandle, NodeState } from './state.ts'

/** The room of stored documents, loaded: reading them needs Automerge. */
export interface DocumentReader {
  readonly automerge: Stored.Automerge
  readonly openDocument: typeof Stored.openDocument
  readonly readFacts: typeof Stored.readFacts
  readonly feedsByActor: typeof Stored.feedsByActor
  readonly runToEnd: typeof Stored.runToEnd
}

/** Compares every stored document of a log with the facts of the branches it holds. Gives how many there are. */
export function checkDocuments(
  node: NodeState,
  reader: DocumentReader,
  log: LogHandle,
  facts: readonly PlacedFact[],
  findings: Finding[],
): number {
  const rows = documentsOfLog(node.db, log.no)
  for (const row of rows) checkDocument(node, reader, log, row, facts, findings)
  checkPresence(node, log, rows, findings)
  return rows.length
}

/** Whether there is a document for every stretch of a feed that is said to be in one. */
function checkPresence(node: NodeState, log: LogHandle, rows: readonly DocumentRow[], findings: Finding[]): void {
  const stored = new Set(rows.flatMap((row) => branchesOf(node.db, row.no).map((branch) => branch.feedNo)))
  for (const feed of feedsOf(node.db, log).values()) {
    const upTo = Math.min(documentedUpTo(node.db, feed.row.no), wholeUpTo(feed))
    if (stored.has(feed.row.no) || !saysFacts(node, log, feed, upTo)) continue
    findings.push({ type: 'DocumentDiffers', document: log.id, detail: 'missing' })
  }
}

function saysFacts(node: NodeState, log: LogHandle, feed: FeedHandle, upTo: number): boolean {
  for (const { item } of envelopesOf(node.db, feed.row, 0, upTo)) {
    const opened = openEntry(item.box, log.content, item.nonce)
    if (opened.ok && opened.value.body.kind === 'facts') return true
  }
  return false
}

/** Compares a stored document with the facts of the branches it holds. */
function checkDocument(
  node: NodeState,
  reader: DocumentReader,
  log: LogHandle,
  row: DocumentRow,
  facts: readonly PlacedFact[],
  findings: Finding[],
): void {
  const document = row.id
  const feeds = feedsOf(node.db, log)
  const opened = reader.runToEnd(
    reader.openDocument(reader.automerge, { kind: row.kind, parts: chunksOf(node.db, row.no) }),
  )
  if (!opened.ok) {
    findings.push({
      type: 'DocumentDamaged',
      document,
      detail: 'fault' in opened.error ? opened.error.fault : opened.error.type,
    })
    return
  }
  const read = reader.readFacts(opened.value, reader.feedsByActor(feeds.keys(), row.id))
  if (!read.ok) {
    findings.push({ type: 'DocumentDamaged', document, detail: read.error.fault })
    return
  }
  const granularity = row.shard.length === 7 ? 'month' : 'day'
  const inShard = facts.filter((fact) => {
    const feed = feeds.get(fact.feed)
    const isTaken = feed !== undefined && fact.seq <= Math.min(documentedUpTo(node.db, feed.row.no), wholeUpTo(feed))
    return isTaken && documentId(log.id, row.kind, shardOf(fact.at, granularity)) === document
  })
  const there = foldFacts(read.value)
  const here = foldFacts(inShard)
  const differing =
    [...here].filter(([slot, fact]) => !sameFact(there.get(slot), fact)).length + Math.max(0, there.size - here.size)
  if (differing > 0) findings.push({ type: 'DocumentDiffers', document, detail: `${differing} facts` })
  for (const stored of branchesOf(node.db, row.no)) {
    const feed = [...feeds.values()].find((it) => it.row.no === stored.feedNo)
    const state = feed && branchState(feed, row, stored)
    const branch = opened.value.branches.find(
      (it) => state !== undefined && toHex(it.state.actor) === toHex(state.actor),
    )
    if (!state || !branch || !equalBytes(branch.state.hash, state.hash)) {
      findings.push({ type: 'DocumentDiffers', document, detail: 'branch' })
    }
  }
}

const sameFact = (a: PlacedFact | undefined, b: PlacedFact): boolean =>
  a !== undefined && a.at === b.at && a.seq === b.seq && JSON.stringify(plain(a)) === JSON.stringify(plain(b))

const plain = (fact: PlacedFact): unknown =>
  Object.entries(fact.value)
    .map(([name, value]) => [name, value instanceof Uint8Array ? toHex(value) : value])
    .toSorted(([a], [b]) => (String(a) < String(b) ? -1 : 1))
