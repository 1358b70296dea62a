import { signStatement } from '#core/crypto/index.ts'
import { BLOCK } from '#core/envelope/index.ts'
import type { FeedId, LogId, Run, RunItem } from '#core/envelope/index.ts'
import type { AccountId, DeviceId } from '#core/identity/index.ts'
import type { PeerId } from '#core/net/index.ts'
import { ok } from '#core/proof/index.ts'
import { hasSeen } from '#core/space/index.ts'
import type { OpId } from '#core/space/index.ts'
import {
  accountByNo,
  allEpochs,
  allSpaces,
  envelopesOf,
  envelopeSizes,
  envelopeSizesDown,
  epochsOfSpace,
  findDevice,
  putReached,
  signedAtOrAbove,
  signedAtOrBelow,
  spaceByNo,
  spacesOfAccount,
  spacesOnceOf,
} from '#core/store/index.ts'
import type { FeedRow, ReadDb } from '#core/store/index.ts'
import { READ_PROOF, readProofValues } from '#core/sync/index.ts'
import type { Replica, SharedLogs } from '#core/sync/index.ts'
import { applySeen } from './apply.ts'
import { changedAll } from './changes.ts'
import { commit } from './commit.ts'
import { digestOf, feedsOf, forkOf, frontierOf, idAt } from './feeds.ts'
import { logOf, spaceOf } from './spaces.ts'
import type { FeedHandle, LogHandle, NodeState, SpaceHandle } from './state.ts'
import { foundAhead } from './stop.ts'
import { isMarkedOut, mightHoldAsDevice } from './outs.ts'
import { takeFork, takeRuns } from './take.ts'
import { takeClock } from './clocks.ts'

/**
 * More envelopes than these are taken in a turn of their own: a first sync is one large frame after the other, and
 * whoever looks at the screen meanwhile has her turn between two of them.
 */
const AT_ONCE = 64

/** What a full disk refused is asked for again after so long: whoever has made room is looking at the screen. */
export const ROOM_MS = 5_000

/** This node as a replica: what sync sends, and where what it receives goes. */
export function createReplica(node: NodeState, isRelay: (peer: PeerId) => boolean): Replica {
  const { db } = node
  let isAskingAgain = false
  const askAgain = (): void => {
    if (isAskingAgain) return
    isAskingAgain = true
    node.clock.after(ROOM_MS, () => {
      isAskingAgain = false
      if (!node.isStopping) node.network?.sharingChanged()
    })
  }
  return {
    role: 'member',
    sharedWith: (peer) => sharedWith(node, peer, isRelay(peer)),
    log: (id) => {
      const log = logOf(node, db, id)
      return log ? { space: log.space, keys: log.keys } : null
    },
    frontierDigest: (id) => {
      const known = node.digests.get(id)
      if (known) return known
      const log = logOf(node, db, id)
      const digest = log ? digestOf(db, log) : new Uint8Array(32)
      if (log) node.digests.set(id, digest)
      return digest
    },
    frontier: (id, done) => {
      const log = logOf(node, db, id)
      done(log ? [...feedsOf(db, log).values()].map(frontierOf) : [])
    },
    read: (id, feed, low, high, maxBytes, from, done) => {
      const handle = handleOf(node, id, feed)
      done(handle ? readRun(db, handle, low, high, maxBytes, from) : null)
    },
    receive: (log, runs, from, done) => {
      const take = (): void => {
        if (node.isStopping) return
        const outcomes = commit(node, (write) => takeRuns(node, write, log, runs, from))
        if (!outcomes.ok) askAgain()
        done(outcomes.ok ? outcomes.value : runs.map(() => ({ type: 'refused', reason: outcomes.error })))
      }
      const count = runs.reduce((sum, run) => sum + run.items.length, 0)
      if (from === 'bundle' || count <= AT_ONCE) take()
      else node.clock.after(0, take)
    },
    fork: (id, feed, done) => {
      const handle = handleOf(node, id, feed)
      done(handle ? forkOf(db, handle.row) : null)
    },
    forked: (id, fork) => {
      const log = logOf(node, db, id)
      const feed = log && feedsOf(db, log).get(fork.feed)
      if (log && feed) commit(node, (write) => takeFork(node, write, log, feed, fork))
    },
    proveRead: (id, proof) => {
      const log = logOf(node, db, id)
      return log ? signStatement(log.read, READ_PROOF, readProofValues(id, proof)) : null
    },
    // Who holds a log's read key may be told of it: a member whose device is not known here yet.
    proved: () => ok(undefined),
    peerHas: (peer, role, id, feeds) => {
      const log = logOf(node, db, id)
      if (!log) return
      for (const said of feeds) {
        const feed = feedsOf(db, log).get(said.feed)
        const claimed = said.runs.at(-1)?.high ?? -1
        const isOwn = feed !== undefined && feed.speaker?.device === node.me?.device.device
        if (isOwn && claimed > (feed.runs.at(-1)?.high ?? -1)) foundAhead(node, peer)
      }
      if (role === 'mailbox') noteMailbox(node, peer, log, feeds)
    },
    peerSeen: (peer, id, heads) => {
      const log = logOf(node, db, id)
      const space = log && spaceOf(node, db, log.space)
      if (space) commit(node, (write) => applySeen(node, write, space, peer as DeviceId, heads)) // a member's peer id
    },
    peerClock: (peer, differenceMs) => takeClock(node, peer, differenceMs),
  }
}

function sharedWith(node: NodeState, peer: PeerId, isRelay: boolean): readonly SharedLogs[] {
  if (node.me === null) return []
  const known = node.shared.get(peer)
  if (known) return known
  const shared = isRelay ? [{ space: null, logs: allLogIds(node.db) }] : spacesWith(node, peer)
  node.shared.set(peer, shared)
  return shared
}

/** Every log held, those of spaces last used first. */
function allLogIds(db: ReadDb): SharedLogs['logs'] {
  const bySpace = Map.groupBy(allEpochs(db), (epoch) => epoch.spaceNo)
  return allSpaces(db).flatMap((space) => (bySpace.get(space.no) ?? []).toReversed().map((epoch) => epoch.log))
}

/**
 * The spaces a peer's device is known to be in, with their logs. Of a group, those that were not opened after somebody went
 * out of it: she has no key of later ones, and hears in the older ones that she is out. Rules S6, Y2.
 */
function spacesWith(node: NodeState, peer: PeerId): readonly SharedLogs[] {
  const { db } = node
  const device = findDevice(db, peer as DeviceId) // a member's peer id is her device's (I2)
  if (device === undefined) return []
  const account = accountByNo(db, device.accountNo)?.id
  const current = new Set(spacesOfAccount(db, device.accountNo))
  const all = new Set([...current, ...spacesOnceOf(db, device.accountNo)])
  return [...all].flatMap((no) => {
    const row = spaceByNo(db, no)
    const epochs = epochsOfSpace(db, no).toReversed()
    const isDeviceOut = isMarkedOut(db, device.id)
    const space = (current.has(no) && !isDeviceOut) || !row ? undefined : spaceOf(node, db, row.id)
    const open =
      space && account
        ? epochs.filter(
            ({ rotate }) => mightHold(space, rotate, account) && mightHoldAsDevice(space, rotate, device.id),
          )
        : epochs
    return row && open.length > 0 ? [{ space: row.id, logs: open.map((epoch) => epoch.log) }] : []
  })
}

/** Whether somebody who is out may have an epoch's key: it came before that, or she is not known to have been in. */
function mightHold(space: SpaceHandle, rotate: OpId, account: AccountId): boolean {
  for (const { op, account: out, role, device } of space.state.removed)
    if (out === account && role === null && device === null && hasSeen(space.state, [rotate], op)) return false
  for (const [id, { author, body }] of space.operations)
    if (body.kind === 'leave' && author === account && hasSeen(space.state, [rotate], id)) return false
  return true
}

function handleOf(node: NodeState, id: LogId, feed: FeedId): FeedHandle | undefined {
  const log = logOf(node, node.db, id)
  return log && feedsOf(node.db, log).get(feed)
}

/** How far a mailbox holds this device's own feeds: `relayed` (Y6). */
function noteMailbox(node: NodeState, peer: PeerId, log: LogHandle, feeds: Parameters<Replica['peerHas']>[3]): void {
  const mine = feeds.flatMap((said) => {
    const feed = feedsOf(node.db, log).get(said.feed)
    const high = said.runs.at(-1)?.high
    return feed && high !== undefined && feed.speaker?.account === node.me?.account.account ? [{ feed, high }] : []
  })
  if (mine.length === 0) return
  commit(node, (db) => {
    const fresh = mine.filter(({ feed, high }) =>
      putReached(db, feed.row.no, peer, true, Math.min(high, feed.runs.at(-1)?.high ?? 0)),
    )
    const space = fresh.length > 0 ? spaceOf(node, db, log.space) : undefined
    if (space) changedAll(node, space)
  })
}

/** Part of what is held of a feed, as `Replica.read` says. */
export function readRun(
  db: ReadDb,
  feed: FeedHandle,
  low: number,
  high: number,
  maxBytes: number,
  from: 'low' | 'high',
): Run | null {
  const held = feed.runs.filter((run) => run.low <= high && run.high >= low)
  const run = from === 'low' ? held[0] : held.at(-1)
  if (run === undefined) return null
  const bounds = { low: Math.max(low, run.low), high: Math.min(high, run.high) }
  const { first, last } =
    from === 'low' ? upwards(db, feed.row, bounds, maxBytes) : downwards(db, feed.row, bounds, maxBytes)
  const prev = first === run.low ? run.below : idAt(db, feed, first - 1)
  if (prev === null) return null
  const items: RunItem[] = []
  for (const { item } of envelopesOf(db, feed.row, first, last)) items.push(item)
  return items.length === last - first + 1 ? { feed: feed.row.id, low: first, prev, items } : null
}

interface Bounds {
  readonly low: number
  readonly high: number
}

function upwards(db: ReadDb, row: FeedRow, { low, high }: Bounds, maxBytes: number): { first: number; last: number } {
  let bytes = 0
  let last = low
  for (const size of envelopeSizes(db, row.no, low, high)) {
    bytes += size.bytes
    if (bytes > maxBytes && size.seq > low) break
    last = size.seq
  }
  if (last === high) return { first: low, last }
  const signed = signedAtOrBelow(db, row.no, last)
  if (signed !== undefined && signed >= low) return { first: low, last: signed }
  return { first: low, last: Math.min(high, signedAtOrAbove(db, row.no, last) ?? high) }
}

function downwards(db: ReadDb, row: FeedRow, { low, high }: Bounds, maxBytes: number): { first: number; last: number } {
  let bytes = 0
  let first = high
  for (const size of envelopeSizesDown(db, row.no, low, high)) {
    bytes += size.bytes
    if (bytes > maxBytes && size.seq < high) break
    first = size.seq
  }
  if (first === low) return { first, last: high }
  // What a block says of `ctrl` stands at its beginning (E3).
  const block = Math.ceil(first / BLOCK) * BLOCK
  return { first: block <= high ? block : first, last: high }
}
