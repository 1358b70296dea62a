import { readMessage, MESSAGES } from '#core/chat/index.ts'
import { chainIds, keepsSignature, verifyEnvelope } from '#core/envelope/index.ts'
import type { FeedId, HeldRun } from '#core/envelope/index.ts'
import { documentId, factKey, foldFacts, keyText, shardOf } from '#core/document/index.ts'
import type { PlacedFact } from '#core/document/index.ts'
import { openEntry } from '#core/entry/index.ts'
import { accountTag } from '#core/identity/index.ts'
import { equalBytes, toHex } from '#core/proof/index.ts'
import type { SpaceId } from '#core/space/index.ts'
import {
  branchesOf,
  chatDump,
  chunksOf,
  disputeMessages,
  documentedUpTo,
  documentsOfLog,
  dropCaches,
  dropEnvelopes,
  envelopeList,
  envelopesOf,
  forksOfFeed,
  putRuns,
} from '#core/store/index.ts'
import type { DocumentRow } from '#core/store/index.ts'
import type * as Stored from '#core/document/automerge/index.ts'
import { advance } from './advance.ts'
import { commit } from './commit.ts'
import { branchState, wholeUpTo } from './documents.ts'
import { feedsOf, stoppedAt } from './feeds.ts'
import { messageId } from './chat.ts'
import { collectOperations } from './opened.ts'
import { everyLog, spaceOf } from './spaces.ts'
import { forget } from './state.ts'
import type { FeedHandle, LogHandle, NodeState } from './state.ts'
import { forgetWords } from './words.ts'

/** Something that is not as it should be, in facts. */
export type Finding =
  | { readonly type: 'DatabaseDamaged'; readonly detail: string }
  | {
      readonly type: 'EnvelopeMissing' | 'ChainBroken' | 'SignatureWrong' | 'EnvelopeDoesNotOpen'
      readonly feed: FeedId
      readonly seq: number
    }
  | { readonly type: 'ProjectionDiffers'; readonly space: string; readonly missing: number; readonly extra: number }
  | { readonly type: 'DocumentDamaged' | 'DocumentDiffers'; readonly document: string; readonly detail: string }

/** What was looked at, and what was found. */
export interface Report {
  readonly logs: number
  readonly feeds: number
  readonly envelopes: number
  readonly messages: number
  readonly documents: number
  readonly findings: readonly Finding[]
}

/** The room of stored documents, loaded: reading them needs Automerge. */
export interface DocumentReader {
  readonly automerge: Stored.Automerge
  readonly openDocument: typeof Stored.openDocument
  readonly readFacts: typeof Stored.readFacts
  readonly feedsByActor: typeof Stored.feedsByActor
  readonly runToEnd: typeof Stored.runToEnd
}

/**
 * Looks at everything: pages, chains, signatures, whether every envelope opens, and whether rows and stored documents
 * both say what the envelopes say (D8, D9). Changes nothing. `reader` null: documents are not opened.
 */
export function examine(node: NodeState, reader: DocumentReader | null): Report {
  const findings: Finding[] = node.db.check().map((detail) => ({ type: 'DatabaseDamaged', detail }))
  const logs = everyLog(node, node.db)
  let feeds = 0
  let envelopes = 0
  let messages = 0
  let documents = 0
  const expected = new Map<SpaceId, PlacedFact[]>()
  for (const log of logs) {
    const facts: PlacedFact[] = []
    for (const feed of feedsOf(node.db, log).values()) {
      feeds++
      for (const run of feed.runs) envelopes += checkRun(node, feed, run, findings)
      facts.push(...factsOf(node, feed, findings))
    }
    expected.set(log.space, [...(expected.get(log.space) ?? []), ...facts])
    for (const row of reader ? documentsOfLog(node.db, log.no) : []) {
      documents++
      if (reader) checkDocument(node, reader, log, row, facts, findings)
    }
  }
  for (const [id, facts] of expected) messages += checkRows(node, id, facts, findings)
  return { logs: logs.length, feeds, envelopes, messages, documents, findings }
}

/** Recomputes the ids of a held run and verifies the signatures that are kept of it. Gives how many envelopes there are. */
function checkRun(node: NodeState, feed: FeedHandle, run: HeldRun, findings: Finding[]): number {
  const id = feed.row.id
  let prev = run.below
  let next = run.low
  for (const { seq, item } of envelopesOf(node.db, feed.row, run.low, run.high)) {
    if (seq !== next) break
    prev = chainIds(id, seq, prev, [item])[0] ?? prev
    next = seq + 1
    if (item.sig !== null && !verifyEnvelope(id, prev, item.sig))
      findings.push({ type: 'SignatureWrong', feed: id, seq })
    else if (item.sig === null && keepsSignature(seq, item.box.length))
      findings.push({ type: 'SignatureWrong', feed: id, seq })
  }
  if (next <= run.high) findings.push({ type: 'EnvelopeMissing', feed: id, seq: next })
  else if (!equalBytes(prev, run.head)) findings.push({ type: 'ChainBroken', feed: id, seq: run.high })
  return next - run.low
}

/** Every fact that counts of a feed, opened anew from its envelopes. */
function factsOf(node: NodeState, feed: FeedHandle, findings: Finding[]): PlacedFact[] {
  const found: PlacedFact[] = []
  const { speaker } = feed
  if (speaker === null) return found
  const tag = accountTag(speaker.account)
  for (const stretch of feed.stretches) {
    const high = Math.min(stretch.high, Math.max(stoppedAt(feed) ?? stretch.high, forkedAt(node, feed)))
    for (const { seq, item } of envelopesOf(node.db, feed.row, stretch.low, high)) {
      const opened = openEntry(item.box, feed.log.content, item.nonce)
      if (!opened.ok) {
        findings.push({ type: 'EnvelopeDoesNotOpen', feed: feed.row.id, seq })
        continue
      }
      const { at, body } = opened.value
      if (body.kind !== 'facts') continue
      body.facts.forEach(({ container, key, value }, index) =>
        found.push({
          container,
          key: factKey(feed.row.id, seq, index, key, tag),
          value,
          at,
          feed: feed.row.id,
          seq,
          index,
        }),
      )
    }
  }
  return found
}

/** What is above a fork stays on screen, marked as disputed: it is looked at too. */
const forkedAt = (node: NodeState, feed: FeedHandle): number =>
  forksOfFeed(node.db, feed.row.no).length > 0 || (feed.speaker?.endedAt ?? null) !== null ? Infinity : -1

/** Compares the rows of a chat with what the fold of its facts gives. */
function checkRows(node: NodeState, id: SpaceId, facts: readonly PlacedFact[], findings: Finding[]): number {
  const space = spaceOf(node, node.db, id)
  if (!space || space.kind === 'self') return 0
  const rows = new Map(chatDump(node.db, space.no).map((row) => [messageId(row), row]))
  const folded = [...foldFacts(facts.filter((fact) => fact.container === MESSAGES)).values()]
  let missing = 0
  let matched = 0
  for (const fact of folded) {
    const content = readMessage(fact.value)
    if (content === null) continue
    const row = rows.get(keyText(fact.key))
    const isSame = row !== undefined && row.text === content.text && row.at === fact.at && row.seq === fact.seq
    if (isSame) matched++
    else missing++
  }
  const extra = rows.size - matched
  if (missing > 0 || extra > 0) findings.push({ type: 'ProjectionDiffers', space: id, missing, extra })
  return rows.size
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

/**
 * Makes everything that is a cache anew from the envelopes: rows, words, marks, documents (D8, D9). Envelopes that are
 * damaged are let go together with what rests on them, so that others' come again by sync.
 */
export function rebuild(node: NodeState): void {
  dropDamaged(node)
  forget(node)
  commit(node, (db) => {
    dropCaches(db)
    forgetWords(db)
  })
  forget(node)
  const logs = everyLog(node, node.db)
  for (const log of logs) {
    commit(node, (db) => {
      const space = spaceOf(node, db, log.space)
      if (!space) return
      for (const feed of feedsOf(db, log).values()) {
        for (const run of feed.runs) {
          const items = new Map(envelopeList(db, feed.row, run.low, run.high).map(({ seq, item }) => [seq, item]))
          collectOperations(node, db, space, feed, items)
        }
      }
      for (const feed of feedsOf(db, log).values()) {
        advance(node, db, space, feed, new Map())
        const fork = forksOfFeed(db, feed.row.no)[0]
        if (fork) disputeMessages(db, feed.row.no, fork.seq)
      }
    })
  }
}

/** Shortens runs to what still proves itself. */
function dropDamaged(node: NodeState): void {
  for (const log of everyLog(node, node.db)) {
    for (const feed of feedsOf(node.db, log).values()) {
      const sound = feed.runs.flatMap((run) => soundPart(node, feed, run))
      if (sound.length === feed.runs.length && sound.every((run, i) => run.high === feed.runs[i]?.high)) continue
      commit(node, (db) => {
        for (const run of feed.runs) {
          const kept = sound.find((it) => it.low === run.low)
          if (kept?.high !== run.high)
            dropEnvelopes(db, feed.row.no, kept === undefined ? run.low : kept.high + 1, run.high)
        }
        putRuns(db, feed.row.no, feed.runs, sound)
        feed.runs = sound
      })
    }
  }
}

/** The part of a run from its beginning up to the last signature that holds; nothing where its head does. */
function soundPart(node: NodeState, feed: FeedHandle, run: HeldRun): HeldRun[] {
  let prev = run.below
  let next = run.low
  let sound: HeldRun | null = null
  for (const { seq, item } of envelopesOf(node.db, feed.row, run.low, run.high)) {
    if (seq !== next) break
    prev = chainIds(feed.row.id, seq, prev, [item])[0] ?? prev
    next = seq + 1
    if (item.sig === null) continue
    if (!verifyEnvelope(feed.row.id, prev, item.sig)) break
    sound = { ...run, high: seq, head: prev }
  }
  if (next > run.high && equalBytes(prev, run.head)) return [run]
  return sound === null ? [] : [sound]
}
