import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createMemoryReplica } from '#core/test/sync/memory.ts'
import { testLog, writerIn } from '#core/test/sync/writer.ts'
import { concatBytes, toHex, utf8 } from '#core/proof/index.ts'
import { importBundle, writeBundle } from './bundle.ts'

const log = testLog('bundled')
const other = testLog('other')
const writers = ['one', 'two'].map((word) => {
  const writer = writerIn(log, word, 'kept')
  writer.write(1500)
  return writer
})

const replicaWith = (count: number) => {
  const replica = createMemoryReplica()
  replica.addLog(log, null)
  for (const writer of count === 0 ? [] : writers) replica.put(log.id, writer.run(0, count - 1))
  return replica
}

async function* chunksOf(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

const written = async (...args: Parameters<typeof writeBundle>): Promise<Uint8Array> => {
  const chunks: Uint8Array[] = []
  for await (const chunk of writeBundle(...args)) chunks.push(chunk)
  return concatBytes(...chunks)
}

describe('a bundle file (Y1)', () => {
  test('carries all that is held, however it is cut on its way', async () => {
    const bundle = await written(replicaWith(1500), [log.id])
    for (const size of [1 << 20, 1000, 65_536]) {
      const jun = replicaWith(0)
      expect(await importBundle(jun, chunksOf(bundle, size))).toEqual({
        fresh: 3000,
        duplicates: 0,
        pending: 0,
        stopped: 0,
        refused: 0,
        unknownLogs: [],
        error: null,
      })
      for (const { feed } of writers) expect(jun.holding(feed).runs).toMatchObject([{ low: 0, high: 1499 }])
    }
  })

  test('carries only the difference, where what the other has is known', async () => {
    const jun = replicaWith(1000)
    const known = writers.map(({ feed }) => ({ feed, runs: [{ low: 0, high: 999 }], stoppedAt: null }))
    const bundle = await written(replicaWith(1500), [log.id], new Map([[log.id, known]]))
    expect(bundle.length).toBeLessThan(2 * 500 * 175 + 2000)
    expect(await importBundle(jun, chunksOf(bundle, 5000))).toMatchObject({ fresh: 1000, duplicates: 0, error: null })
    expect(await importBundle(jun, chunksOf(bundle, 5000))).toMatchObject({ fresh: 0, error: null })
  })

  test('says nothing but what a relay would see (R7)', async () => {
    const bundle = toHex(await written(replicaWith(20), [log.id]))
    const [one, two] = writers.map((writer) => writer.run(0, 19))
    let rest = bundle
    for (const item of [...(one?.items ?? []), ...(two?.items ?? [])]) {
      rest = rest.replace(toHex(item.nonce) + toHex(item.box), '')
      if (item.sig) rest = rest.replace(toHex(item.sig), '')
      if (item.admit) rest = rest.replace(toHex(item.admit), '')
    }
    for (const { key } of writers) rest = rest.replace(toHex(key.publicKey), '')
    rest = rest.replace(toHex(log.keys.read), '').replace(toHex(log.keys.write), '')
    expect(rest.length / 2).toBeLessThan(12 + 5 * 12 + 40 + 40 * 8)
  })

  test('of logs not known here leaves them alone and says so', async () => {
    const bora = replicaWith(10)
    bora.addLog(other, null)
    const o = writerIn(other, 'other')
    o.write(5)
    bora.put(other.id, o.run(0, 4))
    const bundle = await written(bora, [other.id, log.id])
    const jun = replicaWith(0)
    expect(await importBundle(jun, chunksOf(bundle, 1000))).toMatchObject({
      fresh: 20,
      unknownLogs: [other.id],
      error: null,
    })
  })

  test('cut short or damaged anywhere gives what came whole before, says where it ends, and harms nothing', async () => {
    const bundle = await written(replicaWith(1500), [log.id])
    const damage = fc.record({
      cut: fc.option(fc.nat(bundle.length - 1)),
      flips: fc.array(fc.tuple(fc.nat(bundle.length - 1), fc.integer({ min: 1, max: 255 })), { maxLength: 3 }),
      more: fc.uint8Array({ maxLength: 40 }),
    })
    await fc.assert(
      fc.asyncProperty(damage, async ({ cut, flips, more }) => {
        const bytes = concatBytes(bundle.slice(0, cut ?? bundle.length), more)
        for (const [at, bits] of flips) if (at < bytes.length) bytes[at] = (bytes[at] ?? 0) ^ bits
        const isWhole = bytes.length === bundle.length && bytes.every((byte, i) => byte === bundle[i])
        const jun = replicaWith(0)
        const result = await importBundle(jun, chunksOf(bytes, 50_000))
        expect(result.error === null).toBe(isWhole)
        expect(result.error?.type ?? 'Bundle').toMatch(/Bundle/)
        expect(result.pending + result.stopped + result.refused).toBe(0)
        for (const writer of writers)
          for (const run of jun.holding(writer.feed).runs) expect(run.head).toEqual(writer.ids[run.high])
      }),
      { numRuns: 60 },
    )
  })

  test('that is none, or of a newer program, is refused by its first bytes', async () => {
    const jun = replicaWith(0)
    expect((await importBundle(jun, chunksOf(utf8('PK\u0003\u0004 something else'), 5))).error).toEqual({
      type: 'NotABundle',
    })
    expect((await importBundle(jun, chunksOf(new Uint8Array(), 5))).error).toEqual({ type: 'NotABundle' })
  })
})
