import type { Clock, PeerId } from '#core/net/index.ts'

/** How long a peer that broke the protocol is refused: doubled each time, up to an hour. Milliseconds. */
export const FIRST_REFUSAL_MS = 10_000
export const LONGEST_REFUSAL_MS = 3_600_000
/** Peers remembered: those refused longest ago are forgotten first. */
const MAX_REFUSED = 1024

/** Who is refused for breaking the protocol, and until when. Rule Y8. */
export interface Refusals {
  /** It broke the protocol: until when it is refused, on the monotonic clock. */
  blame(peer: PeerId): number
  /** Until when it is refused, or null. */
  until(peer: PeerId): number | null
}

/** Nobody is refused yet. Who behaves for as long as the longest refusal begins anew. */
export function createRefusals(clock: Clock): Refusals {
  const refused = new Map<PeerId, { readonly times: number; readonly until: number }>()
  return {
    blame: (peer) => {
      const now = clock.monotonic()
      const before = refused.get(peer)
      const isFresh = before === undefined || before.until + LONGEST_REFUSAL_MS < now
      const times = isFresh ? 0 : before.times + 1
      const until = now + Math.min(FIRST_REFUSAL_MS * 2 ** times, LONGEST_REFUSAL_MS)
      refused.delete(peer)
      refused.set(peer, { times: Math.min(times, 20), until })
      if (refused.size > MAX_REFUSED) refused.delete(refused.keys().next().value ?? peer)
      return until
    },
    until: (peer) => {
      const found = refused.get(peer)
      return found === undefined || found.until <= clock.monotonic() ? null : found.until
    },
  }
}
