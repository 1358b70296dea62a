import type { Clock, Net, PeerChange, PeerId, Path, Stream, StreamListener } from '#core/net/index.ts'
import { bytesToId, concatBytes, fail, ok, sha256, utf8 } from '#core/proof/index.ts'
import type { Random } from '#core/proof/index.ts'

/** Time that goes only where it is driven, and a network in it: frames arrive in order, late, or never. */
export interface TestWorld {
  readonly clock: Clock
  /** A net for a peer of this name; smaller names have smaller ids. */
  join(name: string): TestNet
  /** Bytes that are different for each word and call, and the same in each run. */
  random(word: string): Random
  connect(a: TestNet, b: TestNet, options?: ConnectOptions): Connection
  /** Lets all happen that is due within `ms`; throws if that never ends. */
  run(ms: number): void
  /** How many timers are set. */
  timers(): number
}

export interface TestNet extends Net {
  readonly name: string
}

export interface ConnectOptions {
  /** One way, in milliseconds, for each frame; a function for jitter (they stay in order). */
  readonly delayMs?: number | (() => number)
  readonly path?: Path
  /** What happens to a frame on its way: changed, doubled, dropped. Default: nothing. */
  readonly meddle?: (frame: Uint8Array, from: PeerId) => readonly Uint8Array[]
  /** Bytes under way or unread above which a sender has to wait. */
  readonly window?: number
}

export interface Connection {
  cut(): void
  /** Another connection came up, as when a direct way was found. */
  setPath(path: Path): void
  /** Every frame that arrived, with when and from whom. */
  readonly log: { readonly from: PeerId; readonly at: number; readonly bytes: Uint8Array }[]
  /** Most bytes that were under way or unread at one moment, in one direction. */
  most(): number
}

const MAX_EVENTS = 2_000_000
const WINDOW_BYTES = 256 * 1024

/** The id of a peer by name: ordered as the names are. */
export const peerIdOf = (name: string): PeerId =>
  bytesToId(concatBytes(utf8(name.slice(0, 1)), sha256(utf8(name)).slice(1)))

/** A world in which nothing has happened yet. */
export function createWorld(): TestWorld {
  let now = 0
  let order = 0
  const due = new Map<number, { readonly at: number; readonly order: number; readonly fn: () => void }>()
  const after = (ms: number, fn: () => void) => {
    const key = order++
    due.set(key, { at: now + Math.max(0, ms), order: key, fn })
    return () => due.delete(key)
  }
  const clock: Clock = { now: () => 1_700_000_000_000 + now, monotonic: () => now, after }

  const run = (ms: number) => {
    const until = now + ms
    for (let events = 0; ; events++) {
      if (events > MAX_EVENTS) throw new Error('this world never comes to rest')
      let next: { readonly at: number; readonly order: number; readonly fn: () => void } | undefined
      for (const event of due.values())
        if (event.at <= until && (next === undefined || event.at < next.at)) next = event
      if (next === undefined) break
      due.delete(next.order)
      now = next.at
      next.fn()
    }
    now = until
  }

  const inhabitants = new Map<PeerId, Inhabitant>()
  return {
    clock,
    run,
    timers: () => due.size,
    random: (word) => {
      let calls = 0
      return (length) => {
        const parts: Uint8Array[] = []
        for (let i = 0; i * 32 < length; i++) parts.push(sha256(utf8(`${word} ${calls} ${i}`)))
        calls++
        return concatBytes(...parts).slice(0, length)
      }
    },
    join: (name) => {
      const inhabitant = createInhabitant(name, after)
      inhabitants.set(inhabitant.net.self, inhabitant)
      return inhabitant.net
    },
    connect: (a, b, options = {}) => {
      const one = inhabitants.get(a.self)
      const other = inhabitants.get(b.self)
      if (one === undefined || other === undefined) throw new Error('both join first')
      return connect(one, other, options, clock)
    },
  }
}

interface Wire {
  path: Path
  readonly open: (from: PeerId, protocol: string) => Stream | null
}

interface Inhabitant {
  readonly net: TestNet
  readonly wires: Map<PeerId, Wire>
  readonly servers: Map<string, (stream: Stream) => void>
  tell(change: PeerChange): void
}

function createInhabitant(name: string, after: Clock['after']): Inhabitant {
  const wires = new Map<PeerId, Wire>()
  const servers = new Map<string, (stream: Stream) => void>()
  const listeners = new Set<(change: PeerChange) => void>()
  const self = peerIdOf(name)
  const unknown = () => fail({ type: 'Stopped' as const })
  const peers = () => [...wires].map(([peer, { path }]) => ({ peer, path, address: '' }))
  const net: TestNet = {
    name,
    self,
    serve: (protocol, onStream) => {
      if (servers.has(protocol)) throw new Error('a second server')
      servers.set(protocol, onStream)
    },
    open: (peer, protocol, done) => {
      after(0, () => {
        const stream = wires.get(peer)?.open(self, protocol)
        done(stream ? ok(stream) : fail({ type: 'Unreachable', peer, detail: '' }))
      })
    },
    want: () => [],
    unwant: () => {},
    useRelays: () => [],
    peers,
    onPeer: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    onStatus: () => () => {},
    status: () => ({ listen: [], peers: peers(), relays: [] }),
    peerOf: unknown,
  }
  return { net, wires, servers, tell: (change) => listeners.forEach((listener) => listener(change)) }
}

function connect(one: Inhabitant, other: Inhabitant, options: ConnectOptions, clock: Clock): Connection {
  const { delayMs = 10, meddle = (frame) => [frame], path = 'direct', window = WINDOW_BYTES } = options
  const delay = typeof delayMs === 'number' ? () => delayMs : delayMs
  const log: Connection['log'] = []
  let most = 0
  const pipes = new Set<Pipe>()
  const sides = [one, other] as const
  const wire: Wire = {
    path,
    open: (from, protocol) => {
      const target = from === one.net.self ? other : one
      const serve = target.servers.get(protocol)
      if (serve === undefined) return null
      const pipe = createPipe(from, target.net.self, wire.path, {
        clock,
        delay,
        meddle,
        window,
        log,
        onUnder: (bytes) => {
          most = Math.max(most, bytes)
        },
      })
      pipes.add(pipe)
      clock.after(delay(), () => {
        if (!pipe.isOver()) serve(pipe.ends[1])
      })
      return pipe.ends[0]
    },
  }
  one.wires.set(other.net.self, wire)
  other.wires.set(one.net.self, wire)
  const tellBoth = (type: 'up' | 'down' | 'path') => {
    for (const [i, side] of sides.entries()) {
      const peer = sides[1 - i]?.net.self
      if (peer !== undefined) side.tell(type === 'down' ? { type, peer } : { type, peer, path: wire.path })
    }
  }
  tellBoth('up')
  return {
    log,
    most: () => most,
    cut: () => {
      one.wires.delete(other.net.self)
      other.wires.delete(one.net.self)
      for (const pipe of pipes) pipe.lose()
      tellBoth('down')
    },
    setPath: (better) => {
      wire.path = better
      tellBoth('path')
    },
  }
}

interface Pipe {
  /** Of who opened it, and of the other. */
  readonly ends: readonly [Stream, Stream]
  isOver(): boolean
  lose(): void
}

interface PipePorts {
  readonly clock: Clock
  readonly delay: () => number
  readonly meddle: (frame: Uint8Array, from: PeerId) => readonly Uint8Array[]
  readonly window: number
  readonly log: Connection['log']
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

function createPipe(opener: PeerId, acceptor: PeerId, path: Path, ports: PipePorts): Pipe {
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
