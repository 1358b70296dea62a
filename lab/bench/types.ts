import type { Bench } from './bench.ts'

/** What a figure has to reach. */
export interface Target {
  readonly must: 'atLeast' | 'atMost'
  readonly value: number
}

/** One measured number. */
export interface Figure {
  /** The row it belongs to, by the name that `--only` takes. */
  readonly row: string
  readonly what: string
  readonly value: number
  readonly unit: string
  /** Null: told for the curious, not asked for. */
  readonly target: Target | null
  /** What a raw floor took in the same run, in the same unit; null where there is none. */
  readonly floor: number | null
}

/** Something to measure: gives its figures in the order in which they are to be read. */
export interface Row {
  readonly name: string
  readonly measure: (bench: Bench) => Promise<readonly Figure[]>
}
