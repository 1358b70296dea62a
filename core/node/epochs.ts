import type { AccountId, Card, DeviceId } from '#core/identity/index.ts'
import type { BoxPublicKey } from '#core/proof/index.ts'
import { composeRotate, openKeyBox, toCarryOver } from '#core/space/index.ts'
import type { Operation, OpId } from '#core/space/index.ts'
import { accountByNo, isCarried, membersOfSpace, putCarried } from '#core/store/index.ts'
import type { WriteDb } from '#core/store/index.ts'
import { append, findOwnFeed, openOwnFeed } from './append.ts'
import { reachOf } from './people.ts'
import { saySelf } from './say-self.ts'
import { epochKeyFact } from './self-facts.ts'
import { addEpoch, addOperations, currentLog } from './spaces.ts'
import type { LogHandle, Me, NodeState, SpaceHandle } from './state.ts'
import { nextAt } from './time.ts'

/**
 * Makes sure that there is an epoch to write in: where none fits, this device rotates (S7). `card` is what is known of
 * the other side of a new chat, before she stated anything in it.
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
  if (log || space.state.fits) return log ?? newestLog(space)
  const rotated = composeRotate(
    space.state,
    { device: me.device, at: nextAt(node) },
    node.random,
    letterKeys(db, me, space, card),
  )
  if (!rotated.ok) return newestLog(space)
  const { operation, epochKey } = rotated.value
  addOperations(node, db, space, [operation])
  const opened = addEpoch(node, db, space, operation.id, epochKey)
  saySelf(node, db, me, [epochKeyFact(space.id, operation.id, epochKey)])
  // The rotate is in the log it opens, for whoever comes by that way (S6).
  append(node, db, me, space, opened, { kind: 'control', operation })
  putCarried(db, opened.no, operation.id)
  return opened
}

/** The letter keys of the members, as they stated them; in `self` the devices' box keys and the recovery key. */
function letterKeys(
  db: WriteDb,
  me: Me,
  space: SpaceHandle,
  card: Card | null,
): ReadonlyMap<AccountId | DeviceId | null, BoxPublicKey> {
  const keys = new Map<AccountId | DeviceId | null, BoxPublicKey>()
  if (space.kind === 'self') {
    keys.set(me.device.device, me.device.box.publicKey)
    keys.set(null, me.account.recoveryKey)
    return keys
  }
  for (const member of membersOfSpace(db, space.no)) {
    const account = accountByNo(db, member.accountNo)
    const reach = account && reachOf(account)
    if (reach) keys.set(member.account, reach.letterKey)
  }
  keys.set(me.account.account, me.account.letter.publicKey)
  if (card) keys.set(card.account, card.reach.letterKey)
  return keys
}

/**
 * Brings a space to where its control log says it is: takes the keys of epochs from their boxes where they are not here
 * yet, and says rotates where they were not said: the one in force in every other log, so that whoever knows only those
 * finds the way, and in its own log those it has not seen, so that what was said under them can be read (S6, S7, S11).
 */
export function settle(node: NodeState, db: WriteDb, me: Me, space: SpaceHandle): void {
  const { current } = space.state
  if (current === null) return
  openBoxes(node, db, me, space)
  const log = space.logs.get(current.rotate)
  if (log === undefined || me.stopped !== null) return
  const operation = space.operations.get(current.rotate)
  for (const other of operation ? space.logs.values() : []) {
    // Said by whoever speaks there already: nobody opens a feed in a log that is over.
    if (other !== log && operation && findOwnFeed(db, me, other)) carry(node, db, me, space, other, operation)
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

/** Says an operation in a log, unless it is there. */
function carry(node: NodeState, db: WriteDb, me: Me, space: SpaceHandle, log: LogHandle, operation: Operation): void {
  if (isCarried(db, log.no, operation.id)) return
  putCarried(db, log.no, operation.id)
  append(node, db, me, space, log, { kind: 'control', operation })
}

function openFromBox(node: NodeState, db: WriteDb, me: Me, space: SpaceHandle, rotate: OpId): LogHandle | undefined {
  const body = space.operations.get(rotate)?.body
  if (body?.kind !== 'rotate') return undefined
  const isSelf = space.kind === 'self'
  const key = isSelf ? me.device.box : me.account.letter
  const mine = body.boxes.find((box) => box.to === (isSelf ? me.device.device : me.account.account))
  const opened = mine && openKeyBox(key, mine.box, body.keyHash)
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
