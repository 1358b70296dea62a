/**
 * Where the rows of a long list stand, in pixels from the top of what scrolls. Few of them are known by name (those in
 * memory), fewer have been measured; all others are taken to be as high as the measured ones are on average.
 */
export interface Track {
  /** Which rows there are: `ids` in a row, with so many nameless ones before and after. */
  put(before: number, ids: readonly string[], after: number): void
  /** A row has this height. True: it was not known to. */
  measure(id: string, height: number): boolean
  /** Forgets what was measured: the list has another width now. */
  forget(): void
  readonly count: () => number
  /** The number of a row; undefined if it has no name now. */
  readonly indexOf: (id: string) => number | undefined
  readonly idOf: (index: number) => string | undefined
  /** Top of a row; of `count()` it is the bottom of the last. */
  readonly topOf: (index: number) => number
  /** The row at a place; the first or last where there is none. */
  readonly indexAt: (place: number) => number
  /** Shifts all rows so that this one's top stands there. What is above and not measured is then a guess that moved. */
  hold(index: number, top: number): void
  /** Shifts all rows back so that the first stands at 0, and takes up the newest average. */
  settle(): void
  /** Whether the first row stands elsewhere than at 0. */
  readonly isShifted: () => boolean
}

/** Of nothing measured: a bubble of one line, with its gap. */
const FIRST_GUESS = 44

/** A track without rows. */
export const createTrack = (): Track => {
  const heights = new Map<string, number>()
  let ids: readonly string[] = []
  let places = new Map<string, number>()
  let before = 0
  let after = 0
  let guess = FIRST_GUESS
  let origin = 0
  /** Heights added up from the first named row: one more than there are ids. Null: to be added up anew. */
  let sums: Float64Array | null = null

  const added = (): Float64Array => {
    if (sums !== null) return sums
    const made = new Float64Array(ids.length + 1)
    ids.forEach((id, n) => (made[n + 1] = (made[n] ?? 0) + (heights.get(id) ?? guess)))
    sums = made
    return made
  }
  const count = (): number => before + ids.length + after
  const topOf = (index: number): number => {
    const at = Math.min(Math.max(index, 0), count())
    if (at <= before) return origin + at * guess
    const known = added()
    const within = Math.min(at - before, ids.length)
    return origin + before * guess + (known[within] ?? 0) + (at - before - within) * guess
  }
  const hold = (index: number, top: number): void => {
    origin += top - topOf(index)
  }
  const indexAt = (place: number): number => {
    // The row whose top is the last at or above the place, by halving.
    let low = 0
    let high = Math.max(0, count() - 1)
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if (topOf(middle) <= place) low = middle
      else high = middle - 1
    }
    return low
  }
  return {
    put: (nextBefore, nextIds, nextAfter) => {
      before = nextBefore
      after = nextAfter
      if (nextIds !== ids) {
        ids = nextIds
        places = new Map(ids.map((id, n) => [id, n]))
        // What is no longer in memory is measured again when it comes back.
        for (const id of heights.keys()) if (!places.has(id)) heights.delete(id)
      }
      sums = null
    },
    measure: (id, height) => {
      if (heights.get(id) === height) return false
      heights.set(id, height)
      sums = null
      return true
    },
    forget: () => {
      heights.clear()
      sums = null
    },
    count,
    indexOf: (id) => {
      const place = places.get(id)
      return place === undefined ? undefined : before + place
    },
    idOf: (index) => ids[index - before],
    topOf,
    indexAt,
    hold,
    settle: () => {
      if (heights.size > 0) guess = [...heights.values()].reduce((sum, height) => sum + height, 0) / heights.size
      origin = 0
      sums = null
    },
    isShifted: () => Math.abs(origin) >= 1,
  }
}
