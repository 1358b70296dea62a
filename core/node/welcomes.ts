import { redact, reveal } from '#core/crypto/index.ts'
import { decodeCard, encodeCard, sealLetter } from '#core/identity/index.ts'
import type { AccountId, Card, Letter } from '#core/identity/index.ts'
import { asArray, decode, encode, fail } from '#core/proof/index.ts'
import type { BoxPublicKey, PublicKey, Result } from '#core/proof/index.ts'
import {
  decodeWelcome,
  encodeOperation,
  encodeWelcome,
  MAX_WELCOME_OPERATIONS,
  operationsOf,
  resolve,
} from '#core/space/index.ts'
import type { EpochKey, Operation, OpId, SpaceId, Welcome } from '#core/space/index.ts'
import {
  accountByNo,
  contactByAccount,
  declineInvitation,
  dropInvitation,
  dropJoining,
  findAccount,
  findGroup,
  findInvitation,
  findJoining,
  findSpace,
  finishOutgoing,
  isBlocked,
  putInvitation,
  putOnceMember,
  putOutgoing,
  waitingInvitations,
} from '#core/store/index.ts'
import type { ReadDb, WriteDb } from '#core/store/index.ts'
import { commit, tellLater } from './commit.ts'
import { ensureOpen, isMember, settle } from './epochs.ts'
import type { InvitationUnknown, InvitationView, WriteRefusal } from './messenger.ts'
import { spaceIdNamed } from './named.ts'
import { noteCard, ownCard } from './people.ts'
import { openFromDisk, sealForDisk } from './sealed.ts'
import { saySelf } from './say-self.ts'
import { epochKeyFact, spaceFact } from './self-facts.ts'
import { addEpoch, addOperations, currentLog, epochKeyOf, makeSpace, spaceOf } from './spaces.ts'
import type { Me, NodeState, SpaceHandle } from './state.ts'
import { spaceTicket } from './tickets.ts'
import { mayWrite } from './writing.ts'

/** Where a letter to somebody goes: what she stated, or what her card says. */
export interface Address {
  readonly account: AccountId
  readonly letterKey: BoxPublicKey
  readonly inboxKey: PublicKey
  readonly ticket: Uint8Array
  readonly relays: readonly string[]
}

/**
 * A welcome with more bytes of operations than this brings only what opens the logs: the rest is read there. So a
 * newcomer of a large group gets one letter of moderate size, and everything in it. Bytes.
 */
const WHOLE_WELCOME = 128 * 1024
/** What keys and rotates of older epochs may take in a welcome that is not whole, the newest first. Bytes. */
const KEYS_OF_WELCOME = 384 * 1024
/** Welcomes of strangers that wait for an answer at once. */
const MOST_INVITATIONS = 200

/** Sends a newcomer what she needs to take part, again and again until she has spoken (S10). */
export function sendWelcome(node: NodeState, db: WriteDb, me: Me, space: SpaceHandle, to: Address): void {
  sendLetter(node, db, me, space, to, 'welcome', encodeWelcome(welcomeTo(node, db, space, to.account)))
}

/** Puts a letter about a space on its way; one that `replaces`, in place of any that is on its way about it. */
export function sendLetter(
  node: NodeState,
  db: WriteDb,
  me: Me,
  space: { readonly id: SpaceId },
  to: Address,
  kind: 'welcome' | 'rotate' | 'join' | 'ask',
  body: Parameters<typeof sealLetter>[0]['body'],
  replaces = kind === 'welcome' || kind === 'join',
): void {
  const letter = sealLetter({
    to,
    kind,
    body,
    card: ownCard(node, db, me, spaceTicket(me, space.id), false),
    signing: me.device.signing,
    random: node.random,
  })
  const account = findAccount(db, to.account)
  if (!letter.ok || !account) return
  const { inboxKey, ticket, relays } = to
  if (replaces) finishOutgoing(db, account.no, space.id)
  putOutgoing(db, { accountNo: account.no, letter: letter.value, inboxKey, ticket, relays, about: space.id })
  node.afterCommit.push(() => node.network?.inbox.lettersChanged())
}

/** Sends a member keys of epochs that she asked for, with their rotates and the `create`. Rule S7. */
export function sendKeys(
  node: NodeState,
  db: WriteDb,
  me: Me,
  space: SpaceHandle,
  to: Address,
  rotates: readonly OpId[],
): void {
  const epochs = rotates.flatMap((rotate) => {
    const log = space.logs.get(rotate)
    const key = log && epochKeyOf(node, db, log)
    return key && space.operations.has(rotate) ? [{ rotate, key }] : []
  })
  const wanted = new Set<string>([space.id, ...epochs.map(({ rotate }) => rotate)])
  const operations = operationsOf(space.state).filter(({ id }) => wanted.has(id))
  const welcome = { space: space.id, epochs, operations, relays: [] }
  sendLetter(node, db, me, space, to, 'welcome', encodeWelcome(welcome), false)
}

/** Everything that takes part in a space needs, or of a large one what leads to it. Rule S10. */
function welcomeTo(node: NodeState, db: ReadDb, space: SpaceHandle, newcomer: AccountId): Welcome {
  const { state } = space
  const operations = operationsOf(state)
  const bytes = sizeOf(operations)
  const epochs = epochsFor(node, db, space)
  const relays = state.relays
  if (operations.length <= MAX_WELCOME_OPERATIONS && bytes <= WHOLE_WELCOME)
    return { space: space.id, epochs, operations, relays }
  const chosen = new Map<string, Operation>()
  for (const operation of operations) {
    const { body, id } = operation
    if (body.kind === 'create' || (body.kind === 'add-member' && body.account === newcomer)) chosen.set(id, operation)
  }
  const kept: EpochKey[] = []
  let left = KEYS_OF_WELCOME - sizeOf([...chosen.values()])
  for (const epoch of epochs.toReversed()) {
    const operation = space.operations.get(epoch.rotate)
    left -= operation ? sizeOf([operation]) : 0
    if (!operation || left < 0) break
    chosen.set(operation.id, operation)
    kept.unshift(epoch)
  }
  return { space: space.id, epochs: kept, operations: [...chosen.values()], relays }
}

/** Keys that a newcomer gets: all, or where history is hidden the one in force alone. The one in force comes last. */
function epochsFor(node: NodeState, db: ReadDb, space: SpaceHandle): readonly EpochKey[] {
  const current = currentLog(space)
  const others = space.state.policy.history === 'all' ? [...space.logs.values()].filter((log) => log !== current) : []
  return [...others, ...(current ? [current] : [])].flatMap((log) => {
    const key = epochKeyOf(node, db, log)
    return key && space.operations.has(log.rotate) ? [{ rotate: log.rotate, key }] : []
  })
}

const sizeOf = (operations: readonly Operation[]): number =>
  operations.reduce((sum, operation) => sum + encode(encodeOperation(operation)).length, 0)

/**
 * A welcome comes: one from a contact, or into a group whose link was used here, is taken at once; one from a stranger, or
 * into a group that one has left, waits to be accepted. Who is blocked welcomes nobody.
 */
export function takeWelcome(node: NodeState, db: WriteDb, me: Me, letter: Letter): void {
  const { card } = letter
  const decoded = decodeWelcome(letter.body)
  if (!decoded.ok || card.account === me.account.account || isBlocked(db, card.account)) return
  const welcome = decoded.value
  const known = findSpace(db, welcome.space)
  const state = known && findGroup(db, known.no)?.state
  // Who is in already is sent keys alone.
  if (state !== 'open' && !isForMe(me, welcome)) return
  const asked = findJoining(db, welcome.space) !== undefined
  const contact = contactByAccount(db, card.account)
  // Who is in already takes keys from who is in, too.
  const isOfOurs = state === 'open' && spaceOf(node, db, welcome.space)?.state.members.has(card.account)
  const isTaken = asked || isOfOurs || (contact?.state === 'accepted' && state !== 'left') || state === 'joining'
  if (state === 'open' && !isOfOurs) return
  if (isTaken) {
    const { account } = noteCard(db, card, 1)
    joinGroup(node, db, me, welcome, account.no)
    return
  }
  if (findInvitation(db, welcome.space)?.state === 'declined' && !contact) return
  if (!findInvitation(db, welcome.space) && waitingInvitations(db).length >= MOST_INVITATIONS) return
  const { account } = noteCard(db, card, 1)
  const create = createOf(welcome)
  const sealed = sealForDisk(me.storage, redact(encode([encodeCard(card), letter.body])), node.random)
  if (findInvitation(db, welcome.space)?.state === 'declined') dropInvitation(db, welcome.space)
  putInvitation(db, {
    space: welcome.space,
    accountNo: account.no,
    title: create?.title ?? '',
    members: membersIn(welcome),
    at: node.clock.now(),
    sealed,
  })
  tellLater(node, { topic: 'contact.changed' })
}

/** Whether it leads into a group, and adds this account as far as it says. */
function isForMe(me: Me, welcome: Welcome): boolean {
  const adds = welcome.operations.some(({ body }) => body.kind === 'add-member' && body.account === me.account.account)
  if (!adds || createOf(welcome)?.space !== 'group') return false
  const state = resolve(welcome.operations)
  const waits = [...state.voided.values()].includes('parentsMissing')
  // Of a large group only part of the operations comes by letter; what they come to shows in the log.
  return waits || state.members.has(me.account.account)
}

const createOf = (welcome: Welcome) => {
  for (const { body } of welcome.operations) if (body.kind === 'create') return body
  return undefined
}

/** How many belong, as far as a welcome says: those who get a key. */
function membersIn(welcome: Welcome): number {
  let most = 0
  for (const { body } of welcome.operations) if (body.kind === 'rotate') most = Math.max(most, body.boxes.length)
  return Math.max(most, resolve(welcome.operations).members.size)
}

/** Takes part: operations, keys, and the first words that say so. `inviterNo`: who brought this account in. */
function joinGroup(node: NodeState, db: WriteDb, me: Me, welcome: Welcome, inviterNo: number): SpaceHandle {
  const { space: id, operations, epochs } = welcome
  const create = operations.find(({ body }) => body.kind === 'create')
  if (!create) throw new Error('a welcome has the create')
  const wasKnown = findSpace(db, id) !== undefined
  const space = makeSpace(node, db, 'group', [create])
  if (!wasKnown) saySelf(node, db, me, [spaceFact(create)])
  addOperations(node, db, space, operations)
  // She holds the logs, whether or not operations say already that she belongs.
  putOnceMember(db, space.no, inviterNo)
  for (const { rotate, key } of epochs) {
    if (space.logs.has(rotate)) continue
    addEpoch(node, db, space, rotate, key)
    saySelf(node, db, me, [epochKeyFact(id, rotate, key)])
  }
  dropInvitation(db, id)
  dropJoining(db, id)
  finishOutgoing(db, inviterNo, id)
  settle(node, db, me, space)
  // Whoever comes back says so, too: then nobody goes on welcoming her.
  if (isMember(me, space)) ensureOpen(node, db, me, space)
  tellLater(node, { topic: 'contact.changed' })
  tellLater(node, { topic: 'space.changed', space: id })
  node.afterCommit.push(() => node.network?.peopleChanged())
  return space
}

/** Groups that strangers brought one into, and groups whose link was used and that have not answered. */
export function invitations(node: NodeState): readonly InvitationView[] {
  return waitingInvitations(node.db).flatMap(({ space, accountNo, title, members, at }) => {
    const account = accountByNo(node.db, accountNo)
    return account ? [{ space, title, members, at, by: account.id, byName: account.name }] : []
  })
}

/** Takes part in a group that a stranger brought one into. */
export function acceptInvitation(
  node: NodeState,
  given: string,
): Result<{ readonly space: string }, InvitationUnknown | WriteRefusal> {
  const me = mayWrite(node)
  if (!me.ok) return me
  const id = spaceIdNamed(given)
  const row = id && findInvitation(node.db, id)
  const letter = row?.state === 'waiting' ? storedWelcome(me.value, row.sealed) : null
  if (!row || !letter) return fail({ type: 'InvitationUnknown' })
  return commit(node, (db) => {
    const { account } = noteCard(db, letter.card, 1)
    const space = joinGroup(node, db, me.value, letter.welcome, account.no)
    return { space: space.id }
  })
}

/** Does not. Nobody is told; the same group asks no more, unless a contact brings one in. */
export function declineGroup(node: NodeState, given: string): Result<void, InvitationUnknown | WriteRefusal> {
  const me = mayWrite(node)
  if (!me.ok) return me
  const id = spaceIdNamed(given)
  if (!id || findInvitation(node.db, id)?.state !== 'waiting') return fail({ type: 'InvitationUnknown' })
  return commit(node, (db) => {
    declineInvitation(db, id)
    tellLater(node, { topic: 'contact.changed' })
  })
}

function storedWelcome(me: Me, sealed: Uint8Array): { readonly card: Card; readonly welcome: Welcome } | null {
  const plain = openFromDisk(me.storage, sealed)
  const decoded = plain && decode(reveal(plain), { maxBytes: 1 << 20 })
  const [cardCbor, body] = (decoded?.ok ? asArray(decoded.value, 2) : undefined) ?? []
  const card = decodeCard(cardCbor)
  const welcome = decodeWelcome(body)
  return card.ok && welcome.ok ? { card: card.value, welcome: welcome.value } : null
}
