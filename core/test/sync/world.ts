import type { Clock, Net, PeerChange, PeerId, Path, Stream } from '#core/net/index.ts'
import { bytesToId, concatBytes, fail, ok, sha256, utf8 } from '#core/proof/index.ts'
import type { Random } from '#core/proof/index.ts'
import { createPipe } from './pipe.ts'
import type { Arrived, Pipe } from './pipe.ts'

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
  readonly log: Arrived[]
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
  const log: Arrived[] = []
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
