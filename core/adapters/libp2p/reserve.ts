import type { Listener } from '@libp2p/interface'
import type { PeerId } from '#core/net/index.ts'
import type { Inside } from './build.ts'
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
export const createReservations = (inside: Inside): Reservations => {
  const listeners = new Map<PeerId, Listener>()

  const isReserved = (relay: PeerId): boolean => (listeners.get(relay)?.getAddrs().length ?? 0) > 0

  return {
    isReserved,
    reserve: async ({ peer, connection }) => {
      const address = connection.remoteAddr.encapsulate('/p2p-circuit')
      const known = listeners.get(peer)
      if (known !== undefined) await known.listen(address)
      else {
        const others = new Set(inside.listeners())
        const listening = inside.listen([address])
        const listener = inside.listeners().find((one) => !others.has(one))
        if (listener !== undefined) listeners.set(peer, listener)
        await listening
      }
      if (!isReserved(peer)) throw new Error('no reservation: status NO_RESERVATION')
    },
  }
}
