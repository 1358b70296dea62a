import { describe, expect, test } from 'vitest'
import { playCrowd } from './crowd.ts'

/** A world takes as long as the machine is busy; what it comes to does not depend on that. Milliseconds. */
const PATIENT = 900_000

describe('a group with churn and partitions', { timeout: PATIENT }, () => {
  test.each(['a', 'b', 'c'])('of eight comes to the same with everybody (seed %s)', async (seed) => {
    const { broken } = await playCrowd(seed, { people: 8, deeds: 40 })
    expect(broken).toEqual([])
  })

  test('of twelve comes to the same with everybody', async () => {
    const { broken } = await playCrowd('twelve', { people: 12, deeds: 24 })
    expect(broken).toEqual([])
  })
})
