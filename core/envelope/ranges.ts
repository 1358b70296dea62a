import type { Range } from './types.ts'

// Sets of sequence numbers as ranges: lowest first, disjoint and not touching. Whoever claims to hold 2^40 envelopes
// costs one range, so nothing here ever counts through one.

/** All that is in either. */
export function unite(a: readonly Range[], b: readonly Range[]): readonly Range[] {
  if (b.length === 0) return a
  if (a.length === 0) return b
  const united: Range[] = []
  let i = 0
  let j = 0
  for (;;) {
    const left = a[i]
    const right = b[j]
    const next = left === undefined || (right !== undefined && right.low < left.low) ? right : left
    if (next === undefined) return united
    if (next === left) i++
    else j++
    const last = united.at(-1)
    if (last === undefined || next.low > last.high + 1) united.push({ low: next.low, high: next.high })
    else if (next.high > last.high) united[united.length - 1] = { low: last.low, high: next.high }
  }
}

/** All of `a` that is not in `b`. */
export function subtract(a: readonly Range[], b: readonly Range[]): readonly Range[] {
  if (a.length === 0 || b.length === 0) return a
  const left: Range[] = []
  let j = 0
  for (const range of a) {
    let { low } = range
    while (j < b.length && (b[j]?.high ?? 0) < low) j++
    for (let k = j; k < b.length; k++) {
      const hole = b[k]
      if (hole === undefined || hole.low > range.high) break
      if (hole.low > low) left.push({ low, high: hole.low - 1 })
      low = Math.max(low, hole.high + 1)
    }
    if (low <= range.high) left.push({ low, high: range.high })
  }
  return left
}

/** All that is in both. */
export function intersect(a: readonly Range[], b: readonly Range[]): readonly Range[] {
  return subtract(a, subtract(a, b))
}

/** All of `a` up to `seq`; all of it for null. */
export function upTo(a: readonly Range[], seq: number | null): readonly Range[] {
  if (seq === null || (a.at(-1)?.high ?? -1) <= seq) return a
  return a.filter((range) => range.low <= seq).map((range) => ({ low: range.low, high: Math.min(range.high, seq) }))
}

/** What `theirs` lacks of `mine` and still wants: nothing above `stoppedAt`, if that is not null. Rules E9, Y3. */
export function missing(mine: readonly Range[], theirs: readonly Range[], stoppedAt: number | null): readonly Range[] {
  return upTo(subtract(mine, theirs), stoppedAt)
}

/** How many sequence numbers are in it. */
export function countOf(a: readonly Range[]): number {
  let count = 0
  for (const range of a) count += range.high - range.low + 1
  return count
}

/** The range that holds `seq`, if any. */
export function rangeAt<R extends Range>(a: readonly R[], seq: number): R | undefined {
  return a.find((range) => range.low <= seq && seq <= range.high)
}
