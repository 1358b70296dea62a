import type { Connection } from '@libp2p/interface'
import type { Path, PeerChange, PeerId, PeerStatus } from '#core/net/index.ts'
import { fromLibPeer, pathOfAddress } from './address.ts'

/** A connection that stands, as the port sees it. */
export interface Link {
  readonly connection: Connection
  readonly peer: PeerId
  readonly path: Path
}

/** Who is connected, and how. */
export interface Links {
  readonly opened: (connection: Connection) => void
  readonly closed: (connection: Connection) => void
  /** The connection to use for a peer: the shortest path, and of several the newest. */
  readonly best: (peer: PeerId) => Link | null
  readonly of: (peer: PeerId) => readonly Link[]
  readonly all: () => readonly Link[]
  readonly peers: () => readonly PeerStatus[]
}

/** Closes a connection in good order, or else at once. */
export const hangUp = (connection: Connection): void => {
  connection.close().catch((error: unknown) => connection.abort(asError(error)))
}

/** What was thrown, as libp2p wants to be told. */
export const asError = (thrown: unknown): Error => (thrown instanceof Error ? thrown : new Error('Unknown'))

const RANK: Readonly<Record<Path, number>> = { local: 0, direct: 1, relay: 2 }

/** An empty book, which tells `onChange` of every change of a peer's best path. */
export const createLinks = (onChange: (change: PeerChange) => void): Links => {
  /** Oldest first. */
  const links = new Map<PeerId, Link[]>()
  const paths = new Map<PeerId, Path>()

  const best = (peer: PeerId): Link | null =>
    (links.get(peer) ?? [])
      .filter(({ connection }) => connection.status === 'open')
      // Of two alike the older may be one that died without a word.
      .reduce<Link | null>((found, link) => (found && RANK[found.path] < RANK[link.path] ? found : link), null)

  const compare = (peer: PeerId): void => {
    const before = paths.get(peer)
    const path = best(peer)?.path
    if (path === before) return
    if (path === undefined) {
      paths.delete(peer)
      return onChange({ type: 'down', peer })
    }
    paths.set(peer, path)
    onChange({ type: before === undefined ? 'up' : 'path', peer, path })
  }

  return {
    opened: (connection) => {
      const peer = fromLibPeer(connection.remotePeer)
      if (peer === null || connection.status !== 'open') return
      const link = { connection, peer, path: pathOfAddress(connection.remoteAddr) }
      links.set(peer, [...(links.get(peer) ?? []), link])
      compare(peer)
    },
    closed: (connection) => {
      const peer = fromLibPeer(connection.remotePeer)
      if (peer === null) return
      const left = (links.get(peer) ?? []).filter((link) => link.connection !== connection)
      if (left.length === 0) links.delete(peer)
      else links.set(peer, left)
      compare(peer)
    },
    best,
    of: (peer) => links.get(peer) ?? [],
    all: () => [...links.values()].flat(),
    peers: () =>
      [...links.keys()].flatMap((peer) => {
        const link = best(peer)
        return link === null ? [] : [{ peer, path: link.path, address: link.connection.remoteAddr.toString() }]
      }),
  }
}
