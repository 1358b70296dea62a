import type { PeerId, Stream } from '#core/net/index.ts'
import type { Host } from '../host.ts'
import type { World } from '../world.ts'

/** Somebody who speaks no protocol: she opens streams and sends whatever bytes she likes. */
export interface Prober {
  readonly self: PeerId
  /** Opens a stream to somebody and sends these frames. What came back, and how it ended, grows in what is given. */
  send(to: PeerId, protocol: string, frames: readonly Uint8Array[]): Probe
}

/** What came of a probe. */
export interface Probe {
  readonly frames: Uint8Array[]
  /** Undefined while it is open, or could not be opened (`refused` says why). */
  closed: string | null | undefined
  refused: string | null
  /** Sends more. */
  more(frame: Uint8Array): void
}

/** A host from which frames are sent by hand, as this peer. `addresses`: where whom she probes is found. */
export function createProber(host: Host, self: PeerId, addresses: ReadonlyMap<PeerId, readonly string[]>): Prober {
  const run = host.boot()
  const net = run.net(self)
  net.start()
  for (const [peer, known] of addresses) net.want(peer, known)
  return {
    self,
    send: (to, protocol, frames) => {
      let stream: Stream | null = null
      const probe: Probe = {
        frames: [],
        closed: undefined,
        refused: null,
        more: (frame) => stream?.send(frame),
      }
      net.open(to, protocol, (outcome) => {
        if (!outcome.ok) {
          probe.refused = outcome.error.type
          return
        }
        stream = outcome.value
        stream.listen({
          frame: (bytes) => probe.frames.push(bytes),
          drain: () => {},
          close: (reason) => {
            probe.closed = reason
          },
        })
        for (const frame of frames) stream.send(frame)
      })
      return probe
    },
  }
}

/** Where somebody can be reached now, as her own net says. */
export const addressesOf = (world: World, peer: PeerId): readonly string[] =>
  world.fabric
    .stations()
    .find(({ port }) => port?.self === peer)
    ?.port?.addresses() ?? []
