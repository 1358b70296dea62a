import type { HeldRun, RunItem } from '#core/envelope/index.ts'
import { decode, encode } from '#core/proof/index.ts'
import { decodeOperation, encodeOperation, epochKeys, selfSpace } from '#core/space/index.ts'
import {
  allEpochs,
  allSpaces,
  disputeMessages,
  dropCaches,
  dropEpoch,
  dropOperation,
  envelopeList,
  forksOfFeed,
  mendLog,
  operationRows,
  putOperation,
  stopFeed,
} from '#core/store/index.ts'
import type { WriteDb } from '#core/store/index.ts'
import { advance } from './advance.ts'
import { commit } from './commit.ts'
import { dropDamaged } from './damage.ts'
import { openBoxes, settle } from './epochs.ts'
import { feedsOf } from './feeds.ts'
import { collectOperations } from './collect.ts'
import { openFromDisk } from './sealed.ts'
import { addEpoch, computedCreate, everyLog, membersChanged, spaceOf } from './spaces.ts'
import { forget } from './state.ts'
import type { FeedHandle, LogHandle, Me, NodeState, SpaceHandle } from './state.ts'
import { sayAgain, stopWriting } from './stop.ts'
import { forgetWords } from './words.ts'

/**
 * Makes everything that is a cache anew from the envelopes: rows, words, marks, documents (D8, D9), and from what is
 * computed or boxed: operations and keys. Envelopes that are damaged are let go, and come again by sync; where they were
 * this device's last, another device goes on in its place (I4).
 */
export function rebuild(node: NodeState): void {
  const { me } = node
  const { isShortened, unheard } = dropDamaged(node)
  forget(node)
  commit(node, (db) => {
    if (me) dropUnreadable(db, me)
    dropCaches(db)
    forgetWords(db)
    if (me) putComputed(node, db, me)
  })
  forget(node)
  const done = new Set<string>()
  // What the own space says, and what is boxed, brings keys of other logs.
  while (readMore(node, done) || forEverySpace(node, (db, space) => me !== null && openBoxes(node, db, me, space)));
  // Nothing is said before all that was said is known again.
  forEverySpace(node, (db, space) => {
    membersChanged(node, db, space)
    if (node.me) settle(node, db, node.me, space)
    return false
  })
  if (isShortened && node.me && node.me.stopped === null) stopWriting(node, node.me, 'FolderRolledBack')
  const speaker = node.me
  if (speaker?.stopped === null) commit(node, (db) => sayAgain(node, db, speaker, unheard))
}

/** Reads the logs that were not read again yet. True if there were any. */
function readMore(node: NodeState, done: Set<string>): boolean {
  const logs = everyLog(node, node.db).filter((log) => !done.has(log.id))
  for (const log of logs) {
    done.add(log.id)
    commit(node, (db) => readAgain(node, db, log))
  }
  return logs.length > 0
}

/** Does something for each space; true if that brought something new anywhere. */
function forEverySpace(node: NodeState, work: (db: WriteDb, space: SpaceHandle) => boolean): boolean {
  const done = commit(node, (db) =>
    allSpaces(db).map((row) => {
      const space = spaceOf(node, db, row.id)
      return space !== undefined && work(db, space)
    }),
  )
  return done.ok && done.value.includes(true)
}

function readAgain(node: NodeState, db: WriteDb, log: LogHandle): void {
  const space = spaceOf(node, db, log.space)
  if (!space) return
  const feeds = [...feedsOf(db, log).values()]
  for (const feed of feeds)
    for (const run of feed.runs) collectOperations(node, db, space, feed, itemsOf(db, feed, run))
  for (const feed of feeds) {
    // What stands above a fork was read before that was known, and stays, disputed (E7).
    const [fork] = forksOfFeed(db, feed.row.no)
    if (fork) feed.row = { ...feed.row, stoppedAt: null, stopReason: null }
    advance(node, db, space, feed, new Map())
    if (!fork) continue
    disputeMessages(db, feed.row.no, fork.seq)
    if (feed.row.stoppedAt !== null && feed.row.stoppedAt < fork.seq - 1) continue
    stopFeed(db, feed.row.no, fork.seq - 1, 'Forked')
    feed.row = { ...feed.row, stoppedAt: fork.seq - 1, stopReason: 'Forked' }
  }
}

const itemsOf = (db: WriteDb, feed: FeedHandle, run: HeldRun): Map<number, RunItem> =>
  new Map(envelopeList(db, feed.row, run.low, run.high).map(({ seq, item }) => [seq, item]))

/** Lets go what is no operation and no key any more: both come again, from envelopes, boxes or computing. */
function dropUnreadable(db: WriteDb, me: Me): void {
  for (const space of allSpaces(db))
    for (const { id, content } of operationRows(db, space.no)) {
      const decoded = decode(content)
      const operation = decoded.ok ? decodeOperation(decoded.value, space.id) : decoded
      if (!operation.ok || operation.value.id !== id) dropOperation(db, id)
    }
  for (const epoch of allEpochs(db)) {
    const key = openFromDisk(me.storage, epoch.sealedKey)
    if (!key) {
      dropEpoch(db, epoch.rotate)
      continue
    }
    const { log, logKeys } = epochKeys(key)
    mendLog(db, epoch.logNo, log, logKeys)
  }
}

/** Puts back what everybody computes: creates, and the own space's first epoch (S9). */
function putComputed(node: NodeState, db: WriteDb, me: Me): void {
  for (const row of allSpaces(db)) {
    const create = computedCreate(node, db, row)
    if (create) putOperation(db, row.no, create.id, encode(encodeOperation(create)))
  }
  const { account, recovery } = me.account
  if (recovery === null) return
  const { rotate, epochKey } = selfSpace(account, recovery)
  const self = spaceOf(node, db, me.self)
  if (!self) return
  putOperation(db, self.no, rotate.id, encode(encodeOperation(rotate)))
  addEpoch(node, db, self, rotate.id, epochKey)
}
