import type { NetError, PeerId } from '#core/net/index.ts'
import { fail, ok, type Result } from '#core/proof/index.ts'
import type { Life } from '../life.ts'
import type { ParsedAddress } from './address.ts'
import type { Ways } from './book.ts'
import type { Dialled } from './dial.ts'
import type { Links } from './links.ts'
import type { Link } from './types.ts'

/** How long one address is tried, in milliseconds: while there is another way, and when there is none. */
const HASTY_MS = 2_500
const PATIENT_MS = 6_000

/** `any`: some connection; `direct`: one that goes through no relay. */
export type Scope = 'any' | 'direct'
export type Reached = Result<Link, NetError>

/** What dialling needs of the rest. */
export interface ReachInit {
  readonly self: PeerId
  readonly life: Life
  readonly links: Links
  readonly ways: (peer: PeerId) => Ways
  readonly dial: (address: ParsedAddress, budgetMs: number, done: (outcome: Dialled) => void) => void
}

/** Dials peers: one dial per peer at a time, near addresses first, through relays last. */
export interface Reach {
  /** A connection that stands, the best there is, or a new one. Joins a dial of the same peer under way. */
  reach(peer: PeerId, scope: Scope, done: (outcome: Reached) => void): void
  /** Nothing more is dialled, and all who wait are told so. */
  stop(): void
}

interface Running {
  readonly scope: Scope
  readonly waiting: ((outcome: Reached) => void)[]
}

/** Dialling over the given connections and addresses. `done` is never called within the call. */
export function createReach({ self, life, links, ways, dial }: ReachInit): Reach {
  const running = new Map<PeerId, Running>()
  let isStopped = false

  const found = (peer: PeerId, scope: Scope): Link | null => {
    const link = links.best(peer)
    return link === null || (scope === 'direct' && link.path === 'relay') ? null : link
  }

  const settle = (peer: PeerId, outcome: Reached): void => {
    const waiting = running.get(peer)?.waiting ?? []
    running.delete(peer)
    for (const done of waiting) done(outcome)
  }

  const tryAll = (peer: PeerId, scope: Scope): void => {
    const { local, direct, circuit } = ways(peer)
    const relayed = scope === 'direct' ? [] : circuit
    const all = [...local, ...direct, ...relayed]
    const tryNext = (index: number, detail: string): void => {
      if (isStopped) return
      const link = found(peer, scope)
      if (link !== null) return settle(peer, ok(link))
      const address = all[index]
      if (address === undefined) return settle(peer, fail({ type: 'Unreachable', peer, detail }))
      const isLast = index >= local.length + direct.length || relayed.length === 0
      dial(address, isLast ? PATIENT_MS : HASTY_MS, (outcome) =>
        tryNext(index + 1, outcome.ok ? detail : outcome.error),
      )
    }
    life.after(0, () => tryNext(0, 'NoAddress'))
  }

  const reach = (peer: PeerId, scope: Scope, done: (outcome: Reached) => void): void => {
    if (isStopped) return void life.after(0, () => done(fail({ type: 'Stopped' })))
    if (peer === self) return void life.after(0, () => done(fail({ type: 'Unreachable', peer, detail: 'Self' })))
    const link = found(peer, scope)
    if (link !== null) return void life.after(0, () => done(ok(link)))
    const other = running.get(peer)
    if (other === undefined) {
      running.set(peer, { scope, waiting: [done] })
      return tryAll(peer, scope)
    }
    other.waiting.push((outcome) => {
      // One that looked for a direct way only has not tried all that we may.
      if (outcome.ok || other.scope === scope || scope === 'direct') done(outcome)
      else reach(peer, scope, done)
    })
  }

  return {
    reach,
    stop: () => {
      isStopped = true
      life.after(0, () => {
        for (const peer of Array.from(running.keys())) settle(peer, fail({ type: 'Stopped' }))
      })
    },
  }
}
