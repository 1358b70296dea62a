import type { Secret } from '#core/crypto/index.ts'
import type { LogId } from '#core/envelope/index.ts'
import { decode, encode } from '#core/proof/index.ts'
import {
  decodeOperation,
  directSpace,
  encodeOperation,
  epochKeys,
  extend,
  resolve,
  selfSpace,
  selfSpaceOf,
} from '#core/space/index.ts'
import type { Operation, OpId, SpaceId, SpaceKind } from '#core/space/index.ts'
import {
  allEpochs,
  contactOfSpace,
  epochOfLog,
  epochsOfSpace,
  findAccount,
  findLog,
  findSpace,
  membersOfSpace,
  operationsOf,
  putEpoch,
  putLog,
  putMembers,
  putOperation,
  putSpace,
  spaceByNo,
} from '#core/store/index.ts'
import type { EpochRow, ReadDb, SpaceRow, WriteDb } from '#core/store/index.ts'
import { tellLater } from './commit.ts'
import { applyCuts, judgeAgain } from './cuts.ts'
import { refreshGroup } from './group-shown.ts'
import { markOuts } from './outs.ts'
import { noteAccount } from './people.ts'
import { openFromDisk, sealForDisk } from './sealed.ts'
import type { LogHandle, Me, NodeState, SpaceHandle } from './state.ts'
import { putSpaceTicket } from './tickets.ts'

/** A space held here, with its control log resolved and its logs' keys at hand; read once and kept. */
export function spaceOf(node: NodeState, db: ReadDb, id: SpaceId): SpaceHandle | undefined {
  const known = node.spaces.get(id)
  if (known) return known
  const row = findSpace(db, id)
  return row && loadSpace(node, db, row)
}

function loadSpace(node: NodeState, db: ReadDb, row: SpaceRow): SpaceHandle | undefined {
  const operations = new Map<OpId, Operation>()
  for (const content of operationsOf(db, row.no)) {
    const decoded = decode(content)
    const operation = decoded.ok ? decodeOperation(decoded.value) : decoded
    if (operation.ok) operations.set(operation.value.id, operation.value)
  }
  // A space is stored together with its `create`; a damaged one is as good as not there.
  const create = [...operations.values()].find(({ body }) => body.kind === 'create') ?? computedCreate(node, db, row)
  if (!create) return undefined
  operations.set(create.id, create)
  const state = resolve(operations.values())
  const space: SpaceHandle = { no: row.no, id: row.id, kind: row.kind, operations, state, logs: new Map() }
  node.spaces.set(row.id, space)
  for (const epoch of epochsOfSpace(db, row.no)) {
    const log = logFromRow(node, db, row.id, epoch)
    if (log) space.logs.set(epoch.rotate, log)
  }
  return space
}

/** The `create` of a space that everybody computes (S9); undefined for others, and where it cannot be computed here. */
export function computedCreate(node: NodeState, db: ReadDb, row: SpaceRow): Operation | undefined {
  const { me } = node
  if (me === null) return undefined
  const { account } = me.account
  if (row.kind === 'self') return ownCreate(db, me, row)
  const other = contactOfSpace(db, row.no)?.account
  const made = other && other !== account && directSpace(account, other)
  return made && made.space === row.id ? made.create : undefined
}

/** The own space's `create`, from the recovery secret or, when that is erased, from the first epoch's key. Rules I1, S9. */
function ownCreate(db: ReadDb, me: Me, row: SpaceRow): Operation | undefined {
  const { account, recovery } = me.account
  const made = recovery ? [selfSpace(account, recovery)] : []
  for (const { sealedKey } of epochsOfSpace(db, row.no)) {
    const key = openFromDisk(me.storage, sealedKey)
    if (key) made.push({ ...selfSpaceOf(account, key), epochKey: key })
  }
  return made.find(({ space }) => space === row.id)?.create
}

/** The log with this id, if its key is held. */
export function logOf(node: NodeState, db: ReadDb, id: LogId): LogHandle | undefined {
  const known = node.logs.get(id)
  if (known) return known
  const epoch = epochOfLog(db, id)
  const row = epoch && spaceByNo(db, epoch.spaceNo)
  return row && epoch ? logFromRow(node, db, row.id, epoch) : undefined
}

function logFromRow(node: NodeState, db: ReadDb, space: SpaceId, epoch: EpochRow): LogHandle | undefined {
  const known = node.logs.get(epoch.log)
  if (known) return known
  const key = node.me && openFromDisk(node.me.storage, epoch.sealedKey)
  return key ? keepLog(node, db, space, epoch.rotate, epoch.logNo, key) : undefined
}

function keepLog(node: NodeState, _db: ReadDb, space: SpaceId, rotate: OpId, no: number, key: Secret): LogHandle {
  const { content, read, write, logKeys, log } = epochKeys(key)
  const handle: LogHandle = { no, id: log, keys: logKeys, space, rotate, content, read, write, feeds: null, own: null }
  node.logs.set(log, handle)
  return handle
}

/** Makes a space here from its first operations, its `create` among them, or gives the one that is here. */
export function makeSpace(
  node: NodeState,
  db: WriteDb,
  kind: SpaceKind,
  operations: readonly Operation[],
): SpaceHandle {
  const [first] = operations
  if (first === undefined) throw new Error('a space has its create')
  const known = spaceOf(node, db, first.space)
  if (known) {
    addOperations(node, db, known, operations)
    return known
  }
  const { no, id } = putSpace(db, first.space, kind, node.clock.now() * 1000)
  for (const operation of operations) putOperation(db, no, operation.id, encode(encodeOperation(operation)))
  const byId = new Map(operations.map((operation) => [operation.id, operation]))
  const space: SpaceHandle = { no, id, kind, operations: byId, state: resolve(operations), logs: new Map() }
  node.spaces.set(id, space)
  if (node.me !== null && kind !== 'self') putSpaceTicket(node, db, node.me, id)
  membersChanged(node, db, space)
  return space
}

/** The own space tells that this account is in a group: known from its `create` on, and the rest comes from its logs. */
export function knowGroup(node: NodeState, db: WriteDb, create: Operation): void {
  if (create.body.kind !== 'create' || create.body.space !== 'group') return
  if (!spaceOf(node, db, create.space)) makeSpace(node, db, 'group', [create])
}

/**
 * Adds operations to a space's control log: stored, resolved anew, members brought up to date. Gives how many were new.
 * They have been decoded, so each is what its author signed; whether it counts is the resolution's to say (S2). What was
 * decided anew has everything derived from it anew: relays, too, which operations of other kinds do not touch.
 */
export function addOperations(node: NodeState, db: WriteDb, space: SpaceHandle, added: Iterable<Operation>): number {
  const fresh: Operation[] = []
  for (const operation of added) {
    if (operation.space !== space.id || space.operations.has(operation.id)) continue
    putOperation(db, space.no, operation.id, encode(encodeOperation(operation)))
    space.operations.set(operation.id, operation)
    fresh.push(operation)
  }
  if (fresh.length === 0) return 0
  const before = space.state
  space.state = extend(before, fresh)
  node.afterCommit.push(() => node.later.retry(null))
  if (before.members !== space.state.members || before.current !== space.state.current) membersChanged(node, db, space)
  else tellLater(node, { topic: 'space.changed', space: space.id })
  if (space.kind === 'group') node.afterCommit.push(() => node.later.mend(space.id))
  const isStirred = before.relays !== space.state.relays && !fresh.some(({ body }) => body.kind === 'set-relays')
  if (isStirred) judgeAgain(node, db, space)
  markOuts(db, space, fresh)
  if (space.kind === 'self') node.afterCommit.push(() => node.later.removed())
  if (before.removed !== space.state.removed || before.keeps !== space.state.keeps) applyCuts(node, db, space)
  return fresh.length
}

/** Writes down who belongs, as the control log now says, and what follows from that. */
export function membersChanged(node: NodeState, db: WriteDb, space: SpaceHandle): void {
  const known = new Map(membersOfSpace(db, space.no).map((row) => [row.account, row]))
  const members = [...space.state.members.values()].map(({ account, role, added }) => {
    const row = known.get(account)
    // Somebody of whom nothing is known but that she belongs; what is known is not touched.
    const accountNo = row?.accountNo ?? (findAccount(db, account) ?? noteAccount(db, account, '', null, 0)).no
    return { accountNo, role, since: row?.since ?? sinceOf(space, added) }
  })
  putMembers(db, space.no, members)
  if (space.kind === 'group') refreshGroup(node, db, space)
  sharingChanged(node)
  if (space.kind === 'group') node.afterCommit.push(() => node.network?.peopleChanged())
  tellLater(node, { topic: 'space.changed', space: space.id })
}

/** When somebody was added; 0 for those who were there from the beginning. */
function sinceOf(space: SpaceHandle, added: OpId): number {
  const operation = space.operations.get(added)
  return operation === undefined || operation.body.kind === 'create' ? 0 : operation.at
}

/** Keeps an epoch's key, and so its log. Gives the log; the same one if the key is held already. */
export function addEpoch(node: NodeState, db: WriteDb, space: SpaceHandle, rotate: OpId, key: Secret): LogHandle {
  const known = space.logs.get(rotate)
  if (known) return known
  if (node.me === null) throw new Error('an epoch is somebody’s')
  const { log, logKeys } = epochKeys(key)
  const row = findLog(db, log) ?? putLog(db, log, logKeys)
  putEpoch(db, { rotate, spaceNo: space.no, logNo: row.no, sealedKey: sealForDisk(node.me.storage, key, node.random) })
  const handle = keepLog(node, db, space.id, rotate, row.no, key)
  space.logs.set(rotate, handle)
  sharingChanged(node)
  return handle
}

/** What is shared with whom has changed: said to open sessions once it is durable. */
export function sharingChanged(node: NodeState): void {
  node.shared.clear()
  node.afterCommit.push(() => node.network?.sharingChanged())
}

/** The log to write in: the current epoch's, if its key is here. */
export function currentLog(space: SpaceHandle): LogHandle | undefined {
  const { current } = space.state
  return current ? space.logs.get(current.rotate) : undefined
}

/** The same, for who belongs: whoever is out of a group says nothing there any more. */
export function logToSayIn({ me }: NodeState, space: SpaceHandle): LogHandle | undefined {
  return me && space.state.members.has(me.account.account) ? currentLog(space) : undefined
}

/** Every log held, with its space. */
export function everyLog(node: NodeState, db: ReadDb): LogHandle[] {
  const found: LogHandle[] = []
  for (const epoch of allEpochs(db)) {
    const log = logOf(node, db, epoch.log)
    if (log) found.push(log)
  }
  return found
}

/** The secret key of an epoch, to be boxed or welcomed with. Undefined if it does not open. */
export function epochKeyOf(node: NodeState, db: ReadDb, log: LogHandle): Secret | undefined {
  const row = epochOfLog(db, log.id)
  return node.me && row ? openFromDisk(node.me.storage, row.sealedKey) : undefined
}
