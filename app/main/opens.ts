import type { Opened } from '#app/contract/shell.ts'

/** Most that waits for a page that is not there yet; the oldest gives way. */
const MOST_WAITING = 8

/** What somebody came with from outside, until a page listens. */
export interface Opens {
  push(what: Opened): void
  /** A page listens from now on, through `send`. */
  listen(send: (what: Opened) => void): void
  /** It does not any more: it is loaded anew, or is gone. */
  forget(): void
}

/** Keeps what was opened while no page listened. */
export const createOpens = (): Opens => {
  let waiting: Opened[] = []
  let listener: ((what: Opened) => void) | null = null
  return {
    push: (what) => {
      if (listener !== null) return listener(what)
      waiting = [...waiting, what].slice(-MOST_WAITING)
    },
    listen: (send) => {
      listener = send
      const late = waiting
      waiting = []
      for (const what of late) send(what)
    },
    forget: () => void (listener = null),
  }
}
