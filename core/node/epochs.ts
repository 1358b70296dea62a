import type { Card } from '#core/identity/index.ts'
import { recoveryBoxKey } from '#core/identity/index.ts'
import { openKeyBox, toCarryOver } from '#core/space/index.ts'
import type { OpId } from '#core/space/index.ts'
import { feedsOfDevice } from '#core/store/index.ts'
import type { WriteDb } from '#core/store/index.ts'
import { findOwnFeed, openOwnFeed } from './append.ts'
import { carry, letterKeysOf, rotateNow } from './rotate.ts'
import { saySelf } from './say-self.ts'
import { epochKeyFact } from './self-facts.ts'
import { addEpoch, currentLog } from './spaces.ts'
import type { LogHandle, Me, NodeState, SpaceHandle } from './state.ts'

/**
 * Makes sure that there is an epoch to write in: where none fits, this device rotates (S7). `card` is what is known of
 * the other side of a new chat, before she stated anything in it. Undefined: there is nowhere to write, for want of a key.
 */
export function ensureEpoch(
  node: NodeState,
  db: WriteDb,
  me: Me,
  space: SpaceHandle,
  card: Card | null,
): LogHandle | undefined {
  settle(node, db, me, space)
  const log = currentLog(space)
  // In a group an older log is one that somebody reads who is out by now.
  const otherwise = space.kind === 'group' ? undefined : newestLog(space)
  if (log || space.state.fits) return log ?? otherwise
  if (!isMember(me, space)) return otherwise
  return rotateNow(node, db, me, space, letterKeysOf(db, me, space, card)) ?? otherwise
}

/** Whether this account belongs, as far as the control log is here. */
export const isMember = (me: Me, space: SpaceHandle): boolean => space.state.members.has(me.account.account)

/**
 * Brings a space to where its control log says it is: takes the keys of epochs from their boxes where they are not here
 * yet, and says rotates where they were not said: the one in force in every other log, so that whoever knows only those
 * finds the way, and in its own log those it has not seen, so that what was said under them can be read (S6, S7, S11).
 */
export function settle(node: NodeState, db: WriteDb, me: Me, space: SpaceHandle): void {
  openBoxes(node, db, me, space)
  const { current } = space.state
  if (current === null) return
  const log = space.logs.get(current.rotate)
  if (log === undefined || me.stopped !== null || !isMember(me, space)) return
  const operation = space.operations.get(current.rotate)
  for (const other of operation ? space.logs.values() : []) {
    // Said by whoever speaks there already: nobody opens a feed in a log that is over.
    if (other !== log && operation && findOwnFeed(db, me, other)) carry(node, db, me, space, other, operation)
  }
  if (space.kind === 'group') {
    // Of many members each opens a feed when there is something to say; a newcomer says that she is here.
    if (feedsOfDevice(db, space.no, me.deviceNo).length === 0) ensureOpen(node, db, me, space)
    return
  }
  ensureOpen(node, db, me, space)
  for (const concurrent of toCarryOver(space.state, current.rotate))
    if (concurrent.body.kind === 'rotate') carry(node, db, me, space, log, concurrent)
}

/** Takes the keys of epochs that are boxed for this device or account and not here yet. True if there were any. */
export function openBoxes(node: NodeState, db: WriteDb, me: Me, space: SpaceHandle): boolean {
  const lacking = space.state.epochs.filter(({ rotate }) => !space.logs.has(rotate))
  return lacking.filter(({ rotate }) => openFromBox(node, db, me, space, rotate) !== undefined).length > 0
}

/** Takes the key of one epoch from its box, if there is one for this device or account that opens. */
export function openFromBox(
  node: NodeState,
  db: WriteDb,
  me: Me,
  space: SpaceHandle,
  rotate: OpId,
): LogHandle | undefined {
  const body = space.operations.get(rotate)?.body
  if (body?.kind !== 'rotate') return undefined
  const isSelf = space.kind === 'self'
  const keys = isSelf ? [me.device.box] : [me.account.letter, ...me.olderLetters]
  // Whoever takes the account back has no device that a box is for, but the words (I7).
  const isByWords = isSelf && me.stopped === 'Recovering'
  const byWords = isByWords && me.account.recovery && body.boxes.find((box) => box.to === null)
  if (byWords && me.account.recovery) keys.push(recoveryBoxKey(me.account.recovery))
  const mine =
    body.boxes.find((box) => box.to === (isSelf ? me.device.device : me.account.account)) ?? (byWords || undefined)
  const opened = mine && keys.map((key) => openKeyBox(key, mine.box, body.keyHash)).find((it) => it.ok)
  if (!opened?.ok) return undefined
  const log = addEpoch(node, db, space, rotate, opened.value)
  if (me.stopped === null) saySelf(node, db, me, [epochKeyFact(space.id, rotate, opened.value)])
  return log
}

/** Opens this device's feed in the epoch in force, so that others see that it is here. */
export function ensureOpen(node: NodeState, db: WriteDb, me: Me, space: SpaceHandle): void {
  const log = currentLog(space)
  if (log && me.stopped === null) openOwnFeed(node, db, me, space, log)
}

const newestLog = (space: SpaceHandle): LogHandle | undefined => [...space.logs.values()].at(-1)
