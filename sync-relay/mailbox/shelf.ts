import type { LogId, LogKeys } from '#core/envelope/index.ts'
import type { PeerId } from '#core/net/index.ts'
import { findLog } from '#core/store/index.ts'
import type { ReadDb } from '#core/store/index.ts'
import { readLog } from './holding.ts'
import type { HeldLog } from './holding.ts'

/** Logs and feeds kept at hand: about 1 KiB each. What is not is read again when asked for. */
const AT_HAND = 50_000
/** Logs that were proven and of which nothing came yet: in all, and of one peer. They cost no disk. */
const BEGUN = 50_000
const BEGUN_BY_PEER = 2_000

/** The logs of a mailbox: those in its database, the latest used at hand, and those begun but still empty. */
export interface Shelf {
  /** A log that is kept here or was begun; undefined: unknown. */
  find(id: LogId): HeldLog | undefined
  /** A log of which nothing is kept yet. False: this peer has begun too many. */
  begin(id: LogId, keys: LogKeys, by: PeerId): boolean
  /** What the log says of itself is durable now. */
  settle(log: HeldLog): void
  /** What the log says of itself is not true, or not any more: it is as the database has it. */
  undo(id: LogId): void
}

/** Empty at first: logs are read when asked for. */
export function createShelf(db: ReadDb): Shelf {
  const kept = new Map<LogId, { readonly log: HeldLog; readonly weight: number }>()
  const begun = new Map<LogId, { readonly log: HeldLog; readonly by: PeerId }>()
  const begunBy = new Map<PeerId, number>()
  let atHand = 0

  const takeDown = (id: LogId): HeldLog | undefined => {
    const found = kept.get(id)
    if (!found) return undefined
    kept.delete(id)
    atHand -= found.weight
    return found.log
  }
  /** Puts it where it is found, and away what was not asked for longest. */
  const putUp = (log: HeldLog): void => {
    const weight = 1 + log.feeds.size
    kept.set(log.id, { log, weight })
    atHand += weight
    for (const id of kept.keys()) {
      if (atHand <= AT_HAND || id === log.id) break
      takeDown(id)
    }
  }
  const dropBegun = (id: LogId): void => {
    const found = begun.get(id)
    if (!found) return
    begun.delete(id)
    const left = (begunBy.get(found.by) ?? 1) - 1
    if (left > 0) begunBy.set(found.by, left)
    else begunBy.delete(found.by)
  }

  return {
    find: (id) => {
      const fresh = begun.get(id)
      if (fresh) return fresh.log
      const log = takeDown(id) ?? readLog(db, id)
      if (log) putUp(log)
      return log
    },
    begin: (id, keys, by) => {
      const count = begunBy.get(by) ?? 0
      if (count >= BEGUN_BY_PEER) return false
      const oldest = begun.size >= BEGUN ? begun.keys().next().value : undefined
      if (oldest !== undefined) dropBegun(oldest)
      begun.set(id, { log: { id, keys, no: null, feeds: new Map(), digest: null, feedDigests: new Map() }, by })
      begunBy.set(by, count + 1)
      return true
    },
    settle: (log) => {
      if (log.no === null || !begun.has(log.id)) return
      dropBegun(log.id)
      putUp(log)
    },
    undo: (id) => {
      takeDown(id)
      const fresh = begun.get(id)?.log
      if (!fresh) return
      if (findLog(db, id)) return dropBegun(id)
      fresh.no = null
      fresh.feeds.clear()
      fresh.feedDigests.clear()
      fresh.digest = null
    },
  }
}
