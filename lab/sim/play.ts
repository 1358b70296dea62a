import type { Disk } from './disk.ts'
import type { Deed, Plan, PlannedPerson } from './plan.ts'
import { HOME, PERFECT, TRAIN } from './net/index.ts'
import type { Quality } from './net/index.ts'
import type { Person } from './person.ts'
import type { Relay } from './relay.ts'
import { createWorld } from './world.ts'
import type { World } from './world.ts'
import { brokenLaws } from './laws.ts'
import type { Broken } from './laws.ts'

/** What came of a scenario. */
export interface Outcome {
  /** Laws that do not hold after everything healed. Empty: all is well. */
  readonly broken: readonly Broken[]
  /** What happened, as a number: equal for equal histories. */
  readonly digest: string
  readonly steps: number
  readonly virtualMs: number
  readonly said: number
  readonly bytes: number
}

const LINES: Readonly<Record<PlannedPerson['line'], Quality>> = { perfect: PERFECT, home: HOME, train: TRAIN }
const NAMES = ['Bora', 'Jun', 'Dal', 'Hana', 'Minho', 'Sora', 'Yuna', 'Tae']
/** How far a clock may have been ahead: what it wrote is seen everywhere after that long (E8), in milliseconds. */
const FURTHEST_AHEAD_MS = 3 * 3_600_000

/**
 * Plays a scenario to its end, heals everything, waits until the world is at rest, and looks whether the laws hold.
 * `onBegin` may look at the world before anything happens in it, and stay.
 */
export async function playScenario(plan: Plan, onBegin: (world: World) => void = () => {}): Promise<Outcome> {
  const world = createWorld({ seed: plan.seed })
  const snapshots: Snapshots = new Map()
  try {
    for (let number = 0; number < plan.relays; number++) world.relay(`relay ${number}`)
    for (const [number, planned] of plan.people.entries()) settleIn(world, number, planned, plan.deeds)
    onBegin(world)
    for (const deed of plan.deeds) await happen(world, deed, snapshots)
    await mend(world)
    return {
      broken: await brokenLaws(world),
      digest: world.trace.digest(),
      steps: world.timeline.steps(),
      virtualMs: world.timeline.now(),
      said: world.said.all.length,
      bytes: world.fabric.traffic().bytes,
    }
  } finally {
    for (const { disk } of snapshots.values()) disk.remove()
    world.end()
  }
}

/** Copies of data folders, with how much had been said when they were made. */
type Snapshots = Map<Person, { readonly disk: Disk; readonly said: number }>

function settleIn(world: World, number: number, planned: PlannedPerson, deeds: readonly Deed[]): void {
  const isCopied = deeds.some((deed) => deed.type === 'snapshot' && deed.who === number)
  world
    .person(NAMES[number] ?? `Person ${number}`, {
      site: `site ${planned.site}`,
      isReachable: planned.isReachable,
      quality: LINES[planned.line],
      clockAheadMs: planned.clockAheadMs,
      driftPpm: planned.driftPpm,
      disk: isCopied ? 'folder' : 'memory',
    })
    .create()
}

/** Everything works again, everybody runs, and as much time passes as healing takes. */
async function mend(world: World): Promise<void> {
  world.heal()
  for (const { host } of [...world.people, ...world.relays]) {
    host.faults.clear()
    host.disk.isFull = false
    host.station.isReachable = true
    host.station.quality = HOME
    // Whoever noticed put it right.
    host.clock.jump(-host.clock.ahead())
  }
  for (const one of [...world.relays, ...world.people]) if (!one.isRunning()) mustStart(one)
  await world.run(FURTHEST_AHEAD_MS)
  for (const one of world.people) acceptAll(one)
  await world.settle()
}

function mustStart(one: Person | Relay): void {
  const failure = one.start()
  if (failure !== null) throw new Error(`${one.name} does not start: ${failure.type}`)
}

const acceptAll = (one: Person): void => {
  one.attempt((node) => {
    for (const { account } of node.contact.requests()) node.contact.accept({ account })
  })
}

async function happen(world: World, deed: Deed, snapshots: Snapshots): Promise<void> {
  const person = (number: number): Person => at(world.people, number)
  const relay = (number: number): Relay | undefined => world.relays[number]
  switch (deed.type) {
    case 'wait':
      return world.run(deed.ms)
    case 'add':
      return add(person(deed.who), person(deed.whom), deed.asks)
    case 'accept':
      return acceptAll(person(deed.who))
    case 'say':
      return say(person(deed.who), deed)
    case 'markRead':
      return markRead(person(deed.who), deed.chat)
    case 'crash':
      return world.crash(person(deed.who))
    case 'trap':
      return person(deed.who).host.faults.endAt(deed.point, deed.times)
    case 'stop':
      if (person(deed.who).isRunning()) person(deed.who).stop()
      return
    case 'start':
      // A full disk is a reason not to start, and the only one.
      if (!person(deed.who).isRunning()) expectStart(person(deed.who))
      return
    case 'crashRelay':
      return relay(deed.relay)?.host.kill()
    case 'startRelay':
      if (relay(deed.relay)?.isRunning() === false) relay(deed.relay)?.start()
      return
    case 'wipeRelay':
      relay(deed.relay)?.host.kill()
      return relay(deed.relay)?.host.disk.wipe()
    case 'partition':
      return world.partition([
        ...world.people.filter((_, number) => (deed.people >> number) & 1),
        ...world.relays.filter((_, number) => (deed.relays >> number) & 1),
      ])
    case 'cut':
      return world.cut(person(deed.who), person(deed.whom))
    case 'heal':
      return world.heal()
    case 'pullPlug':
      return world.pullPlug(person(deed.who))
    case 'move':
      return world.fabric.move(person(deed.who).host.station, `site ${deed.site}`, deed.isReachable)
    case 'jump':
      return person(deed.who).host.clock.jump(deed.ms)
    case 'snapshot':
      return takeSnapshot(world, person(deed.who), snapshots)
    case 'rollBack':
      return rollBack(world, person(deed.who), snapshots)
    case 'disk':
      person(deed.who).host.disk.isFull = deed.isFull
      return
  }
}

function takeSnapshot(world: World, one: Person, snapshots: Snapshots): void {
  snapshots.get(one)?.disk.remove()
  snapshots.set(one, { disk: one.host.disk.copy(), said: world.said.all.length })
}

/** Her folder is as it was. What she said since may be lost with it, if nobody had heard it yet. */
function rollBack(world: World, one: Person, snapshots: Snapshots): void {
  const snapshot = snapshots.get(one)
  if (snapshot === undefined) return
  snapshots.delete(one)
  world.crash(one)
  one.host.disk.remove()
  one.host.disk = snapshot.disk
  const since = new Set(world.said.all.slice(snapshot.said))
  world.said.forgive((said) => said.by === one.name && since.has(said))
}

const at = <T>(list: readonly T[], number: number): T => list[number % list.length] as T // there are at least two people

function expectStart(one: Person): void {
  const failure = one.start()
  if (failure !== null && !one.host.disk.isFull) throw new Error(`${one.name} does not start: ${failure.type}`)
}

function add(one: Person, other: Person, asks: boolean): void {
  const card = other.attempt((node) => node.contact.card({ once: !asks }))
  if (card?.ok === true) one.attempt((node) => node.contact.add({ link: card.value.link }))
}

/** The number-th of her chats that she may write in. */
const chatOf = (one: Person, number: number): string | undefined => {
  const chats =
    one.attempt((node) =>
      node.space
        .list()
        .map(({ space }) => space)
        .toSorted(),
    ) ?? []
  return chats[number % Math.max(1, chats.length)]
}

function say(one: Person, { chat, replies }: { readonly chat: number; readonly replies: boolean }): void {
  const space = chatOf(one, chat)
  if (space === undefined) return
  const page = replies ? one.attempt((node) => node.chat.page({ space, limit: 5 })) : undefined
  const target = page?.ok === true ? page.value.messages[0]?.message : undefined
  if (one.isRunning()) one.say(space, undefined, target)
}

function markRead(one: Person, chat: number): void {
  const space = chatOf(one, chat)
  if (space === undefined) return
  one.attempt((node) => {
    const page = node.chat.page({ space, limit: 1 })
    const message = page.ok ? page.value.messages.at(-1)?.message : undefined
    if (message !== undefined) node.chat.markRead({ space, message })
  })
}
