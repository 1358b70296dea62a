import type { Connection } from '@libp2p/interface'
import type { PeerId } from '#core/net/index.ts'
import { hangUp, type Link, type Links } from './links.ts'

/** Protocols that libp2p speaks on its own account: a connection with nothing else is idle. */
const HOUSEKEEPING: readonly string[] = ['/ipfs/id/1.0.0', '/ipfs/id/push/1.0.0', '/ipfs/ping/1.0.0']

/**
 * Whether nobody would miss this connection: nothing runs on it, and it is a relayed one beside a better one, or one
 * that we opened for something that is over. `isKept`: whether a connection to the peer is to be kept.
 */
const isSpare = ({ connection, peer, path }: Link, links: Links, isKept: (peer: PeerId) => boolean): boolean => {
  if (connection.streams.some(({ protocol }) => !HOUSEKEEPING.includes(protocol))) return false
  const isOutdone = path === 'relay' && links.best(peer)?.path !== 'relay'
  return isOutdone || (connection.direction === 'outbound' && !isKept(peer))
}

/** Closes what was spare at two calls in a row, so that what was just opened has time to be used. */
export const createTidy = (links: Links, isKept: (peer: PeerId) => boolean): (() => void) => {
  let suspects = new WeakSet<Connection>()
  return () => {
    const spare = links.all().filter((link) => isSpare(link, links, isKept))
    for (const { connection } of spare) if (suspects.has(connection)) hangUp(connection)
    suspects = new WeakSet(spare.map(({ connection }) => connection))
  }
}
