import { decodeCertificate } from '#core/identity/index.ts'
import type { AccountId, Card, Certificate, DeviceId } from '#core/identity/index.ts'
import { decode } from '#core/proof/index.ts'
import type { BoxPublicKey } from '#core/proof/index.ts'
import { composeRotate, isOut } from '#core/space/index.ts'
import type { Operation } from '#core/space/index.ts'
import { accountByNo, devicesOfAccount, isCarried, membersOfSpace, putCarried } from '#core/store/index.ts'
import type { DeviceRow, ReadDb, WriteDb } from '#core/store/index.ts'
import { append, findOwnFeed } from './append.ts'
import { reachOf } from './people.ts'
import { saySelf } from './say-self.ts'
import { epochKeyFact } from './self-facts.ts'
import { addEpoch, addOperations } from './spaces.ts'
import type { LogHandle, Me, NodeState, SpaceHandle } from './state.ts'
import { nextAt } from './time.ts'

/**
 * A rotate with more boxes than this is said in the older logs alone, where everybody who needs a box reads it, and not
 * once more in the log it opens: it is 15 KiB by then, and there only for who came by a letter.
 */
const SAID_TWICE = 100

/** The members' letter keys by account; in `self` devices' box keys, and null for the recovery key. */
export type LetterKeys = ReadonlyMap<AccountId | DeviceId | null, BoxPublicKey>

/**
 * Opens a new epoch now: a fresh key, boxed to everybody who is a member as the control log says now, its rotate said in
 * every older log of the space that this device speaks in, and in the log it opens. What is to be told in the older logs
 * (a removal) has to be said before. Undefined where somebody's letter key is not known. Rules S6, S7.
 */
export function rotateNow(
  node: NodeState,
  db: WriteDb,
  me: Me,
  space: SpaceHandle,
  keys: LetterKeys = letterKeysOf(db, me, space, null),
): LogHandle | undefined {
  const rotated = composeRotate(space.state, { device: me.device, at: nextAt(node) }, node.random, keys)
  if (!rotated.ok) return undefined
  const { operation, epochKey } = rotated.value
  const older = [...space.logs.values()]
  addOperations(node, db, space, [operation])
  const opened = addEpoch(node, db, space, operation.id, epochKey)
  // Before this device opens its feed in the new log, which ends those in older ones.
  const spokeIn = older.filter((log) => findOwnFeed(db, me, log) !== null)
  for (const log of spokeIn) carry(node, db, me, space, log, operation)
  saySelf(node, db, me, [epochKeyFact(space.id, operation.id, epochKey)])
  // For whoever comes by that way (S6).
  const boxes = operation.body.kind === 'rotate' ? operation.body.boxes.length : 0
  if (spokeIn.length === 0 || boxes <= SAID_TWICE) carry(node, db, me, space, opened, operation)
  return opened
}

/** Says an operation in a log, unless it is there. */
export function carry(
  node: NodeState,
  db: WriteDb,
  me: Me,
  space: SpaceHandle,
  log: LogHandle,
  operation: Operation,
): void {
  if (isCarried(db, log.no, operation.id)) return
  putCarried(db, log.no, operation.id)
  append(node, db, me, space, log, { kind: 'control', operation })
}

/**
 * The letter keys of the members, as they stated them. `card` is what is known of the other side of a new chat, before she
 * stated anything in it.
 */
export function letterKeysOf(db: WriteDb, me: Me, space: SpaceHandle, card: Card | null): LetterKeys {
  const keys = new Map<AccountId | DeviceId | null, BoxPublicKey>()
  if (space.kind === 'self') {
    for (const { certificate } of devicesIn(db, me, space)) keys.set(certificate.device, certificate.boxKey)
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

/** One's own devices that are not out, each with its certificate. */
export function devicesIn(
  db: ReadDb,
  me: Me,
  self: SpaceHandle,
): { readonly row: DeviceRow; readonly certificate: Certificate }[] {
  return devicesOfAccount(db, me.accountNo).flatMap((row) => {
    const decoded = decode(row.certificate)
    const certificate = decoded.ok ? decodeCertificate(decoded.value) : null
    return !certificate?.ok || isOut(self.state, certificate.value) ? [] : [{ row, certificate: certificate.value }]
  })
}
