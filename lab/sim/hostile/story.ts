import { expect, onTestFinished } from 'vitest'
import { examine } from '#core/node/index.ts'
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

/** Bora and Jun, who have said hello and hi; without relays they can dial each other. They end with the test. */
export async function createVillage(seed: string, relays = 0): Promise<Village> {
  const world = createWorld({ seed })
  onTestFinished(() => world.end())
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

/** He sees this and nothing else, his replica is sound, and he goes on. */
export function expectUnharmed({ jun, chat }: Village, texts: readonly string[] = ['hello', 'hi']): void {
  expect(jun.read(chat)).toEqual(texts)
  jun.node.finishQuietWork()
  expect(examine(jun.node.state, null).findings).toEqual([])
  expect(jun.say(chat, 'still here').answer.type).toBe('acknowledged')
}
