import { describe, expect, test } from 'vitest'
import { createVillage, heldOf } from '#core/test/sync/village.ts'
import { testLog, writerIn } from '#core/test/sync/writer.ts'
import { decodeFrame } from './decode.ts'
import type { Frame } from './frames.ts'

const typesOf = (log: readonly { readonly bytes: Uint8Array }[]): readonly Frame['type'][] =>
  log.flatMap(({ bytes }) => {
    const frame = decodeFrame(bytes)
    return frame.ok ? [frame.value.type] : []
  })

describe('many', () => {
  test('feeds in one log: the frontier comes in parts, and all is exchanged, once (Y3)', () => {
    const { world, log, settle } = createVillage()
    const [bora, jun] = [settle('Bora'), settle('Jun')]
    const writers = Array.from({ length: 1100 }, (_, i) => writerIn(log, `writer ${i}`, 'kept'))
    for (const [i, writer] of writers.entries()) {
      writer.write(2)
      for (const one of i < 1050 ? [bora, jun] : [bora]) one.replica.put(log.id, writer.run(0, 1))
      if (i % 100 === 0) {
        writer.write(1)
        jun.replica.put(log.id, writer.run(2, 2))
      }
    }
    const wire = world.connect(bora.net, jun.net)
    world.run(60_000)
    expect(heldOf(bora, log.id)).toEqual(heldOf(jun, log.id))
    expect(jun.session(bora)?.metrics).toMatchObject({ envelopesIn: 100, duplicates: 0 })
    expect(bora.session(jun)?.metrics).toMatchObject({ envelopesIn: 11, duplicates: 0 })
    expect(typesOf(wire.log).filter((type) => type === 'frontier')).toHaveLength(4)
  })

  for (const through of ['with a member', 'with a mailbox'] as const)
    test(`logs ${through}: where they are the same a digest says so, and only the others cost more (Y3)`, () => {
      const { world, settle, space } = createVillage()
      const other = settle('Other', through === 'with a member' ? {} : { role: 'mailbox' })
      const bora = settle('Bora')
      const logs = Array.from({ length: 30 }, (_, i) => testLog(`log ${i}`))
      const sharedSpace = through === 'with a member' ? space : null
      const shares = [{ space: sharedSpace, logs: logs.map(({ id }) => id) }]
      bora.replica.share(() => shares)
      if (through === 'with a member') other.replica.share(() => shares)
      for (const [i, log] of logs.entries()) {
        for (const one of [bora, other]) one.replica.addLog(log, sharedSpace)
        for (let n = 0; n < 10; n++) {
          const writer = writerIn(log, `${n} of ${i}`, 'kept')
          writer.write(3)
          bora.replica.put(log.id, writer.run(0, 2))
          // The last log differs in one feed.
          other.replica.put(log.id, writer.run(0, i === 29 && n === 0 ? 1 : 2))
        }
      }
      const wire = world.connect(bora.net, other.net)
      world.run(60_000)
      for (const log of logs) expect(heldOf(bora, log.id)).toEqual(heldOf(other, log.id))
      expect(bora.session(other)?.metrics).toMatchObject({ envelopesOut: 1, envelopesIn: 0 })
      const types = typesOf(wire.log)
      expect(types.filter((type) => type === 'digest').length).toBeGreaterThan(40)
      expect(types.filter((type) => type === 'frontier').length).toBeLessThan(20)
      expect(bora.events.filter((event) => event.type === 'session' && event.change === 'settled')).toHaveLength(1)
    })
})
