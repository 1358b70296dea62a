import { createDice } from './dice.ts'
import type { Dice } from './dice.ts'
import type { FaultPoint } from './faults.ts'

/**
 * One thing that happens in a scenario. People and relays are numbered as they were planned; a deed that makes no sense
 * when its time comes (its doer is not running, there is no such chat) does nothing, so any deed can be left out.
 */
export type Deed =
  | { readonly type: 'wait'; readonly ms: number }
  /** `asks`: by a card that is not for once, so that he has to accept. */
  | { readonly type: 'add'; readonly who: number; readonly whom: number; readonly asks: boolean }
  | { readonly type: 'accept'; readonly who: number }
  | { readonly type: 'say'; readonly who: number; readonly chat: number; readonly replies: boolean }
  | { readonly type: 'markRead'; readonly who: number; readonly chat: number }
  | { readonly type: 'crash'; readonly who: number }
  /** Ends in the middle of what it does next. */
  | { readonly type: 'trap'; readonly who: number; readonly point: FaultPoint; readonly times: number }
  | { readonly type: 'stop'; readonly who: number }
  | { readonly type: 'start'; readonly who: number }
  | { readonly type: 'crashRelay'; readonly relay: number }
  | { readonly type: 'startRelay'; readonly relay: number }
  | { readonly type: 'wipeRelay'; readonly relay: number }
  /** Everybody is in one of two groups by her bit; relays by theirs. */
  | { readonly type: 'partition'; readonly people: number; readonly relays: number }
  | { readonly type: 'cut'; readonly who: number; readonly whom: number }
  | { readonly type: 'heal' }
  | { readonly type: 'pullPlug'; readonly who: number }
  | { readonly type: 'move'; readonly who: number; readonly site: number; readonly isReachable: boolean }
  | { readonly type: 'jump'; readonly who: number; readonly ms: number }
  /** Copies her data folder away, and puts the copy in its place later, as backups are used. */
  | { readonly type: 'snapshot'; readonly who: number }
  | { readonly type: 'rollBack'; readonly who: number }
  | { readonly type: 'disk'; readonly who: number; readonly isFull: boolean }

/** How somebody lives in a scenario. */
export interface PlannedPerson {
  readonly site: number
  readonly isReachable: boolean
  readonly line: 'perfect' | 'home' | 'train'
  readonly clockAheadMs: number
  readonly driftPpm: number
}

/** A whole scenario, as plain data: it can be printed, cut down and played again. */
export interface Plan {
  readonly seed: string
  readonly people: readonly PlannedPerson[]
  readonly relays: number
  readonly deeds: readonly Deed[]
}

/** How large scenarios are, and what may happen in them. */
export interface Scale {
  /** How many people, with how often each number comes. */
  readonly people: readonly number[]
  readonly deeds: { readonly least: number; readonly most: number }
}

/** Mostly two people: what goes wrong with eight mostly goes wrong with two or three, and is seen sooner. */
export const SMALL: Scale = { people: [2, 2, 2, 2, 2, 2, 3, 3, 3, 4], deeds: { least: 4, most: 24 } }
/** For the bench, which has the time. */
export const LARGE: Scale = { people: [2, 3, 4, 5, 6, 7, 8], deeds: { least: 20, most: 150 } }

const POINTS: readonly FaultPoint[] = ['beforeCommit', 'afterCommit', 'beforeCounter', 'afterCounter']
const LINES = ['perfect', 'perfect', 'home', 'home', 'train'] as const
/** Clocks that people do not notice to be wrong, in milliseconds. Those further ahead are what E8 is about. */
const WRONG_CLOCK_MS = 4 * 60_000

/** A scenario for a seed: the same for the same seed and scale. */
export function planScenario(seed: string | number, scale: Scale = SMALL): Plan {
  const dice = createDice(`plan ${seed}`)
  const count = dice.pick(scale.people)
  const relays = dice.pick([0, 1, 1, 1, 2])
  const people = Array.from({ length: count }, () => planPerson(dice, relays))
  const deeds = Array.from({ length: dice.int(scale.deeds.least, scale.deeds.most) }, () =>
    planDeed(dice, count, relays),
  )
  const first = firstDeeds(dice, count)
  return {
    seed: String(seed),
    people,
    relays,
    deeds: [...first, ...rollingBack(dice.fork('rolling back'), count, relays, deeds)],
  }
}

/** How many scenarios have somebody whose folder is put back: folders are slower than disks in memory. */
const ROLL_BACKS = 0.06

/**
 * Now and again, with a copy made and put back somewhere in between: what she said, and whom she added, since then is
 * lost with it. Half the time she starts once more before that, which the counter outside sees (I4); else only peers can tell.
 */
function rollingBack(dice: Dice, people: number, relays: number, deeds: readonly Deed[]): readonly Deed[] {
  // Whoever goes on as a new device is found by a relay, or by who knows where she was.
  if (relays === 0 || !dice.chance(ROLL_BACKS)) return deeds
  const who = dice.int(0, people - 1)
  const [from = 0, to = 0] = [dice.int(0, deeds.length), dice.int(0, deeds.length)].toSorted((a, b) => a - b)
  const restart: readonly Deed[] = [
    { type: 'crash', who },
    { type: 'start', who },
  ]
  const copy: readonly Deed[] = [
    { type: 'wait', ms: 20_000 },
    { type: 'snapshot', who },
    ...(dice.chance(0.5) ? restart : []),
  ]
  return [...deeds.slice(0, from), ...copy, ...deeds.slice(from, to), { type: 'rollBack', who }, ...deeds.slice(to)]
}

const planPerson = (dice: Dice, relays: number): PlannedPerson => ({
  site: dice.int(0, 3),
  // Without a relay somebody must be dialled.
  isReachable: relays === 0 || dice.chance(0.4),
  line: dice.pick(LINES),
  clockAheadMs: dice.chance(0.3) ? dice.int(-WRONG_CLOCK_MS, WRONG_CLOCK_MS) : 0,
  driftPpm: dice.chance(0.3) ? dice.int(-200, 200) : 0,
})

/** Most people know each other before it begins, or nothing would. */
function firstDeeds(dice: Dice, count: number): Deed[] {
  const deeds: Deed[] = []
  for (let who = 0; who < count; who++)
    for (let whom = who + 1; whom < count; whom++) {
      if (!dice.chance(count === 2 ? 0.95 : 0.7)) continue
      const [one, other] = dice.chance(0.5) ? [who, whom] : [whom, who]
      deeds.push({ type: 'add', who: one, whom: other, asks: dice.chance(0.15) })
      // Now and again both add each other before they hear of it (S9).
      if (dice.chance(0.2)) deeds.push({ type: 'add', who: other, whom: one, asks: dice.chance(0.15) })
    }
  if (dice.chance(0.8)) deeds.push({ type: 'wait', ms: 20_000 })
  return deeds
}

/** What may happen, each with how often. */
const WEIGHTS: readonly (readonly [number, (dice: Dice, people: number, relays: number) => Deed])[] = [
  [
    30,
    (dice, people) => ({ type: 'say', who: dice.int(0, people - 1), chat: dice.int(0, 9), replies: dice.chance(0.2) }),
  ],
  [22, (dice) => ({ type: 'wait', ms: dice.chance(0.3) ? dice.int(0, 50) : Math.round(dice.spread(8_000)) })],
  [4, (dice) => ({ type: 'wait', ms: dice.int(60_000, 900_000) })],
  [3, (dice, people) => ({ type: 'markRead', who: dice.int(0, people - 1), chat: dice.int(0, 9) })],
  [3, (dice, people) => ({ type: 'accept', who: dice.int(0, people - 1) })],
  [3, (dice, people) => ({ type: 'add', ...pair(dice, people), asks: dice.chance(0.4) })],
  [6, (dice, people) => ({ type: 'crash', who: dice.int(0, people - 1) })],
  [
    6,
    (dice, people) => ({ type: 'trap', who: dice.int(0, people - 1), point: dice.pick(POINTS), times: dice.int(1, 4) }),
  ],
  [2, (dice, people) => ({ type: 'stop', who: dice.int(0, people - 1) })],
  [12, (dice, people) => ({ type: 'start', who: dice.int(0, people - 1) })],
  [2, (dice, _, relays) => ({ type: 'crashRelay', relay: dice.int(0, relays) })],
  [3, (dice, _, relays) => ({ type: 'startRelay', relay: dice.int(0, relays) })],
  [1, (dice, _, relays) => ({ type: 'wipeRelay', relay: dice.int(0, relays) })],
  [5, (dice, people) => ({ type: 'partition', people: dice.int(0, 2 ** people - 1), relays: dice.int(0, 3) })],
  [2, (dice, people) => ({ type: 'cut', ...pair(dice, people) })],
  [6, () => ({ type: 'heal' })],
  [2, (dice, people) => ({ type: 'pullPlug', who: dice.int(0, people - 1) })],
  [
    2,
    // Without a relay two who both moved would have to meet at a screen to find each other again.
    (dice, people, relays) => ({
      type: 'move',
      who: relays === 0 ? 0 : dice.int(0, people - 1),
      site: dice.int(0, 5),
      isReachable: dice.chance(0.5),
    }),
  ],
  [
    3,
    (dice, people) => ({ type: 'jump', who: dice.int(0, people - 1), ms: dice.int(-WRONG_CLOCK_MS, WRONG_CLOCK_MS) }),
  ],
  [1, (dice, people) => ({ type: 'jump', who: dice.int(0, people - 1), ms: dice.int(-3_600_000, 3_600_000) })],
  [2, (dice, people) => ({ type: 'disk', who: dice.int(0, people - 1), isFull: dice.chance(0.6) })],
]
const ALL_WEIGHTS = WEIGHTS.reduce((sum, [weight]) => sum + weight, 0)

function pair(dice: Dice, people: number): { readonly who: number; readonly whom: number } {
  const who = dice.int(0, people - 1)
  return { who, whom: (who + dice.int(1, people - 1)) % people }
}

function planDeed(dice: Dice, people: number, relays: number): Deed {
  let left = dice.int(1, ALL_WEIGHTS)
  for (const [weight, make] of WEIGHTS) {
    left -= weight
    if (left <= 0) return make(dice, people, relays)
  }
  throw new Error('the weights add up')
}
