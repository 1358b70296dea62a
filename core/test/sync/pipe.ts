import type { Clock, Path, PeerId, Stream, StreamListener } from '#core/net/index.ts'

/** A frame that arrived. */
export interface Arrived {
  readonly from: PeerId
  readonly at: number
  readonly bytes: Uint8Array
}

/** A stream's two ends. */
export interface Pipe {
  /** Of who opened it, and of the other. */
  readonly ends: readonly [Stream, Stream]
  isOver(): boolean
  lose(): void
}

/** What a pipe is laid through. */
export interface PipePorts {
  readonly clock: Clock
  readonly delay: () => number
  readonly meddle: (frame: Uint8Array, from: PeerId) => readonly Uint8Array[]
  readonly window: number
  readonly log: Arrived[]
  readonly onUnder: (bytes: number) => void
}

interface End {
  listener: StreamListener | null
  readonly inbox: Uint8Array[]
  /** The reason, once the end has come and is to be told after what is in the inbox. */
  closing: { readonly reason: string | null } | null
  isPaused: boolean
  isClosed: boolean
  /** Bytes that this end sent and the other has not taken. */
  under: number
  owesDrain: boolean
  arrivesAt: number
}

/** A stream between two peers: in order, late by `delay`, and full above `window` bytes. */
export function createPipe(opener: PeerId, acceptor: PeerId, path: Path, ports: PipePorts): Pipe {
  const { clock, delay, meddle, window, log, onUnder } = ports
  const begun = (): End => ({
    listener: null,
    inbox: [],
    closing: null,
    isPaused: false,
    isClosed: false,
    under: 0,
    owesDrain: false,
    arrivesAt: 0,
  })
  const near = begun()
  const far = begun()

  /** Gives an end what is there for it. */
  const deliver = (end: End, sender: End) => {
    while (end.listener !== null && !end.isPaused && !end.isClosed) {
      const frame = end.inbox.shift()
      if (frame === undefined) break
      sender.under -= frame.length
      end.listener.frame(frame)
    }
    if (sender.owesDrain && sender.under <= window / 2 && !sender.isClosed) {
      sender.owesDrain = false
      sender.listener?.drain()
    }
    if (end.closing !== null && end.inbox.length === 0 && !end.isClosed && end.listener !== null) {
      end.isClosed = true
      end.listener.close(end.closing.reason)
    }
  }

  const close = (end: End, other: End, reason: string | null) => {
    end.closing ??= { reason }
    const at = Math.max(clock.monotonic() + delay(), end.arrivesAt)
    clock.after(at - clock.monotonic(), () => {
      other.closing ??= { reason: reason === null ? null : 'Reset' }
      deliver(other, end)
      deliver(end, other)
    })
  }

  const streamOf = (end: End, other: End, self: PeerId, peer: PeerId): Stream => ({
    peer,
    path,
    listen: (listener) => {
      if (end.listener !== null) throw new Error('a second listener')
      end.listener = listener
      deliver(end, other)
    },
    send: (frame) => {
      if (end.closing !== null || end.isClosed) return false
      end.under += frame.length
      onUnder(end.under)
      end.arrivesAt = Math.max(clock.monotonic() + delay(), end.arrivesAt)
      const copy = frame.slice()
      clock.after(end.arrivesAt - clock.monotonic(), () => {
        if (other.isClosed) return
        end.under -= copy.length
        for (const each of meddle(copy, self)) {
          log.push({ from: self, at: clock.monotonic(), bytes: each })
          end.under += each.length
          other.inbox.push(each)
        }
        deliver(other, end)
      })
      end.owesDrain ||= end.under > window
      return end.under <= window
    },
    pause: () => {
      end.isPaused = true
    },
    resume: () => {
      end.isPaused = false
      clock.after(0, () => deliver(end, other))
    },
    close: () => close(end, other, null),
    abort: (reason) => {
      end.inbox.length = 0
      end.closing = { reason }
      close(end, other, reason)
    },
  })

  return {
    ends: [streamOf(near, far, opener, acceptor), streamOf(far, near, acceptor, opener)],
    isOver: () => near.isClosed || near.closing !== null,
    lose: () => {
      for (const end of [near, far]) {
        if (end.isClosed) continue
        end.isClosed = true
        end.closing = { reason: 'ConnectionLost' }
        end.listener?.close('ConnectionLost')
      }
    },
  }
}
