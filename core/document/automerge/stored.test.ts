import * as PlainAutomerge from '@automerge/automerge'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { DOCUMENT_KINDS } from '#core/entry/types.ts'
import type { DocumentKind, FactValue } from '#core/entry/types.ts'
import { concatBytes, toHex } from '#core/proof/index.ts'
import type { At } from '#core/proof/index.ts'
import { foldFacts } from '../fold.ts'
import { containerObject, GENESIS } from '../genesis.ts'
import { parseKeyText } from '../key.ts'
import { CONTAINERS } from '../kinds.ts'
import { documentOf, feedOf, interleave, story, tell } from '../testing.ts'
import type { PlacedFact } from '../types.ts'
import { buildDocument, feedsByActor, headsOf, loadAutomerge, openDocument, readFacts, runToEnd } from './index.ts'
import type { FeedsByActor, StoredDocument } from './index.ts'

const automerge = await loadAutomerge()
const kinds = Object.keys(DOCUMENT_KINDS) as DocumentKind[]
const choices = fc.array(fc.nat(4), { minLength: 1, maxLength: 40 })
const anyKind = fc.constantFrom(...kinds)
const feeds = (kind: DocumentKind): FeedsByActor => feedsByActor([0, 1, 2, 3, 4].map(feedOf), documentOf(kind))

function build(stored: StoredDocument) {
  const built = runToEnd(buildDocument(automerge, stored))
  if (!built.ok) throw new Error(JSON.stringify(built.error))
  return built.value
}

function read(stored: StoredDocument): PlacedFact[] {
  const open = runToEnd(openDocument(automerge, stored))
  const found = open.ok ? readFacts(open.value, feeds(stored.kind)) : open
  if (!found.ok) throw new Error(JSON.stringify(found.error))
  return [...found.value]
}

/** What D4 makes of a document by Automerge's own reading: every conflict under every key, and who said it when. */
function foldConflicts(kind: DocumentKind, saved: Uint8Array): Map<string, { value: unknown; at: At; feed: string }> {
  const document = PlainAutomerge.load(saved)
  const backend = PlainAutomerge.getBackend(document)
  const metas = backend.getChangesMeta([])
  const sayings: PlacedFact[] = []
  CONTAINERS[kind].forEach((_, container) => {
    for (const text of backend.keys(containerObject(container))) {
      for (const [, object] of backend.getAll(containerObject(container), text)) {
        const [counter, actor] = String(object).split('@')
        const change = metas.find(
          (meta) => meta.actor === actor && meta.startOp <= Number(counter) && Number(counter) <= meta.maxOp,
        )
        const feed = feeds(kind).get(actor ?? '')
        const key = parseKeyText(text)
        if (change === undefined || feed === undefined || key === undefined) throw new Error('a stray conflict')
        const value = plain(backend.materialize(String(object))) as FactValue
        sayings.push({ container, key, value, at: change.time as At, feed, seq: change.seq, index: Number(counter) })
      }
    }
  })
  PlainAutomerge.free(document)
  return new Map([...foldFacts(sayings)].map(([slot, { value, at, feed }]) => [slot, { value, at, feed }]))
}

/** Automerge's values as ours: immutable strings as text, large numbers as numbers. */
function plain(value: unknown): unknown {
  if (value instanceof PlainAutomerge.ImmutableString) return value.val
  if (typeof value === 'bigint') return Number(value)
  if (Array.isArray(value)) return value.map(plain)
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return value
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, plain(field)]))
}

const comparable = ({ value, at, feed }: PlacedFact) => ({ value: { ...value }, at, feed })

describe('a stored document', () => {
  test('gives the same facts in force as the facts themselves did, in any order of arrival (D4, D8)', () => {
    fc.assert(
      fc.property(anyKind, story, choices, (kind, said, order) => {
        const told = tell(kind, said)
        const parts = [GENESIS[kind].change, ...interleave(told.changes, order)]
        const expected = foldFacts(told.facts)
        // As rows of changes, saved whole, and as a save with changes behind it.
        const half = Math.ceil(parts.length / 2)
        const saved = build({ kind, parts }).bytes
        const mixed = [build({ kind, parts: parts.slice(0, half) }).bytes, concatBytes(...parts.slice(half))]
        for (const stored of [parts, [saved], mixed]) {
          const found = read({ kind, parts: stored })
          expect(foldFacts(found)).toEqual(expected)
          expect(found).toHaveLength(told.facts.length)
        }
      }),
    )
  })

  test('read by Automerge alone, conflict by conflict, comes to the same under D4', () => {
    fc.assert(
      fc.property(anyKind, story, choices, (kind, said, order) => {
        const told = tell(kind, said)
        const { bytes } = build({ kind, parts: [GENESIS[kind].change, ...interleave(told.changes, order)] })
        const expected = new Map([...foldFacts(told.facts)].map(([slot, fact]) => [slot, comparable(fact)]))
        expect(foldConflicts(kind, bytes)).toEqual(expected)
      }),
      { numRuns: 60 },
    )
  })

  test('is the same bytes with the same heads, whatever the order of arrival and however often it was saved (D3)', () => {
    fc.assert(
      fc.property(anyKind, story, choices, choices, fc.nat(), (kind, said, one, other, cut) => {
        const told = tell(kind, said)
        const left = build({ kind, parts: [GENESIS[kind].change, ...interleave(told.changes, one)] })
        const arrived = interleave(told.changes, other)
        const early = build({ kind, parts: [GENESIS[kind].change, ...arrived.slice(0, cut % (arrived.length + 1))] })
        // Some changes come twice, as they may after a crash.
        const right = build({
          kind,
          parts: [early.bytes, ...arrived.slice(Math.max(0, (cut % (arrived.length + 1)) - 2))],
        })
        expect(toHex(right.bytes)).toBe(toHex(left.bytes))
        expect(right.heads).toEqual(left.heads)
      }),
    )
  })

  test('says where each branch ends, and so can be continued (D3)', () => {
    fc.assert(
      fc.property(anyKind, story, choices, (kind, said, order) => {
        const told = tell(kind, said)
        const { bytes } = build({ kind, parts: [GENESIS[kind].change, ...interleave(told.changes, order)] })
        const open = runToEnd(openDocument(automerge, { kind, parts: [bytes] }))
        if (!open.ok) throw new Error(JSON.stringify(open.error))
        const byActor = (states: readonly { actor: Uint8Array }[]) =>
          states.toSorted((a, b) => toHex(a.actor).localeCompare(toHex(b.actor)))
        expect(open.value.branches.map(({ state }) => state)).toEqual(byActor(told.states))
        const feed = feeds(kind)
        for (const { state, last } of open.value.branches) {
          const own = told.facts.filter((fact) => fact.feed === feed.get(toHex(state.actor)))
          expect(last).toEqual({ seq: own.at(-1)?.seq, at: own.at(-1)?.at })
        }
        expect(headsOf(open.value)).toHaveLength(Math.max(1, told.states.length))
      }),
    )
  })

  test('in which nobody has said anything yet opens, saves and has genesis as its head (D1)', () => {
    const kind = 'chat'
    const empty = build({ kind, parts: [GENESIS[kind].change] })
    expect(empty.heads).toEqual([GENESIS[kind].hash])
    expect(read({ kind, parts: [empty.bytes] })).toEqual([])
  })

  test('is a file that plain Automerge opens: Bora’s message can be read in it (D8)', () => {
    const kind = 'chat'
    const text = '내일 여덟 시에 만나요 🙂'
    const value = { kind: 'text', body: text, mentions: ['jun', 'mina'], blurb: Uint8Array.of(1, 2) }
    const told = tell(kind, [{ device: 0, after: 1, facts: [{ container: 0, key: null, value }] }])
    const file = build({ kind, parts: [GENESIS[kind].change, ...told.changes.flat()] }).bytes
    const opened = PlainAutomerge.load<{ messages: Record<string, Record<string, unknown>> }>(file)
    const [message] = Object.values(opened.messages)
    expect(String(message?.['body'])).toBe(text)
    expect(plain(PlainAutomerge.toJS(opened).messages)).toMatchObject({
      [Object.keys(opened.messages)[0] ?? '']: value,
    })
    expect(PlainAutomerge.getHistory(opened)).toHaveLength(2)
  })

  test('as rows of changes is such a file too', () => {
    const kind = 'chat'
    const told = tell(kind, fc.sample(story, { seed: 3, numRuns: 4 }).flat())
    const rows = concatBytes(GENESIS[kind].change, ...told.changes.flat())
    const heads = build({ kind, parts: [rows] }).heads.map(toHex)
    expect(PlainAutomerge.getHeads(PlainAutomerge.load(rows)).toSorted()).toEqual(heads)
  })
})
