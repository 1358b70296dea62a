import { composeMessage } from '#core/chat/index.ts'
import { signStatement } from '#core/crypto/index.ts'
import { openEntry } from '#core/entry/index.ts'
import type { Fact } from '#core/entry/index.ts'
import {
  BLOCK,
  chainIds,
  ENVELOPE_SIGNATURE,
  feedIdOf,
  keepsSignature,
  MAX_RUNS,
  MAX_SEQ,
  NO_PREV,
  subtract,
  verifyAdmission,
  verifyEnvelope,
  verifyFork,
} from '#core/envelope/index.ts'
import type { EnvelopeId, HeldRun } from '#core/envelope/index.ts'
import { equalBytes } from '#core/proof/index.ts'
import type { SpaceId } from '#core/space/index.ts'
import {
  dropEnvelopes,
  dropFork,
  envelopesOf,
  findEnvelope,
  forksOfFeed,
  marksOf,
  messageAt,
  putRuns,
  putSignature,
  reachedOf,
} from '#core/store/index.ts'
import type { WriteDb } from '#core/store/index.ts'
import { commit } from './commit.ts'
import { feedKey, feedsOf, forkOf } from './feeds.ts'
import { everyLog } from './spaces.ts'
import type { FeedHandle, NodeState } from './state.ts'

/** What damage took of this device's own words. */
export interface Damage {
  /** Their end, so that it no longer knows what it said last (I4). */
  readonly isShortened: boolean
  /** What nobody else is known to hold, by space. */
  readonly unheard: ReadonlyMap<SpaceId, readonly Fact[]>
}

/**
 * Lets go of what no longer proves itself, and of nothing else: above a damaged envelope a chain is taken up again where
 * a block was marked, and its signatures say whether the mark is right. Signatures of one's own that are damaged are made
 * anew.
 */
export function dropDamaged(node: NodeState): Damage {
  let isShortened = false
  const unheard = new Map<SpaceId, Fact[]>()
  for (const log of everyLog(node, node.db)) {
    for (const feed of feedsOf(node.db, log).values()) {
      dropFalseFork(node, feed)
      const { runs, unsigned } = soundRuns(node, feed)
      const isWhole = runs.length === feed.runs.length && runs.every((run, i) => isSameRun(run, feed.runs[i]))
      if (isWhole && unsigned.length === 0) continue
      if (isOwn(node, feed)) {
        isShortened ||= !isSameEnd(runs.at(-1), feed.runs.at(-1))
        unheard.set(log.space, [...(unheard.get(log.space) ?? []), ...unheardOf(node, feed, runs)])
      }
      commit(node, (db) => {
        keepOnly(db, feed, runs)
        for (const { seq, id } of unsigned) signAgain(node, db, feed, seq, id)
      })
    }
  }
  return { isShortened, unheard }
}

/**
 * What was said in the part that goes and nobody else is known to hold, to be said again: from its envelopes where they
 * open, else from what is on screen.
 */
function unheardOf(node: NodeState, feed: FeedHandle, kept: readonly HeldRun[]): Fact[] {
  const heard = Math.max(-1, ...reachedOf(node.db, feed.row.no).map(({ high }) => high))
  return subtract(feed.runs, kept).flatMap(({ low, high }) => {
    const from = Math.max(low, heard + 1)
    return Array.from({ length: Math.max(0, high - from + 1) }, (_, i) => factsAt(node, feed, from + i)).flat()
  })
}

function factsAt(node: NodeState, feed: FeedHandle, seq: number): readonly Fact[] {
  const item = findEnvelope(node.db, feed.row, seq)
  const opened = item && openEntry(item.box, feed.log.content, item.nonce)
  if (opened?.ok === true) {
    const { body } = opened.value
    return body.kind === 'facts' && body.document === 'chat' ? body.facts : []
  }
  const row = messageAt(node.db, feed.row.no, seq, 0)
  const fact = row && composeMessage({ text: row.text, replyTo: row.replyTo })
  return fact?.ok === true ? [fact.value] : []
}

const isOwn = (node: NodeState, feed: FeedHandle): boolean =>
  feed.speaker !== null && feed.speaker.device === node.me?.device.device

/** A proof in which a half does not prove itself was damaged, or made of what was: it accuses nobody (E7). */
function dropFalseFork(node: NodeState, feed: FeedHandle): void {
  if (forksOfFeed(node.db, feed.row.no).length === 0) return
  const fork = forkOf(node.db, feed.row)
  if (fork && verifyFork(fork).ok) return
  commit(node, (db) => dropFork(db, feed.row.no))
  if (feed.row.stopReason === 'Forked') feed.row = { ...feed.row, stoppedAt: null, stopReason: null }
}

function keepOnly(db: WriteDb, feed: FeedHandle, runs: readonly HeldRun[]): void {
  let next = 0
  for (const run of runs) {
    dropEnvelopes(db, feed.row.no, next, run.low - 1)
    next = run.high + 1
  }
  dropEnvelopes(db, feed.row.no, next, MAX_SEQ)
  putRuns(db, feed.row.no, feed.runs, [])
  putRuns(db, feed.row.no, [], runs)
  feed.runs = [...runs]
}

function signAgain(node: NodeState, db: WriteDb, feed: FeedHandle, seq: number, id: EnvelopeId): void {
  const key = node.me && feed.speaker && feedKey(node.me.device.seed, feed.log, feed.speaker.generation)
  if (key && feedIdOf(key.publicKey) === feed.row.id)
    putSignature(db, feed.row.no, seq, signStatement(key, ENVELOPE_SIGNATURE, [id]), id)
}

const isSameRun = (run: HeldRun, other: HeldRun | undefined): boolean => run.low === other?.low && isSameEnd(run, other)

const isSameEnd = (run: HeldRun | undefined, other: HeldRun | undefined): boolean =>
  run !== undefined && run.high === other?.high && equalBytes(run.head, other.head)

/** Where a chain goes on, and the id below it. */
interface Start {
  readonly low: number
  readonly below: EnvelopeId
}

/** A sound run, and where in it this device's own signature is wrong or missing. */
interface Part {
  readonly run: HeldRun
  readonly unsigned: readonly { readonly seq: number; readonly id: EnvelopeId }[]
}

function soundRuns(
  node: NodeState,
  feed: FeedHandle,
): { readonly runs: readonly HeldRun[]; readonly unsigned: Part['unsigned'] } {
  const parts = feed.runs.flatMap((run, i) => soundParts(node, feed, run, (feed.runs[i + 1]?.low ?? MAX_SEQ) - 1))
  const [first] = parts
  // A feed is held from its envelope 0 on, or not at all (E9); of too many pieces the newest are kept.
  if (first?.run.low !== 0) return { runs: [], unsigned: [] }
  const kept = parts.length > MAX_RUNS ? [first, ...parts.slice(1 - MAX_RUNS)] : parts
  return { runs: kept.map(({ run }) => run), unsigned: kept.flatMap(({ unsigned }) => unsigned) }
}

/** What proves itself of a run that reaches up to `high` at most. */
function soundParts(node: NodeState, feed: FeedHandle, run: HeldRun, high: number): readonly Part[] {
  const marks = marksOf(node.db, feed.row.no, run.low, high).filter(({ seq }) => seq % BLOCK === BLOCK - 1)
  const found: Part[] = []
  let start: Start = { low: run.low, below: run.low === 0 ? NO_PREV : run.below }
  for (;;) {
    const part = soundPart(node, feed, start, high)
    if (part) found.push(part)
    const reached = part?.run.high ?? start.low - 1
    const mark = marks.find(({ seq }) => seq > reached)
    if (mark === undefined) return found
    start = { low: mark.seq + 1, below: mark.id }
  }
}

/** What proves itself from a place on, up to the last signature that holds. */
function soundPart(node: NodeState, feed: FeedHandle, { low, below }: Start, high: number): Part | null {
  const mine = isOwn(node, feed)
  let prev = below
  let next = low
  let run: HeldRun | null = null
  const doubted: { readonly seq: number; readonly id: EnvelopeId }[] = []
  let proven = 0
  for (const { seq, item } of envelopesOf(node.db, feed.row, low, high)) {
    if (seq !== next) break
    next = seq + 1
    prev = chainIds(feed.row.id, seq, prev, [item])[0] ?? prev
    if (seq === 0 && (item.admit === null || !verifyAdmission(feed.log.keys, feed.row.id, item.admit))) break
    if (item.sig !== null && verifyEnvelope(feed.row.id, prev, item.sig)) {
      run = { low, high: seq, below, head: prev }
      proven = doubted.length
    } else if (item.sig !== null || keepsSignature(seq, item.box.length)) {
      // A later one proves the same (E5); another's cannot be made anew, and comes again with its block.
      if (!mine) break
      doubted.push({ seq, id: prev })
    }
  }
  return run && { run, unsigned: doubted.slice(0, proven) }
}
