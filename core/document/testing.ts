import * as fc from 'fast-check'
import type { DocumentKind, Fact, FactScalar, FactValue } from '#core/entry/types.ts'
import type { FeedId, LogId } from '#core/envelope/types.ts'
import type { AccountTag } from '#core/identity/types.ts'
import { bytesToId, digest } from '#core/proof/index.ts'
import type { At } from '#core/proof/index.ts'
import { encodeBranchChange, startBranch } from './encode.ts'
import { factKey, feedName } from './key.ts'
import { CONTAINER_COUNT } from './kinds.ts'
import { documentId, shardOf } from './shard.ts'
import type { BranchState, DocumentId, FeedName, PlacedFact } from './types.ts'

// People, feeds and whatever they may say, for tests.

/** The n-th feed there is. */
export const feedOf = (n: number): FeedId => bytesToId(digest('dure/test-feed/v1', n)) as FeedId
/** The n-th log there is. */
export const logOf = (n: number): LogId => bytesToId(digest('dure/test-log/v1', n)) as LogId
/** What the n-th feed is called in the keys of the first log. */
export const nameOf = (n: number): FeedName => feedName(logOf(1), feedOf(n))
/** The tag of the n-th account. */
export const tagOf = (n: number): AccountTag => digest('dure/test-tag/v1', n).slice(0, 16) as AccountTag

/** Noon of 5 November 2026, in microseconds. */
export const NOON = (Date.UTC(2026, 10, 5, 12) * 1000) as At
/** A document of that month. */
export const documentOf = (kind: DocumentKind): DocumentId => documentId(logOf(1), kind, shardOf(NOON, 'month'))

const scalar: fc.Arbitrary<FactScalar> = fc.oneof(
  { weight: 3, arbitrary: fc.string({ unit: 'grapheme', maxLength: 40 }) },
  fc.maxSafeInteger(),
  fc.integer({ min: -200, max: 200 }),
  fc.boolean(),
  fc.constant(null),
  fc.uint8Array({ maxLength: 40 }),
  fc.constantFrom('', 'same', '안녕하세요', '\u{0}', '\u{feff}x'),
)
const name = fc.oneof(
  fc.stringMatching(/^[a-z][A-Za-z0-9]{0,31}$/),
  fc.constantFrom('kind', 'body', 'constructor', 'toString', 'then'),
)

/** Any value the write policy allows, mostly small. */
export const factValue: fc.Arbitrary<FactValue> = fc
  .dictionary(name, fc.oneof({ weight: 4, arbitrary: scalar }, fc.array(scalar, { maxLength: 12 })), { maxKeys: 6 })
  .map((value) => Object.assign(Object.create(null), value) as FactValue) // as decoded CBOR is

/** Few explicit keys, so that authors and devices meet under one. */
export const explicitKey = fc.constantFrom(new Uint8Array(0), Uint8Array.of(1), new Uint8Array(64).fill(9))

/** Any fact, often in one of two containers. */
export const fact: fc.Arbitrary<Fact> = fc.record({
  container: fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(0, 6) },
    fc.integer({ min: 0, max: CONTAINER_COUNT - 1 }),
  ),
  key: fc.oneof(fc.constant(null), explicitKey),
  value: factValue,
})

/** Facts that may stand in one entry: no explicit key twice. */
export const facts: fc.Arbitrary<Fact[]> = fc.uniqueArray(fact, {
  minLength: 1,
  maxLength: 4,
  selector: ({ container, key }) => (key === null ? Symbol('derived') : `${container} ${key.join()}`),
})

/** One entry of a story: which device says it, how long after the entry before, and what. */
export interface Said {
  readonly device: number
  readonly after: number
  readonly facts: readonly Fact[]
}

/** A story told by five devices of three accounts: 0 and 1 are one person's, 2 and 3 another's. */
export const story: fc.Arbitrary<Said[]> = fc.array(
  fc.record({ device: fc.integer({ min: 0, max: 4 }), after: fc.integer({ min: 0, max: 3 }), facts }),
  { maxLength: 30 },
)
/** Whose a device is. */
export const accountOf = (device: number): number => device >> 1

/** What a story comes to: each device's changes in its order, every fact in its place, and where branches end. */
export interface Told {
  readonly changes: readonly (readonly Uint8Array[])[]
  readonly facts: readonly PlacedFact[]
  readonly states: readonly BranchState[]
}

/**
 * Tells a story in a document. Clocks of different devices may stand still or meet (`after` is shared), each device's
 * own rises; seqs have gaps, since other kinds of entries stand between facts.
 */
export function tell(kind: DocumentKind, said: readonly Said[]): Told {
  const document = documentOf(kind)
  const devices = Array.from({ length: 5 }, (_, device) => {
    const state = startBranch({ feed: feedOf(device), document, kind })
    return { changes: [] as Uint8Array[], seq: 0, at: 0, state, start: state }
  })
  const placed: PlacedFact[] = []
  let now = 0
  for (const { device: n, after, facts: entry } of said) {
    now += after
    const device = devices[n]
    if (device === undefined) continue
    device.seq += 1 + after
    device.at = Math.max(now, device.at + 1)
    const place = { at: (NOON + device.at) as At, feed: feedOf(n), seq: device.seq }
    const tag = tagOf(accountOf(n))
    const { change, branch } = encodeBranchChange({
      branch: device.state,
      ...place,
      name: nameOf(n),
      tag,
      facts: entry,
    })
    device.state = branch
    device.changes.push(change)
    entry.forEach(({ container, key, value }, index) =>
      placed.push({ ...place, index, container, key: factKey(nameOf(n), place.seq, index, key, tag), value }),
    )
  }
  return {
    changes: devices.map(({ changes }) => changes),
    facts: placed,
    states: devices.filter(({ state, start }) => state !== start).map(({ state }) => state),
  }
}

/** The devices' changes in an order they may arrive in: each device's own in order, otherwise as `choices` say. */
export function interleave(changes: readonly (readonly Uint8Array[])[], choices: readonly number[]): Uint8Array[] {
  const left = changes.map((own) => [...own])
  const all: Uint8Array[] = []
  for (let i = 0; left.some((own) => own.length > 0); i++) {
    const open = left.filter((own) => own.length > 0)
    const next = open[(choices[i % Math.max(1, choices.length)] ?? 0) % open.length]?.shift()
    if (next !== undefined) all.push(next)
  }
  return all
}
