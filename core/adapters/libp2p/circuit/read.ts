import type { Stream as RawStream, StreamMessageEvent } from '@libp2p/interface'
import type { Clock } from '#core/net/index.ts'
import { concatBytes } from '#core/proof/index.ts'
import { MESSAGE_MAX, readVarint } from './messages.ts'

/**
 * The next message on a stream without its length, within `ms`; what came after it is put back. Null: none came, it was
 * over `MESSAGE_MAX`, or the stream ended.
 */
export const readMessage = (stream: RawStream, clock: Clock, ms: number): Promise<Uint8Array | null> =>
  new Promise((resolve) => {
    let bytes: Uint8Array = new Uint8Array()
    const finish = (found: Uint8Array | null, rest: Uint8Array): void => {
      cancel()
      stream.removeEventListener('message', onMessage)
      stream.removeEventListener('end', onEnd)
      stream.removeEventListener('close', onEnd)
      if (rest.length > 0 && (stream.readStatus === 'readable' || stream.readStatus === 'paused')) stream.unshift(rest)
      resolve(found)
    }
    const onMessage = ({ data }: StreamMessageEvent): void => {
      bytes = concatBytes(bytes, ...(data instanceof Uint8Array ? [data] : data))
      const length = readVarint(bytes, 0)
      if (length === null ? bytes.length > 4 : length.value > MESSAGE_MAX) finish(null, new Uint8Array())
      else if (length !== null && bytes.length - length.end >= length.value) {
        const end = length.end + length.value
        finish(bytes.subarray(length.end, end), bytes.slice(end))
      }
    }
    const onEnd = (): void => finish(null, new Uint8Array())
    const cancel = clock.after(ms, onEnd)
    stream.addEventListener('message', onMessage)
    stream.addEventListener('end', onEnd)
    stream.addEventListener('close', onEnd)
    if (stream.readableEnded || (stream.status !== 'open' && stream.readBufferLength === 0)) onEnd()
  })
