import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { DocumentKind } from '#core/entry/types.ts'
import { toHex } from '#core/proof/index.ts'
import { buildDocument, feedsByActor, loadAutomerge, openDocument, readFacts, runToEnd } from '../automerge/index.ts'
import { GENESIS } from '../genesis.ts'
import { documentOf, feedOf, tell } from '../testing.ts'
import { GOLDEN_STORY } from './story.ts'

// These bytes are in people's files and behind their hashes. If a test here fails, the code is wrong, not the file.

interface Golden {
  readonly genesis: Readonly<Record<DocumentKind, string>>
  readonly documents: Readonly<Record<DocumentKind, string>>
  readonly changes: readonly (readonly string[])[]
  readonly heads: readonly string[]
}

const file = (name: string) => readFileSync(new URL(name, import.meta.url))
const golden = JSON.parse(file('bytes.json').toString()) as Golden // written by ourselves, once
const saved = new Uint8Array(file('chat.automerge'))
const kind = 'chat'
const told = tell(kind, GOLDEN_STORY)

describe('bytes that never change', () => {
  test('genesis of every kind of document (D1)', () => {
    const genesis = Object.fromEntries(Object.entries(GENESIS).map(([name, { change }]) => [name, toHex(change)]))
    expect(genesis).toEqual(golden.genesis)
  })

  test('the document of a log, a kind and a month (D2)', () => {
    const kinds = Object.keys(GENESIS) as DocumentKind[]
    expect(Object.fromEntries(kinds.map((name) => [name, documentOf(name)]))).toEqual(golden.documents)
  })

  test('the changes that facts stand for (D3)', () => {
    expect(told.changes.map((own) => own.map(toHex))).toEqual(golden.changes)
  })

  test('a saved document and its heads (D8)', async () => {
    const automerge = await loadAutomerge()
    const parts = [GENESIS[kind].change, ...told.changes.flat()]
    const built = runToEnd(buildDocument(automerge, { kind, parts }))
    expect(built.ok && built.value.heads.map(toHex)).toEqual(golden.heads)
    expect(built.ok && toHex(built.value.bytes)).toBe(toHex(saved))
  })
})

test('a document saved by the first version opens, and every fact in it is as it was (D8)', async () => {
  const open = runToEnd(openDocument(await loadAutomerge(), { kind, parts: [saved] }))
  const found = open.ok ? readFacts(open.value, feedsByActor([0, 1, 2].map(feedOf), documentOf(kind))) : open
  const byPlace = (facts: typeof told.facts) =>
    facts.toSorted((a, b) => a.feed.localeCompare(b.feed) || a.seq - b.seq || a.index - b.index)
  expect(found.ok && byPlace([...found.value])).toEqual(byPlace(told.facts))
})
