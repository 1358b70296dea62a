import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createVillage, heldOf } from '#core/test/sync/village.ts'
import { writerIn } from '#core/test/sync/writer.ts'
import { encode } from '#core/proof/index.ts'
import { decodeFrame } from './decode.ts'
import { encodeFrame } from './encode.ts'

describe('a relay that drops, repeats, reorders and tampers', () => {
  const deed = fc.record({
    at: fc.nat(25),
    kind: fc.constantFrom('drop', 'repeat', 'hold', 'flip', 'swapItems', 'dropItem', 'unsign', 'junk'),
    place: fc.nat(2000),
  })

  test('costs time only: nothing forged is ever held, and what is honest comes by another way (R2, E5, E6)', () => {
    fc.assert(
      fc.property(fc.array(deed, { minLength: 1, maxLength: 8 }), fc.boolean(), (deeds, isBothWays) => {
        const { world, log, settle } = createVillage()
        const [bora, jun, relay] = [settle('Bora'), settle('Jun'), settle('Relay', { role: 'mailbox' })]
        const b = writerIn(log, 'Bora')
        b.write(140)
        bora.replica.put(log.id, b.run(0, 139))
        let count = 0
        let held: Uint8Array | null = null
        const meddle = (frame: Uint8Array, from: string): readonly Uint8Array[] => {
          if (!isBothWays && from !== relay.peer) return [frame]
          const now = deeds.find(({ at }) => at === count)
          count++
          const after = held === null ? [] : [held]
          held = null
          switch (now?.kind) {
            case 'drop':
              return after
            case 'repeat':
              return [frame, frame, ...after]
            case 'hold':
              held = frame
              return after
            case 'flip':
              return [frame.map((byte, i) => (i === now.place % frame.length ? byte ^ 4 : byte)), ...after]
            case 'junk':
              return [frame, encode([now.place % 12, now.place]), ...after]
            default:
              return [now === undefined ? frame : changeItems(frame, now.kind, now.place), ...after]
          }
        }
        world.connect(bora.net, relay.net)
        world.connect(relay.net, jun.net, { meddle })
        world.run(5000)
        for (let i = 0; i < 10; i++) {
          b.write(1)
          bora.replica.put(log.id, b.run(140 + i, 140 + i))
          world.run(100)
        }
        world.run(5000)
        for (const [seq, item] of jun.replica.stored(b.feed)) expect(item.box).toEqual(b.envelopes[seq]?.box)
        expect(jun.replica.holding(b.feed).stop).toBeNull()
        world.connect(bora.net, jun.net)
        world.run(60_000)
        expect(heldOf(jun, log.id)).toEqual({ [b.feed]: [[0, 149]] })
        for (const { host } of [bora, jun, relay]) host.stop()
        world.run(100)
        expect(world.timers()).toBe(0)
      }),
      { numRuns: 80 },
    )
  })
})

/** Changes the envelopes in an ENTRIES frame, whose form stays right. */
function changeItems(bytes: Uint8Array, kind: string, place: number): Uint8Array {
  const frame = decodeFrame(bytes)
  if (!frame.ok || frame.value.type !== 'entries') return bytes
  const runs = frame.value.runs.map((run) => {
    const items = [...run.items]
    const i = place % items.length
    const item = items[i]
    if (item === undefined || (run.low === 0 && i === 0)) return run
    if (kind === 'unsign') items[i] = { ...item, sig: null }
    if (kind === 'swapItems' && i > 1) items.push(...items.splice(i, 1))
    if (kind === 'dropItem' && items.length > 1) items.splice(i, 1)
    return { ...run, items }
  })
  return encodeFrame({ type: 'entries', runs })
}
