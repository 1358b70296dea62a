import type { Person } from '../person.ts'
import { createWorld } from '../world.ts'
import type { World } from '../world.ts'
import { runLiar } from './liar.ts'
import type { Liar } from './liar.ts'
import { lootOf } from './loot.ts'
import type { Loot } from './loot.ts'
import { addressesOf } from './prober.ts'

/** Two people who know each other. */
export interface Village {
  readonly world: World
  readonly bora: Person
  readonly jun: Person
  readonly chat: string
}

/** Enough time for what is to be told between two who are connected, in milliseconds. */
export const A_WHILE_MS = 60_000

/** Bora and Jun, who have said hello and hi; without relays they can dial each other. */
export async function createVillage(seed: string, relays = 0): Promise<Village> {
  const world = createWorld({ seed })
  for (let number = 0; number < relays; number++) world.relay(`relay ${number}`)
  const bora = world.person('Bora', { isReachable: relays === 0, disk: 'folder' }).create()
  const jun = world.person('Jun', { isReachable: relays === 0, disk: 'folder' }).create()
  const chat = await world.introduce(bora, jun)
  bora.say(jun, 'hello')
  await world.run(1_000)
  jun.say(bora, 'hi')
  await world.run(A_WHILE_MS)
  return { world, bora, jun, chat }
}

/** A village in which Bora's computer runs a hostile program with her keys. */
export interface Betrayal extends Village {
  readonly loot: Loot
  readonly liar: Liar
}

/** Bora's keys fall into the wrong hands; Jun is connected to whoever has them. */
export async function createBetrayal(seed: string): Promise<Betrayal> {
  const village = await createVillage(seed)
  const { world, bora, jun, chat } = village
  const loot = lootOf(bora, chat)
  const { peer } = jun.node.identity()
  const liar = runLiar(bora.host, { loot, wants: [{ peer, addresses: addressesOf(world, peer) }] })
  await world.run(A_WHILE_MS)
  return { ...village, loot, liar }
}

/** Why feeds are stopped, as somebody is shown (E6). */
export const stopsSeenBy = (person: Person): readonly string[] =>
  person.node.sync
    .status()
    .spaces.flatMap(({ stopped }) => stopped)
    .map(({ reason }) => reason)
