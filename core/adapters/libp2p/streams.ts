import type { Connection, Stream as RawStream } from '@libp2p/interface'
import type { Clock, NetError, PeerId, Stream } from '#core/net/index.ts'
import { fail, ok, type Result } from '#core/proof/index.ts'
import { fromLibPeer, pathOfAddress } from './address.ts'
import type { Node } from './build.ts'
import { OPEN_STREAM_MS } from './limits.ts'
import type { Link } from './links.ts'
import { createStopping, deadline } from './pause.ts'
import { detailOf, type Reach } from './reach.ts'
import { framedStream } from './stream.ts'
import type { Log } from './types.ts'

/** What serving and opening streams needs of the rest. */
export interface StreamsInit {
  readonly node: Node
  readonly clock: Clock
  readonly reach: Reach
  readonly log: Log
  /** Streams at once per protocol, connection and direction. */
  readonly limit: number
}

/** The streams of a net: those served, those opened, and their common end. */
export interface Streams {
  readonly serve: (protocol: string, onStream: (stream: Stream) => void) => void
  readonly open: (peer: PeerId, protocol: string) => Promise<Result<Stream, NetError>>
  /** Aborts all with `Stopped`, and whatever is still being opened. */
  readonly stop: () => void
}

/** No stream is open yet. */
export const createStreams = ({ node, clock, reach, log, limit }: StreamsInit): Streams => {
  const open = new Set<Stream>()
  const served = new Set<string>()
  const stopping = createStopping()

  const adopt = (raw: RawStream, connection: Connection, peer: PeerId): Stream => {
    let stream: Stream | null = null
    let isGone = false
    const onGone = (): void => {
      isGone = true
      if (stream !== null) open.delete(stream)
    }
    stream = framedStream({ raw, peer, path: pathOfAddress(connection.remoteAddr), clock, onGone })
    if (!isGone) open.add(stream)
    return stream
  }

  const openOn = async ({ connection, peer }: Link, protocol: string): Promise<Result<Stream, NetError>> => {
    const time = deadline(clock, OPEN_STREAM_MS, stopping.signal)
    try {
      const raw = await connection.newStream(protocol, {
        signal: time.signal,
        runOnLimitedConnection: true,
        maxOutboundStreams: limit,
      })
      const stream = adopt(raw, connection, peer)
      if (!stopping.signal.aborted) return ok(stream)
      stream.abort('Stopped')
      return fail({ type: 'Stopped' })
    } catch (error) {
      if (stopping.signal.aborted) return fail({ type: 'Stopped' })
      if (error instanceof Error && error.name === 'UnsupportedProtocolError')
        return fail({ type: 'ProtocolUnknown', peer, protocol })
      return fail({ type: 'Unreachable', peer, detail: time.signal.aborted ? 'Timeout' : detailOf(error) })
    } finally {
      time.clear()
    }
  }

  return {
    serve: (protocol, onStream) => {
      if (served.has(protocol)) throw new Error(`${protocol} has a server already`)
      served.add(protocol)
      const onRaw = (raw: RawStream, connection: Connection): void => {
        const peer = fromLibPeer(connection.remotePeer)
        if (peer === null || stopping.signal.aborted) raw.abort(new Error('Stopped'))
        else onStream(adopt(raw, connection, peer))
      }
      const options = { runOnLimitedConnection: true, maxInboundStreams: limit, maxOutboundStreams: limit }
      node
        .handle(protocol, onRaw, options)
        .catch((error: unknown) => log('serve-failed', { protocol, detail: detailOf(error) }))
    },
    open: async (peer, protocol) => {
      const link = await reach.reach(peer, 'any')
      if (!link.ok) return link
      const stream = await openOn(link.value, protocol)
      // The connection may have been dying; another, or a new one, may live.
      const isStale = !stream.ok && stream.error.type === 'Unreachable' && link.value.connection.status !== 'open'
      if (!isStale) return stream
      const other = await reach.reach(peer, 'any')
      return other.ok ? openOn(other.value, protocol) : other
    },
    stop: () => {
      stopping.abort()
      for (const stream of open) stream.abort('Stopped')
    },
  }
}
