import { hasSeen, operationsOf } from '#core/space/index.ts'
import type { SpaceId } from '#core/space/index.ts'
import { commit } from './commit.ts'
import { isMember } from './epochs.ts'
import { sayKeeps } from './keeps.ts'
import { askForKeys } from './keys.ts'
import { carry, rotateNow } from './rotate.ts'
import { currentLog, spaceOf } from './spaces.ts'
import type { NodeState } from './state.ts'
import { mayWrite } from './writing.ts'

/** The most senior member mends first, the next so much later, so that of five hundred one does it. Milliseconds. */
const FIRST_MS = 1_000
const BETWEEN_MS = 1_500
/** Nobody waits longer than this for those before her, but for chance. Milliseconds. */
const LONGEST_MS = 60_000
/** A second's worth of chance, in steps of one byte. */
const CHANCE_MS = 4

/** Mends groups some time after their control log changed, if nobody else has. */
export interface Mending {
  readonly ask: (space: SpaceId) => void
  readonly stop: () => void
}

/**
 * A group in which no epoch fits (somebody left, two removed each other's friends) gets a fresh key by one of its members
 * (S7); operations of older logs that nobody said in the log in force are carried there (S11).
 */
export function startMending(node: NodeState): Mending {
  const waiting = new Map<SpaceId, () => void>()
  const mend = (id: SpaceId): void => {
    waiting.delete(id)
    const me = mayWrite(node)
    if (!me.ok || node.isStopping) return
    commit(node, (db) => {
      const space = spaceOf(node, db, id)
      if (!space || !isMember(me.value, space)) return
      askForKeys(node, db, me.value, space)
      if (!space.state.fits) rotateNow(node, db, me.value, space)
      sayKeeps(node, db, me.value, space)
      const { current } = space.state
      const log = currentLog(space)
      if (current === null || !log) return
      // What does not count, too: entries and operations that stand may have named it, and could not be judged without it.
      // It would else be had only from feeds that nobody takes above their cuts.
      for (const operation of operationsOf(space.state))
        if (operation.id !== current.rotate && !hasSeen(space.state, [current.rotate], operation.id))
          carry(node, db, me.value, space, log, operation)
    })
  }
  return {
    ask: (id) => {
      if (waiting.has(id)) return
      const space = node.spaces.get(id)
      const { me } = node
      if (space?.kind !== 'group' || me === null) return
      const place = [...space.state.members.keys()].indexOf(me.account.account)
      if (place < 0) return
      const pause = Math.min(LONGEST_MS, FIRST_MS + place * BETWEEN_MS) * (place * BETWEEN_MS > LONGEST_MS ? 2 : 1)
      const chance = (node.random(1)[0] ?? 0) * CHANCE_MS * (place * BETWEEN_MS > LONGEST_MS ? 60 : 1)
      waiting.set(
        id,
        node.clock.after(pause + chance, () => mend(id)),
      )
    },
    stop: () => {
      for (const cancel of waiting.values()) cancel()
      waiting.clear()
    },
  }
}
