import type { Clock, PeerId } from '#core/net/index.ts'
import { SHUN_FIRST_MS, SHUN_LONGEST_MS, SHUNNED_PEERS } from './limits.ts'

/** Peers that broke the protocol, refused for a time that doubles with each break. Rule Y8. */
export interface Shun {
  isShunned(peer: PeerId): boolean
  broke(peer: PeerId): void
}

/** Nobody broke anything yet. Remembers `SHUNNED_PEERS`, those of the latest breaks. */
export function createShun(clock: Clock): Shun {
  const byPeer = new Map<PeerId, { readonly until: number; readonly pause: number }>()
  return {
    isShunned: (peer) => (byPeer.get(peer)?.until ?? 0) > clock.monotonic(),
    broke: (peer) => {
      const last = byPeer.get(peer)
      const now = clock.monotonic()
      // Forgiven by degrees: who kept to it for a day is a stranger again.
      const isRecent = last !== undefined && now - last.until < 24 * SHUN_LONGEST_MS
      const pause = isRecent ? Math.min(SHUN_LONGEST_MS, last.pause * 2) : SHUN_FIRST_MS
      byPeer.delete(peer)
      const oldest = byPeer.size >= SHUNNED_PEERS ? byPeer.keys().next().value : undefined
      if (oldest !== undefined) byPeer.delete(oldest)
      byPeer.set(peer, { until: now + pause, pause })
    },
  }
}
