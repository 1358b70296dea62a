import { describe } from 'vitest'
import { peerContract } from './contract/peers.ts'
import { streamContract } from './contract/streams.ts'
import type { NetWorld } from './contract/world.ts'

export type { Inhabitant, NetWorld } from './contract/world.ts'

/**
 * The laws of the port `Net`, as tests for whoever implements it: call it in a test file with a maker of worlds.
 * It waits for events through the world and for time through its clock, so it runs in virtual time as well.
 */
export const netContract = (name: string, createWorld: () => Promise<NetWorld>): void => {
  describe(`the net contract, ${name}`, () => {
    const inWorld = (story: (world: NetWorld) => Promise<void>) => async (): Promise<void> => {
      const world = await createWorld()
      try {
        await story(world)
      } finally {
        await world.end()
      }
    }
    streamContract(inWorld)
    peerContract(inWorld)
  })
}
