import { asClient, openLine, type Client, type Line } from '#app/contract/client.ts'
import type { ContractEvent, Topic } from '#app/contract/index.ts'
import type { Port } from '#app/contract/port.ts'

/** How it stands between this page and the node. `refused`: the key no longer fits, so trying again is in vain. */
export type Standing = 'connecting' | 'open' | 'lost' | 'refused'

/** A connection that heals by itself. */
export interface Connection {
  /** Calls end with `Disconnected` while there is no line. */
  readonly client: Client
  readonly standing: () => Standing
  /** Told of every change of standing; returns its unsubscribe. After `open`, everything should be read again. */
  readonly onStanding: (listener: () => void) => () => void
  /** Told of every event of every line; returns its unsubscribe. */
  readonly onEvent: (listener: (event: ContractEvent) => void) => () => void
  /** Tries now instead of after the pause: the computer woke up, or the network came back. */
  readonly nudge: () => void
  readonly close: () => void
}

export interface ConnectionPorts {
  readonly open: () => Promise<Port | null>
  readonly check: () => Promise<'right' | 'wrong' | 'gone'>
  /** Calls once after so many milliseconds; returns its cancel. */
  readonly after: (ms: number, fn: () => void) => () => void
}

/** First and longest pause between tries, in milliseconds: a node that restarts is back within a second. */
const SHORTEST_PAUSE = 250
const LONGEST_PAUSE = 4000

const topics: readonly Topic[] = [
  'account.changed',
  'device.changed',
  'contact.changed',
  'space.changed',
  'chat.changed',
  'sync.progress',
  'network.changed',
  'notice',
]

/** Connects, and connects again whenever the line breaks. */
export const connect = ({ open, check, after }: ConnectionPorts): Connection => {
  const standingListeners = new Set<() => void>()
  const eventListeners = new Set<(event: ContractEvent) => void>()
  let standing: Standing = 'connecting'
  let line: Line | null = null
  let pause = SHORTEST_PAUSE
  let cancelPause: (() => void) | null = null
  let isClosed = false

  const stand = (next: Standing): void => {
    if (standing === next) return
    standing = next
    for (const listener of standingListeners) listener()
  }
  const later = (): void => {
    if (isClosed) return
    stand('lost')
    cancelPause = after(pause, attempt)
    pause = Math.min(pause * 2, LONGEST_PAUSE)
  }
  const take = async (port: Port): Promise<void> => {
    const opened = openLine(port)
    opened.onClose(() => {
      line = null
      later()
    })
    // Subscribed before anything is read, so that nothing changes unheard in between.
    const subscribed = await opened.subscribe(topics, (event) => {
      for (const listener of eventListeners) listener(event)
    })
    if (!subscribed.ok) return opened.close()
    line = opened
    pause = SHORTEST_PAUSE
    stand('open')
  }
  const dial = async (): Promise<void> => {
    const port = await open()
    if (isClosed) return port?.close()
    if (port !== null) return take(port)
    if ((await check()) === 'wrong') stand('refused')
    else later()
  }
  const attempt = (): void => {
    cancelPause = null
    dial().catch(later)
  }

  attempt()
  return {
    client: asClient((method, params) =>
      line === null ? Promise.resolve({ ok: false, error: { type: 'Disconnected' } }) : line.call(method, params),
    ),
    standing: () => standing,
    onStanding: (listener) => {
      standingListeners.add(listener)
      return () => standingListeners.delete(listener)
    },
    onEvent: (listener) => {
      eventListeners.add(listener)
      return () => eventListeners.delete(listener)
    },
    nudge: () => {
      if (cancelPause === null) return
      cancelPause()
      pause = SHORTEST_PAUSE
      attempt()
    },
    close: () => {
      isClosed = true
      cancelPause?.()
      line?.close()
    },
  }
}
