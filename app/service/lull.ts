/** Something that waits until nobody asks for anything. */
export interface Lull {
  /** Somebody asked: it waits anew. */
  readonly stir: () => void
  /** A page is being loaded: it will ask for its chats, however slow the computer is. */
  readonly loading: () => void
  readonly cancel: () => void
}

/** How long nobody must have asked, how long a page is given to load, and how long is waited at most: in milliseconds. */
const QUIET_MS = 500
const LOADING_MS = 1_500
const LATEST_MS = 3_000

/**
 * Calls once as soon as nobody has asked for half a second, and after 3 s in any case. Loading the network holds up everything
 * else for some tenths of a second, and whoever just opened a page waits for her chats.
 */
export const afterLull = (fn: () => void): Lull => {
  const began = performance.now()
  let until = began + QUIET_MS
  let isOver = false
  const end = (): void => {
    isOver = true
    fn()
  }
  let timer = setTimeout(end, QUIET_MS)
  const wait = (ms: number): void => {
    const now = performance.now()
    const next = Math.min(Math.max(until, now + ms), began + LATEST_MS)
    if (isOver || next === until) return
    until = next
    clearTimeout(timer)
    timer = setTimeout(end, Math.max(0, until - now))
  }
  return {
    stir: () => wait(QUIET_MS),
    loading: () => wait(LOADING_MS),
    cancel: () => {
      isOver = true
      clearTimeout(timer)
    },
  }
}
