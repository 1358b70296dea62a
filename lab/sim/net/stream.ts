import { MAX_FRAME } from '#core/net/index.ts'
import type { Path, PeerId, Stream, StreamFault, StreamListener } from '#core/net/index.ts'
import type { Life } from '../life.ts'

/** Bytes that may be on their way, or wait for a slow reader, before the writer is made to wait: a yamux window. */
export const WINDOW_BYTES = 256 * 1024
/** How long the other side may take to end its half after ours was sent, in milliseconds. */
const LINGER_MS = 15_000
/** What a frame costs besides its bytes: its length and its share of multiplexing and encryption. */
const FRAME_OVERHEAD = 32

/** What travels between the two ends of a stream. */
export type Parcel =
  | { readonly type: 'frame'; readonly bytes: Uint8Array }
  /** The reader has taken so many bytes. */
  | { readonly type: 'credit'; readonly bytes: number }
  | { readonly type: 'end' }
  | { readonly type: 'reset' }

/** One end of a stream: the port's `Stream`, and what the connection tells it. */
export interface End {
  readonly stream: Stream
  /** Something arrived from the other end. */
  take(parcel: Parcel): void
  /** The connection is gone, or this net. */
  lost(reason: StreamFault): void
  /** Bytes sent that the reader has not taken. */
  isWaitedFor(): boolean
  /** The reader took bytes while nobody waited for room. */
  credit(bytes: number): void
}

/** What an end needs of the connection it is on. */
export interface EndInit {
  readonly life: Life
  readonly peer: PeerId
  readonly path: Path
  /** Sends a parcel of that size to the other end, in order. */
  readonly put: (parcel: Parcel, bytes: number) => void
  readonly other: () => End
  /** Called once when neither side will say anything more, whether or not the listener was told. */
  readonly onGone: () => void
}

/** An end at which nothing has happened. It is told as the real adapter tells: see `core/adapters/libp2p/stream.ts`. */
export function createEnd({ life, peer, path, put, other, onGone }: EndInit): End {
  let listener: StreamListener | null = null
  const inbox: Uint8Array[] = []
  let outbox: Uint8Array[] = []
  /** Bytes sent and not taken by the reader. */
  let outstanding = 0
  let isPaused = false
  let owesDrain = false
  let isDrainDue = false
  let closing: 'no' | 'asked' | 'sent' = 'no'
  let hasRemoteEnded = false
  /** Set once no more will come: why. What is in `inbox` is still delivered before. */
  let ended: { readonly reason: string | null } | null = null
  let isDone = false
  let isGone = false
  let isPumping = false
  let cancelLinger = (): void => {}

  /** The only place that calls the listener, so order holds and nothing nests. */
  const pump = (): void => {
    if (listener === null || isPumping) return
    isPumping = true
    while (!isDone) {
      if (isDrainDue) {
        isDrainDue = false
        listener.drain()
        continue
      }
      const frame = isPaused ? undefined : inbox.shift()
      if (frame !== undefined) {
        taken(frame.length)
        listener.frame(frame)
        noteEnd()
      } else if (ended !== null && inbox.length === 0) {
        isDone = true
        listener.close(ended.reason)
      } else break
    }
    isPumping = false
  }
  /** Later, because whoever called may not be called back before she returns. */
  const pumpSoon = (): void => {
    life.after(0, pump)
  }

  const taken = (bytes: number): void => {
    if (other().isWaitedFor()) put({ type: 'credit', bytes }, 0)
    else other().credit(bytes)
  }

  const noteEnd = (): void => {
    if (!hasRemoteEnded || inbox.length > 0 || ended !== null) return
    ended = { reason: null }
    askToClose()
  }

  const gone = (): void => {
    if (isGone) return
    isGone = true
    cancelLinger()
    outbox = []
    onGone()
  }

  const flush = (): void => {
    while (outstanding < WINDOW_BYTES && !isGone) {
      const bytes = outbox.shift()
      if (bytes === undefined) break
      outstanding += bytes.length
      put({ type: 'frame', bytes }, bytes.length + FRAME_OVERHEAD)
    }
    if (closing === 'asked' && outbox.length === 0 && !isGone) {
      closing = 'sent'
      put({ type: 'end' }, FRAME_OVERHEAD)
      if (hasRemoteEnded) gone()
      else cancelLinger = life.after(LINGER_MS, () => fault('CloseUnanswered'))
    }
  }

  const askToClose = (): void => {
    if (closing !== 'no') return
    closing = 'asked'
    flush()
  }

  /** It ends here, and the other end is told. */
  const fault = (reason: StreamFault): void => {
    if (!isGone) put({ type: 'reset' }, FRAME_OVERHEAD)
    lost(reason)
  }

  const lost = (reason: StreamFault): void => {
    gone()
    // What was said until an announced end is whole.
    ended ??= { reason: hasRemoteEnded ? null : reason }
    pumpSoon()
  }

  /** A hostile wire makes more frames of one, so more may be taken than was sent. */
  const credit = (bytes: number): void => {
    outstanding = Math.max(0, outstanding - bytes)
  }

  return {
    stream: {
      peer,
      path,
      listen: (given) => {
        if (listener !== null) throw new Error('a stream has one listener')
        listener = given
        pump()
      },
      send: (frame) => {
        if (frame.length > MAX_FRAME)
          throw new RangeError(`a frame has at most ${MAX_FRAME} bytes, not ${frame.length}`)
        if (closing !== 'no' || ended !== null) return false
        outbox.push(frame.slice())
        flush()
        const isFull = outbox.length > 0 || outstanding >= WINDOW_BYTES
        owesDrain ||= isFull
        return !isFull
      },
      pause: () => {
        isPaused = true
      },
      resume: () => {
        isPaused = false
        pump()
      },
      close: askToClose,
      abort: (reason) => {
        if (isDone) return
        if (!isGone) put({ type: 'reset' }, FRAME_OVERHEAD)
        inbox.length = 0
        gone()
        ended = { reason }
        pumpSoon()
      },
    },
    take: (parcel) => {
      if (isGone) return
      switch (parcel.type) {
        case 'frame':
          if (ended !== null) return
          inbox.push(parcel.bytes)
          return pump()
        case 'credit':
          credit(parcel.bytes)
          flush()
          if (!owesDrain || outbox.length > 0 || outstanding >= WINDOW_BYTES || closing !== 'no' || ended !== null)
            return
          owesDrain = false
          isDrainDue = true
          return pump()
        case 'end':
          hasRemoteEnded = true
          noteEnd()
          if (closing === 'sent') gone()
          return pump()
        case 'reset':
          return lost('Reset')
      }
    },
    lost,
    isWaitedFor: () => outbox.length > 0 || owesDrain,
    credit,
  }
}
