import type { DeviceId } from '#core/identity/index.ts'
import type { PeerId } from '#core/net/index.ts'
import { MAX_HEADS } from '#core/entry/index.ts'
import { idToBytes } from '#core/proof/index.ts'
import type { SpaceId } from '#core/space/index.ts'
import { findDevice, reachedOf, spaceByNo, spacesOfAccount, spacesUnsaid } from '#core/store/index.ts'
import { commit } from './commit.ts'
import { append } from './append.ts'
import { wholeUpTo } from './documents.ts'
import { feedsOf } from './feeds.ts'
import { logToSayIn, spaceOf } from './spaces.ts'
import type { FeedHandle, LogHandle, NodeState, SpaceHandle } from './state.ts'
import { mayWrite } from './writing.ts'

/** The first `seen` note follows soon, because who fetched from a mailbox may be gone in a moment … */
const FIRST_MS = 500
/** … and the next ones no sooner than this: at most every few minutes (Y6). */
const BETWEEN_MS = 3 * 60_000
/** In a space of many members each says so more seldom: there are as many of them to hear it. */
const BETWEEN_OF_MANY_MS = 3_600_000
const MANY = 50

/** Says what was opened and accepted: to live sessions at once, in a note after something new (Y6). */
export interface SeenNotes {
  /** Facts of others were accepted in this space. */
  readonly accepted: (space: SpaceId) => void
  /** Says at once what a note would say later: this computer may not come back soon. */
  readonly finish: () => void
  readonly stop: () => void
}

export function startSeen(node: NodeState): SeenNotes {
  const waiting = new Map<SpaceId, () => void>()
  const lastAt = new Map<SpaceId, number>()

  const say = (id: SpaceId): void => {
    waiting.delete(id)
    const me = mayWrite(node)
    if (!me.ok) return
    lastAt.set(id, node.clock.monotonic())
    commit(node, (db) => {
      const space = spaceOf(node, db, id)
      const log = space && logToSayIn(node, space)
      if (!space || !log) return
      // Of more feeds than a note can name, those opened last.
      const heads = headsIn(node, space).slice(-MAX_HEADS)
      append(node, db, me.value, space, log, { kind: 'note', note: { name: 'seen', heads } })
    })
  }
  return {
    accepted: (id) => {
      if (!node.toSee.has(id)) {
        node.toSee.add(id)
        node.afterCommit.push(() => {
          node.toSee.delete(id)
          tellLive(node, id)
        })
      }
      if (waiting.has(id)) return
      const members = spaceOf(node, node.db, id)?.state.members.size ?? 0
      const between = members > MANY ? BETWEEN_OF_MANY_MS : BETWEEN_MS
      const since = node.clock.monotonic() - (lastAt.get(id) ?? -between)
      waiting.set(
        id,
        node.clock.after(Math.max(FIRST_MS, between - since), () => say(id)),
      )
    },
    finish: () => {
      for (const [id, cancel] of waiting) {
        cancel()
        say(id)
      }
    },
    stop: () => {
      for (const cancel of waiting.values()) cancel()
      waiting.clear()
    },
  }
}

function tellLive(node: NodeState, id: SpaceId): void {
  const space = node.network && spaceOf(node, node.db, id)
  if (!space) return
  for (const log of space.logs.values()) {
    const heads = headsOfLog(node, log)
    if (heads.length > 0) node.network?.host.seen(log.id, heads)
  }
}

/**
 * A session has heard all: what no note says yet is said there. Otherwise who fetched from a mailbox, and then meets the
 * author, would leave her in doubt until the next note.
 */
export function tellUnsaid(node: NodeState, peer: PeerId): void {
  const device = findDevice(node.db, peer as DeviceId) // a member's peer id is her device's (I2)
  if (device === undefined) return
  for (const no of spacesOfAccount(node.db, device.accountNo)) {
    const row = spaceByNo(node.db, no)
    const space = row && spaceOf(node, node.db, row.id)
    for (const log of space?.logs.values() ?? []) {
      const heads = unsaidOfLog(node, log)
      if (heads.length > 0) node.network?.host.seen(log.id, heads)
    }
  }
}

/**
 * The last run may have ended between hearing something and its note: the note follows in this one. Which spaces that is
 * says the database: resolving every space for it would hold up whoever just opened the window.
 */
export function sayWhatWasUnsaid(node: NodeState): void {
  const { me } = node
  if (me === null) return
  commit(node, (db) => {
    for (const no of spacesUnsaid(db, me.accountNo, idToBytes(me.device.device))) {
      const row = spaceByNo(db, no)
      if (row !== undefined && row.kind !== 'self') node.later.seen(row.id)
    }
  })
}

const headsIn = (node: NodeState, space: SpaceHandle) =>
  [...space.logs.values()].flatMap((log) => headsOfLog(node, log))

/** How far others' feeds are accepted from their beginning. */
const headsOfLog = (node: NodeState, log: LogHandle) =>
  othersIn(node, log).map(({ feed, seq }) => ({ feed: feed.row.id, seq }))

/** The same, of those feeds of which no note of this device says so yet. */
const unsaidOfLog = (node: NodeState, log: LogHandle) =>
  othersIn(node, log)
    .filter(({ feed, seq }) => seq > saidOf(node, feed))
    .map(({ feed, seq }) => ({ feed: feed.row.id, seq }))

function othersIn(node: NodeState, log: LogHandle): { readonly feed: FeedHandle; readonly seq: number }[] {
  return [...feedsOf(node.db, log).values()].flatMap((feed) => {
    const seq = wholeUpTo(feed)
    const isOther = feed.speaker !== null && feed.speaker.account !== node.me?.account.account
    return isOther && seq >= 0 ? [{ feed, seq }] : []
  })
}

const saidOf = (node: NodeState, feed: FeedHandle): number =>
  reachedOf(node.db, feed.row.no).find(({ peer }) => peer === node.me?.device.device)?.high ?? -1
