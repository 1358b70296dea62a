import type { Clock, PeerId, Random } from '#core/net/index.ts'
import { createBoardClock } from './clock.ts'
import type { BoardClock } from './clock.ts'
import type { Dice } from './dice.ts'
import { createFolderDisk, createMemoryDisk } from './disk.ts'
import type { Disk } from './disk.ts'
import { createFaults } from './faults.ts'
import type { Faults } from './faults.ts'
import { createKeeping } from './keeping.ts'
import type { Keeping } from './keeping.ts'
import { createLife } from './life.ts'
import type { Life } from './life.ts'
import { createSimNet, HOME } from './net/index.ts'
import type { Fabric, Lending, Quality, SimNet, Station } from './net/index.ts'

/** What a computer is like. */
export interface HostOptions {
  /** Hosts on one site see each other. Default: a site of its own. */
  readonly site?: string
  /** Whether others than those on its site can dial it. Default: false, as at home behind a router. */
  readonly isReachable?: boolean
  /** Default: `HOME`. */
  readonly quality?: Quality
  /** How wrong its clock is, in milliseconds ahead, and how many parts in a million it gains. Default: 0. */
  readonly clockAheadMs?: number
  readonly driftPpm?: number
  /** Whether it finds peers on its site by itself. Default: true. */
  readonly mdns?: boolean
  /** Default: `memory`, which cannot be copied. */
  readonly disk?: 'memory' | 'folder'
}

/** A run of a program on a host, with what it is given. */
export interface Run {
  readonly life: Life
  readonly clock: Clock
  readonly random: Random
  /** The net of this program, not started. */
  net(self: PeerId, lends?: Lending | null): SimNet
}

/** A computer: what it keeps outlives the program that runs on it. */
export interface Host {
  readonly name: string
  readonly station: Station
  readonly clock: BoardClock
  readonly keeping: Keeping
  readonly faults: Faults
  /** The data folder. Another one can be put in its place while nothing runs. */
  disk: Disk
  readonly mdns: boolean
  /** The program that runs now; null: none. */
  running(): Life | null
  /** Starts a program. One at a time. */
  boot(): Run
  /** Ends the program at once, as `kill -9` does. */
  kill(): void
}

/** A computer that is plugged in, with an empty disk and nothing running. */
export function createHost(fabric: Fabric, name: string, dice: Dice, options: HostOptions = {}): Host {
  const { timeline } = fabric
  const station = fabric.plug({
    name,
    site: options.site ?? `site of ${name}`,
    isReachable: options.isReachable ?? false,
    quality: options.quality ?? HOME,
  })
  const clock = createBoardClock(timeline, options.clockAheadMs)
  if (options.driftPpm !== undefined) clock.drift(options.driftPpm)
  const mdns = options.mdns ?? true
  const faults = createFaults()
  let current: Life | null = null
  let boots = 0
  const running = (): Life | null => (current?.isAlive() === true ? current : null)

  return {
    name,
    station,
    clock,
    keeping: createKeeping(),
    faults,
    disk: options.disk === 'folder' ? createFolderDisk() : createMemoryDisk(),
    mdns,
    running,
    boot: () => {
      if (running() !== null) throw new Error(`${name} runs something already`)
      const life = createLife(timeline)
      current = life
      boots++
      const own = dice.fork(`boot ${boots}`)
      return {
        life,
        clock: clock.forProgram(life),
        random: own.fork('random').bytes,
        net: (self, lends = null) => createSimNet({ self, fabric, station, life, dice: own.fork('net'), mdns, lends }),
      }
    },
    kill: () => running()?.end(),
  }
}
