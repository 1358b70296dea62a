import { setImmediate } from 'node:timers/promises'
import { buildDocument, feedsByActor, loadAutomerge, openDocument, readFacts } from '#core/document/automerge/index.ts'
import type { Automerge, Slices } from '#core/document/automerge/index.ts'
import { documentId, encodeBranchChange, feedName, GENESIS, shardOf, startBranch } from '#core/document/index.ts'
import type { FeedId, LogId } from '#core/envelope/index.ts'
import type { AccountTag } from '#core/identity/index.ts'
import { bytesToId, digest } from '#core/proof/index.ts'
import type { At } from '#core/proof/index.ts'
import { corpus } from './corpus.ts'
import { createDice } from '../sim/dice.ts'
import { atMost, figuresOf, grouped } from './figures.ts'
import { must } from './history.ts'
import type { Figure, Row } from './types.ts'

const KIND = 'chat'
const AUTHORS = 2
/** When the month begins, and its length, in microseconds. */
const MONTH_BEGAN = Date.UTC(2026, 10, 1) * 1000
const MONTH_MICROS = 29 * 86_400 * 1_000_000
/** A slice of work on a document may hold up a page for so many milliseconds. */
const SLICE_MS = atMost(20)

const figure = figuresOf('documents')

/** One busy month of one chat as an Automerge document: from facts to changes, to the saved document, and back. */
export const documents: Row = {
  name: 'documents',
  measure: async (bench) => measureMonth(bench.sizes[0] ?? 0, bench.seed, await loadAutomerge()),
}

async function measureMonth(messages: number, seed: number, automerge: Automerge): Promise<Figure[]> {
  const month = encodeMonth(messages, seed)
  const built = await timed(buildDocument(automerge, { kind: KIND, parts: [month.rows] }))
  const saved = must(built.value).bytes
  const opened = await timed(openDocument(automerge, { kind: KIND, parts: [saved] }))
  const document = must(opened.value)
  const began = performance.now()
  let count = 0
  for (const _ of must(readFacts(document, feedsByActor(month.feeds, month.document)))) count++
  const readMs = performance.now() - began
  if (count !== messages) throw new Error(`${count} of ${messages} facts`)
  const of = `a month of ${grouped(messages)}`
  const rate = (ms: number): number => (messages / ms) * 1000
  return [
    figure(`${of}: facts to changes`, rate(month.encodeMs), 'messages/s'),
    figure(`${of}: changes to a saved document`, rate(built.ms), 'messages/s'),
    figure(`${of}: longest slice but the last`, built.longestMs, 'ms', SLICE_MS),
    figure(`${of}: last slice, Automerge's own saving`, built.lastMs, 'ms'),
    figure(`${of}: opened again`, opened.ms, 'ms'),
    figure(`${of}: all facts read`, readMs, 'ms'),
    figure(`${of}: changes`, month.rows.length / messages, 'bytes/message'),
    figure(`${of}: saved`, saved.length / messages, 'bytes/message'),
  ]
}

/** The changes of two people's messages, one after the other, as rows of a database hold them. */
function encodeMonth(messages: number, seed: number) {
  const dice = createDice(`month ${seed}`)
  const texts = corpus(messages, seed)
  const id = (what: string, n: number) => bytesToId(digest('dure/bench/v1', what, n))
  // Digests are 32 bytes, as ids are.
  const log = id('log', 0) as LogId
  const document = documentId(log, KIND, shardOf(MONTH_BEGAN as At, 'month'))
  const feeds = Array.from({ length: AUTHORS }, (_, n) => id('feed', n) as FeedId)
  const people = feeds.map((feed, n) => ({
    name: feedName(log, feed),
    tag: digest('dure/bench/v1', 'tag', n).slice(0, 16) as AccountTag,
    seq: 0,
    branch: startBranch({ feed, document, kind: KIND }),
  }))
  const changes: Uint8Array[] = [GENESIS[KIND].change]
  const began = performance.now()
  texts.forEach((body, i) => {
    const person = dice.pick(people)
    const at = (MONTH_BEGAN + Math.floor(((i + dice.unit()) * MONTH_MICROS) / messages)) as At
    const facts = [{ container: 0, key: null, value: { kind: 'text', body } }]
    const { name, tag, branch } = person
    const encoded = encodeBranchChange({ branch, name, seq: ++person.seq, at, tag, facts })
    person.branch = encoded.branch
    changes.push(encoded.change)
  })
  return { document, feeds, rows: new Uint8Array(Buffer.concat(changes)), encodeMs: performance.now() - began }
}

/** Runs slices to their end, with room for other work between them, as a node does. `longestMs` leaves out the last. */
async function timed<T>(slices: Slices<T>) {
  let ms = 0
  let longestMs = 0
  for (;;) {
    const start = performance.now()
    const step = slices.next()
    const took = performance.now() - start
    ms += took
    if (step.done) return { value: step.value, ms, longestMs, lastMs: took }
    longestMs = Math.max(longestMs, took)
    await setImmediate()
  }
}
