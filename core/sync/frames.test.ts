import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { testLog, writerIn } from '#core/test/sync/writer.ts'
import { encode } from '#core/proof/index.ts'
import { decodeFrame } from './decode.ts'
import { encodeFrame } from './encode.ts'
import type { Frame } from './frames.ts'

const log = testLog('frames')
const bora = writerIn(log, 'Bora')
bora.write(70)
const copy = bora.forkAfter(60)
copy.write(3)

const short = new Uint8Array(8).fill(9)
const said = {
  stoppedAt: null,
  wantedFrom: 0,
  runs: [
    { low: 0, high: 0, head: short },
    { low: 5, high: 900, head: short },
  ],
}
const frames: readonly Exclude<Frame, { type: 'unknown' }>[] = [
  { type: 'hello', oldest: 1, newest: 1, role: 'mailbox', salt: new Uint8Array(16), time: 1_700_000_000_000 },
  { type: 'share', spaces: [] },
  { type: 'share', spaces: [{ space: short, frontier: short }] },
  { type: 'prove', keys: log.keys, sig: new Uint8Array(64) as never },
  { type: 'digest', log: short, digest: short },
  { type: 'digest', log: -3, digest: short },
  { type: 'frontier', log: 0, isLast: true, feeds: [] },
  {
    type: 'frontier',
    log: short,
    isLast: false,
    feeds: [
      { name: short, ...said },
      { name: -1, ...said, stoppedAt: 5, wantedFrom: 64 },
      { name: 7, ...said, stoppedAt: -1, runs: [] },
    ],
  },
  { type: 'entries', runs: [{ name: 3, low: 0, prev: bora.run(0, 3).prev, items: bora.run(0, 3).items }] },
  { type: 'entries', runs: [{ name: { log: 1, feed: bora.feed }, low: 5, prev: null, items: bora.run(5, 69).items }] },
  {
    type: 'have',
    feeds: [
      { name: -1, ...said },
      { name: { log: short, feed: bora.feed }, ...said },
    ],
  },
  { type: 'seen', heads: [{ name: 0, seq: 69 }] },
  { type: 'fork', log: 0, fork: { feed: bora.feed, seq: 61, left: bora.run(61, 62), right: copy.run(61, 63) } },
  { type: 'refused', log: 0, reason: 'QuotaFull' },
  { type: 'bye', reason: 'Stopping' },
]

describe('frames', () => {
  test.each(frames.map((frame) => [frame.type, frame] as const))('%s comes out as it went in', (_, frame) => {
    expect(decodeFrame(encodeFrame(frame))).toEqual({ ok: true, value: frame })
  })

  test('of whatever bytes are refused without harm, and what is taken has one form only', () => {
    const truths = frames.map(encodeFrame)
    const damaged = fc.constantFrom(...truths).chain((truth) =>
      fc
        .array(fc.tuple(fc.nat(truth.length - 1), fc.integer({ min: 0, max: 255 })), { minLength: 1, maxLength: 4 })
        .map((changes) => {
          const bytes = truth.slice()
          for (const [at, byte] of changes) bytes[at] = byte
          return bytes
        }),
    )
    fc.assert(
      fc.property(fc.oneof(damaged, fc.uint8Array({ maxLength: 300 })), (bytes) => {
        const frame = decodeFrame(bytes)
        const isGrown = frame.ok && (frame.value.type === 'unknown' || frame.value.type === 'hello')
        const again = frame.ok && frame.value.type !== 'unknown' ? encodeFrame(frame.value) : bytes
        expect(isGrown ? bytes : again).toEqual(bytes)
        expect(frame.ok || frame.error.type.startsWith('Frame')).toBe(true)
      }),
      { numRuns: 2000 },
    )
  })

  test('of a newer program are known as such, and its HELLO may have grown', () => {
    expect(decodeFrame(encode([77, 'anything']))).toEqual({ ok: true, value: { type: 'unknown', code: 77 } })
    expect(decodeFrame(encode([0, 1, 5, 0, new Uint8Array(16), 3, 'more']))).toMatchObject({ ok: true })
    expect(decodeFrame(encode([-1]))).toMatchObject({ ok: false })
    expect(decodeFrame(encode('no list'))).toMatchObject({ ok: false })
    expect(decodeFrame(encode([]))).toMatchObject({ ok: false })
  })
})
