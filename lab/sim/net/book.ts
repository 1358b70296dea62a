import type { Address, PeerId } from '#core/net/index.ts'
import { addressOfPeer } from './address.ts'
import type { ParsedAddress } from './address.ts'
import type { Fabric } from './fabric.ts'
import type { Link, Port } from './types.ts'

/** Addresses tried per peer and kind. */
const ADDRESSES_PER_KIND = 8

/** How a peer might be reached, in the order of trying. */
export interface Ways {
  readonly local: readonly ParsedAddress[]
  readonly direct: readonly ParsedAddress[]
  readonly circuit: readonly ParsedAddress[]
}

/** The addresses known of peers. */
export interface Book {
  /** What whoever wants the peer said. */
  give(peer: PeerId, addresses: readonly ParsedAddress[]): void
  takeBack(peer: PeerId): void
  /** What it says itself. True: there is one among them that was not known. */
  learn(peer: PeerId, addresses: readonly Address[]): boolean
  /** All ways to a peer, through these relays first where a relay is needed. */
  ways(peer: PeerId, relays: readonly Link[]): Ways
}

/** An empty book. */
export function createBook(fabric: Fabric, port: Port): Book {
  const given = new Map<PeerId, readonly ParsedAddress[]>()
  const learned = new Map<PeerId, readonly ParsedAddress[]>()

  const nearby = (peer: PeerId): ParsedAddress[] =>
    !port.mdns
      ? []
      : fabric
          .stations()
          .filter((station) => station !== port.station && station.port?.self === peer && station.port.mdns)
          .filter((station) => fabric.isOnOneSite(station, port.station) && !fabric.isBlocked(station, port.station))
          .map(({ ip }) => ({ type: 'direct', ip, peer }))

  const distinct = (ways: readonly ParsedAddress[]): ParsedAddress[] =>
    [...new Map(ways.map((way) => [way.type === 'direct' ? way.ip : `via ${way.relayIp}`, way])).values()].slice(
      0,
      ADDRESSES_PER_KIND,
    )

  const isNear = (way: ParsedAddress): boolean => {
    const station = way.type === 'direct' ? fabric.at(way.ip) : undefined
    return station !== undefined && fabric.isOnOneSite(station, port.station)
  }

  return {
    give: (peer, addresses) => void given.set(peer, addresses),
    takeBack: (peer) => void given.delete(peer),
    learn: (peer, addresses) => {
      const parsed = addresses.slice(0, 4 * ADDRESSES_PER_KIND).flatMap((address) => {
        const mine = addressOfPeer(peer, address)
        return mine.ok ? [mine.value] : []
      })
      const known = new Set(
        [...(given.get(peer) ?? []), ...(learned.get(peer) ?? [])].map((way) => JSON.stringify(way)),
      )
      learned.set(peer, parsed)
      return parsed.some((way) => !known.has(JSON.stringify(way)))
    },
    ways: (peer, relays) => {
      const all = [...nearby(peer), ...(given.get(peer) ?? []), ...(learned.get(peer) ?? [])]
      const directs = all.filter((way) => way.type === 'direct')
      const ours = relays
        .filter((relay) => relay.peer !== peer)
        .map((relay) => ({ type: 'circuit', relayIp: relay.other.port.station.ip, relay: relay.peer, peer }) as const)
      return {
        local: distinct(directs.filter(isNear)),
        direct: distinct(directs.filter((way) => !isNear(way))),
        circuit: distinct([...ours, ...all.filter((way) => way.type === 'circuit')]),
      }
    },
  }
}
