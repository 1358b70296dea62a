import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { fromLibPeer } from './address.ts'
import { buildNode, type Node } from './build.ts'
import type { Address, Clock, PeerId, Random } from '#core/net/index.ts'
import type { Inhabitant, NetWorld } from '#core/net/contract.ts'
import { the } from '#core/net/contract/world.ts'
import {
  createNet,
  createRelayNet,
  type NetOptions,
  type OwnedNet,
  type OwnedRelayNet,
  type RelayNetOptions,
} from './index.ts'

/** Longest wait for what must come, in milliseconds: a slow machine is not a wrong answer. */
const DEADLINE_MS = 30_000
/** Between two looks, in milliseconds. */
const LOOK_MS = 2

/** Real nets on loopback for tests, all ended together. */
export interface Village extends NetWorld {
  device(name: string, options?: Partial<NetOptions>): Promise<OwnedNet>
  relayNet(name: string, options?: Partial<RelayNetOptions>): Promise<OwnedRelayNet>
  /** A bare libp2p node that does what it likes. */
  stranger(name: string): Promise<Node>
  peerOf(node: Node): PeerId
  /** A way to an address that can be cut like a cable: nothing more is sent, and no stream is ended first. */
  wireTo(address: Address): Promise<{ readonly address: Address; cut(): void }>
}

/** The seed that belongs to a name. */
export const seedOf = (name: string): Uint8Array => new Uint8Array(createHash('sha256').update(name).digest())

/** An empty village with this computer's time and randomness. */
export const createVillage = (clock: Clock, random: Random): Village => {
  const nets = new Set<OwnedNet>()
  const strangers = new Set<Node>()
  const wires = new Set<() => void>()

  const settle = async <N extends OwnedNet>(net: N): Promise<N> => {
    nets.add(net)
    const started = await net.start()
    if (!started.ok) throw new Error(JSON.stringify(started.error))
    return net
  }
  const base = (name: string) => ({
    seed: seedOf(name),
    listen: ['/ip4/127.0.0.1/tcp/0'],
    clock,
    random,
    log: () => {},
  })
  const inhabit = (net: OwnedNet): Inhabitant => ({ net, leave: () => leave(net) })
  const leave = async (net: OwnedNet): Promise<void> => {
    nets.delete(net)
    await net.stop()
  }

  const village: Village = {
    clock,
    device: async (name, options = {}) => settle(await createNet({ ...base(name), mdns: false, ...options })),
    relayNet: async (name, options = {}) =>
      settle(
        await createRelayNet({
          ...base(name),
          announce: [],
          limits: {},
          circuits: true,
          allow: () => true,
          ...options,
        }),
      ),
    stranger: async (name) => {
      const node = await buildNode({
        seed: seedOf(name),
        listen: [],
        announce: [],
        connections: {},
        pings: false,
        isOwnRelay: null,
        mayDial: () => true,
        mdns: null,
        onFound: () => {},
      })
      await node.start()
      strangers.add(node)
      return node
    },
    wireTo: async (address) => {
      const port = Number(/\/tcp\/(\d+)/.exec(address)?.[1])
      const sockets = new Set<Socket>()
      const server = createServer((near) => {
        const far = connect(port, '127.0.0.1')
        for (const socket of [near, far]) sockets.add(socket.on('error', () => cut()))
        near.pipe(far).pipe(near)
      })
      const cut = (): void => {
        server.close()
        for (const socket of sockets) socket.destroy()
      }
      wires.add(cut)
      await once(server.listen(0, '127.0.0.1'), 'listening')
      const own = server.address()
      const at = typeof own === 'object' && own !== null ? own.port : 0
      return { address: address.replace(/\/tcp\/\d+/, `/tcp/${at}`), cut }
    },
    peerOf: (node) => the(fromLibPeer(node.peerId)),
    create: async (name, { isHidden } = { isHidden: false }) =>
      inhabit(await village.device(name, isHidden ? { listen: [] } : {})),
    relay: async () => {
      const net = await village.relayNet('relay')
      return { address: addressOf(net), leave: () => leave(net) }
    },
    until: (isDone, what) =>
      new Promise((resolve, reject) => {
        const end = clock.monotonic() + DEADLINE_MS
        const look = (): void => {
          if (isDone()) resolve()
          else if (clock.monotonic() > end) reject(new Error(`in vain waited for ${what}`))
          else clock.after(LOOK_MS, look)
        }
        clock.after(0, look)
      }),
    end: async () => {
      for (const cut of wires) cut()
      await Promise.all([...[...nets].map(leave), ...[...strangers].map((node) => node.stop())])
    },
  }
  return village
}

/** The first address a net is reached at. */
export const addressOf = (net: OwnedNet): Address => {
  return the(net.status().listen[0])
}
