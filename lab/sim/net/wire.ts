import type { PeerId } from '#core/net/index.ts'
import type { Dice } from '../dice.ts'

/** A frame on its way out of a hostile host, or into it. */
export interface WireFrame {
  readonly bytes: Uint8Array
  readonly protocol: string
  /** Who is at the other end. */
  readonly peer: PeerId
  readonly direction: 'out' | 'in'
}

/** What becomes of a frame: this, so many milliseconds later. One that is late is overtaken by those behind it. */
export interface WireFate {
  readonly bytes: Uint8Array
  readonly lateMs: number
}

/**
 * What a hostile host does to the frames of its own streams: nothing goes on for no fate, several for several. Nobody
 * else can: streams are encrypted and authenticated, so what lies between two hosts can only delay or cut.
 */
export type Wire = (frame: WireFrame) => readonly WireFate[]

/** How often a mischievous wire does each of its tricks to a frame, as probabilities. */
export interface Mischief {
  readonly drop?: number
  /** Sends it twice, the second time some seconds later. */
  readonly repeat?: number
  /** Lets later frames overtake it. */
  readonly reorder?: number
  /** Changes some of its bits. */
  readonly flip?: number
  /** Cuts its end off. */
  readonly truncate?: number
  /** Sends bytes of its own besides. */
  readonly babble?: number
  /** Sends an earlier frame, of whatever stream and peer, once more. */
  readonly replay?: number
}

/** How late a frame may be made, in milliseconds. */
const LATE_MS = 4_000
/** Frames kept to be replayed. */
const REMEMBERED = 64
/** Longest babble in bytes. */
const BABBLE_BYTES = 300

/** A wire that does all of this at random to the frames going out, and to those coming in too where `both` says so. */
export function mischievousWire(mischief: Mischief, dice: Dice, both = false): Wire {
  const heard: Uint8Array[] = []
  const often = (trick: keyof Mischief): boolean => dice.chance(mischief[trick] ?? 0)

  return ({ bytes, direction }) => {
    if (heard.length < REMEMBERED) heard.push(bytes)
    else heard[dice.int(0, REMEMBERED - 1)] = bytes
    if (direction === 'in' && !both) return [{ bytes, lateMs: 0 }]
    const fates: WireFate[] = []
    if (often('babble')) fates.push({ bytes: dice.bytes(dice.int(0, BABBLE_BYTES)), lateMs: 0 })
    if (often('replay')) fates.push({ bytes: dice.pick(heard), lateMs: 0 })
    if (often('drop')) return fates
    let changed = bytes
    if (often('flip')) changed = flipBits(changed, dice)
    if (often('truncate')) changed = changed.slice(0, dice.int(0, Math.max(0, changed.length - 1)))
    fates.push({ bytes: changed, lateMs: often('reorder') ? dice.int(1, LATE_MS) : 0 })
    if (often('repeat')) fates.push({ bytes: changed, lateMs: dice.int(0, LATE_MS) })
    return fates
  }
}

/** A copy in which one to eight bits are others. */
export function flipBits(bytes: Uint8Array, dice: Dice): Uint8Array {
  const changed = bytes.slice()
  if (changed.length === 0) return changed
  for (let flips = dice.int(1, 8); flips > 0; flips--) {
    const at = dice.int(0, changed.length - 1)
    changed[at] = (changed[at] ?? 0) ^ (1 << dice.int(0, 7))
  }
  // Two flips of one bit are none.
  if (changed.every((byte, at) => byte === bytes[at])) changed[0] = (changed[0] ?? 0) ^ 1
  return changed
}
