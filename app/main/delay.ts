/** First and longest pause before a node that died is started again, in milliseconds. */
const SHORTEST_MS = 250
const LONGEST_MS = 30_000
/** A node that ran for so long in milliseconds was well: what ends it then is a new trouble. */
const WELL_AFTER_MS = 60_000

/** How long to wait before starting the node again: twice as long each time it died without having been well. */
export const pauseBefore = (pauseLast: number | null, ranMs: number): number =>
  pauseLast === null || ranMs >= WELL_AFTER_MS ? SHORTEST_MS : Math.min(pauseLast * 2, LONGEST_MS)
