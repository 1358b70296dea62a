import { createDice } from './dice.ts'
import type { Dice } from './dice.ts'
import { createHost } from './host.ts'
import type { Host, HostOptions } from './host.ts'
import { createFabric, HOSTED } from './net/index.ts'
import type { Fabric } from './net/index.ts'
import { createPerson } from './person.ts'
import type { Chat, Person } from './person.ts'
import { createRelay } from './relay.ts'
import type { Relay, RelayOptions } from './relay.ts'
import { createSaidBook } from './said.ts'
import type { SaidBook } from './said.ts'
import { createTimeline } from './timeline.ts'
import type { Timeline } from './timeline.ts'
import { createTrace } from './trace.ts'
import type { Trace } from './trace.ts'

/** How a person lives. */
export interface PersonOptions extends HostOptions {
  /** The relays she uses. Default: all that the world has when her account is made. */
  readonly relays?: readonly Relay[]
}

/** Whoever has a computer in a world. */
export type Inhabitant = Person | Relay

/** How a world begins. */
export interface WorldOptions {
  /** Everything that is left to chance follows from it. */
  readonly seed: string | number
}

/** A village: people and relays on computers, the network between them, and one time. */
export interface World {
  readonly seed: string
  readonly timeline: Timeline
  readonly fabric: Fabric
  readonly dice: Dice
  readonly trace: Trace
  /** What everybody said and was told of it. */
  readonly said: SaidBook
  readonly people: readonly Person[]
  readonly relays: readonly Relay[]
  /** Somebody with a computer of her own. Her program has not been started: `create` or `start` does. */
  person(name: string, options?: PersonOptions): Person
  /** A relay that runs, in a data centre. */
  relay(name?: string, options?: RelayOptions): Relay
  /** Two people who accepted each other, by his once-card. Gives their chat. Takes the time that it takes. */
  introduce(one: Person, other: Person): Promise<string>
  /** Lets time pass. */
  run(ms: number): Promise<void>
  /** Lets time pass until this is so; throws with `what` if it takes longer than `limitMs`. */
  until(isDone: () => boolean, what: string, limitMs?: number): Promise<void>
  /** Lets time pass until nothing has been sent for a while: everything that will be told has been told. */
  settle(): Promise<void>
  /** Cuts these groups off from each other, and from all others. */
  partition(...groups: readonly (readonly Inhabitant[])[]): void
  /** Undoes every partition and cut, and puts every plug back. Who is not running is not started. */
  heal(): void
  cut(one: Inhabitant, other: Inhabitant): void
  pullPlug(one: Inhabitant): void
  /** `kill -9`. */
  crash(one: Inhabitant): void
  /** Starts what was ended; gives why it does not start. */
  restart(one: Inhabitant): { readonly type: string } | null
  /** The texts that somebody sees in a chat, oldest first. */
  read(person: Person, chat: Chat): readonly string[]
  /** Ends everything and frees what it took of the real computer. */
  end(): void
}

/** Nothing sent for so long, in milliseconds: longer than any pause after which core still has something to say. */
const QUIET_MS = 10 * 60_000
/** A world that does not come to rest for so long, in milliseconds, never will: two days. */
const RESTLESS_MS = 48 * 3_600_000
/** How long people wait for each other, in milliseconds. */
const PATIENCE_MS = 3_600_000

/** Thrown where something did not happen in time. Names the seed, by which it is seen again. */
export class WaitedInVain extends Error {
  constructor(what: string, seed: string) {
    super(`waited in vain for ${what} (seed ${seed})`)
  }
}

/** A world in which nobody lives yet. */
export function createWorld({ seed }: WorldOptions): World {
  const timeline = createTimeline()
  const dice = createDice(seed)
  const fabric = createFabric(timeline, dice.fork('fabric'))
  const trace = createTrace()
  const said = createSaidBook()
  const people: Person[] = []
  const relays: Relay[] = []
  const hosts: Host[] = []
  let lastSent = 0
  fabric.onSent(({ from, to, bytes }) => {
    lastSent = timeline.now()
    trace.note(lastSent, from, to, bytes)
  })

  const host = (name: string, options: HostOptions): Host => {
    if (hosts.some((other) => other.name === name)) throw new Error(`${name} lives here already`)
    const made = createHost(fabric, name, dice.fork(`host ${name}`), options)
    hosts.push(made)
    return made
  }
  const stationsOf = (group: readonly Inhabitant[]): readonly Host['station'][] => group.map((one) => one.host.station)

  const until = async (isDone: () => boolean, what: string, limitMs = PATIENCE_MS): Promise<void> => {
    if (!(await timeline.runWhile(isDone, timeline.now() + limitMs))) throw new WaitedInVain(what, dice.seed)
  }

  const world: World = {
    seed: dice.seed,
    timeline,
    fabric,
    dice,
    trace,
    said,
    people,
    relays,
    person: (name, options = {}) => {
      const used = options.relays
      const person = createPerson({
        name,
        host: host(name, options),
        said,
        relays: () => (used ?? relays).map(({ address }) => address),
      })
      people.push(person)
      return person
    },
    relay: (name = 'relay', options = {}) => {
      const relay = createRelay(host(name, { isReachable: true, quality: HOSTED, ...options }), options)
      relays.push(relay)
      relay.start()
      return relay
    },
    introduce: async (one, other) => {
      const space = one.add(other.card())
      await until(
        () =>
          [one, other].every(
            (person) => person.attempt((node) => node.space.list().find((it) => it.space === space)?.state) === 'open',
          ),
        `${one.name} and ${other.name} to be introduced`,
      )
      return space
    },
    run: (ms) => timeline.runUntil(timeline.now() + ms),
    until,
    settle: async () => {
      const began = timeline.now()
      lastSent = began
      // Reckoned in the one way that the deadline is, or rounding would keep it from ever being so.
      const isQuiet = (): boolean => timeline.now() >= lastSent + QUIET_MS
      for (;;) {
        await timeline.runWhile(isQuiet, lastSent + QUIET_MS)
        if (isQuiet()) return
        if (timeline.now() - began > RESTLESS_MS) throw new WaitedInVain('the world to come to rest', dice.seed)
      }
    },
    partition: (...groups) => fabric.partition(groups.map(stationsOf)),
    heal: () => {
      for (const station of fabric.stations()) if (!station.isPlugged) fabric.putPlug(station)
      fabric.heal()
    },
    cut: (one, other) => fabric.cut(one.host.station, other.host.station),
    pullPlug: (one) => fabric.pullPlug(one.host.station),
    crash: (one) => one.host.kill(),
    restart: (one) => one.start(),
    read: (person, chat) => person.read(chat),
    end: () => {
      for (const one of hosts) {
        one.kill()
        one.disk.remove()
      }
    },
  }
  return world
}
