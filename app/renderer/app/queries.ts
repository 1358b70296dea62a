import type { AnswerOf, Rooms } from '#app/contract/index.ts'
import type { Query } from '../line/index.ts'
import { renewSpaces } from './renewSpaces.ts'

export type Account = NonNullable<AnswerOf<Rooms['account']['get']>>
export type Contact = AnswerOf<Rooms['contact']['list']>[number]
export type Request = AnswerOf<Rooms['contact']['requests']>[number]
export type Blocked = AnswerOf<Rooms['contact']['blocked']>[number]
export type Device = AnswerOf<Rooms['device']['list']>[number]
export type Linking = AnswerOf<Rooms['device']['linking']>
export type Space = AnswerOf<Rooms['space']['list']>[number]
export type Group = AnswerOf<Rooms['space']['get']>
export type Member = Group['members'][number]
export type InviteLink = AnswerOf<Rooms['space']['inviteLinks']>[number]
export type JoinRequest = AnswerOf<Rooms['space']['joinRequests']>[number]
export type Invitation = AnswerOf<Rooms['space']['invitations']>[number]
export type Joining = AnswerOf<Rooms['space']['joining']>[number]
export type Receipt = AnswerOf<Rooms['chat']['receipts']>[number]
export type Hit = AnswerOf<Rooms['search']['query']>['hits'][number]
export type NetworkStatus = AnswerOf<Rooms['network']['status']>
export type SyncStatus = AnswerOf<Rooms['sync']['status']>
export type About = AnswerOf<Rooms['node']['about']>

/** Who one is; null before there is an account. */
export const accountQuery: Query<Account | null> = {
  key: 'account',
  read: (client) => client.account.get(),
  isStale: ({ topic }) => topic === 'account.changed',
}

export const contactsQuery: Query<readonly Contact[]> = {
  key: 'contacts',
  read: (client) => client.contact.list(),
  isStale: ({ topic }) => topic === 'contact.changed',
}

/** The ids of the pictures of oneself and of everybody known, by account. */
export const picturesQuery: Query<ReadonlyMap<string, string>> = {
  key: 'pictures',
  read: async (client) => {
    const [account, contacts] = await Promise.all([client.account.get(), client.contact.list()])
    if (!account.ok) return account
    if (!contacts.ok) return contacts
    const everybody = account.value === null ? contacts.value : [...contacts.value, account.value]
    const pairs = everybody.flatMap((one) => (one.picture === null ? [] : [[one.account, one.picture] as const]))
    return { ok: true, value: new Map(pairs) }
  },
  isStale: ({ topic }) => topic === 'contact.changed' || topic === 'account.changed',
}

/** Who is blocked. */
export const blockedQuery: Query<readonly Blocked[]> = {
  key: 'blocked',
  read: (client) => client.contact.blocked(),
  isStale: ({ topic }) => topic === 'contact.changed',
}

/** One's own computers. */
export const devicesQuery: Query<readonly Device[]> = {
  key: 'devices',
  read: (client) => client.device.list(),
  isStale: ({ topic }) => topic === 'device.changed' || topic === 'network.changed',
}

/** How far becoming one more computer of an account is. */
export const linkingQuery: Query<Linking> = {
  key: 'linking',
  read: (client) => client.device.linking(),
  isStale: ({ topic }) => topic === 'device.changed' || topic === 'account.changed',
}

export const requestsQuery: Query<readonly Request[]> = {
  key: 'requests',
  read: (client) => client.contact.requests(),
  isStale: ({ topic }) => topic === 'contact.changed',
}

export const spacesQuery: Query<readonly Space[]> = {
  key: 'spaces',
  read: (client) => client.space.list(),
  isStale: ({ topic }) => topic === 'space.changed' || topic === 'contact.changed',
  renew: renewSpaces,
}

/** One space with its members and rules. */
export const spaceQuery = (space: string): Query<Group> => ({
  key: `space ${space}`,
  read: (client) => client.space.get({ space }),
  isStale: (event) => (event.topic === 'space.changed' && event.space === space) || event.topic === 'contact.changed',
})

/** Who is in a space; nobody where null is asked. */
export const membersQuery = (space: string | null): Query<readonly Member[]> => ({
  key: `members ${space ?? ''}`,
  read: async (client) => {
    if (space === null) return { ok: true, value: [] }
    const found = await client.space.get({ space })
    return found.ok ? { ok: true, value: found.value.members } : found
  },
  isStale: (event) =>
    space !== null && ((event.topic === 'space.changed' && event.space === space) || event.topic === 'contact.changed'),
})

/** How far a message came with each other member. */
export const receiptsQuery = (space: string, message: string): Query<readonly Receipt[]> => ({
  key: `receipts ${space} ${message}`,
  read: (client) => client.chat.receipts({ space, message }),
  isStale: (event) => event.topic === 'chat.changed' && event.space === space,
})

/** The links into a group that were made here. */
export const inviteLinksQuery = (space: string): Query<readonly InviteLink[]> => ({
  key: `invites ${space}`,
  read: (client) => client.space.inviteLinks({ space }),
  isStale: (event) => event.topic === 'space.changed' && event.space === space,
})

/** Who used a link of one's own that asks first. */
export const joinRequestsQuery = (space: string): Query<readonly JoinRequest[]> => ({
  key: `joinRequests ${space}`,
  read: (client) => client.space.joinRequests({ space }),
  isStale: (event) => event.topic === 'space.changed' && event.space === space,
})

/** Groups that strangers brought one into. */
export const invitationsQuery: Query<readonly Invitation[]> = {
  key: 'invitations',
  read: (client) => client.space.invitations(),
  isStale: ({ topic }) => topic === 'space.changed' || topic === 'contact.changed',
}

/** Groups whose links were used here and that have not answered. */
export const joiningQuery: Query<readonly Joining[]> = {
  key: 'joining',
  read: (client) => client.space.joining(),
  isStale: ({ topic }) => topic === 'space.changed' || topic === 'contact.changed',
}

export const networkQuery: Query<NetworkStatus> = {
  key: 'network',
  read: (client) => client.network.status(),
  isStale: ({ topic }) => topic === 'network.changed',
}

export const syncQuery: Query<SyncStatus> = {
  key: 'sync',
  read: (client) => client.sync.status(),
  isStale: ({ topic }) => topic === 'network.changed' || topic === 'sync.progress' || topic === 'chat.changed',
}

export const aboutQuery: Query<About> = {
  key: 'about',
  read: (client) => client.node.about(),
  isStale: () => false,
}

/** Most hits shown; more are asked for by another word. */
export const MOST_HITS = 50

/** Messages that hold a text; in one space, or, where that is null, in all. */
export const hitsQuery = (text: string, space: string | null): Query<readonly Hit[]> => ({
  key: `hits ${space ?? ''} ${text}`,
  read: async (client) => {
    const found = await client.search.query({ text, limit: MOST_HITS, ...(space !== null && { space }) })
    return found.ok ? { ok: true, value: found.value.hits } : found
  },
  isStale: ({ topic }) => topic === 'chat.changed',
})
