import type { Multiaddr } from '@multiformats/multiaddr'
import type { Address, PeerId } from '#core/net/index.ts'
import { addressOfPeer, circuitThrough, pathOfAddress, relayOfCircuit } from './address.ts'
import { ADDRESSES_PER_KIND, LEARNED_PEERS } from './limits.ts'

/** How a peer might be reached, in the order of trying. Each address ends with the peer. */
export interface Ways {
  readonly local: readonly Multiaddr[]
  readonly direct: readonly Multiaddr[]
  readonly circuit: readonly Multiaddr[]
}

/** Where addresses were heard: from the peer itself, or on the local network. The latest of each replaces the last. */
export type Source = 'identify' | 'mdns'

/** The addresses known of peers. */
export interface AddressBook {
  /** What whoever wants the peer said. */
  readonly give: (peer: PeerId, addresses: readonly Multiaddr[]) => void
  readonly takeBack: (peer: PeerId) => void
  /** What was heard. True: there is one among them that was not known. */
  readonly learn: (peer: PeerId, source: Source, addresses: readonly Address[]) => boolean
  /** All ways to a peer, by our own relays first. `relays`: addresses that end with a relay's peer. */
  readonly ways: (peer: PeerId, relays: readonly Multiaddr[]) => Ways
}

/** Two circuits through one relay are one way, however the relay is written. */
const nameOf = (address: Multiaddr): string => relayOfCircuit(address) ?? address.toString()

const distinct = (addresses: readonly Multiaddr[]): Multiaddr[] =>
  [...new Map(addresses.toReversed().map((address) => [nameOf(address), address])).values()].toReversed()

/** An empty book. It keeps at most `LEARNED_PEERS` peers that were only heard of. */
export const createAddressBook = (): AddressBook => {
  const given = new Map<PeerId, readonly Multiaddr[]>()
  const heard = new Map<PeerId, ReadonlyMap<Source, readonly Multiaddr[]>>()

  const allOf = (peer: PeerId): readonly Multiaddr[] => [
    ...(given.get(peer) ?? []),
    ...(heard.get(peer)?.get('mdns') ?? []),
    ...(heard.get(peer)?.get('identify') ?? []),
  ]

  return {
    give: (peer, addresses) => void given.set(peer, addresses),
    takeBack: (peer) => void given.delete(peer),
    learn: (peer, source, addresses) => {
      const parsed = addresses.slice(0, 4 * ADDRESSES_PER_KIND).flatMap((address) => {
        const mine = addressOfPeer(peer, address)
        return mine.ok ? [mine.value] : []
      })
      const known = new Set(allOf(peer).map(String))
      const sources = new Map(heard.get(peer)).set(source, parsed)
      heard.delete(peer)
      heard.set(peer, sources)
      const [oldest] = heard.keys()
      if (heard.size > LEARNED_PEERS && oldest !== undefined) heard.delete(oldest)
      return parsed.some((address) => !known.has(address.toString()))
    },
    ways: (peer, relays) => {
      const all = allOf(peer)
      const of = (path: string): Multiaddr[] =>
        distinct(all.filter((address) => pathOfAddress(address) === path)).slice(0, ADDRESSES_PER_KIND)
      const ours = relays.map((relay) => circuitThrough(relay, peer)).filter((way) => relayOfCircuit(way) !== peer)
      const circuit = distinct([...ours, ...all.filter((address) => pathOfAddress(address) === 'relay')])
      return { local: of('local'), direct: of('direct'), circuit: circuit.slice(0, ADDRESSES_PER_KIND) }
    },
  }
}
