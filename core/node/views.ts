import { fail, ok } from '#core/proof/index.ts'
import {
  accountByNo,
  allContacts,
  allSpaces,
  contactOfSpace,
  devicesOfAccount,
  lastOfSpaces,
  membersOfSpace,
  membersOfSpaces,
  reachedOf,
  unreadOfSpaces,
} from '#core/store/index.ts'
import type { ContactRow, SpaceRow } from '#core/store/index.ts'
import { chatRow, MOST_UNREAD, viewOf } from './chat.ts'
import { allDrafts } from './drafts.ts'
import { feedsOf, stoppedAt } from './feeds.ts'
import type { HoldingView, MemberView, Messenger, SpaceView } from './messenger.ts'
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
      const [view] = spaceViews(node, [[row, contactOfSpace(node.db, row.no)]])
      if (!view) throw new Error('one chat has one view')
      return ok({ ...view, members: memberViews(node, row) })
    },
  }
}

/**
 * The chats that are shown, each with who it is with: a chat is shown while she is a contact, and of somebody who only
 * asks nothing is (I6). Contacts are read at once, since there may be as many as chats.
 */
function shownSpaces(node: NodeState): (readonly [SpaceRow, ContactRow])[] {
  const contacts = new Map(allContacts(node.db).map((contact) => [contact.spaceNo, contact]))
  return allSpaces(node.db).flatMap((row) => {
    const contact = row.kind === 'direct' ? contacts.get(row.no) : undefined
    return contact ? [[row, contact] as const] : []
  })
}

/** Chats as shown. What they show is asked of the database once for all of them. */
function spaceViews(node: NodeState, shown: readonly (readonly [SpaceRow, ContactRow | undefined])[]): SpaceView[] {
  const { db } = node
  const numbers = shown.map(([row]) => row.no)
  const last = lastOfSpaces(db, numbers)
  const unread = unreadOfSpaces(db, numbers, node.me?.accountNo ?? 0, MOST_UNREAD)
  const members = membersOfSpaces(db, numbers)
  const drafts = allDrafts(db)
  const reach = reachOf(
    node,
    shown.flatMap(([row]) => {
      const message = last.get(row.no)
      return message ? [[row, message] as const] : []
    }),
  )
  return shown.map(([row, contact]) => {
    const message = last.get(row.no)
    return {
      space: row.id,
      kind: 'direct',
      title: contact ? (contact.givenName ?? contact.ownName) : '',
      unread: unread.get(row.no) ?? 0,
      last: message ? viewOf(node, [row, message], reach) : null,
      members: (members.get(row.no) ?? []).map(({ account }) => account),
      state: contact?.state === 'accepted' ? 'open' : 'asked',
      draft: drafts.get(row.id) ?? '',
    }
  })
}

function memberViews(node: NodeState, row: SpaceRow): MemberView[] {
  return membersOfSpace(node.db, row.no).map((member) => ({
    account: member.account,
    name: accountByNo(node.db, member.accountNo)?.name ?? '',
    role: member.role === 'owner' || member.role === 'admin' ? member.role : 'member',
    devices: devicesOfAccount(node.db, member.accountNo).map(({ id, name }) => ({ device: id, name })),
  }))
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
  const spaces = node.me === null ? [] : shownSpaces(node).map(([row]) => holdingView(node, row))
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
