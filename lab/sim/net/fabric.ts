import type { Path } from '#core/net/index.ts'
import type { Dice } from '../dice.ts'
import type { Timeline } from '../timeline.ts'
import { plainDelayMs, travelMs } from './quality.ts'
import type { Quality } from './quality.ts'
import type { Station } from './types.ts'

/** Bytes that left one host for another. */
export interface Sent {
  readonly from: string
  readonly to: string
  readonly path: Path
  readonly bytes: number
}

/** What lies between the hosts of a world. */
export interface Fabric {
  readonly timeline: Timeline
  readonly dice: Dice
  /** Plugs a host in. */
  plug(options: { name: string; site: string; isReachable: boolean; quality: Quality }): Station
  stations(): readonly Station[]
  at(ip: string): Station | undefined
  /** Whether nothing passes between these two now. */
  isBlocked(a: Station, b: Station): boolean
  isOnOneSite(a: Station, b: Station): boolean
  /** Whether a dial of `to`'s own address gets through: nothing is blocked, and no NAT is before it. */
  isDialable(from: Station, to: Station): boolean
  /** When so many bytes sent now over these stations, one after the other, have arrived. Takes up their lines. */
  arrival(route: readonly Station[], bytes: number): number
  /** Milliseconds there and back on an idle line. */
  roundTripMs(route: readonly Station[]): number
  /** Cuts these groups off from each other, and from whoever is in none of them. */
  partition(groups: readonly (readonly Station[])[]): void
  /** Undoes every partition and cut. */
  heal(): void
  /** Cuts two off from each other alone, whatever else they reach. */
  cut(a: Station, b: Station): void
  pullPlug(station: Station): void
  putPlug(station: Station): void
  /** Another site: another address, so nothing that stands survives. */
  move(station: Station, site: string, isReachable: boolean): void
  /** Something was sent: told to `onSent`, and counted. */
  sent(sent: Sent): void
  onSent(listener: (sent: Sent) => void): () => void
  /** Bytes and parcels that were sent since the world began. */
  traffic(): { readonly bytes: number; readonly parcels: number }
  /** Told after anything above changed what is blocked. Returns its unsubscribe. */
  onChange(listener: () => void): () => void
}

/** A network with nobody in it. */
export function createFabric(timeline: Timeline, dice: Dice): Fabric {
  const stations: Station[] = []
  const cuts = new Set<string>()
  const sites = new Map<string, number>()
  const listeners = new Set<() => void>()
  const watchers = new Set<(sent: Sent) => void>()
  let bytes = 0
  let parcels = 0
  let groups = 0
  let leases = 0

  /** A new address on a site: 10.site.x.y, never used again. */
  const lease = (site: string): string => {
    const number = sites.get(site) ?? sites.size
    sites.set(site, number)
    leases++
    return `10.${number & 255}.${leases >> 8}.${leases & 255}`
  }
  const pair = (a: Station, b: Station): string => [a.name, b.name].toSorted().join(' ')
  const isOnOneSite = (a: Station, b: Station): boolean => a.site === b.site
  const isBlocked = (a: Station, b: Station): boolean =>
    !a.isPlugged || !b.isPlugged || a.group !== b.group || (cuts.size > 0 && cuts.has(pair(a, b)))
  const changed = (): void => {
    for (const listener of Array.from(listeners)) listener()
  }

  const hop = (from: Station, to: Station, start: number, size: number): number => {
    let time = start
    const isNear = isOnOneSite(from, to)
    if (!isNear && from.quality.bytesPerSecond !== null) {
      time = Math.max(time, from.sendingUntil) + (1000 * size) / from.quality.bytesPerSecond
      from.sendingUntil = time
    }
    time += travelMs(from.quality, to.quality, isNear, size, dice)
    if (!isNear && to.quality.bytesPerSecond !== null) {
      time = Math.max(time, to.receivingUntil) + (1000 * size) / to.quality.bytesPerSecond
      to.receivingUntil = time
    }
    return time
  }
  const overHops = (route: readonly Station[], start: number, step: typeof hop, size: number): number =>
    route.slice(1).reduce((time, to, index) => {
      const from = route[index]
      return from === undefined ? time : step(from, to, time, size)
    }, start)

  return {
    timeline,
    dice,
    plug: ({ name, site, isReachable, quality }) => {
      const station: Station = {
        name,
        site,
        isReachable,
        quality,
        ip: lease(site),
        isPlugged: true,
        group: 0,
        sendingUntil: 0,
        receivingUntil: 0,
        wire: null,
        port: null,
      }
      stations.push(station)
      return station
    },
    stations: () => stations,
    at: (ip) => stations.find((station) => station.ip === ip),
    isBlocked,
    isOnOneSite,
    isDialable: (from, to) => !isBlocked(from, to) && (to.isReachable || isOnOneSite(from, to)),
    arrival: (route, size) => overHops(route, timeline.now(), hop, size),
    roundTripMs: (route) =>
      2 *
      overHops(route, 0, (from, to, time) => time + plainDelayMs(from.quality, to.quality, isOnOneSite(from, to)), 0),
    partition: (parts) => {
      const rest = ++groups
      for (const station of stations) station.group = rest
      for (const part of parts) {
        groups++
        for (const station of part) station.group = groups
      }
      changed()
    },
    heal: () => {
      for (const station of stations) station.group = 0
      cuts.clear()
      changed()
    },
    cut: (a, b) => {
      cuts.add(pair(a, b))
      changed()
    },
    pullPlug: (station) => {
      station.isPlugged = false
      changed()
    },
    putPlug: (station) => {
      station.isPlugged = true
      changed()
    },
    move: (station, site, isReachable) => {
      station.site = site
      station.isReachable = isReachable
      station.ip = lease(site)
      changed()
    },
    sent: (sent) => {
      bytes += sent.bytes
      parcels++
      for (const watcher of watchers) watcher(sent)
    },
    onSent: (listener) => {
      watchers.add(listener)
      return () => watchers.delete(listener)
    },
    traffic: () => ({ bytes, parcels }),
    onChange: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
