import { fail, ok } from '#core/proof/index.ts'
import {
  accountByNo,
  allContacts,
  allGroups,
  allSpaces,
  blockedAccounts,
  contactOfSpace,
  devicesOfAccount,
  findGroup,
  lastOfSpaces,
  membersOfSpace,
  membersOfSpaces,
  pictureIds,
  reachedOf,
  unreadOfSpaces,
} from '#core/store/index.ts'
import type { ContactRow, GroupRow, SpaceRow } from '#core/store/index.ts'
import { chatRow, MOST_UNREAD, viewOf } from './chat.ts'
import { allDrafts } from './drafts.ts'
import { feedsOf, stoppedAt } from './feeds.ts'
import { createGroup, inviteContacts, leaveGroup, removeMember, setGroupProfile, setPolicy, setRole } from './groups.ts'
import {
  acceptJoin,
  cancelJoin,
  declineJoin,
  inviteLink,
  inviteLinks,
  joinByLink,
  joining,
  joinRequests,
  previewJoin,
  revokeInvite,
} from './invites.ts'
import type { HoldingView, MemberView, Messenger, PolicyView, RoleView, SpaceView } from './messenger.ts'
import { pictureName } from './picture.ts'
import { acceptInvitation, declineGroup, invitations } from './welcomes.ts'
import { accountOfPeer } from './network.ts'
import { reachOf } from './reach.ts'
import { spaceOf } from './spaces.ts'
import type { FeedHandle, NodeState } from './state.ts'

/** The methods about spaces. */
export function spaceMethods(node: NodeState): Messenger['space'] {
  return {
    list: () => (node.me === null ? [] : spaceViews(node, shownSpaces(node))),
    get: ({ space }) => {
      const row = chatRow(node.db, space)
      if (!row) return fail({ type: 'SpaceUnknown' })
      const shown = { row, contact: contactOfSpace(node.db, row.no), group: findGroup(node.db, row.no) }
      const [view] = spaceViews(node, [shown])
      if (!view) throw new Error('one chat has one view')
      return ok({ ...view, members: memberViews(node, row), policy: policyOf(node, row) })
    },
    create: (ask) => createGroup(node, ask),
    invite: (ask) => inviteContacts(node, ask),
    removeMember: (ask) => removeMember(node, ask),
    setRole: (ask) => setRole(node, ask),
    setPolicy: (ask) => setPolicy(node, ask),
    setProfile: (ask) => setGroupProfile(node, ask),
    leave: ({ space }) => leaveGroup(node, space),
    invitations: () => invitations(node),
    accept: ({ space }) => acceptInvitation(node, space),
    decline: ({ space }) => declineGroup(node, space),
    inviteLink: (ask) => inviteLink(node, ask),
    inviteLinks: ({ space }) => inviteLinks(node, space),
    revokeInvite: ({ invite }) => revokeInvite(node, invite),
    previewJoin: ({ link }) => previewJoin(node, link),
    join: ({ link }) => joinByLink(node, link),
    joining: () => joining(node),
    cancelJoin: ({ space }) => cancelJoin(node, space),
    joinRequests: ({ space }) => joinRequests(node, space),
    acceptJoin: (ask) => acceptJoin(node, ask),
    declineJoin: (ask) => declineJoin(node, ask),
  }
}

/** A chat with what it is shown by: who it is with, or what the group is called. */
interface Shown {
  readonly row: SpaceRow
  readonly contact: ContactRow | undefined
  readonly group: GroupRow | undefined
}

/**
 * The chats that are shown: groups, and direct chats while the other is a contact, since of somebody who only asks nothing
 * is (I6). Contacts and groups are read at once, since there may be as many as chats.
 */
function shownSpaces(node: NodeState): Shown[] {
  const contacts = new Map(allContacts(node.db).map((contact) => [contact.spaceNo, contact]))
  const groups = allGroups(node.db)
  const blocked = blockedAccounts(node.db)
  return allSpaces(node.db).flatMap((row) => {
    const contact = row.kind === 'direct' ? contacts.get(row.no) : undefined
    if (contact && blocked.has(contact.account)) return []
    const group = row.kind === 'group' ? groups.get(row.no) : undefined
    return contact || group ? [{ row, contact, group }] : []
  })
}

/** Chats as shown. What they show is asked of the database once for all of them. */
function spaceViews(node: NodeState, shown: readonly Shown[]): SpaceView[] {
  const { db } = node
  const numbers = shown.map(({ row }) => row.no)
  const last = lastOfSpaces(db, numbers)
  const unread = unreadOfSpaces(db, numbers, node.me?.accountNo ?? 0, MOST_UNREAD)
  const members = membersOfSpaces(db, numbers)
  const drafts = allDrafts(db)
  const pictures = pictureIds(db)
  const blocked = blockedAccounts(db)
  const reach = reachOf(
    node,
    shown.flatMap(({ row }) => {
      const message = last.get(row.no)
      return message ? [[row, message] as const] : []
    }),
  )
  return shown.map(({ row, contact, group }) => {
    const message = last.get(row.no)
    const belong = members.get(row.no) ?? []
    const own = belong.find(({ accountNo }) => accountNo === node.me?.accountNo)
    return {
      space: row.id,
      kind: row.kind === 'group' ? 'group' : 'direct',
      title: group ? group.title : contact ? (contact.givenName ?? contact.ownName) : '',
      picture: pictureName(group ? group.pictureId : contact && pictures.get(contact.accountNo)),
      unread: unread.get(row.no) ?? 0,
      last: message ? viewOf(node, [row, message], reach, blocked) : null,
      members: belong.map(({ account }) => account),
      state: group ? group.state : contact?.state === 'accepted' ? 'open' : 'asked',
      role: own ? roleOf(own.role) : null,
      draft: drafts.get(row.id) ?? '',
    }
  })
}

/** Channels alone have managers. */
const roleOf = (role: string): RoleView => (role === 'owner' || role === 'admin' ? role : 'member')

/** Those who may more come first, then by name. */
function memberViews(node: NodeState, row: SpaceRow): MemberView[] {
  const { db } = node
  const pictures = pictureIds(db)
  const given = new Map(allContacts(db).map((contact) => [contact.accountNo, contact.givenName]))
  const ranks: Readonly<Record<RoleView, number>> = { owner: 0, admin: 1, member: 2 }
  return membersOfSpace(db, row.no)
    .map(({ account, accountNo, role }) => ({
      account,
      name: given.get(accountNo) ?? accountByNo(db, accountNo)?.name ?? '',
      role: roleOf(role),
      picture: pictureName(pictures.get(accountNo)),
      devices: devicesOfAccount(db, accountNo).map(({ id, name }) => ({ device: id, name })),
    }))
    .toSorted((a, b) => ranks[a.role] - ranks[b.role] || a.name.localeCompare(b.name, 'ko'))
}

function policyOf(node: NodeState, row: SpaceRow): PolicyView | null {
  const space = row.kind === 'group' ? spaceOf(node, node.db, row.id) : undefined
  return space ? { history: space.state.policy.history, invite: space.state.policy.invite } : null
}

/** What `sync.status` says: open sessions, and per space who holds what. */
export function syncStatus(node: NodeState): ReturnType<Messenger['sync']['status']> {
  const sessions = (node.network?.host.status() ?? []).map(({ metrics, ...session }) => {
    const { bytesIn, bytesOut, envelopeBytesIn, envelopeBytesOut, envelopesIn, envelopesOut } = metrics
    const { duplicates, roundTrips, settledMs } = metrics
    const account = accountOfPeer(node, session.peer)
    const bytes = { bytesIn, bytesOut, envelopeBytesIn, envelopeBytesOut }
    return { ...session, account, ...bytes, envelopesIn, envelopesOut, duplicates, roundTrips, settledMs }
  })
  const spaces = node.me === null ? [] : shownSpaces(node).map(({ row }) => holdingView(node, row))
  return { sessions, spaces }
}

function holdingView(node: NodeState, row: SpaceRow): HoldingView {
  const space = spaceOf(node, node.db, row.id)
  const feeds = space ? [...space.logs.values()].flatMap((log) => [...feedsOf(node.db, log).values()]) : []
  return {
    space: row.id,
    held: feeds.reduce((sum, feed) => sum + countOf(feed), 0),
    holders: holdersOf(node, feeds),
    stopped: feeds.flatMap((feed) =>
      feed.row.stopReason === null || stoppedAt(feed) === null
        ? []
        : [{ account: feed.speaker?.account ?? null, reason: feed.row.stopReason }],
    ),
  }
}

/** Who told how much it has: devices of what they heard, mailboxes of what this account said (Y6). */
function holdersOf(node: NodeState, feeds: readonly FeedHandle[]): HoldingView['holders'] {
  const reached = feeds.map((feed) => ({
    feed,
    by: new Map(reachedOf(node.db, feed.row.no).map((it) => [it.peer, it])),
  }))
  const holders = new Map(reached.flatMap(({ by }) => [...by.values()]).map(({ peer, mailbox }) => [peer, mailbox]))
  // What this device notes of itself it notes for others.
  if (node.me) holders.delete(node.me.device.device)
  return [...holders].map(([peer, mailbox]) => {
    let missing = 0
    for (const { feed, by } of reached) {
      // Of what a device said itself there is no doubt; of what others said, a mailbox is theirs to ask.
      const isAsked = mailbox ? feed.speaker?.account === node.me?.account.account : feed.speaker?.device !== peer
      if (isAsked) missing += Math.max(0, countOf(feed) - ((by.get(peer)?.high ?? -1) + 1))
    }
    const account = accountOfPeer(node, peer)
    return { peer, account, role: mailbox ? 'mailbox' : 'member', missing }
  })
}

const countOf = (feed: FeedHandle): number => feed.runs.reduce((sum, run) => sum + run.high - run.low + 1, 0)
