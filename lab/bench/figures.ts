import type { Figure, Target } from './types.ts'

/** The value below which this part of all lies, by the nearest rank; `part` from 0 to 1. NaN of nothing. */
export function percentile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil(part * sorted.length) - 1)] ?? Number.NaN
}

export const median = (values: readonly number[]): number => percentile(values, 0.5)

export const atLeast = (value: number): Target => ({ must: 'atLeast', value })
export const atMost = (value: number): Target => ({ must: 'atMost', value })

const reaches = (value: number, { must, value: asked }: Target): boolean =>
  must === 'atLeast' ? value >= asked : value <= asked

/** Whether a figure reaches its target; null where none is set. */
export const isReached = ({ value, target }: Figure): boolean | null =>
  target === null ? null : reaches(value, target)

/** Whether this machine could reach a figure's target at all: false where the raw floor of the same run does not. */
export const isReachable = ({ target, floor }: Figure): boolean =>
  target === null || floor === null || reaches(floor, target)

/** Makes the figures of one row. */
export const figuresOf =
  (row: string) =>
  (what: string, value: number, unit: string, target: Target | null = null, floor: number | null = null): Figure => ({
    row,
    what,
    value,
    unit,
    target,
    floor,
  })

/** 10000 as `10,000`. */
export const grouped = (count: number): string => count.toLocaleString('en-US')
