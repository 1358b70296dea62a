import type { Path, PeerChange, PeerId, PeerStatus } from '#core/net/index.ts'
import type { Link } from './types.ts'

/** Who is connected, and how. */
export interface Links {
  opened(link: Link): void
  closed(link: Link): void
  /** The connection to use for a peer: the shortest path, and of several the newest. */
  best(peer: PeerId): Link | null
  all(): readonly Link[]
  peers(): readonly PeerStatus[]
}

const RANK: Readonly<Record<Path, number>> = { local: 0, direct: 1, relay: 2 }

/** An empty book, which tells `onChange` of every change of a peer's best path. */
export function createLinks(onChange: (change: PeerChange) => void): Links {
  /** Oldest first. */
  const links = new Map<PeerId, Link[]>()
  const paths = new Map<PeerId, Path>()

  const best = (peer: PeerId): Link | null =>
    (links.get(peer) ?? []).reduce<Link | null>(
      (found, link) => (!link.isOpen() || (found && RANK[found.path] < RANK[link.path]) ? found : link),
      null,
    )

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
    opened: (link) => {
      links.set(link.peer, [...(links.get(link.peer) ?? []), link])
      compare(link.peer)
    },
    closed: (link) => {
      const left = (links.get(link.peer) ?? []).filter((other) => other !== link)
      if (left.length === 0) links.delete(link.peer)
      else links.set(link.peer, left)
      compare(link.peer)
    },
    best,
    all: () => [...links.values()].flat(),
    peers: () =>
      [...links.keys()].flatMap((peer) => {
        const link = best(peer)
        return link === null ? [] : [{ peer, path: link.path, address: link.address }]
      }),
  }
}
