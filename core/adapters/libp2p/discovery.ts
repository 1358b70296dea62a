import type { PeerDiscovery, PeerInfo, Startable } from '@libp2p/interface'
import { mdns, type MulticastDNSComponents } from '@libp2p/mdns'
import type { Address, PeerId } from '#core/net/index.ts'
import { fromLibPeer, isLoopback, pathOfAddress } from './address.ts'
import type { MdnsOptions } from './types.ts'

/** Our own service, so that we neither meet nor bother the public libp2p network's peers. */
const SERVICE = '_dure._udp.local'
/** As everybody's mDNS. */
export const MDNS_DEFAULT: MdnsOptions = { port: 5353, every: 10_000 }

/** What finding peers on the local network tells. Whether to dial them is for whoever wants them. */
export type OnFound = (peer: PeerId, addresses: readonly Address[]) => void

/**
 * Finds peers on the local network and is found there.
 * A service of its own and not one of libp2p's `peerDiscovery`, which would remember every stranger who shouts. Tells
 * the local network's own addresses only: loopback leads nowhere from another computer, and circuits are not local.
 */
export const localDiscovery =
  ({ port, every }: MdnsOptions, onFound: OnFound) =>
  (components: MulticastDNSComponents): Startable => {
    // All as it is but for one method; what `create` makes has the prototype's type.
    const addressManager = Object.create(components.addressManager) as MulticastDNSComponents['addressManager']
    addressManager.getAddresses = () => {
      const near = components.addressManager.getAddresses().filter((address) => pathOfAddress(address) === 'local')
      const outside = near.filter((address) => !isLoopback(address))
      return outside.length > 0 ? outside : near
    }
    const discovery: PeerDiscovery & Partial<Startable> = mdns({ serviceTag: SERVICE, port, interval: every })({
      logger: components.logger,
      addressManager,
    })
    discovery.addEventListener('peer', ({ detail }: CustomEvent<PeerInfo>) => {
      const peer = fromLibPeer(detail.id)
      if (peer !== null) onFound(peer, detail.multiaddrs.map(String))
    })
    return { start: () => discovery.start?.(), stop: () => discovery.stop?.() }
  }
