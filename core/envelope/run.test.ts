import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { testLog, writerIn } from '#core/test/sync/writer.ts'
import { encode } from '#core/proof/index.ts'
import { envelopeId, logIdOf, NO_PREV, verifyAdmission, verifyEnvelope } from './id.ts'
import { decodeRun, encodeRun, runToCbor } from './run.ts'
import { MAX_BOX } from './types.ts'
import type { ArrivingRun, Envelope } from './types.ts'

const log = testLog('runs')
const bora = writerIn(log, 'Bora')
bora.write(130)

const envelopeAt = (seq: number): Envelope => {
  const found = bora.envelopes[seq]
  if (found === undefined) throw new RangeError()
  return found
}

describe('an envelope', () => {
  test('has an id that changes with everything in it but its signature (E4)', () => {
    const first = envelopeAt(0)
    const next = envelopeAt(5)
    const id = envelopeId(next)
    expect(envelopeId({ ...next, sig: null })).toEqual(id)
    const others: Envelope[] = [
      { ...next, v: 2 },
      { ...next, feed: writerIn(log, 'Jun').feed },
      { ...next, seq: 6 },
      { ...next, prev: NO_PREV },
      { ...next, nonce: next.nonce.map((byte) => byte ^ 1) },
      { ...next, box: next.box.map((byte, i) => (i === 7 ? byte ^ 1 : byte)) },
      { ...next, admit: first.admit },
    ]
    for (const other of others) expect(envelopeId(other)).not.toEqual(id)
    expect(envelopeId({ ...first, admit: null })).not.toEqual(envelopeId(first))
  })

  test('is signed by its feed, which the log’s write key admitted, and by no other (E1, E2)', () => {
    const jun = writerIn(log, 'Jun')
    const { admit, sig } = envelopeAt(0)
    if (admit === null || sig === null) throw new Error('the first carries both')
    const id = envelopeId(envelopeAt(0))
    expect(verifyEnvelope(bora.feed, id, sig)).toBe(true)
    expect(verifyEnvelope(jun.feed, id, sig)).toBe(false)
    expect(verifyAdmission(log.keys, bora.feed, admit)).toBe(true)
    expect(verifyAdmission(log.keys, jun.feed, admit)).toBe(false)
    expect(verifyAdmission(testLog('another').keys, bora.feed, admit)).toBe(false)
  })

  test('lies in a log that is named by both its keys (E1)', () => {
    expect(logIdOf(log.keys)).toBe(log.id)
    expect(logIdOf({ read: log.keys.write, write: log.keys.read })).not.toBe(log.id)
  })
})

describe('a run', () => {
  test('comes out of its compact form as it went in', () => {
    const place = fc.tuple(fc.nat(129), fc.nat(129)).map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const)
    fc.assert(
      fc.property(place, fc.boolean(), ([low, high], isPlaced) => {
        const run = bora.run(low, high)
        const sent: ArrivingRun = isPlaced || low === 0 ? run : { ...run, prev: null }
        expect(decodeRun(encodeRun(sent))).toEqual({ ok: true, value: sent })
      }),
    )
  })

  test('of whatever bytes is refused without harm, and what is taken has one form only', () => {
    const truth = encodeRun(bora.run(0, 70))
    const damaged = fc
      .array(fc.tuple(fc.nat(truth.length - 1), fc.integer({ min: 0, max: 255 })), { maxLength: 4 })
      .map((changes) => {
        const bytes = truth.slice()
        for (const [at, byte] of changes) bytes[at] = byte
        return bytes
      })
    fc.assert(
      fc.property(fc.oneof(damaged, fc.uint8Array({ maxLength: 400 })), (bytes) => {
        const run = decodeRun(bytes)
        expect(run.ok ? encodeRun(run.value) : bytes).toEqual(bytes)
        expect(run.ok ? 'Envelope' : run.error.type).toMatch(/^Envelope/)
      }),
    )
  })

  test('with an oversize box, a longer form of an item, or an admission out of place is refused (E4)', () => {
    const run = bora.run(3, 4)
    const [item, second] = run.items
    if (item === undefined || second === undefined) throw new Error('two items')
    const large = { ...run, items: [{ ...item, box: new Uint8Array(MAX_BOX + 1) }] }
    expect(decodeRun(encodeRun(large))).toMatchObject({ error: { type: 'EnvelopeOversize' } })
    const admitted = { ...run, items: [{ ...item, admit: envelopeAt(0).admit }] }
    expect(decodeRun(encodeRun(admitted))).toMatchObject({ error: { type: 'EnvelopeMalformed', detail: 'admit' } })
    expect(decodeRun(encodeRun({ ...run, items: [] }))).toMatchObject({ error: { detail: 'no items' } })
    const [feed, low, prev, plain, signed] = runToCbor(run) as unknown as (string | Uint8Array)[]
    const forms = [
      [feed, low, prev, [plain]],
      [feed, low, prev, [plain, null]],
      [feed, low, prev, [plain, null, null, 1]],
      [feed, 0, prev, plain],
      [feed, -1, prev, plain],
      [feed, low, null, ...[signed, signed].map((each) => [each])],
    ]
    for (const form of forms) expect(decodeRun(encode(form as never)).ok).toBe(false)
  })

  test('costs 29 bytes besides boxes and signatures for each ordinary envelope in bulk', () => {
    const bytes = encodeRun({ ...bora.run(64, 127), prev: null }).length
    expect(bytes).toBeLessThanOrEqual(64 * (24 + 144 + 2) + 64 + 3 + 40)
  })
})
