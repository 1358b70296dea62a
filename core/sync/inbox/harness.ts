import { bytesToId, digest, fail, ok } from '#core/proof/index.ts'
import type { Clock, Net, PeerChange, PeerId, Stream, StreamListener } from '#core/net/index.ts'

/** Time that moves only when told to, for the tests of this room. */
export interface TestClock extends Clock {
  /** Runs all that is due within `ms` from now, in order. */
  pass(ms: number): void
}

export function createTestClock(): TestClock {
  let now = 0
  let order = 0
  const timers = new Map<number, { readonly due: number; readonly fn: () => void }>()
  const next = (until: number): [number, { due: number; fn: () => void }] | undefined => {
    let best: [number, { due: number; fn: () => void }] | undefined
    for (const entry of timers) if (entry[1].due <= until && (!best || entry[1].due < best[1].due)) best = entry
    return best
  }
  return {
    now: () => now,
    monotonic: () => now,
    after: (ms, fn) => {
      const key = order++
      timers.set(key, { due: now + Math.max(0, ms), fn })
      return () => timers.delete(key)
    },
    pass: (ms) => {
      const until = now + ms
      for (let found = next(until); found; found = next(until)) {
        const [key, timer] = found
        timers.delete(key)
        now = Math.max(now, timer.due)
        timer.fn()
      }
      now = until
    },
  }
}

interface End {
  listener: StreamListener | null
  readonly waiting: Uint8Array[]
  isPaused: boolean
  isEnded: boolean
  ended: string | null | undefined
  owesDrain: boolean
  /** Frames on their way to this end. */
  coming: number
}

/** Frames on their way or unread by the other side after which a sender is told to wait. */
const WINDOW_FRAMES = 4

/** Peers in one process whose frames arrive one millisecond later. Everybody is connected with everybody. */
export interface TestNet {
  join(name: string): Net
  /** Ends all streams of a peer as a lost connection does, and says so to all. */
  cut(peer: PeerId): void
  reconnect(peer: PeerId): void
}

export const peerNamed = (name: string): PeerId => bytesToId(digest('dure/test/v1', name))

export function createTestNet(clock: Clock): TestNet {
  const servers = new Map<string, (stream: Stream) => void>()
  const members = new Map<PeerId, Set<(change: PeerChange) => void>>()
  const away = new Set<PeerId>()
  const streams = new Set<{ readonly a: PeerId; readonly b: PeerId; readonly lose: () => void }>()

  const tell = (change: PeerChange): void => {
    for (const [peer, listeners] of members) if (peer !== change.peer) listeners.forEach((listener) => listener(change))
  }

  const connect = (a: PeerId, b: PeerId): [Stream, Stream] => {
    const makeEnd = (): End => ({
      listener: null,
      waiting: [],
      isPaused: false,
      isEnded: false,
      ended: undefined,
      owesDrain: false,
      coming: 0,
    })
    const ends: [End, End] = [makeEnd(), makeEnd()]
    const pump = (end: End, other: End): void => {
      while (end.listener && !end.isEnded) {
        const frame = end.isPaused ? undefined : end.waiting.shift()
        if (frame) end.listener.frame(frame)
        else if (end.ended !== undefined && (end.ended !== null || end.waiting.length === 0)) {
          end.isEnded = true
          end.listener.close(end.ended)
        } else break
      }
      if (other.owesDrain && end.waiting.length + end.coming < WINDOW_FRAMES) {
        other.owesDrain = false
        if (!other.isEnded) other.listener?.drain()
      }
    }
    const stop = (reason: string | null): void => {
      clock.after(1, () => {
        for (const [i, end] of ends.entries()) {
          end.ended ??= reason
          pump(end, ends[1 - i] ?? end)
        }
      })
    }
    const streamOf = (own: End, other: End, peer: PeerId): Stream => ({
      peer,
      path: 'local',
      listen: (listener) => {
        own.listener = listener
        clock.after(0, () => pump(own, other))
      },
      send: (frame) => {
        if (own.ended !== undefined) return false
        const copy = frame.slice()
        other.coming += 1
        clock.after(1, () => {
          other.coming -= 1
          if (other.ended !== undefined && other.ended !== null) return
          other.waiting.push(copy)
          pump(other, own)
        })
        if (other.waiting.length + other.coming < WINDOW_FRAMES) return true
        own.owesDrain = true
        return false
      },
      pause: () => {
        own.isPaused = true
      },
      resume: () => {
        own.isPaused = false
        clock.after(0, () => pump(own, other))
      },
      close: () => stop(null),
      abort: (reason) => {
        own.ended ??= reason
        stop('Reset')
      },
    })
    streams.add({ a, b, lose: () => stop('ConnectionLost') })
    return [streamOf(ends[0], ends[1], b), streamOf(ends[1], ends[0], a)]
  }

  return {
    join: (name) => {
      const self = peerNamed(name)
      const listeners = new Set<(change: PeerChange) => void>()
      members.set(self, listeners)
      return {
        self,
        serve: (protocol, onStream) => servers.set(`${self} ${protocol}`, onStream),
        open: (peer, protocol, done) => {
          clock.after(1, () => {
            const server = servers.get(`${peer} ${protocol}`)
            if (away.has(peer) || away.has(self)) return done(fail({ type: 'Unreachable', peer, detail: 'away' }))
            if (!server) return done(fail({ type: 'ProtocolUnknown', peer, protocol }))
            const [mine, theirs] = connect(self, peer)
            done(ok(mine))
            server(theirs)
          })
        },
        want: () => [],
        unwant: () => {},
        useRelays: () => [],
        peers: () =>
          [...members.keys()]
            .filter((peer) => peer !== self && !away.has(peer) && !away.has(self))
            .map((peer) => ({ peer, path: 'local', address: '' })),
        onPeer: (listener) => {
          listeners.add(listener)
          return () => listeners.delete(listener)
        },
        onStatus: () => () => {},
        status: () => ({ listen: [], peers: [], relays: [] }),
        peerOf: (address) => fail({ type: 'AddressInvalid', address, detail: 'none here' }),
      }
    },
    cut: (peer) => {
      away.add(peer)
      for (const stream of streams) if (stream.a === peer || stream.b === peer) stream.lose()
      tell({ type: 'down', peer })
    },
    reconnect: (peer) => {
      away.delete(peer)
      tell({ type: 'up', peer, path: 'local' })
    },
  }
}
