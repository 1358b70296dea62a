import type { SpaceId } from '#core/space/index.ts'
import { commit } from './commit.ts'
import { append } from './append.ts'
import { wholeUpTo } from './documents.ts'
import { feedsOf } from './feeds.ts'
import { currentLog, spaceOf } from './spaces.ts'
import type { NodeState, SpaceHandle } from './state.ts'
import { mayWrite } from './writing.ts'

/** The first `seen` note follows soon, because who fetched from a mailbox may be gone in a moment … */
const FIRST_MS = 500
/** … and the next ones no sooner than this: at most every few minutes (Y6). */
const BETWEEN_MS = 3 * 60_000

/** Says what was opened and accepted: to live sessions at once, in a note after something new (Y6). */
export interface SeenNotes {
  /** Facts of others were accepted in this space. */
  readonly accepted: (space: SpaceId) => void
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
      const log = space && currentLog(space)
      if (!space || !log) return
      const heads = headsIn(node, space)
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
      const since = node.clock.monotonic() - (lastAt.get(id) ?? -BETWEEN_MS)
      waiting.set(
        id,
        node.clock.after(Math.max(FIRST_MS, BETWEEN_MS - since), () => say(id)),
      )
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

const headsIn = (node: NodeState, space: SpaceHandle) =>
  [...space.logs.values()].flatMap((log) => headsOfLog(node, log))

/** How far others' feeds are accepted from their beginning. */
function headsOfLog(node: NodeState, log: Parameters<typeof feedsOf>[1]) {
  return [...feedsOf(node.db, log).values()].flatMap((feed) => {
    const seq = wholeUpTo(feed)
    const isOther = feed.speaker !== null && feed.speaker.account !== node.me?.account.account
    return isOther && seq >= 0 ? [{ feed: feed.row.id, seq }] : []
  })
}
