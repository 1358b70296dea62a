import type { Listener } from '@libp2p/interface'
import type { Clock, PeerId } from '#core/net/index.ts'
import type { Inside } from './build.ts'
import { RESERVE_MS } from './limits.ts'
import type { Link } from './links.ts'

/** Reservations with relays. */
export interface Reservations {
  /** Asks the relay behind this connection to let others reach us through it. Rejects if it does not. */
  readonly reserve: (link: Link) => Promise<void>
  readonly isReserved: (relay: PeerId) => boolean
}

/**
 * One libp2p listener per relay, asked to listen anew after each reconnection. By itself such a listener never comes
 * back, and one that is closed takes the reservations of all others with it; so none is ever closed, only left to lose
 * its reservation with the connection.
 */
export const createReservations = (inside: Inside, clock: Clock): Reservations => {
  const listeners = new Map<PeerId, Listener>()

  const isReserved = (relay: PeerId): boolean => (listeners.get(relay)?.getAddrs().length ?? 0) > 0

  const listen = ({ peer, connection }: Link): Promise<void> => {
    const address = connection.remoteAddr.encapsulate('/p2p-circuit')
    const known = listeners.get(peer)
    if (known !== undefined) return known.listen(address)
    const others = new Set(inside.listeners())
    const listening = inside.listen([address])
    // It is in the list as soon as the call returns, and stays there if it fails.
    const listener = inside.listeners().find((one) => !others.has(one))
    if (listener !== undefined) listeners.set(peer, listener)
    return listening
  }

  return {
    isReserved,
    reserve: async (link) => {
      await within(clock, RESERVE_MS, listen(link))
      if (!isReserved(link.peer)) throw new Error('nothing came of it: status NO_RESERVATION')
    },
  }
}

/** As the promise, but rejects after `ms`. */
const within = (clock: Clock, ms: number, work: Promise<void>): Promise<void> =>
  new Promise((resolve, reject) => {
    const cancel = clock.after(ms, () => reject(new Error('it took too long: status TIMEOUT')))
    work.then(resolve, reject).finally(cancel)
  })
