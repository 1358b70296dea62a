import type { PeerId, Stream } from '#core/net/index.ts'
import { decodeFrame } from '#core/sync/decode.ts'
import { encodeFrame } from '#core/sync/encode.ts'
import type { Frame } from '#core/sync/frames.ts'
import { NEWEST_VERSION, OLDEST_VERSION } from '#core/sync/limits.ts'
import { SYNC_PROTOCOL } from '#core/sync/index.ts'
import type { TestNet, TestWorld } from './world.ts'

/** A peer who speaks the protocol by hand, as a stranger or an enemy would. */
export interface RawPeer {
  readonly heard: Frame[]
  /** The reasons of its streams' ends. */
  readonly ends: (string | null)[]
  say(...frames: readonly (Exclude<Frame, { type: 'unknown' }> | Uint8Array)[]): void
  /** What it heard of one kind. */
  of<T extends Frame['type']>(type: T): readonly Extract<Frame, { type: T }>[]
  close(): void
}

/** The salt that raw peers say. */
export const RAW_SALT = new Uint8Array(16).fill(7)

/** A HELLO with nothing wrong in it. */
export const rawHello = (
  change: Partial<Extract<Frame, { type: 'hello' }>> = {},
): Extract<Frame, { type: 'hello' }> => ({
  type: 'hello',
  oldest: OLDEST_VERSION,
  newest: NEWEST_VERSION,
  role: 'member',
  salt: RAW_SALT,
  time: 1_700_000_000_000,
  ...change,
})

/** Opens a stream to a peer and lets the test speak on it. The two must be connected. */
export function openRaw(world: TestWorld, net: TestNet, to: PeerId): RawPeer {
  let stream: Stream | null = null
  net.open(to, SYNC_PROTOCOL, (outcome) => {
    if (!outcome.ok) throw new Error('not connected')
    stream = outcome.value
  })
  world.run(0)
  if (stream === null) throw new Error('no stream')
  return listenRaw(stream)
}

/** Speaks by hand on a stream, whoever opened it. */
export function listenRaw(stream: Stream): RawPeer {
  const heard: Frame[] = []
  const ends: (string | null)[] = []
  stream.listen({
    frame: (bytes) => {
      const frame = decodeFrame(bytes)
      if (!frame.ok) throw new Error(`heard what is no frame: ${frame.error.type}`)
      heard.push(frame.value)
    },
    drain: () => {},
    close: (reason) => ends.push(reason),
  })
  return {
    heard,
    ends,
    say: (...frames) => {
      for (const frame of frames) stream.send(frame instanceof Uint8Array ? frame : encodeFrame(frame))
    },
    of: <T extends Frame['type']>(type: T) =>
      heard.filter((frame): frame is Extract<Frame, { type: T }> => frame.type === type),
    close: () => stream.close(),
  }
}
