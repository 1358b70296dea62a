import type { Stream as RawStream, StreamCloseEvent, StreamMessageEvent } from '@libp2p/interface'

/** What joining two streams tells. */
export interface SpliceInit {
  /** Bytes went through, either way. False: they were the last allowed ones, and both streams end. */
  readonly onBytes: (count: number) => boolean
  /** Called once, when both streams are closed. */
  readonly onEnd: () => void
}

/**
 * Joins two streams, each way with backpressure: the side that reads slowly makes the other wait, and no more than
 * about a window of either is held here. Libp2p's own `pipe` reads on and queues without a limit, so that two peers who
 * mean harm fill a relay's memory. Returns what ends both.
 */
export const splice = (
  one: RawStream,
  other: RawStream,
  { onBytes, onEnd }: SpliceInit,
): ((reason: string) => void) => {
  let open = 2

  const end = (reason: string): void => {
    for (const stream of [one, other])
      if (stream.status === 'open' || stream.status === 'closing') stream.abort(new Error(reason))
  }

  const join = (from: RawStream, to: RawStream): void => {
    from.addEventListener('message', ({ data }: StreamMessageEvent) => {
      if (!onBytes(data.byteLength)) return end('CircuitBytes')
      try {
        if (!to.send(data) && from.readStatus === 'readable') from.pause()
      } catch {
        end('CircuitLost')
      }
    })
    to.addEventListener('drain', () =>
      // After libp2p, in a microtask of its own, has sent on what it held.
      queueMicrotask(() => {
        if (to.writableNeedsDrain || from.readStatus !== 'paused') return
        try {
          from.resume()
        } catch {
          // What it held was delivered; its connection is gone, and its `close` event tells.
        }
      }),
    )
    const onReadEnd = (): void => {
      if (from.status === 'aborted' || from.status === 'reset') return end('CircuitLost')
      to.close().catch(() => end('CircuitLost'))
    }
    from.addEventListener('end', onReadEnd)
    from.addEventListener('close', (event: StreamCloseEvent) => {
      open--
      if (event.error !== undefined || !from.readableEnded) end('CircuitLost')
      if (open === 0) onEnd()
    })
    if (from.readableEnded) onReadEnd()
  }
  join(one, other)
  join(other, one)
  return end
}
