import type { FeedId, LogId, Range, Run } from '#core/envelope/index.ts'
import type { Clock, Stream } from '#core/net/index.ts'
import type { Random } from '#core/proof/index.ts'
import type { SessionEffect, SessionEnd, SessionInput } from './effects.ts'
import { SALT_BYTES } from './limits.ts'
import { createSession } from './session.ts'
import type { Session } from './session.ts'
import type { Replica } from './types.ts'

/** How a link ended: as its session says, or because the stream did. */
export type LinkEnd = SessionEnd | { readonly type: 'Lost'; readonly reason: string | null }

/** What a link tells its owner. */
export interface LinkListener {
  readonly opened: () => void
  readonly settled: () => void
  readonly progress: () => void
  readonly refused: (log: LogId, reason: string) => void
  readonly turnOver: (log: LogId) => void
  /** Last, once. */
  readonly ended: (end: LinkEnd) => void
}

/** A session on a stream: what it wants done is done with the stream and the replica. */
export interface Link {
  readonly stream: Stream
  readonly session: Session
  /** Says the first word and listens. */
  begin(): void
  give(input: SessionInput): void
  /** Says goodbye and ends. */
  end(reason: string): void
}

interface LinkPorts {
  readonly clock: Clock
  readonly random: Random
  readonly replica: Replica
  readonly opens: boolean
  readonly takeTurn: (log: LogId) => boolean
}

/** A session on a stream for which nobody else listens; it has not begun. */
export function createLink(self: Stream['peer'], stream: Stream, ports: LinkPorts, listener: LinkListener): Link {
  const { clock, replica } = ports
  const { peer } = stream
  const session = createSession({
    self,
    peer,
    replica,
    salt: ports.random(SALT_BYTES),
    time: Math.floor(clock.now()),
    opens: ports.opens,
    takeTurn: ports.takeTurn,
  })
  const inputs: SessionInput[] = []
  let isRunning = false
  let isOver = false

  /** Inputs one after the other: an answer that comes at once waits for what else the session wanted. */
  const give = (input: SessionInput): void => {
    inputs.push(input)
    if (isRunning) return
    isRunning = true
    try {
      for (let next = inputs.shift(); next !== undefined && !isOver; next = inputs.shift())
        for (const effect of session.receive(next)) run(effect)
    } finally {
      isRunning = false
    }
  }

  const finish = (end: LinkEnd): void => {
    if (isOver) return
    isOver = true
    listener.ended(end)
  }

  const run = (effect: SessionEffect): void => {
    switch (effect.type) {
      case 'send':
        if (!stream.send(effect.frame)) give({ type: 'full' })
        return
      case 'readFrontier':
        return replica.frontier(effect.log, (feeds) => give({ type: 'frontierRead', log: effect.log, feeds }))
      case 'readFork':
        return replica.fork(effect.log, effect.feed, (fork) => give({ type: 'forkRead', log: effect.log, fork }))
      case 'readRun':
        return readRun(effect.log, effect.feed, effect.asked, effect.maxBytes, effect.from)
      case 'receive':
        return replica.receive(effect.log, effect.runs, peer, (outcomes) =>
          give({ type: 'received', log: effect.log, outcomes }),
        )
      case 'pause':
        return stream.pause()
      case 'resume':
        return stream.resume()
      case 'forked':
        return replica.forked(effect.log, effect.fork)
      case 'peerHas':
        return replica.peerHas(peer, effect.role, effect.log, effect.feeds)
      case 'peerSeen':
        return replica.peerSeen(peer, effect.log, effect.heads)
      case 'peerClock':
        return replica.peerClock(peer, effect.time - clock.now())
      case 'opened':
        return listener.opened()
      case 'progress':
        return listener.progress()
      case 'settled':
        return listener.settled()
      case 'refused':
        return listener.refused(effect.log, effect.reason)
      case 'turnOver':
        return listener.turnOver(effect.log)
      case 'close':
        stream.close()
        return finish(effect.end)
    }
  }

  const readRun = (log: LogId, feed: FeedId, asked: Range, maxBytes: number, from: 'low' | 'high') =>
    replica.read(log, feed, asked.low, asked.high, maxBytes, from, (found: Run | null) =>
      give({ type: 'runRead', asked, run: found }),
    )

  const now = () => clock.monotonic()
  return {
    stream,
    session,
    begin: () => {
      give({ type: 'start', now: now() })
      stream.listen({
        frame: (bytes) => give({ type: 'frame', bytes, now: now() }),
        drain: () => give({ type: 'drain' }),
        close: (reason) => finish({ type: 'Lost', reason }),
      })
    },
    give,
    end: (reason) => give({ type: 'end', reason }),
  }
}
