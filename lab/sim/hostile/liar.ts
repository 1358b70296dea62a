import { signStatement } from '#core/crypto/index.ts'
import { chainIds, feedDigest, logDigest, NO_PREV } from '#core/envelope/index.ts'
import type { EnvelopeId, FeedId, Fork, HeldRun, LogId, Run, RunItem } from '#core/envelope/index.ts'
import type { PeerId } from '#core/net/index.ts'
import { ok } from '#core/proof/index.ts'
import { createHost as createSyncHost, READ_PROOF, readProofValues } from '#core/sync/index.ts'
import type { FeedFrontier, Host as SyncHost, Replica } from '#core/sync/index.ts'
import type { Host } from '../host.ts'
import type { Lending } from '../net/index.ts'
import type { Loot } from './loot.ts'

/** A program that speaks the real protocol and says whatever it likes. */
export interface Liar {
  readonly sync: SyncHost
  /** Tells everybody who is connected that it holds this of a feed now. */
  show(feed: FeedId, items: readonly RunItem[]): void
  /** What it was told: feeds it did not have, or has differently. */
  readonly heard: readonly { readonly log: LogId; readonly run: Run }[]
  /** Tells everybody of a fork. */
  tell(fork: Fork): void
  /** Breaks every connection, so that the next sessions compare anew. */
  reconnect(): void
  stop(): void
}

/** What a liar begins with. */
export interface LiarInit {
  readonly loot: Loot
  /** As whom it connects. Default: as the device it was taken from. */
  readonly self?: PeerId
  /** What it says that it is. Default: a member. */
  readonly role?: Replica['role']
  /** What it holds. Default: what was found. */
  readonly feeds?: ReadonlyMap<FeedId, readonly RunItem[]>
  /** Whom it wants to be connected to, by address. */
  readonly wants: readonly { readonly peer: PeerId; readonly addresses: readonly string[] }[]
  readonly relays?: readonly string[]
  readonly lends?: Lending | null
}

/** Runs a liar on a host, in the place of what ran there. */
export function runLiar(host: Host, init: LiarInit): Liar {
  const { loot, role = 'member' } = init
  host.kill()
  const booted = host.boot()
  const { clock, random, life } = booted
  const net = booted.net(init.self ?? loot.device.device, init.lends)
  const feeds = new Map(init.feeds ?? loot.feeds)
  const heard: { readonly log: LogId; readonly run: Run }[] = []
  let fork: Fork | null = null

  const frontierOf = (feed: FeedId): FeedFrontier => {
    const items = feeds.get(feed) ?? []
    const head = chainIds(feed, 0, NO_PREV, items).at(-1) ?? NO_PREV
    const runs: HeldRun[] = items.length === 0 ? [] : [{ low: 0, high: items.length - 1, below: NO_PREV, head }]
    return { feed, runs, stoppedAt: null }
  }
  const part = (feed: FeedId, low: number, high: number): Run | null => {
    const items = feeds.get(feed) ?? []
    if (low >= items.length) return null
    const prev: EnvelopeId = chainIds(feed, 0, NO_PREV, items.slice(0, low)).at(-1) ?? NO_PREV
    return { feed, low, prev, items: items.slice(low, high + 1) }
  }

  const replica: Replica = {
    role,
    sharedWith: () => [{ space: role === 'member' ? loot.space : null, logs: [loot.log] }],
    log: (log) => (log === loot.log ? { space: role === 'member' ? loot.space : null, keys: loot.keys } : null),
    frontierDigest: () => logDigest([...feeds.keys()].map((feed) => feedDigest(feed, frontierOf(feed).runs))),
    frontier: (_log, done) => done([...feeds.keys()].map(frontierOf)),
    read: (_log, feed, low, high, _bytes, _from, done) => done(part(feed, low, high)),
    receive: (log, runs, _from, done) => {
      for (const run of runs) if (run.prev !== null) heard.push({ log, run: { ...run, prev: run.prev } })
      done(runs.map(({ feed }) => ({ type: 'taken', frontier: frontierOf(feed), fresh: 0 })))
    },
    fork: (_log, _feed, done) => done(fork),
    forked: () => {},
    proveRead: (_log, proof) => signStatement(loot.read, READ_PROOF, readProofValues(loot.log, proof)),
    proved: () => ok(undefined),
    peerHas: () => {},
    peerSeen: () => {},
    peerClock: () => {},
  }
  const sync = createSyncHost({ net, clock, random, replica })
  life.run(() => {
    sync.start()
    for (const { peer, addresses } of init.wants) net.want(peer, addresses)
    net.useRelays(init.relays ?? [])
    net.start()
  })

  return {
    sync,
    heard,
    show: (feed, items) => {
      const before = feeds.get(feed)?.length ?? 0
      feeds.set(feed, items)
      const run = part(feed, Math.min(before, items.length - 1), items.length - 1)
      if (run !== null) life.run(() => sync.appended(loot.log, run, frontierOf(feed)))
    },
    tell: (told) => {
      fork = told
      life.run(() => sync.forked(loot.log, told))
    },
    reconnect: () => {
      const port = host.station.port
      for (const { peer } of net.peers()) port?.directLink(peer)?.drop()
    },
    stop: () => life.end(),
  }
}
