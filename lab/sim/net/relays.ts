import type { Address, NetError, PeerId, RelayStatus } from '#core/net/index.ts'
import type { Dice } from '../dice.ts'
import type { Life } from '../life.ts'
import { circuitAddress, directAddress, relayAddress } from './address.ts'
import type { ParsedAddress } from './address.ts'
import { pauseAfter } from './contacts.ts'
import type { PauseRange } from './contacts.ts'
import type { Dialled } from './dial.ts'
import type { Fabric } from './fabric.ts'
import type { Link, Port } from './types.ts'

/** Between dials of a relay, and between tries to reserve, in milliseconds. */
const RELAY_PAUSE: PauseRange = { first: 500, longest: 30_000 }
/** How long a relay's address is tried, in milliseconds. */
const DIAL_MS = 6_000

/** What keeping relays needs of the rest. */
export interface RelaysInit {
  readonly fabric: Fabric
  readonly port: Port
  readonly life: Life
  readonly dice: Dice
  readonly dial: (address: ParsedAddress, budgetMs: number, done: (outcome: Dialled) => void) => void
  readonly onUp: () => void
  readonly onStatus: () => void
}

/** The relays in use: connected to for ever, and reserved with. */
export interface Relays {
  /** Replaces the list; returns what could not be read. */
  use(addresses: readonly Address[]): readonly NetError[]
  /** Connections to relays in use, best first. */
  links(): readonly Link[]
  /** Where others reach us through them. */
  circuits(): readonly Address[]
  status(): readonly RelayStatus[]
  /** Something changed about connections. */
  look(): void
  start(): void
  stop(): void
}

interface Relay {
  readonly address: Address
  readonly at: ParsedAddress & { readonly type: 'direct' }
  peer: PeerId | null
  attempt: number
  isBusy: boolean
  /** The connection that the reservation is on. */
  reserved: Link | null
  detail: string | null
  cancel: (() => void) | null
}

/** No relay is used yet. What one needs next is found by looking at what stands. */
export function createRelays({ fabric, port, life, dice, dial, onUp, onStatus }: RelaysInit): Relays {
  let relays: Relay[] = []
  let isRunning = false

  const linkOf = ({ peer }: Relay): Link | null => (peer === null ? null : port.directLink(peer))
  const isReserved = (relay: Relay): boolean => relay.reserved !== null && relay.reserved.isOpen()

  const lookAt = (relay: Relay): void => {
    if (!isRunning || relay.isBusy || relay.cancel !== null || !relays.includes(relay)) return
    const link = linkOf(relay)
    if (link === null) connect(relay)
    else if (!isReserved(relay)) reserve(relay, link)
  }

  const settled = (relay: Relay, detail: string | null): void => {
    relay.isBusy = false
    relay.detail = detail
    if (!isRunning || !relays.includes(relay)) return
    if (detail === null) lookAt(relay)
    else
      relay.cancel = life.after(pauseAfter(relay.attempt++, RELAY_PAUSE, dice), () => {
        relay.cancel = null
        lookAt(relay)
      })
    onStatus()
  }

  const connect = (relay: Relay): void => {
    relay.isBusy = true
    dial(relay.at, DIAL_MS, (outcome) => {
      if (outcome.ok) {
        relay.peer = outcome.value.peer
        relay.attempt = 0
        onUp()
      }
      settled(relay, outcome.ok ? null : outcome.error)
    })
  }

  /** Asks there, and is answered here: a round trip. */
  const reserve = (relay: Relay, link: Link): void => {
    relay.isBusy = true
    const lender = link.other.port
    const trip = fabric.roundTripMs([port.station, lender.station])
    life.after(trip / 2, () => {
      const full = lender.lends === null || lender.reservations.size >= lender.lends.reservations
      const isLent = link.isOpen() && link.other.isOpen() && !(full && !lender.reservations.has(port.self))
      if (isLent && lender.lends !== null) lender.reservations.set(port.self, link.other)
      life.after(trip / 2, () => {
        if (isLent && link.isOpen()) relay.reserved = link
        settled(relay, isReserved(relay) ? null : 'NO_RESERVATION')
        if (isReserved(relay)) onUp()
      })
    })
  }

  return {
    use: (addresses) => {
      const parsed = addresses.map((address) => ({ address, read: relayAddress(address) }))
      const before = relays
      relays = parsed.flatMap(({ address, read }) => {
        if (!read.ok) return []
        const known = before.find((relay) => relay.address === address)
        const { peer } = read.value
        return (
          known ?? {
            address,
            at: read.value,
            peer,
            attempt: 0,
            isBusy: false,
            reserved: null,
            detail: null,
            cancel: null,
          }
        )
      })
      for (const relay of before.filter((one) => !relays.includes(one))) {
        relay.cancel?.()
        const link = linkOf(relay)
        // Never within the call: whoever is told of the end may be the caller.
        if (link !== null && !relays.some(({ peer }) => peer === link.peer)) life.after(0, () => link.drop())
      }
      life.after(0, () => relays.forEach(lookAt))
      return parsed.flatMap(({ read }) => (read.ok ? [] : [read.error]))
    },
    links: () => relays.flatMap((relay) => linkOf(relay) ?? []),
    circuits: () =>
      relays.flatMap((relay) =>
        relay.peer !== null && isReserved(relay)
          ? [circuitAddress(directAddress(relay.at.ip, relay.peer), port.self)]
          : [],
      ),
    status: () =>
      relays.map((relay) => {
        const state = linkOf(relay) === null ? 'connecting' : isReserved(relay) ? 'reserved' : 'connected'
        return { address: relay.address, peer: relay.peer, state, detail: state === 'reserved' ? null : relay.detail }
      }),
    look: () => relays.forEach(lookAt),
    start: () => {
      isRunning = true
      life.after(0, () => relays.forEach(lookAt))
    },
    stop: () => {
      isRunning = false
      for (const relay of relays) relay.cancel?.()
    },
  }
}
