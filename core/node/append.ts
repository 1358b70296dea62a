import { signStatement } from '#core/crypto/index.ts'
import {
  BLOCK,
  chainIds,
  ENVELOPE_SIGNATURE,
  ENVELOPE_VERSION,
  feedIdOf,
  addRun,
  keepsSignature,
  NO_PREV,
} from '#core/envelope/index.ts'
import type { Run, RunItem } from '#core/envelope/index.ts'
import { ENTRY_VERSION, MAX_HEADS, sealEntry } from '#core/entry/index.ts'
import type { Entry, EntryBody, FeedEnd } from '#core/entry/index.ts'
import { idToBytes } from '#core/proof/index.ts'
import type { At } from '#core/proof/index.ts'
import {
  dropSignature,
  endSpeaker,
  feedsOfDevice,
  findSpeaker,
  pictureOf,
  putEnvelope,
  putRuns,
  putSignature,
  putSpeaker,
  putStretch,
} from '#core/store/index.ts'
import type { WriteDb } from '#core/store/index.ts'
import { applyEntry } from './apply.ts'
import { ctrlOf } from './control.ts'
import { feedIn, feedsOf, frontierOf, makeOwnFeed, feedKey } from './feeds.ts'
import { ownReach } from './people.ts'
import { currentLog, logOf } from './spaces.ts'
import type { FeedHandle, LogHandle, Me, NodeState, OwnFeed, SpaceHandle } from './state.ts'
import { nextAt } from './time.ts'

const NONCE_BYTES = 24

/** Where an own entry went. */
export interface Appended {
  readonly feed: FeedHandle
  readonly seq: number
  readonly at: At
}

/**
 * Says something in a log: seals, signs and stores the next envelope of this device's feed, opening the feed first if
 * there is none yet. Pushed to every session once the transaction is durable. Rules E2 to E4, Y5.
 */
export function append(
  node: NodeState,
  db: WriteDb,
  me: Me,
  space: SpaceHandle,
  log: LogHandle,
  body: EntryBody,
): Appended {
  return appendTo(node, db, space, openOwnFeed(node, db, me, space, log), body)
}

/** This device's feed in a log, opened if it is not yet. */
export function openOwnFeed(node: NodeState, db: WriteDb, me: Me, space: SpaceHandle, log: LogHandle): OwnFeed {
  log.own ??= findOwnFeed(db, me, log) ?? openFeed(node, db, me, space, log)
  return log.own
}

/** This device's feed in force in a log: of the highest generation that is not ended. */
export function findOwnFeed(db: WriteDb, me: Me, log: LogHandle): OwnFeed | null {
  const mine = [...feedsOf(db, log).values()].filter((feed) => feed.speaker?.device === me.device.device)
  const newest = mine.toSorted((a, b) => (b.speaker?.generation ?? 0) - (a.speaker?.generation ?? 0))[0]
  if (!newest?.speaker || newest.speaker.endedAt !== null) return null
  const key = feedKey(me.device.seed, log, newest.speaker.generation)
  return feedIdOf(key.publicKey) === newest.row.id ? { feed: newest, key } : null
}

/** Opens this device's feed in a log with an `open` that ends its older feeds of the space. Rules E3, S3, S7. */
function openFeed(node: NodeState, db: WriteDb, me: Me, space: SpaceHandle, log: LogHandle): OwnFeed {
  const older = feedsOfDevice(db, space.no, me.deviceNo)
  const next = older
    .filter((feed) => feed.log === log.id)
    .reduce((most, feed) => Math.max(most, feed.generation + 1), 0)
  const generation = unusedFrom(db, log, me, next)
  const ends: FeedEnd[] = []
  for (const feed of older.slice(-MAX_HEADS)) {
    // In a log that is over already only what is older ends; the feed in the epoch in force goes on.
    if (feed.log === currentLog(space)?.id && feed.log !== log.id) continue
    const oldLog = logOf(node, db, feed.log)
    const handle = oldLog && feedIn(db, oldLog, feed.feed)
    const head = handle?.runs.at(-1)
    if (!oldLog || !handle || !head) continue
    // Those that have ended are named too, since feeds come in any order: so each pair of them is known to have one (S3).
    ends.push({ feed: feed.feed, seq: head.high, head: head.head })
    if (feed.endedAt !== null) continue
    endSpeaker(db, handle.row.no, head.high)
    handle.speaker = findSpeaker(db, handle.row.no) ?? null
    oldLog.own = null
  }
  const own = makeOwnFeed(db, log, me.device.seed, generation)
  const bind = signStatement(me.device.signing, 'dure/open/v1', [idToBytes(own.feed.row.id), idToBytes(log.id)])
  const { name, reach } = ownReach(node, db, me, space)
  const { certificate } = me.device
  const account = me.account.account
  putSpeaker(db, {
    feedNo: own.feed.row.no,
    deviceNo: me.deviceNo,
    accountNo: me.accountNo,
    generation,
    name: own.feed.name,
  })
  own.feed.speaker = findSpeaker(db, own.feed.row.no) ?? null
  appendTo(node, db, space, own, { kind: 'open', account, certificate, bind, generation, ends, name, reach })
  // Who may read older logs of a group has seen it there, and a group opens many feeds at once.
  const isSeen = space.kind === 'group' && older.length > 0 && space.state.policy.history === 'all'
  const bytes = space.kind === 'self' || isSeen ? null : pictureOf(db, me.accountNo)
  // Like name and reach, for whoever meets this account here (I8).
  if (bytes !== null) appendTo(node, db, space, own, { kind: 'note', note: { name: 'picture', bytes } })
  return own
}

/** The first generation from here on of which nothing is held: one that was opened is never opened again. */
function unusedFrom(db: WriteDb, log: LogHandle, me: Me, generation: number): number {
  const id = feedIdOf(feedKey(me.device.seed, log, generation).publicKey)
  const isUsed = (feedIn(db, log, id)?.runs.length ?? 0) > 0
  return isUsed ? unusedFrom(db, log, me, generation + 1) : generation
}

function appendTo(node: NodeState, db: WriteDb, space: SpaceHandle, own: OwnFeed, body: EntryBody): Appended {
  const { feed, key } = own
  const last = feed.runs.at(-1)
  const seq = last === undefined ? 0 : last.high + 1
  const prev = last?.head ?? NO_PREV
  const stated = feed.stretches.at(-1)?.ctrl ?? null
  const heads = ctrlOf(space, stated ?? [])
  const states = seq % BLOCK === 0 || stated === null || stated.join() !== heads.join()
  const at = nextAt(node)
  const entry: Entry = { v: ENTRY_VERSION, at, ctrl: states ? heads : null, body }
  const nonce = node.random(NONCE_BYTES)
  const unsigned: RunItem = {
    v: ENVELOPE_VERSION,
    nonce,
    box: sealEntry(entry, feed.log.content, nonce),
    admit: seq === 0 ? feed.row.admit : null,
    sig: null,
  }
  const [id] = chainIds(feed.row.id, seq, prev, [unsigned])
  if (id === undefined) throw new Error('one item has one id')
  const item: RunItem = { ...unsigned, sig: signStatement(key, ENVELOPE_SIGNATURE, [id]) }

  putEnvelope(db, feed.row.no, seq, item)
  if (item.sig) putSignature(db, feed.row.no, seq, item.sig, id)
  if (last !== undefined) dropOldSignature(db, feed, last.high)
  const runs = addRun(feed.runs, { low: seq, high: seq, below: prev, head: id })
  putRuns(db, feed.row.no, feed.runs, runs)
  feed.runs = runs
  // There may be others below: of a feed that lost something to damage in the middle.
  const below = feed.stretches.filter((it) => it.high < seq - 1)
  const joins = feed.stretches.find((it) => it.high === seq - 1)
  const stretch = { low: joins?.low ?? seq, high: seq, at, ctrl: heads }
  putStretch(db, feed.row.no, stretch)
  feed.stretches = [...below, stretch]

  if (body.kind === 'facts' || body.kind === 'note') applyEntry(node, db, space, feed, seq, entry, heads)
  node.digests.delete(feed.log.id)
  const run: Run = { feed: feed.row.id, low: seq, prev, items: [item] }
  node.afterCommit.push(() => node.network?.host.appended(feed.log.id, run, frontierOf(feed)))
  return { feed, seq, at }
}

/** Takes away the signature of a head that is none any more, unless it is one that stays (E5). */
function dropOldSignature(db: WriteDb, feed: FeedHandle, seq: number): void {
  const size = db
    .query<{ bytes: number }>('SELECT length(body) - 25 AS bytes FROM envelope WHERE feed_no = ? AND seq = ?')
    .get(feed.row.no, seq)
  if (size && !keepsSignature(seq, size.bytes)) dropSignature(db, feed.row.no, seq)
}
