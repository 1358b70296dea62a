import type { Connection } from '@libp2p/interface'
import type { Multiaddr } from '@multiformats/multiaddr'
import type { Clock, NetError, PeerId } from '#core/net/index.ts'
import { fail, ok, type Result } from '#core/proof/index.ts'
import { HASTY_DIRECT, HASTY_LOCAL, PATIENT, type DialBudget } from './limits.ts'
import type { Link, Links } from './links.ts'
import { deadline } from './pause.ts'
import type { Ways } from './ways.ts'

/** `any`: some connection; `direct`: one that goes through no relay. */
export type Scope = 'any' | 'direct'

/** What dialling needs of the rest. */
export interface ReachInit {
  readonly self: PeerId
  readonly clock: Clock
  readonly links: Links
  readonly ways: (peer: PeerId) => Ways
  readonly dial: (address: Multiaddr, signal: AbortSignal) => Promise<Connection>
}

/** Dials peers: one dial per peer at a time, near addresses first, through relays last. */
export interface Reach {
  /** A connection that stands: the best there is, or a new one. Joins a dial of the same peer under way. */
  readonly reach: (peer: PeerId, scope: Scope) => Promise<Result<Link, NetError>>
  /** A peer's connections changed: stops a dial that is no longer needed, as when the peer was quicker. */
  readonly changed: (peer: PeerId) => void
  readonly stop: () => void
}

interface Running {
  readonly scope: Scope
  readonly controller: AbortController
  readonly outcome: Promise<Result<Link, NetError>>
}

/** A short name for what went wrong, for people who look into it; never the text of a stack. */
export const detailOf = (error: unknown): string => {
  if (!(error instanceof Error)) return 'Unknown'
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  const status = /status ([A-Z_]+)$/.exec(error.message)?.[1]
  return (status ?? (code === '' || code === 'ABORT_ERR' ? error.name : code)).slice(0, 64)
}

/** Dialling over the given connections and addresses. */
export const createReach = ({ self, clock, links, ways, dial }: ReachInit): Reach => {
  const running = new Map<PeerId, Running>()
  let isStopped = false

  const found = (peer: PeerId, scope: Scope): Link | null => {
    const link = links.best(peer)
    return link === null || (scope === 'direct' && link.path === 'relay') ? null : link
  }

  const dialAll = async (peer: PeerId, scope: Scope, signal: AbortSignal): Promise<Result<Link, NetError>> => {
    const { local, direct, circuit } = ways(peer)
    const relayed = scope === 'direct' ? [] : circuit
    const isHasty = relayed.length > 0
    const tiers: readonly (readonly [readonly Multiaddr[], DialBudget])[] = [
      [local, isHasty ? HASTY_LOCAL : PATIENT],
      [direct, isHasty ? HASTY_DIRECT : PATIENT],
      [relayed, PATIENT],
    ]
    let detail = 'NoAddress'
    for (const [addresses, budget] of tiers) {
      const until = clock.monotonic() + budget.all
      for (const address of addresses) {
        const left = Math.min(budget.address, until - clock.monotonic())
        if (left <= 0 || signal.aborted) break
        const limit = deadline(clock, left, signal)
        try {
          await dial(address, limit.signal)
        } catch (error) {
          detail = limit.signal.aborted ? 'Timeout' : detailOf(error)
        } finally {
          limit.clear()
        }
        const link = found(peer, scope)
        if (link !== null) return ok(link)
      }
    }
    const link = found(peer, scope)
    if (link !== null) return ok(link)
    return fail(isStopped ? { type: 'Stopped' } : { type: 'Unreachable', peer, detail })
  }

  const start = (peer: PeerId, scope: Scope): Promise<Result<Link, NetError>> => {
    const controller = new AbortController()
    const outcome = dialAll(peer, scope, controller.signal).finally(() => running.delete(peer))
    running.set(peer, { scope, controller, outcome })
    return outcome
  }

  const reach = async (peer: PeerId, scope: Scope): Promise<Result<Link, NetError>> => {
    const link = found(peer, scope)
    if (link !== null) return ok(link)
    if (isStopped) return fail({ type: 'Stopped' })
    const other = running.get(peer)
    if (other === undefined) return start(peer, scope)
    const outcome = await other.outcome
    // One that looked for a direct way only has not tried all that we may.
    return outcome.ok || other.scope === scope || scope === 'direct' ? outcome : reach(peer, scope)
  }

  return {
    reach,
    changed: (peer) => {
      const dialling = running.get(peer)
      const link = dialling === undefined ? null : found(peer, dialling.scope)
      // Not our own, which is told of before its dial has returned: to abort that would close it. And of two who dial
      // each other at one moment only one gives way, or both connections were lost.
      if (link?.connection.direction === 'inbound' && self < peer) dialling?.controller.abort()
    },
    stop: () => {
      isStopped = true
      for (const { controller } of running.values()) controller.abort()
    },
  }
}
