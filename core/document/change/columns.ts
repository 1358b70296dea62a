import { utf8Length } from '#core/proof/index.ts'
import { takeSigned, takeUnsigned } from './input.ts'
import type { Input } from './input.ts'
import { putSigned, putUnsigned, putUtf8 } from './out.ts'
import type { Out } from './out.ts'

// The three ways Automerge's format writes a column: run lengths, differences, and alternating counts. Each is written
// in its one shortest form, as Automerge itself does, since a change's hash is over these bytes.

/** How the values of a column are written. */
export type PutValue<T> = (out: Out, value: T) => void

/**
 * Run-length encoding. Two or more of a kind: their number, then the value. Singles in a row: minus their number, then
 * each. Nulls in a row: 0, then their number. A column of nulls alone is empty.
 */
export function putRuns<T extends number | string>(out: Out, values: readonly (T | null)[], put: PutValue<T>): void {
  if (values.every((value) => value === null)) return
  let i = 0
  while (i < values.length) {
    const value = values[i] ?? null
    const run = runFrom(values, i)
    if (value === null) {
      putSigned(out, 0)
      putUnsigned(out, run)
      i += run
    } else if (run > 1) {
      putSigned(out, run)
      put(out, value)
      i += run
    } else {
      const end = singlesEnd(values, i)
      putSigned(out, i - end)
      for (; i < end; i++) put(out, values[i] as T) // singles are not null
    }
  }
}

/** Each value as its difference from the one before (from 0 at first, nulls passed over), run-length encoded. */
export function putDeltas(out: Out, values: readonly (number | null)[]): void {
  let last = 0
  const deltas = values.map((value) => {
    if (value === null) return null
    const delta = value - last
    last = value
    return delta
  })
  putRuns(out, deltas, putSigned)
}

/** How many falses, then how many trues, and so on. */
export function putBooleans(out: Out, values: readonly boolean[]): void {
  let current = false
  let count = 0
  for (const value of values) {
    if (value !== current) {
      putUnsigned(out, count)
      current = value
      count = 0
    }
    count++
  }
  if (count > 0) putUnsigned(out, count)
}

/**
 * The values `putRuns` wrote. More than `max` of them, or runs of none, fail the input: a few bytes can claim millions.
 */
export function takeRuns<T>(input: Input, max: number, take: (input: Input) => T): (T | null)[] {
  const values: (T | null)[] = []
  while (input.at < input.bytes.length && !input.failed) {
    const count = takeSigned(input)
    const run = count === 0 ? takeUnsigned(input) : Math.abs(count)
    if (run === 0 || values.length + run > max) input.failed = true
    else if (count < 0) for (let i = 0; i < run && !input.failed; i++) values.push(take(input))
    else {
      const value = count === 0 ? null : take(input)
      for (let i = 0; i < run; i++) values.push(value)
    }
  }
  return values
}

/** A text as its length in UTF-8 and its bytes. */
export function putText(out: Out, text: string): void {
  putUnsigned(out, utf8Length(text))
  putUtf8(out, text)
}

/** How many values from `start` on are the same. */
function runFrom(values: readonly unknown[], start: number): number {
  let end = start + 1
  while (end < values.length && values[end] === values[start]) end++
  return end - start
}

/** Where the values from `start` on stop being single: before a null, or before two of a kind. */
function singlesEnd(values: readonly unknown[], start: number): number {
  let end = start + 1
  while (end < values.length && values[end] !== null && values[end] !== values[end + 1]) end++
  return end
}
