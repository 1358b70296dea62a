import { redact, reveal } from '#core/crypto/index.ts'
import { decodeCard, encodeCard, TICKET_BYTES } from '#core/identity/index.ts'
import type { Card, Letter } from '#core/identity/index.ts'
import { bytesToId, decode, encode, fail, ok } from '#core/proof/index.ts'
import type { Id, Result } from '#core/proof/index.ts'
import {
  decodeJoin,
  encodeJoin,
  inviteOf,
  invitePlace,
  inviteToLink,
  linkToInvite,
  MAX_USES,
  operationsOf,
} from '#core/space/index.ts'
import type { InviteLink } from '#core/space/index.ts'
import {
  accountByNo,
  allJoining,
  declineJoinRequest,
  dropJoining,
  dropJoinRequest,
  findGroup,
  findInvite,
  findJoining,
  findJoinRequest,
  findSpace,
  findTicket,
  finishOutgoing,
  invitesOf,
  isBlocked,
  joinRequestsOf,
  putJoining,
  putJoinRequest,
} from '#core/store/index.ts'
import type { InviteRow, WriteDb } from '#core/store/index.ts'
import { commit, tellLater } from './commit.ts'
import { addNewcomers, groupToChange, hasKey, mayAdd, MOST_MEMBERS } from './group-acts.ts'
import type { InviteLinkView, JoiningView, JoinPreview, JoinRequestView, Messenger } from './messenger.ts'
import { accountNamed, spaceIdNamed } from './named.ts'
import { noteCard, ownCard } from './people.ts'
import { openFromDisk, sealForDisk } from './sealed.ts'
import { saySelf } from './say-self.ts'
import { inviteFact } from './self-facts.ts'
import { spaceOf } from './spaces.ts'
import type { Me, NodeState, SpaceHandle } from './state.ts'
import { hashOf, putSpaceTicket } from './tickets.ts'
import { sendLetter } from './welcomes.ts'
import { mayWrite } from './writing.ts'

/** Who asks to be let into one group at once: whoever has a link can make up accounts. */
const MOST_REQUESTS = 500

/** Makes a link into a group. Rule S10. */
export function inviteLink(
  node: NodeState,
  ask: Parameters<Messenger['space']['inviteLink']>[0],
): ReturnType<Messenger['space']['inviteLink']> {
  const ready = groupToChange(node, ask.space)
  if (!ready.ok) return ready
  const { me, space } = ready.value
  if (!mayAdd(me, space)) return fail({ type: 'NotAllowed' })
  const { expiresAt = null, uses = null, approval = false } = ask
  if (expiresAt !== null && expiresAt <= node.clock.now()) return fail({ type: 'InviteExpired' })
  return commit(node, (db) => {
    const ticket = node.random(TICKET_BYTES)
    const invite: InviteRow = {
      hash: hashOf(me, ticket),
      id: bytesToId(node.random(32)),
      space: space.id,
      madeAt: node.clock.now(),
      expiresAt,
      uses: uses === null ? null : Math.min(uses, MAX_USES),
      approval,
      revoked: false,
    }
    saySelf(node, db, me, [inviteFact(invite, ticket)])
    tellLater(node, { topic: 'space.changed', space: space.id })
    return { link: linkOf(node, db, me, space, invite, ticket), invite: invite.id }
  })
}

function linkOf(
  node: NodeState,
  db: WriteDb,
  me: Me,
  space: SpaceHandle,
  invite: InviteRow,
  ticket: Uint8Array,
): string {
  const { id, expiresAt, uses, approval } = invite
  const title = findGroup(db, space.no)?.title ?? space.state.title
  const card = ownCard(node, db, me, ticket, false)
  const members = space.state.members.size
  return inviteToLink(
    { space: space.id, invite: id, title, members, expiresAt, once: uses === 1, approval, card },
    me.device,
  )
}

/** The links of this account into a group that are not revoked, with how often each served. */
export function inviteLinks(node: NodeState, given: string): ReturnType<Messenger['space']['inviteLinks']> {
  const ready = groupToChange(node, given)
  if (!ready.ok) return ready
  const { me, space } = ready.value
  const listed = commit(node, (db) =>
    invitesOf(db, space.id).flatMap((invite): InviteLinkView[] => {
      const row = findTicket(db, invite.hash)
      const ticket = row && openFromDisk(me.storage, row.sealed)
      if (invite.revoked || !ticket) return []
      const { id, madeAt, expiresAt, uses, approval } = invite
      const link = linkOf(node, db, me, space, invite, reveal(ticket))
      return [{ invite: id, link, madeAt, expiresAt, uses, approval, used: usesOf(space, invite).length }]
    }),
  )
  return listed.ok ? ok(listed.value) : listed
}

/** Ends a link: who presents it from now on is not let in. */
export function revokeInvite(node: NodeState, given: string): ReturnType<Messenger['space']['revokeInvite']> {
  const me = mayWrite(node)
  if (!me.ok) return me
  const invite = inviteNamed(node, given)
  const row = invite && findTicket(node.db, invite.hash)
  const ticket = row && openFromDisk(me.value.storage, row.sealed)
  if (!invite || invite.revoked || !ticket) return fail({ type: 'InviteUnknown' })
  return commit(node, (db) => {
    saySelf(node, db, me.value, [inviteFact({ ...invite, revoked: true }, reveal(ticket))])
    tellLater(node, { topic: 'space.changed', space: invite.space })
  })
}

const inviteNamed = (node: NodeState, given: string): InviteRow | undefined => {
  const id = spaceIdNamed(given) // an id like others
  return id && findInvite(node.db, id as string as Id)
}

/** The adds that name this link and count. */
function usesOf(space: SpaceHandle, invite: InviteRow): readonly { readonly place: Id }[] {
  const places = new Set<Id>()
  for (let n = 0; n < (invite.uses ?? 0); n++) places.add(invitePlace(invite.id, n))
  return operationsOf(space.state).flatMap(({ id, body }) => {
    if (body.kind !== 'add-member' || body.invite === null || !space.state.counts.has(id)) return []
    const isOurs = invite.uses === null ? body.invite === inviteOf(invite.id, body.account) : places.has(body.invite)
    return isOurs ? [{ place: body.invite }] : []
  })
}

/** What a link leads to. Nothing is kept of the look. */
export function previewJoin(node: NodeState, text: string): ReturnType<Messenger['space']['previewJoin']> {
  const { me } = node
  if (me === null) return fail({ type: 'NoAccount' })
  const read = readLink(text)
  if (!read.ok) return read
  const { space, title, members, expiresAt, once, approval, card } = read.value
  return ok({
    space,
    title,
    members,
    expiresAt,
    once,
    approval,
    by: card.account,
    byName: card.name,
    known: knownAs(node, read.value),
  })
}

function knownAs(node: NodeState, link: InviteLink): JoinPreview['known'] {
  const row = findSpace(node.db, link.space)
  const state = row && findGroup(node.db, row.no)?.state
  if (state === 'open') return 'member'
  if (findJoining(node.db, link.space) || state === 'joining') return 'joining'
  if (state === 'removed') return 'removed'
  return link.expiresAt !== null && link.expiresAt <= node.clock.now() ? 'expired' : 'no'
}

function readLink(
  text: string,
): Result<
  InviteLink,
  { readonly type: 'LinkMalformed' | 'InviteMalformed' | 'InviteForged' | 'InviteVersionUnknown' }
> {
  const read = linkToInvite(text)
  if (read.ok) return read
  return fail({ type: read.error.type === 'NoInviteLink' ? 'LinkMalformed' : read.error.type })
}

/** Asks the maker of a link to be let in: by a letter that waits for her, so that she need not be there. Rule S10. */
export function joinByLink(node: NodeState, text: string): ReturnType<Messenger['space']['join']> {
  const me = mayWrite(node)
  if (!me.ok) return me
  const read = readLink(text)
  if (!read.ok) return read
  const link = read.value
  const known = knownAs(node, link)
  if (known === 'member' || link.card.account === me.value.account.account)
    return fail({ type: 'AlreadyMember', account: null })
  if (known === 'removed') return fail({ type: 'WasRemoved' })
  if (known === 'expired') return fail({ type: 'InviteExpired' })
  return commit(node, (db) => {
    const { account } = noteCard(db, link.card, 1)
    putJoining(db, {
      space: link.space,
      accountNo: account.no,
      title: link.title,
      approval: link.approval,
      expiresAt: link.expiresAt,
      at: node.clock.now(),
    })
    // The answer comes with the ticket of that group, which this account's inbox must know before the group is here.
    putSpaceTicket(node, db, me.value, link.space)
    const to = { account: link.card.account, ...link.card.reach }
    sendLetter(node, db, me.value, { id: link.space }, to, 'join', encodeJoin(link))
    node.afterCommit.push(() => node.network?.peopleChanged())
    tellLater(node, { topic: 'contact.changed' })
    return { space: link.space }
  })
}

/** Groups whose link was used here, and that have not answered yet. */
export const joining = (node: NodeState): readonly JoiningView[] =>
  allJoining(node.db).flatMap(({ space, accountNo, title, approval, expiresAt, at }) => {
    const account = accountByNo(node.db, accountNo)
    return account ? [{ space, title, approval, expiresAt, at, by: account.id, byName: account.name }] : []
  })

/** Asks no more to be let in. A welcome that is under way already waits to be accepted. */
export function cancelJoin(node: NodeState, given: string): ReturnType<Messenger['space']['cancelJoin']> {
  const me = mayWrite(node)
  if (!me.ok) return me
  const id = spaceIdNamed(given)
  const row = id && findJoining(node.db, id)
  if (!row) return fail({ type: 'InvitationUnknown' })
  return commit(node, (db) => {
    dropJoining(db, row.space)
    finishOutgoing(db, row.accountNo, row.space)
    tellLater(node, { topic: 'contact.changed' })
  })
}

/**
 * Somebody presents a link of this account: she is let in at once, or waits to be, or is not: where the link was revoked,
 * has expired, has served as often as it should, or its maker may not add anybody any more. Nobody is told which.
 */
export function takeJoin(node: NodeState, db: WriteDb, me: Me, letter: Letter): void {
  const join = decodeJoin(letter.body)
  const invite = join && findInvite(db, join.invite)
  const space = invite && spaceOf(node, db, invite.space)
  const { card } = letter
  if (!join || !invite || !space || invite.revoked || join.space !== invite.space) return
  if (card.account === me.account.account || isBlocked(db, card.account)) return
  if (invite.expiresAt !== null && invite.expiresAt <= node.clock.now()) return
  const { account } = noteCard(db, card, 1)
  if (space.state.members.has(card.account)) {
    // She asks again: the welcome may have been lost.
    addNewcomers(node, db, me, space, [{ ...addressOf(card), invite: null }])
    return
  }
  if (!mayAdd(me, space) || space.state.members.size >= MOST_MEMBERS) return
  const place = freePlace(space, invite, card)
  if (place === null) return
  // Without the key in force nobody can be welcomed: she waits like whoever has to be agreed to.
  if (!invite.approval && !wasRemoved(space, card) && hasKey(node, space)) {
    addNewcomers(node, db, me, space, [{ ...addressOf(card), invite: place }])
    return
  }
  const known = findJoinRequest(db, space.no, account.no)
  if (known?.state === 'declined' || (!known && joinRequestsOf(db, space.no).length >= MOST_REQUESTS)) return
  const sealed = sealForDisk(me.storage, redact(encode(encodeCard(card))), node.random)
  putJoinRequest(db, { spaceNo: space.no, accountNo: account.no, at: node.clock.now(), invite: invite.id, sealed })
  tellLater(node, { topic: 'space.changed', space: space.id })
}

const addressOf = (card: Card) => ({ account: card.account, ...card.reach })

/** Under which name somebody comes by a link; null where it has served as often as it should. */
function freePlace(space: SpaceHandle, invite: InviteRow, card: Card): Id | null {
  if (invite.uses === null) return inviteOf(invite.id, card.account)
  const used = new Set(usesOf(space, invite).map(({ place }) => place))
  for (let n = 0; n < invite.uses; n++) {
    const place = invitePlace(invite.id, n)
    if (!used.has(place)) return place
  }
  return null
}

/** Whom somebody removed does not come back by a link without being asked for. */
const wasRemoved = (space: SpaceHandle, card: Card): boolean =>
  space.state.removed.some((it) => it.account === card.account && it.role === null && it.device === null)

/** Who waits to be let into a group by a link of this account. */
export function joinRequests(node: NodeState, given: string): ReturnType<Messenger['space']['joinRequests']> {
  const ready = groupToChange(node, given)
  if (!ready.ok) return ready
  const list = joinRequestsOf(node.db, ready.value.space.no)
  return ok(list.map(({ account, name, at }): JoinRequestView => ({ account, name, at })))
}

export function acceptJoin(
  node: NodeState,
  { space: given, account: who }: Parameters<Messenger['space']['acceptJoin']>[0],
): ReturnType<Messenger['space']['acceptJoin']> {
  const ready = groupToChange(node, given)
  if (!ready.ok) return ready
  const { me, space } = ready.value
  const account = accountNamed(node.db, who)
  const request = account && findJoinRequest(node.db, space.no, account.no)
  const card = request?.state === 'waiting' ? storedCard(me, request.sealed) : null
  if (!account || !request || !card) return fail({ type: 'AccountUnknown' })
  if (!mayAdd(me, space)) return fail({ type: 'NotAllowed' })
  if (!hasKey(node, space)) return fail({ type: 'KeyAwaited' })
  if (space.state.members.size >= MOST_MEMBERS) return fail({ type: 'GroupFull', limit: MOST_MEMBERS })
  return commit(node, (db) => {
    const invite = findInvite(db, request.invite)
    const place = invite ? freePlace(space, invite, card) : null
    if (!space.state.members.has(card.account))
      addNewcomers(node, db, me, space, [{ ...addressOf(card), invite: place }])
    dropJoinRequest(db, space.no, account.no)
    tellLater(node, { topic: 'space.changed', space: space.id })
  })
}

export function declineJoin(
  node: NodeState,
  { space: given, account: who }: Parameters<Messenger['space']['declineJoin']>[0],
): ReturnType<Messenger['space']['declineJoin']> {
  const ready = groupToChange(node, given)
  if (!ready.ok) return ready
  const { space } = ready.value
  const account = accountNamed(node.db, who)
  if (!account || findJoinRequest(node.db, space.no, account.no)?.state !== 'waiting')
    return fail({ type: 'AccountUnknown' })
  return commit(node, (db) => {
    declineJoinRequest(db, space.no, account.no)
    tellLater(node, { topic: 'space.changed', space: space.id })
  })
}

function storedCard(me: Me, sealed: Uint8Array): Card | null {
  const plain = openFromDisk(me.storage, sealed)
  const decoded = plain && decode(reveal(plain))
  const card = decoded?.ok ? decodeCard(decoded.value) : null
  return card?.ok ? card.value : null
}
