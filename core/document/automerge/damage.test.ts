import * as PlainAutomerge from '@automerge/automerge'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { concatBytes, sha256, toHex } from '#core/proof/index.ts'
import type { Hash } from '#core/proof/index.ts'
import { takeChunk } from '../change/chunk.ts'
import { GENESIS } from '../genesis.ts'
import { actorOf } from '../shard.ts'
import { documentOf, feedOf, NOON, story, tell } from '../testing.ts'
import type { DocumentDamaged } from '../types.ts'
import {
  buildDocument,
  feedsByActor,
  loadAutomerge,
  MAX_DOCUMENT_OPERATIONS,
  MAX_STORED_BYTES,
  openDocument,
  readFacts,
  runToEnd,
  saveDocument,
} from './index.ts'
import type { Automerge, StoredDocument } from './index.ts'

const automerge = await loadAutomerge()
const kind = 'chat'
const genesis = GENESIS[kind].change
const told = tell(kind, fc.sample(story, { seed: 11, numRuns: 5 }).flat())
const rows = [genesis, ...told.changes.flat()]
const saved = build({ kind, parts: rows })

function build(stored: StoredDocument): Uint8Array {
  const built = runToEnd(buildDocument(automerge, stored))
  if (!built.ok) throw new Error(JSON.stringify(built.error))
  return built.value.bytes
}

const open = (parts: readonly Uint8Array[]) => runToEnd(openDocument(automerge, { kind, parts }))
const damaged = (fault: DocumentDamaged['fault']) => ({ ok: false, error: { type: 'DocumentDamaged', fault } })
const flip = (bytes: Uint8Array, place: number, bits: number) =>
  bytes.map((byte, at) => (at === place % bytes.length ? byte ^ bits : byte))

describe('damage on a disk is told, and never reaches Automerge (D8)', () => {
  test('any changed byte, saved or not', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(saved, concatBytes(...rows)),
        fc.nat(),
        fc.integer({ min: 1, max: 255 }),
        (...found) => {
          const [bytes, place, bits] = found
          const { error } = open([flip(bytes, place, bits)]) as { error?: DocumentDamaged }
          expect(error?.type).toBe('DocumentDamaged')
          expect(['header', 'checksum', 'chunkKind']).toContain(error?.fault)
        },
      ),
      { numRuns: 300 },
    )
  })

  test('any cut, but between two changes, where the branches alone tell what is missing', () => {
    fc.assert(
      fc.property(fc.nat(saved.length - 1), (length) => {
        expect(open([saved.slice(0, length)])).toMatchObject(damaged(length === 0 ? 'genesis' : 'header'))
      }),
    )
    const less = open(rows.slice(0, -1))
    expect(less.ok && less.value.branches.map(({ state }) => state)).not.toEqual(told.states)
  })

  test('whatever bytes', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 3 }), (parts) => {
        expect(open(parts)).toMatchObject({ ok: false, error: { type: 'DocumentDamaged' } })
      }),
    )
  })

  test('a lost change in the middle of a branch, or before its first', () => {
    const longest = told.changes.reduce((a, b) => (b.length > a.length ? b : a))
    expect(longest.length).toBeGreaterThan(2)
    expect(open([genesis, ...longest.toSpliced(1, 1)])).toMatchObject(damaged('chain'))
    expect(open([genesis, ...longest.slice(1)])).toMatchObject(damaged('chain'))
    expect(open([genesis, ...longest.toReversed()])).toMatchObject(damaged('chain'))
  })

  test('one feed’s other change in the place of the one that counts (E7)', () => {
    const say = (body: string) => ({ device: 0, after: 1, facts: [{ container: 0, key: null, value: { body } }] })
    const [left = []] = tell(kind, [say('I owe Jun 10'), say('so there')]).changes
    const [right = []] = tell(kind, [say('Jun owes me 10')]).changes
    expect(open([genesis, ...left, ...right])).toMatchObject(damaged('chain'))
    expect(open([genesis, ...left, ...left]).ok).toBe(true)
  })

  test('a document of another kind, or without a beginning', () => {
    expect(open([])).toMatchObject(damaged('genesis'))
    expect(open(rows.slice(1))).toMatchObject(damaged('genesis'))
    expect(open([GENESIS.ledger.change])).toMatchObject(damaged('change'))
    expect(runToEnd(openDocument(automerge, { kind: 'ledger', parts: rows }))).toMatchObject(damaged('change'))
  })
})

describe('bytes with a right checksum', () => {
  /** The same chunk with its checksum made to fit again. */
  const resealed = (bytes: Uint8Array) => {
    const copy = bytes.slice()
    copy.set(sha256(copy.subarray(8)).subarray(0, 4), 4)
    return copy
  }

  test('are still refused where somebody changed them, and Automerge goes on answering', () => {
    const expected = open([saved])
    const contents = (result: ReturnType<typeof open>) =>
      result.ok ? result.value.branches.map(({ changes }) => changes.map(toHex)) : 'refused'
    fc.assert(
      fc.property(fc.integer({ min: 14, max: saved.length }), fc.integer({ min: 1, max: 255 }), (place, bits) => {
        const result = open([resealed(flip(saved, place, bits))])
        // A few bytes of Automerge's say nothing; then all is as it was.
        expect([contents(expected), 'refused']).toContainEqual(contents(result))
      }),
      { numRuns: 300 },
    )
    expect(open([saved])).toEqual(expected)
  })

  test('of a document from another program are none of ours', () => {
    const foreign = PlainAutomerge.from({ messages: { hello: 'world' } })
    expect(open([PlainAutomerge.save(foreign)])).toMatchObject(damaged('change'))
    expect(open([saved, PlainAutomerge.save(foreign)])).toMatchObject(damaged('change'))
  })

  test('of a change that Automerge would die of are refused before it sees them (D3)', () => {
    const [honest] = tell(kind, [
      { device: 0, after: 1, facts: [{ container: 0, key: null, value: { n: 1 } }] },
    ]).changes
    const change = PlainAutomerge.decodeChange(honest?.[0] ?? genesis)
    const [map, set] = change.ops
    if (map === undefined || set === undefined) throw new Error('two operations')
    const attempt = (changed: Partial<typeof change>) =>
      open([genesis, PlainAutomerge.encodeChange({ ...change, ...changed })])
    expect(attempt({}).ok).toBe(true)
    expect(attempt({ startOp: 4_294_967_295, ops: [map] })).toMatchObject(damaged('chain'))
    expect(attempt({ seq: 7 })).toMatchObject(damaged('chain'))
    expect(attempt({ deps: ['00'.repeat(32)] })).toMatchObject(damaged('chain'))
    expect(attempt({ deps: [] })).toMatchObject(damaged('change'))
    expect(attempt({ ops: [] })).toMatchObject(damaged('change'))
    expect(attempt({ ops: [map, { ...set, obj: '99@00' }] })).toMatchObject(damaged('change'))
    expect(attempt({ ops: [{ ...map, obj: '_root' }, set] })).toMatchObject(damaged('change'))
    expect(attempt({ ops: [{ ...map, pred: ['1@00'] }, set] })).toMatchObject(damaged('change'))
    expect(attempt({ ops: [{ ...map, obj: '17@00' }, set] })).toMatchObject(damaged('change'))
    expect(attempt({ ops: [{ ...map, action: 'del', pred: ['1@00'] }] })).toMatchObject(damaged('change'))
    expect(attempt({ ops: [map, set, set] })).toMatchObject(damaged('change'))
    expect(attempt({ ops: [map, { ...set, key: '__proto__' }] })).toMatchObject(damaged('change'))
    expect(attempt({ actor: `${change.actor}00` })).toMatchObject(damaged('change'))
    expect(attempt({ message: '5' })).toMatchObject(damaged('change'))
    // 170 bytes that claim a hundred thousand operations.
    const bomb = Array.from({ length: 100_000 }, () => ({ ...set, obj: '1@00' }))
    expect(attempt({ ops: bomb })).toMatchObject(damaged('change'))
  })
})

describe('limits', () => {
  test('more bytes than a document may have are refused unread', () => {
    const result = open([new Uint8Array(MAX_STORED_BYTES), genesis])
    const bytes = MAX_STORED_BYTES + genesis.length
    expect(result).toEqual({ ok: false, error: { type: 'DocumentTooLarge', bytes, operations: 0 } })
  })

  test('more operations than fit into memory are not built', () => {
    const state = {
      actor: actorOf(feedOf(0), documentOf(kind)),
      seq: 1,
      nextOp: 2 ** 31,
      hash: new Uint8Array(32) as Hash,
    }
    const result = runToEnd(
      saveDocument(automerge, {
        kind,
        branches: [{ state, last: { seq: 1, at: NOON }, changes: [new Uint8Array(5)] }],
      }),
    )
    expect(result).toMatchObject({ ok: false, error: { type: 'DocumentTooLarge', bytes: 5 } })
    expect(2 ** 31).toBeGreaterThan(MAX_DOCUMENT_OPERATIONS)
  })

  test('a branch of no known feed is not read as anybody’s', () => {
    const result = open([saved])
    const facts = result.ok ? readFacts(result.value, feedsByActor([feedOf(0)], documentOf(kind))) : result
    expect(facts).toMatchObject(damaged('branchUnknown'))
  })

  test('Automerge that broke down is told as such, not as damage to what people said', () => {
    const dead = () => {
      throw new Error('Module terminated')
    }
    const stopped: Automerge = { ...automerge, init: dead, free: dead }
    const expected = { ok: false, error: { type: 'AutomergeStopped' } }
    expect(runToEnd(openDocument(stopped, { kind, parts: [saved] }))).toEqual(expected)
    expect(runToEnd(buildDocument(stopped, { kind, parts: rows }))).toEqual(expected)
  })

  test('work given up half-way frees its memory, and the next begins anew', () => {
    const slices = buildDocument(automerge, { kind, parts: rows })
    slices.next()
    expect(slices.return(open([]) as never).done).toBe(true)
    expect(build({ kind, parts: rows })).toEqual(saved)
  })

  test('offsets say where in the rows the damage begins', () => {
    const second = rows[1] ?? genesis
    const parts = [genesis, flip(second, second.length - 1, 1)]
    expect(open(parts)).toMatchObject({ ok: false, error: { offset: genesis.length } })
    expect(takeChunk(genesis, 0, 100)).toMatchObject({ ok: true, value: { offset: 100 } })
  })
})
