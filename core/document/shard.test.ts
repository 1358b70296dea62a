import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { At } from '#core/proof/index.ts'
import { actorOf, documentId, granularityOf, parseShard, shardBounds, shardOf } from './shard.ts'
import { feedOf, logOf } from './testing.ts'
import type { Shard } from './types.ts'

const at = (iso: string) => (Date.parse(iso) * 1000) as At
const anyAt = fc.integer({ min: 0, max: Date.UTC(2255, 0) * 1000 }).map((n) => n as At) // until the end of `at`
const granularity = fc.constantFrom('month', 'day' as const)

describe('a shard (D6)', () => {
  test('is the UTC month or day of an entry, wherever people are', () => {
    expect(shardOf(at('2026-11-30T23:59:59.999Z'), 'month')).toBe('2026-11')
    expect(shardOf(at('2026-12-01T00:00:00Z'), 'month')).toBe('2026-12')
    expect(shardOf((at('2026-12-01T00:00:00Z') - 1) as At, 'month')).toBe('2026-11')
    expect(shardOf(at('2028-02-29T12:00:00+09:00'), 'day')).toBe('2028-02-29')
    expect(shardOf(0 as At, 'day')).toBe('1970-01-01')
  })

  test('covers exactly the times that belong to it', () => {
    fc.assert(
      fc.property(anyAt, granularity, (time, fineness) => {
        const shard = shardOf(time, fineness)
        const { from, until } = shardBounds(shard)
        expect(from <= time && time < until).toBe(true)
        expect(shardOf(from, fineness)).toBe(shard)
        expect(shardOf((until - 1) as At, fineness)).toBe(shard)
        expect(shardOf(until, fineness)).not.toBe(shard)
        expect(granularityOf(shard)).toBe(fineness)
        expect(parseShard(shard)).toEqual({ ok: true, value: shard })
      }),
    )
  })

  test.each([
    '2026-13',
    '2026-00',
    '2026-1',
    '26-11',
    '2026-11-31',
    '2026-02-29',
    '2026-11-00',
    ' 2026-11',
    '2026-11\n',
  ])('is no such text as %j', (text) => {
    expect(parseShard(text)).toEqual({ ok: false, error: { type: 'ShardInvalid' } })
  })

  test.each([202611, null, undefined, {}, ['2026-11'], '1969-12', ''])('is no such thing as %j', (thing) => {
    expect(parseShard(thing)).toEqual({ ok: false, error: { type: 'ShardInvalid' } })
  })
})

describe('a document (D2)', () => {
  const november = '2026-11' as Shard
  test('is one per log, kind and shard', () => {
    const ids = [
      documentId(logOf(1), 'chat', november),
      documentId(logOf(2), 'chat', november),
      documentId(logOf(1), 'ledger', november),
      documentId(logOf(1), 'chat', '2026-12' as Shard),
      documentId(logOf(1), 'chat', '2026-11-01' as Shard),
    ]
    expect(new Set(ids).size).toBe(ids.length)
    expect(documentId(logOf(1), 'chat', november)).toBe(ids[0])
  })

  test('knows each feed as an actor of its own, which is another in every document (D3)', () => {
    const one = documentId(logOf(1), 'chat', november)
    const other = documentId(logOf(1), 'ledger', november)
    const actors = [actorOf(feedOf(1), one), actorOf(feedOf(2), one), actorOf(feedOf(1), other)]
    expect(new Set(actors.map(String)).size).toBe(3)
    expect(actors.every((actor) => actor.length === 16)).toBe(true)
  })
})
