import { createEventQueue } from './queue.ts'

/** Calls something off that was planned. Harmless when it has happened, or was called off before. */
export type Cancel = () => void

/** The one time of a world: nothing passes but by the next event, and everything that happens is one. */
export interface Timeline {
  /** Milliseconds since the world began. */
  now(): number
  /** How many events have happened. */
  steps(): number
  /** How many are still to come. */
  pending(): number
  /** When the next comes; undefined where none does. */
  next(): number | undefined
  /** Plans something for that time, or for now where it is past. */
  at(time: number, work: () => void): Cancel
  /** Plans something; of two planned for one time the first planned comes first. */
  after(ms: number, work: () => void): Cancel
  /** Lets the next thing happen. False: there was none. What it throws comes out of here. */
  step(): boolean
  /** Lets all happen that is due until then, and leaves the time there. */
  runUntil(time: number): Promise<void>
  /** Lets things happen until `isDone`, asked after each; gives whether it came before `deadline`. */
  runWhile(isDone: () => boolean, deadline: number): Promise<boolean>
}

/** A world that goes on like this hangs: so many events at one time. */
const EVENTS_AT_ONE_TIME = 200_000

/**
 * Turns given to promises after each event, before the next. Core is synchronous but for what it loads late. A chain of
 * promises that is longer spans several events: the same ones each time.
 */
const PROMISE_TURNS = 2

/** The shortest pause, in milliseconds: a shorter one would be lost in rounding, and time stand still. */
const SHORTEST_MS = 0.001

/** After so many events the real computer has its turn, so that a test that takes too long can be ended. */
const STEPS_IN_A_ROW = 4096

/** Thrown where events come without time passing: somebody answers herself for ever. */
export class TimeStandsStill extends Error {
  constructor(time: number) {
    super(`${EVENTS_AT_ONE_TIME} events at ${time} ms`)
  }
}

/** A world's time, at 0 and with nothing planned. */
export function createTimeline(): Timeline {
  const queue = createEventQueue()
  let now = 0
  let order = 0
  let steps = 0
  let atOneTime = 0

  const at = (time: number, work: () => void): Cancel => {
    const event = { time: Math.max(time, now), order: order++, work: work as (() => void) | null } // emptied by cancel
    queue.push(event)
    return () => {
      if (event.work === null) return
      event.work = null
      queue.calledOff()
    }
  }

  const step = (): boolean => {
    const event = queue.pop()
    if (event === undefined || event.work === null) return false
    atOneTime = event.time === now ? atOneTime + 1 : 0
    if (atOneTime > EVENTS_AT_ONE_TIME) throw new TimeStandsStill(now)
    now = event.time
    steps++
    const { work } = event
    // So that calling it off later counts nothing.
    event.work = null
    work()
    return true
  }

  const promises = async (): Promise<void> => {
    if (steps % STEPS_IN_A_ROW === 0) await new Promise<void>((resolve) => setImmediate(resolve))
    for (let turn = 0; turn < PROMISE_TURNS; turn++) await Promise.resolve()
  }

  const runWhile = async (isDone: () => boolean, deadline: number): Promise<boolean> => {
    await promises()
    while (!isDone()) {
      if ((queue.nextTime() ?? Infinity) > deadline) {
        now = Math.max(now, deadline)
        return isDone()
      }
      step()
      await promises()
    }
    return true
  }

  return {
    now: () => now,
    steps: () => steps,
    pending: () => queue.size(),
    next: () => queue.nextTime(),
    at,
    after: (ms, work) => at(ms > 0 ? now + Math.max(ms, SHORTEST_MS) : now, work),
    step,
    runWhile,
    runUntil: async (time) => {
      await runWhile(() => false, time)
    },
  }
}
