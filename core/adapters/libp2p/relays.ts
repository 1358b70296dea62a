import type { Connection } from '@libp2p/interface'
import type { Multiaddr } from '@multiformats/multiaddr'
import type { Address, Clock, NetError, PeerId, Random, RelayStatus } from '#core/net/index.ts'
import { fromLibPeer, parseAddress, peerAtEnd, relayOfCircuit } from './address.ts'
import { PATIENT, RELAY_PAUSE, RELAY_WATCH_MS, STEADY_MS } from './limits.ts'
import type { Link, Links } from './links.ts'
import { createStopping, deadline, pauseAfter } from './pause.ts'
import { detailOf, type Reach } from './reach.ts'

/** What keeping relays needs of the rest. */
export interface RelaysInit {
  readonly clock: Clock
  readonly random: Random
  readonly links: Links
  readonly reach: Reach
  /** Dials an address that may not say whose it is. */
  readonly dial: (address: Multiaddr, signal: AbortSignal) => Promise<Connection>
  /** Asks a connected relay to let others reach us through it. */
  readonly reserve: (link: Link) => Promise<void>
  /** Whether others can reach us through this relay now. */
  readonly isReserved: (relay: PeerId) => boolean
  /** A relay is no longer used: its connection, and so the reservation, is to go. */
  readonly drop: (relay: PeerId) => void
  /** A relay came up, so that more can be tried through it. */
  readonly onUp: () => void
  readonly onStatus: () => void
}

/** The relays in use: connected to for ever, and reserved with. */
export interface Relays {
  /** Replaces the list; returns what could not be parsed. */
  readonly use: (addresses: readonly Address[]) => readonly NetError[]
  readonly isUsed: (peer: PeerId) => boolean
  /** Addresses of a relay, connected or not. */
  readonly addressesOf: (peer: PeerId) => readonly Multiaddr[]
  /** Addresses of the relays that are connected, each ending with its peer. */
  readonly connected: () => readonly Multiaddr[]
  readonly status: () => readonly RelayStatus[]
  /** Something changed about connections or reservations: looks at every relay again. */
  readonly look: () => void
  readonly start: () => void
  readonly stop: () => void
}

interface Relay {
  /** Null until it was connected to, if no address says it. */
  peer: PeerId | null
  addresses: readonly Multiaddr[]
  /** Failures since it last stood for `STEADY_MS`. */
  attempt: number
  isBusy: boolean
  isUp: boolean
  upSince: number
  detail: string | null
  /** Cancels the pause before the next try; null: none is being waited for. */
  cancel: (() => void) | null
}

/**
 * No relay is used yet. What a relay needs next is found out by looking at what stands, again at every change and every
 * `RELAY_WATCH_MS`: libp2p's own reconnecting forgets a relay after five failures, and a reservation that goes while
 * the connection stays is told to nobody.
 */
export const createRelays = (init: RelaysInit): Relays => {
  const { clock, random, links, reach } = init
  let relays: Relay[] = []
  let cancelWatch = (): void => {}
  let isRunning = false
  const stopping = createStopping()

  const linkOf = ({ peer }: Relay): Link | null => {
    const link = peer === null ? null : links.best(peer)
    return link?.path === 'relay' ? null : link
  }

  /** Gives the relay what it lacks: a connection, then a reservation. */
  const lookAt = (relay: Relay): void => {
    if (!isRunning || !relays.includes(relay)) return
    const link = linkOf(relay)
    noteWhetherUp(relay, link !== null)
    if (relay.isBusy || relay.cancel !== null) return
    if (link === null) work(relay, () => connect(relay))
    else if (!init.isReserved(link.peer)) work(relay, () => init.reserve(link))
    else relay.detail = null
  }

  const noteWhetherUp = (relay: Relay, isUp: boolean): void => {
    if (isUp === relay.isUp) return
    relay.isUp = isUp
    relay.cancel?.()
    relay.cancel = null
    relay.detail = null
    if (isUp) {
      relay.upSince = clock.monotonic()
      init.onUp()
    } else {
      // One that takes us in and throws us out at once is not dialled all the time.
      if (clock.monotonic() - relay.upSince >= STEADY_MS) relay.attempt = 0
      waitFor(relay)
    }
  }

  const waitFor = (relay: Relay): void => {
    relay.cancel?.()
    relay.cancel = clock.after(pauseAfter(relay.attempt++, RELAY_PAUSE, random), () => {
      relay.cancel = null
      lookAt(relay)
    })
  }

  const work = (relay: Relay, task: () => Promise<void>): void => {
    relay.isBusy = true
    const settled = (detail: string | null): void => {
      relay.isBusy = false
      if (isRunning && relays.includes(relay)) {
        relay.detail = detail
        if (detail !== null) waitFor(relay)
        lookAt(relay)
      }
      init.onStatus()
    }
    task().then(
      () => settled(null),
      (error: unknown) => settled(detailOf(error)),
    )
  }

  const connect = async (relay: Relay): Promise<void> => {
    if (relay.peer !== null) {
      const outcome = await reach.reach(relay.peer, 'direct')
      if (outcome.ok) return
      throw new RelayUnreachable(outcome.error.type === 'Unreachable' ? outcome.error.detail : outcome.error.type)
    }
    const [address] = relay.addresses
    if (address === undefined) return
    const limit = deadline(clock, PATIENT.address, stopping.signal)
    try {
      relay.peer = fromLibPeer((await init.dial(address, limit.signal)).remotePeer)
      if (linkOf(relay) === null) throw new RelayUnreachable('ConnectionLost')
    } finally {
      limit.clear()
    }
  }

  const look = (): void => {
    for (const relay of relays) lookAt(relay)
  }

  const watch = (): void => {
    look()
    cancelWatch = clock.after(RELAY_WATCH_MS, watch)
  }

  const keyOf = (address: Multiaddr): string => peerAtEnd(address) ?? address.toString()

  const replace = (addresses: readonly Multiaddr[]): void => {
    const grouped = Map.groupBy(addresses, keyOf)
    const before = new Map(relays.map((relay) => [relay.peer ?? relay.addresses[0]?.toString() ?? '', relay]))
    relays = [...grouped].map(([key, theirs]) => {
      const known = before.get(key)
      before.delete(key)
      if (known !== undefined) return Object.assign(known, { addresses: theirs })
      const peer = theirs[0] === undefined ? null : peerAtEnd(theirs[0])
      return { peer, addresses: theirs, attempt: 0, isBusy: false, isUp: false, upSince: 0, detail: null, cancel: null }
    })
    for (const relay of before.values()) {
      relay.cancel?.()
      if (relay.peer !== null && !relays.some(({ peer }) => peer === relay.peer)) init.drop(relay.peer)
    }
  }

  return {
    use: (texts) => {
      const parsed = texts.map(parseRelay)
      replace(parsed.flatMap((result) => (result.ok ? [result.value] : [])))
      // Never within the call: whoever is told of a status may be the caller.
      if (isRunning) {
        cancelWatch()
        cancelWatch = clock.after(0, watch)
      }
      return parsed.flatMap((result) => (result.ok ? [] : [result.error]))
    },
    isUsed: (peer) => relays.some((relay) => relay.peer === peer),
    addressesOf: (peer) => relays.find((relay) => relay.peer === peer)?.addresses ?? [],
    connected: () => relays.flatMap((relay) => linkOf(relay)?.connection.remoteAddr ?? []),
    status: () =>
      relays.map((relay) => {
        const link = linkOf(relay)
        const address = (link?.connection.remoteAddr ?? relay.addresses[0])?.toString() ?? ''
        const isReserved = link !== null && init.isReserved(link.peer)
        const state = link === null ? 'connecting' : isReserved ? 'reserved' : 'connected'
        return { address, peer: relay.peer, state, detail: state === 'reserved' ? null : relay.detail }
      }),
    look,
    start: () => {
      isRunning = true
      watch()
    },
    stop: () => {
      isRunning = false
      stopping.abort()
      cancelWatch()
      for (const relay of relays) relay.cancel?.()
    },
  }
}

/** Carries the short name of a failed dial through a promise. */
class RelayUnreachable extends Error {
  override name: string
  constructor(detail: string) {
    super(detail)
    this.name = detail
  }
}

const parseRelay = (text: Address): ReturnType<typeof parseAddress> => {
  const parsed = parseAddress(text)
  if (!parsed.ok) return parsed
  // A relay behind a relay is of no use: nobody lends a reservation on.
  return relayOfCircuit(parsed.value) === null && !text.includes('/p2p-circuit')
    ? parsed
    : { ok: false, error: { type: 'AddressInvalid', address: text, detail: 'NotARelay' } }
}
