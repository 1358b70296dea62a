/** Something that waits until nobody asks for anything. */
export interface Lull {
  /** Somebody asked: it waits anew. */
  readonly stir: () => void
  readonly cancel: () => void
}

/** How long nobody must have asked, and how long is waited at most: both in milliseconds. */
const QUIET_MS = 500
const LATEST_MS = 3_000

/**
 * Calls once as soon as nobody has asked for half a second, and after 3 s in any case. Loading the network holds up everything
 * else for some tenths of a second, and whoever just opened a page waits for her chats.
 */
export const afterLull = (fn: () => void): Lull => {
  const latest = performance.now() + LATEST_MS
  let isOver = false
  const end = (): void => {
    isOver = true
    fn()
  }
  let timer = setTimeout(end, QUIET_MS)
  return {
    stir: () => {
      if (isOver) return
      clearTimeout(timer)
      timer = setTimeout(end, Math.max(0, Math.min(QUIET_MS, latest - performance.now())))
    },
    cancel: () => {
      isOver = true
      clearTimeout(timer)
    },
  }
}
