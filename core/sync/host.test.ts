import { describe, expect, test } from 'vitest'
import { createVillage, heldOf } from '#core/test/sync/village.ts'
import { writerIn } from '#core/test/sync/writer.ts'

describe('two members', () => {
  test('who meet hold the same after 1.5 round trips, and nothing was sent twice (Y2, Y3)', () => {
    const { world, log, settle } = createVillage()
    const bora = settle('Bora')
    const jun = settle('Jun')
    const [b, j] = [writerIn(log, 'Bora'), writerIn(log, 'Jun')]
    b.write(200)
    j.write(50)
    bora.replica.put(log.id, b.run(0, 199))
    jun.replica.put(log.id, b.run(0, 99))
    jun.replica.put(log.id, j.run(0, 49))
    bora.replica.put(log.id, j.run(0, 9))
    const wire = world.connect(bora.net, jun.net, { delayMs: 10 })
    world.run(1000)
    expect(heldOf(bora, log.id)).toEqual(heldOf(jun, log.id))
    console.log(bora.session(jun), jun.session(bora))
    console.log(wire.log.map(({ from, at, bytes }) => [from === bora.peer ? 'B' : 'J', at, bytes[1], bytes.length]))
    expect(bora.session(jun)?.metrics.duplicates).toBe(0)
  })
})
