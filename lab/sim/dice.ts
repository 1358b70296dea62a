import { hash } from 'node:crypto'
import type { Random } from '#core/net/index.ts'

/**
 * Randomness that is the same for the same seed. Not fit for real keys: 128 bits of state, no secrecy wanted.
 * Every part of a world throws dice of its own (`fork`), so that one that throws more often does not change the others.
 */
export interface Dice {
  /** What to write down to throw the same again. */
  readonly seed: string
  /** `length` bytes, as core asks for them. */
  readonly bytes: Random
  /** From 0 to below 1. */
  unit(): number
  /** A whole number from `low` to `high`, both included. */
  int(low: number, high: number): number
  /** True in `probability` of the throws. */
  chance(probability: number): boolean
  /** One of these. Throws where there is none. */
  pick<T>(list: readonly T[]): T
  /** Some whose mean this is, most below it, a few far above: pauses, sizes, distances. */
  spread(mean: number): number
  /** Dice of its own for a named part: the same whatever else was thrown. */
  fork(label: string): Dice
}

const UINT32 = 2 ** 32

/** Dice for a seed: sfc32 (Chris Doty-Humphrey, PractRand), its state the first half of SHA-256 over the seed. */
export function createDice(seed: string | number): Dice {
  const name = String(seed)
  const state = hash('sha256', `dure/dice ${name}`, 'buffer')
  let a = state.readUInt32LE(0)
  let b = state.readUInt32LE(4)
  let c = state.readUInt32LE(8)
  let counter = state.readUInt32LE(12)

  const next = (): number => {
    const sum = (a + b + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (c << 21) | (c >>> 11)
    c = (c + sum) | 0
    return sum >>> 0
  }
  const unit = (): number => next() / UINT32

  return {
    seed: name,
    bytes: (length) => {
      const bytes = new Uint8Array(length)
      for (let at = 0; at < length;) {
        const word = next()
        for (let shift = 0; shift < 32 && at < length; shift += 8) bytes[at++] = word >>> shift
      }
      return bytes
    },
    unit,
    int: (low, high) => low + Math.floor(unit() * (high - low + 1)),
    chance: (probability) => unit() < probability,
    pick: (list) => {
      if (list.length === 0) throw new RangeError('nothing to pick from')
      // The index is below the length.
      return list[Math.floor(unit() * list.length)] as (typeof list)[number]
    },
    spread: (mean) => -mean * Math.log(1 - unit()),
    fork: (label) => createDice(`${name}/${label}`),
  }
}
