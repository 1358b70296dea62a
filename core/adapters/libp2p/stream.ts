import type { Stream as RawStream, StreamMessageEvent } from '@libp2p/interface'
import type { Clock, Path, PeerId, Stream, StreamFault, StreamListener } from '#core/net/index.ts'
import { createFrameReader, encodeFrame } from './frames.ts'
import { HOLD_AT_BYTES, LINGER_MS } from './limits.ts'

/** What a framed stream is made of. */
export interface StreamInit {
  readonly raw: RawStream
  readonly peer: PeerId
  readonly path: Path
  readonly clock: Clock
  /** Called once when the stream below is closed, whether or not the listener has had everything yet. */
  readonly onGone: () => void
}

/**
 * The port's `Stream` over one of libp2p's.
 *
 * Built on events alone, because `onDrain()` waits only once, `for await` has no backpressure, and `lpStream` resets a
 * slow reader. At most one frame is handed to libp2p beyond what its window takes; the rest waits here. Delivery stops
 * the stream below once `HOLD_AT_BYTES` wait for the listener, and its window then stops the sender.
 */
export const framedStream = ({ raw, peer, path, clock, onGone }: StreamInit): Stream => {
  const reader = createFrameReader()
  let listener: StreamListener | null = null
  let inbox: Uint8Array[] = []
  let inboxBytes = 0
  let outbox: Uint8Array[] = []
  let isPaused = false
  let isHeld = false
  let owesDrain = false
  let isDrainDue = false
  let closing: 'no' | 'asked' | 'sent' = 'no'
  let hasRemoteEnded = false
  let isUnanswered = false
  /** Why no more will come, once the stream below is closed with bytes of it still unread. */
  let gone: { readonly reason: StreamFault | null } | null = null
  let ended: { readonly reason: string | null } | null = null
  let isDone = false
  let isPumping = false
  /** Within a call from outside, whose caller must not be called back before it returns. */
  let isCalled = false
  let cancelLinger = (): void => {}

  /** Tells the listener all there is to tell. The only place that calls it, so order holds and nothing nests. */
  const pump = (): void => {
    if (listener === null || isPumping || isDone) return
    if (isCalled) return queueMicrotask(pump)
    isPumping = true
    while (!isDone) {
      const frame = isPaused ? undefined : inbox.shift()
      if (isDrainDue) {
        if (frame !== undefined) inbox.unshift(frame)
        isDrainDue = false
        listener.drain()
      } else if (frame !== undefined) {
        inboxBytes -= frame.length
        listener.frame(frame)
      } else if (ended !== null && inbox.length === 0) {
        isDone = true
        listener.close(ended.reason)
      } else break
    }
    isPumping = false
    holdOrRelease()
  }

  const holdOrRelease = (): void => {
    if (!isHeld && inboxBytes >= HOLD_AT_BYTES && raw.readStatus === 'readable') {
      isHeld = true
      raw.pause()
    } else if (isHeld && inbox.length === 0 && ended === null) {
      isHeld = false
      try {
        // Delivers what waited at once, and then may find the connection closed when it asks for more.
        if (raw.readStatus === 'paused') raw.resume()
      } catch {
        // Its `close` event has told, or will tell, why.
      }
    }
  }

  const end = (reason: string | null): void => {
    ended ??= { reason }
    if (reason === null) {
      // The other side is through; so are we, after what is still queued.
      askToClose()
    } else {
      outbox = []
      abortRaw(reason)
    }
  }

  const abortRaw = (reason: string): void => {
    if (raw.status === 'open' || raw.status === 'closing') raw.abort(new Error(reason))
  }

  const onMessage = ({ data }: StreamMessageEvent): void => {
    if (ended !== null) return
    const keep = (frame: Uint8Array): void => {
      inbox.push(frame)
      inboxBytes += frame.length
    }
    for (const bytes of data instanceof Uint8Array ? [data] : data)
      if (!reader.read(bytes, keep)) {
        end('FrameTooLarge' satisfies StreamFault)
        break
      }
    pump()
    holdOrRelease()
  }

  const onRemoteEnd = (): void => {
    hasRemoteEnded = true
  }

  /** Nothing more will be read: the orderly end, if the other side announced it, or what `close` said before. */
  const onReadEnd = (): void => {
    if (ended !== null || raw.status === 'aborted') return
    const reason = gone === null ? (hasRemoteEnded ? null : undefined) : gone.reason
    if (reason === undefined) return
    end(reason === null && reader.isPartial() ? ('FrameTruncated' satisfies StreamFault) : reason)
    pump()
  }

  const onClose = (): void => {
    cancelLinger()
    outbox = []
    gone = { reason: faultOfClose() }
    onGone()
    // What is unread is still delivered; `end` comes after it.
    const isUnread = raw.readStatus === 'paused' && raw.readBufferLength > 0
    if (ended !== null || isUnread) return pump()
    const isWhole = gone.reason !== null || !reader.isPartial()
    ended = { reason: isWhole ? gone.reason : ('FrameTruncated' satisfies StreamFault) }
    pump()
  }

  const faultOfClose = (): StreamFault | null => {
    // An abort throws away what a held stream had not been read of, so its end is no proof that all arrived.
    if (hasRemoteEnded && !(raw.status === 'aborted' && isHeld)) return null
    if (raw.status === 'reset') return 'Reset'
    return isUnanswered ? 'CloseUnanswered' : 'ConnectionLost'
  }

  const flush = (): void => {
    while (raw.writeStatus === 'writable' && !raw.writableNeedsDrain) {
      const bytes = outbox.shift()
      if (bytes === undefined) break
      try {
        raw.send(bytes)
      } catch {
        // It has aborted itself and said so in its `close` event.
        break
      }
    }
    if (closing === 'asked' && outbox.length === 0) sendClose()
  }

  const onDrain = (): void => {
    // Libp2p first sends on what it holds itself, in a microtask it queued just now.
    queueMicrotask(() => {
      flush()
      if (!owesDrain || outbox.length > 0 || raw.writableNeedsDrain || closing !== 'no' || ended !== null) return
      owesDrain = false
      isDrainDue = true
      pump()
    })
  }

  const askToClose = (): void => {
    if (closing !== 'no') return
    closing = 'asked'
    flush()
  }

  const sendClose = (): void => {
    closing = 'sent'
    raw.close().then(linger, () => {
      // It closed meanwhile, and its `close` event tells.
    })
  }

  const linger = (): void => {
    if (gone !== null) return
    cancelLinger = clock.after(LINGER_MS, () => {
      isUnanswered = true
      abortRaw('CloseUnanswered' satisfies StreamFault)
    })
  }

  /** Runs a call from outside, during which the listener is not called. */
  const called = (work: () => void): void => {
    isCalled = true
    work()
    isCalled = false
  }

  raw.addEventListener('message', onMessage)
  raw.addEventListener('remoteCloseWrite', onRemoteEnd)
  raw.addEventListener('end', onReadEnd)
  raw.addEventListener('drain', onDrain)
  raw.addEventListener('close', onClose, { once: true })
  // All of it may have happened before.
  if (raw.remoteWriteStatus === 'closed') hasRemoteEnded = true
  if (raw.status !== 'open' && raw.status !== 'closing') onClose()
  else if (raw.readableEnded) onReadEnd()

  return {
    peer,
    path,
    listen: (given) => {
      if (listener !== null) throw new Error('a stream has one listener')
      listener = given
      pump()
    },
    send: (frame) => {
      const bytes = encodeFrame(frame)
      if (closing !== 'no' || ended !== null) return false
      outbox.push(bytes)
      called(flush)
      const isFull = outbox.length > 0 || raw.writableNeedsDrain
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
    close: () => called(askToClose),
    abort: (reason) => {
      if (isDone) return
      inbox = []
      inboxBytes = 0
      outbox = []
      ended = { reason }
      called(() => abortRaw(reason))
      queueMicrotask(pump)
    },
  }
}
