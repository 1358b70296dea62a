import type { Clock } from '#core/net/index.ts'
import type { Millis } from '#core/proof/index.ts'
import { ProgramEnded, type Life } from './life.ts'
import type { Timeline } from './timeline.ts'

/** When every world begins: Monday 2 November 2026, 09:00 in Seoul, in milliseconds since 1970. */
export const WORLD_BEGAN = Date.UTC(2026, 10, 2) as Millis

/** The clock on a host's board: it goes on while the host is off, and is never quite right. */
export interface BoardClock {
  /** Milliseconds since 1970, as the host believes. */
  now(): number
  /** How far it is ahead, in milliseconds; negative: behind. */
  ahead(): number
  /** Puts it ahead or back by so much, as a person or a time server would. */
  jump(ms: number): void
  /** From now on it gains so many parts in a million; negative: loses. Good quartz stays within 50. */
  drift(partsPerMillion: number): void
  /** The clock as a program on this host sees it. Its timers are as fast as the quartz, and know no jumps. */
  forProgram(life: Life): Clock
}

/** A clock that is right, or `aheadMs` wrong, and keeps time. */
export function createBoardClock(timeline: Timeline, aheadMs = 0): BoardClock {
  /** The quartz since the world began, and where it stood when its speed last changed. */
  let speed = 1
  let base = { world: 0, quartz: 0 }
  let ahead = aheadMs

  const quartz = (): number => base.quartz + (timeline.now() - base.world) * speed
  const now = (): number => Math.floor(WORLD_BEGAN + quartz() + ahead)

  return {
    now,
    ahead: () => now() - Math.floor(WORLD_BEGAN + timeline.now()),
    jump: (ms) => {
      ahead += ms
    },
    drift: (partsPerMillion) => {
      base = { world: timeline.now(), quartz: quartz() }
      speed = 1 + partsPerMillion / 1_000_000
    },
    forProgram: (life) => {
      const started = quartz()
      return {
        now,
        monotonic: () => quartz() - started,
        after: (ms, fn) => {
          if (!life.isAlive()) throw new ProgramEnded()
          return life.after(ms / speed, fn)
        },
      }
    },
  }
}
