import * as Automerge from '@automerge/automerge'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { DOCUMENT_KINDS } from '#core/entry/types.ts'
import type { DocumentKind, FactValue } from '#core/entry/types.ts'
import { toHex } from '#core/proof/index.ts'
import { takeChunk } from './change/chunk.ts'
import { readBranchChange } from './change/read.ts'
import { encodeBranchChange, startBranch } from './encode.ts'
import { containerObject, GENESIS } from './genesis.ts'
import { keyText } from './key.ts'
import { CONTAINERS } from './kinds.ts'
import { documentOf, feedOf, nameOf, NOON, story, tagOf, tell } from './testing.ts'

const kinds = Object.keys(DOCUMENT_KINDS) as DocumentKind[]
const hasBytes = (value: FactValue) =>
  Object.values(value)
    .flat()
    .some((x) => x instanceof Uint8Array)

describe('genesis', () => {
  test.each(kinds)('of a %s makes its containers, and Automerge encodes it in the same bytes (D1)', (kind) => {
    const { change, hash } = GENESIS[kind]
    const decoded = Automerge.decodeChange(change)
    expect(toHex(Automerge.encodeChange(decoded))).toBe(toHex(change))
    expect(decoded).toMatchObject({ actor: '00', time: 0, deps: [], hash: toHex(hash) })
    const backend = Automerge.getBackend(Automerge.init())
    backend.applyChanges([change])
    CONTAINERS[kind].forEach((name, n) => {
      expect(backend.getWithType('_root', name)).toEqual(['map', containerObject(n)])
    })
    backend.free()
  })
})

describe('a change', () => {
  test('of facts without bytes is byte for byte what Automerge itself encodes (D3)', () => {
    fc.assert(
      fc.property(fc.constantFrom(...kinds), story, (kind, said) => {
        const plain = said.map((entry) => ({
          ...entry,
          facts: entry.facts.map((fact) => (hasBytes(fact.value) ? { ...fact, value: { n: 1 } } : fact)),
        }))
        for (const change of tell(kind, plain).changes.flat()) {
          expect(toHex(Automerge.encodeChange(Automerge.decodeChange(change)))).toBe(toHex(change))
        }
      }),
    )
  })

  test('of any facts comes out of Automerge, applied, saved and loaded, as it went in (D3)', () => {
    fc.assert(
      fc.property(fc.constantFrom(...kinds), story, (kind, said) => {
        const changes = tell(kind, said).changes.flat()
        const document = Automerge.init()
        const backend = Automerge.getBackend(document)
        backend.applyChanges([GENESIS[kind].change, ...changes])
        const loaded = Automerge.load(backend.save())
        // In an order of its own.
        const found = Automerge.getBackend(loaded).getChanges([]).map(toHex)
        expect(found.toSorted()).toEqual([GENESIS[kind].change, ...changes].map(toHex).toSorted())
        Automerge.free(loaded)
        Automerge.free(document)
      }),
      { numRuns: 60 },
    )
  })

  test('says its hash and its place as Automerge reads them', () => {
    const tag = tagOf(1)
    const kind = 'chat'
    const feed = feedOf(1)
    let branch = startBranch({ feed, document: documentOf(kind), kind })
    for (let seq = 1; seq < 5; seq++) {
      const value = { body: 'hello', tags: ['a', 'b'] }
      const entry = { branch, name: nameOf(1), seq, at: NOON, tag, facts: [{ container: 0, key: null, value }] }
      const { change, branch: after } = encodeBranchChange(entry)
      const decoded = Automerge.decodeChange(change)
      expect(decoded.hash).toBe(toHex(after.hash))
      expect(decoded).toMatchObject({ seq, startOp: branch.nextOp, time: NOON, deps: [toHex(branch.hash)] })
      expect(after.nextOp).toBe(branch.nextOp + decoded.ops.length)
      branch = after
    }
  })

  test('is the same whatever order its fields were written in', () => {
    const start = {
      branch: startBranch({ feed: feedOf(1), document: documentOf('chat'), kind: 'chat' }),
      name: nameOf(1),
    }
    const change = (value: FactValue) =>
      encodeBranchChange({ ...start, seq: 1, at: NOON, tag: tagOf(1), facts: [{ container: 0, key: null, value }] })
        .change
    expect(change({ kind: 'text', body: 'x', aB: 1, a1: 2 })).toEqual(change({ a1: 2, aB: 1, body: 'x', kind: 'text' }))
  })

  test('read back gives the facts, the entry’s place and the branch again (D8)', () => {
    fc.assert(
      fc.property(fc.constantFrom(...kinds), story, (kind, said) => {
        const told = tell(kind, said)
        for (const [device, changes] of told.changes.entries()) {
          const read = changes.map((bytes) => {
            const chunk = takeChunk(bytes, 0, 0)
            const change = chunk.ok ? readBranchChange(chunk.value, kind) : chunk
            if (!change.ok) throw new Error(JSON.stringify(change.error))
            return change.value
          })
          const found = read.flatMap(({ at, entrySeq, facts }) =>
            facts.map((fact, index) => ({ ...fact, at, feed: feedOf(device), seq: entrySeq, index })),
          )
          expect(found).toEqual(told.facts.filter(({ feed }) => feed === feedOf(device)))
          expect(read.slice(1).map(({ before }) => before)).toEqual(read.slice(0, -1).map(({ after }) => after))
        }
      }),
    )
  })

  test('that differs in any one byte is refused (D3)', () => {
    const changes = tell('chat', fc.sample(story, { seed: 7, numRuns: 3 }).flat()).changes.flat()
    fc.assert(
      fc.property(fc.constantFrom(...changes), fc.nat(), fc.integer({ min: 1, max: 255 }), (bytes, place, flip) => {
        const damaged = bytes.slice()
        const at = place % damaged.length
        damaged[at] = (damaged[at] ?? 0) ^ flip
        expect(takeChunk(damaged, 0, 0).ok).toBe(false)
        // Also under a checksum that was made to fit.
        const chunk = takeChunk(bytes, 0, 0)
        if (!chunk.ok) throw new Error('chunk')
        const start = bytes.length - chunk.value.body.length
        if (at < start) return
        const read = readBranchChange({ ...chunk.value, bytes: damaged, body: damaged.subarray(start) }, 'chat')
        // Then it is another change in the one form, never this one in another.
        expect(read.ok ? toHex(read.value.after.hash) : 'refused').not.toBe(toHex(chunk.value.hash))
      }),
      { numRuns: 500 },
    )
  })

  test('of whatever bytes is read or refused, never more', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (body) => {
        const chunk = { kind: 1, bytes: body, body, hash: GENESIS.chat.hash, offset: 3 } as const
        expect(readBranchChange(chunk, 'chat')).toMatchObject({
          ok: false,
          error: { type: 'DocumentDamaged', offset: 3 },
        })
      }),
      { numRuns: 500 },
    )
  })
})

test('a key in Automerge’s map is the base32 of the full key (D4)', () => {
  const told = tell('chat', [{ device: 0, after: 1, facts: [{ container: 2, key: null, value: { emoji: '👍' } }] }])
  const backend = Automerge.getBackend(Automerge.init())
  backend.applyChanges([GENESIS.chat.change, ...told.changes.flat()])
  expect(backend.keys(containerObject(2))).toEqual(told.facts.map(({ key }) => keyText(key)))
  backend.free()
})
