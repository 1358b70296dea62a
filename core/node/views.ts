import { fail, ok } from '#core/proof/index.ts'
import {
  accountByNo,
  allSpaces,
  contactOfSpace,
  countUnread,
  devicesOfAccount,
  membersOfSpace,
  newestMessages,
  reachedOf,
} from '#core/store/index.ts'
import type { SpaceRow } from '#core/store/index.ts'
import { chatRow, viewsOf } from './chat.ts'
import { feedsOf, stoppedAt } from './feeds.ts'
import { markOf } from './marks.ts'
import type { HoldingView, MemberView, Messenger, SpaceView } from './messenger.ts'
import { accountOfPeer } from './network.ts'
import { spaceOf } from './spaces.ts'
import type { FeedHandle, NodeState } from './state.ts'

/** Unread messages are counted among so many: nobody reads the difference. */
const MOST_UNREAD = 1000

/** The methods about spaces. */
export function spaceMethods(node: NodeState): Messenger['space'] {
  return {
    list: () =>
      node.me === null
        ? []
        : allSpaces(node.db).flatMap((row) => (row.kind === 'direct' ? [spaceView(node, row)] : [])),
    get: ({ space }) => {
      const row = chatRow(node.db, space)
      return row ? ok({ ...spaceView(node, row), members: memberViews(node, row) }) : fail({ type: 'SpaceUnknown' })
    },
  }
}

function spaceView(node: NodeState, row: SpaceRow): SpaceView {
  const { db } = node
  const contact = contactOfSpace(db, row.no)
  const last = newestMessages(db, row.no, 1)
  return {
    space: row.id,
    kind: 'direct',
    title: contact ? (contact.givenName ?? contact.ownName) : '',
    unread: countUnread(db, row.no, node.me?.accountNo ?? 0, markOf(row), MOST_UNREAD),
    last: viewsOf(node, row, last)[0] ?? null,
    members: membersOfSpace(db, row.no).map((member) => member.account),
    state: contact?.state === 'accepted' ? 'open' : 'asked',
  }
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
  const spaces =
    node.me === null
      ? []
      : allSpaces(node.db)
          .filter((row) => row.kind !== 'self')
          .map((row) => holdingView(node, row))
  return { sessions, spaces }
}

function holdingView(node: NodeState, row: SpaceRow): HoldingView {
  const space = spaceOf(node, node.db, row.id)
  const feeds = space ? [...space.logs.values()].flatMap((log) => [...feedsOf(node.db, log).values()]) : []
  const held = feeds.reduce((sum, feed) => sum + countOf(feed), 0)
  const holders = new Map<string, { readonly mailbox: boolean; has: number }>()
  for (const feed of feeds) {
    for (const { peer, mailbox, high } of reachedOf(node.db, feed.row.no)) {
      const holder = holders.get(peer) ?? { mailbox, has: 0 }
      holder.has += Math.min(high + 1, countOf(feed))
      holders.set(peer, holder)
    }
  }
  return {
    space: row.id,
    held,
    holders: [...holders].map(([peer, { mailbox, has }]) => ({
      peer,
      account: accountOfPeer(node, peer as Parameters<typeof accountOfPeer>[1]), // as it was stored
      role: mailbox ? 'mailbox' : 'member',
      missing: Math.max(0, held - has),
    })),
    stopped: feeds.flatMap((feed) =>
      feed.row.stopReason === null || stoppedAt(feed) === null
        ? []
        : [{ account: feed.speaker?.account ?? null, reason: feed.row.stopReason }],
    ),
  }
}

const countOf = (feed: FeedHandle): number => feed.runs.reduce((sum, run) => sum + run.high - run.low + 1, 0)
