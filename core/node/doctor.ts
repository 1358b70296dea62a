import { readMessage, MESSAGES } from '#core/chat/index.ts'
import { chainIds, keepsSignature, verifyAdmission, verifyEnvelope } from '#core/envelope/index.ts'
import type { HeldRun } from '#core/envelope/index.ts'
import { factKey, foldFacts, keyText } from '#core/document/index.ts'
import type { PlacedFact } from '#core/document/index.ts'
import { openEntry } from '#core/entry/index.ts'
import { accountTag } from '#core/identity/index.ts'
import { equalBytes } from '#core/proof/index.ts'
import type { SpaceId } from '#core/space/index.ts'
import { chatDump, envelopesOf, forksOfFeed } from '#core/store/index.ts'
import { checkDocuments } from './doctor-documents.ts'
import type { DocumentReader } from './doctor-documents.ts'
import { checkFeed, checkKeys, checkSelf, checkSpaces } from './doctor-reading.ts'
import { feedsOf, stoppedAt } from './feeds.ts'
import type { Finding, Report } from './findings.ts'
import { messageId } from './chat.ts'
import { everyLog, spaceOf } from './spaces.ts'
import type { FeedHandle, NodeState } from './state.ts'

/**
 * Looks at everything: pages, keys, chains, signatures, whether every envelope opens, and whether all that was read, rows
 * and stored documents say what the envelopes say (D8, D9). Changes nothing. `reader` null: documents are not opened.
 */
export function examine(node: NodeState, reader: DocumentReader | null): Report {
  const findings: Finding[] = node.db.check().map((detail) => ({ type: 'DatabaseDamaged', detail }))
  checkKeys(node, findings)
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
      checkAdmission(feed, findings)
      for (const run of feed.runs) envelopes += checkRun(node, feed, run, findings)
      checkFeed(node, feed, findings)
      facts.push(...factsOf(node, feed, findings))
    }
    expected.set(log.space, [...(expected.get(log.space) ?? []), ...facts])
    if (reader) documents += checkDocuments(node, reader, log, facts, findings)
  }
  checkSpaces(node, logs, findings)
  for (const [id, facts] of expected) {
    const space = spaceOf(node, node.db, id)
    if (space?.kind === 'self') checkSelf(node, space, facts, findings)
    else if (space) messages += checkRows(node, space.no, id, facts, findings)
  }
  return { logs: logs.length, feeds, envelopes, messages, documents, findings }
}

/** Whether a feed is admitted by who may write in its log (E4). */
function checkAdmission({ row, log, runs }: FeedHandle, findings: Finding[]): void {
  if (runs.length === 0 || (row.admit !== null && verifyAdmission(log.keys, row.id, row.admit))) return
  findings.push({ type: 'AdmissionWrong', feed: row.id, seq: 0 })
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
    else if (item.sig === null && (seq === run.high || keepsSignature(seq, item.box.length)))
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
          key: factKey(feed.name, seq, index, key, tag),
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

/** What is above a fork stays on screen, marked as disputed: it is looked at too (E7). */
const forkedAt = (node: NodeState, feed: FeedHandle): number =>
  forksOfFeed(node.db, feed.row.no).length > 0 ? (feed.speaker?.endedAt ?? Infinity) : -1

/** Compares the rows of a chat with what the fold of its facts gives. */
function checkRows(
  node: NodeState,
  spaceNo: number,
  id: SpaceId,
  facts: readonly PlacedFact[],
  findings: Finding[],
): number {
  const rows = new Map(chatDump(node.db, spaceNo).map((row) => [messageId(row), row]))
  const folded = [...foldFacts(facts.filter((fact) => fact.container === MESSAGES)).values()]
  let missing = 0
  let matched = 0
  for (const fact of folded) {
    const content = readMessage(fact.value)
    if (content === null) continue
    const row = rows.get(keyText(fact.key))
    const isSame = row !== undefined && row.at === fact.at && row.seq === fact.seq && isSameContent(row, content)
    if (isSame) matched++
    else missing++
  }
  const extra = rows.size - matched
  if (missing > 0 || extra > 0) findings.push({ type: 'ProjectionDiffers', space: id, missing, extra })
  return rows.size
}

const isSameContent = (
  row: { readonly text: string; readonly replyTo: Uint8Array | null },
  content: { readonly text: string; readonly replyTo: Uint8Array | null },
): boolean =>
  row.text === content.text &&
  (row.replyTo === null || content.replyTo === null
    ? row.replyTo === content.replyTo
    : equalBytes(row.replyTo, content.replyTo))
