import { describe, expect, test } from 'vitest'
import { playCrowd } from './crowd.ts'

describe('a group with churn and partitions', () => {
  test.each(['a', 'b', 'c', 'd'])('of eight comes to the same with everybody (seed %s)', async (seed) => {
    const { broken } = await playCrowd(seed, { people: 8, deeds: 40 })
    expect(broken).toEqual([])
  })

  test('of sixteen comes to the same with everybody', async () => {
    const { broken } = await playCrowd('sixteen', { people: 16, deeds: 24 })
    expect(broken).toEqual([])
  })
})
