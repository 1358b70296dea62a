import * as z from 'zod/mini'
import { message } from './chat.ts'
import { about, base64, count, id, method, name, named, nothing, text, time } from './define.ts'
import { whenWriting } from './refusals.ts'

const role = named('Role', z.enum(['owner', 'admin', 'member']))
const history = named('History', z.enum(['all', 'fromNow']))
const inviters = named('Inviters', z.enum(['members', 'admins']))

const spaceShape = {
  space: id,
  kind: z.enum(['direct', 'group']),
  title: about(z.string(), 'Of a direct chat, the name of the other.'),
  picture: about(
    z.nullable(id),
    'The id of the group’s picture, or of the other’s, which changes with it. Null: none.',
  ),
  unread: count,
  last: z.nullable(message),
  state: about(
    z.enum(['asked', 'open', 'joining', 'left', 'removed']),
    'Of a direct chat: `asked` until the other has accepted. Of a group: `joining` until its members are known here, ' +
      '`left` and `removed` once one is out; what was said before can still be read.',
  ),
  role: about(z.nullable(role), 'One’s own. Null: no member.'),
  draft: about(z.string(), 'What stands unsent on this computer; empty where nothing does.'),
}

const space = named(
  'Space',
  z.strictObject({ ...spaceShape, members: about(z.array(id), 'Accounts, oneself among them.') }),
)

const member = named(
  'Member',
  z.strictObject({
    account: id,
    name: about(z.string(), 'The name given here, else their own. Empty until something of theirs has come.'),
    role,
    picture: z.nullable(id),
    devices: z.array(z.strictObject({ device: id, name: z.string() })),
  }),
)

const policyShape = {
  history: about(history, 'What newcomers may read: all, or what is said from then on.'),
  invite: about(inviters, 'Who may add people and make links.'),
}
const policy = named('Policy', z.strictObject(policyShape))
const somePolicy = { history: z.exactOptional(history), invite: z.exactOptional(inviters) }

const invitation = named(
  'Invitation',
  z.strictObject({ space: id, title: z.string(), members: count, at: time, by: id, byName: z.string() }),
)

const joining = named(
  'Joining',
  z.strictObject({
    space: id,
    title: z.string(),
    approval: about(z.boolean(), 'Whether the maker of the link decides.'),
    expiresAt: z.nullable(time),
    at: time,
    by: id,
    byName: z.string(),
  }),
)

const joinPreview = z.strictObject({
  space: id,
  title: z.string(),
  members: about(count, 'How many belonged when the link was made.'),
  expiresAt: z.nullable(time),
  once: about(z.boolean(), 'Whether it serves one person.'),
  approval: about(z.boolean(), 'Whether its maker decides.'),
  by: id,
  byName: about(z.string(), 'What its maker was called when it was made.'),
  known: about(
    z.enum(['no', 'joining', 'member', 'removed', 'expired']),
    '`joining`: it was used here and waits; `member`: one is in; `removed`: one was removed; `expired`: it is too late.',
  ),
})

const inviteLink = named(
  'InviteLink',
  z.strictObject({
    invite: id,
    link: z.string(),
    madeAt: time,
    expiresAt: z.nullable(time),
    uses: about(z.nullable(count), 'How many it serves. Null: as many as come.'),
    used: count,
    approval: z.boolean(),
  }),
)

const joinRequest = named('JoinRequest', z.strictObject({ account: id, name: z.string(), at: time }))

const which = z.strictObject({ space: id })
const whoIn = z.strictObject({ space: id, account: id })
/** A picture as base64: 24 KiB. */
const LONGEST_PICTURE = 32 * 1024
/** Most people added at once, and most times a counted link may serve. */
const MOST_AT_ONCE = 500
const link = text(1, 24_576)

const whenChanging = ['SpaceUnknown', 'NotAMember', ...whenWriting] as const
const notALink = ['LinkMalformed', 'InviteMalformed', 'InviteForged', 'InviteVersionUnknown'] as const

/** Places that members share: direct chats and groups. */
export const spaceMethods = {
  list: method({
    does: 'All spaces, the one with the newest message first.',
    params: nothing,
    result: z.array(space),
    refusals: [],
  }),
  get: method({
    does: 'One space, with its members and their devices: owners first, then admins, then by name.',
    params: which,
    result: z.strictObject({
      ...spaceShape,
      members: z.array(member),
      policy: about(z.nullable(policy), 'Null of a direct chat.'),
    }),
    refusals: ['SpaceUnknown'],
  }),
  create: method({
    does: 'A group of contacts, oneself its owner. Each is welcomed by a letter, whether or not anybody is there.',
    params: z.strictObject({
      title: name,
      members: z.array(id).check(z.maxLength(MOST_AT_ONCE)),
      policy: z.exactOptional(z.strictObject(somePolicy)),
    }),
    result: which,
    refusals: ['TitleInvalid', 'AccountUnknown', 'GroupFull', ...whenWriting],
  }),
  invite: method({
    does: 'Adds contacts to a group.',
    params: z.strictObject({ space: id, accounts: z.array(id).check(z.minLength(1), z.maxLength(MOST_AT_ONCE)) }),
    result: nothing,
    refusals: ['NotAllowed', 'AccountUnknown', 'AlreadyMember', 'GroupFull', 'KeyAwaited', ...whenChanging],
  }),
  removeMember: method({
    does: 'Removes somebody from a group: what is said from then on she cannot read.',
    params: whoIn,
    result: nothing,
    refusals: ['NotAllowed', 'AccountUnknown', 'KeyAwaited', ...whenChanging],
  }),
  setRole: method({
    does: 'Makes a member owner, admin or member. Owners do; anybody may lower themselves.',
    params: z.strictObject({ space: id, account: id, role }),
    result: nothing,
    refusals: ['NotAllowed', 'AccountUnknown', 'LastOwner', 'KeyAwaited', ...whenChanging],
  }),
  setPolicy: method({
    does: 'Says what newcomers may read, and who may invite. What is left out stays as it is.',
    params: z.strictObject({ space: id, ...somePolicy }),
    result: nothing,
    refusals: ['NotAllowed', 'KeyAwaited', ...whenChanging],
  }),
  setProfile: method({
    does: 'Gives a group another title or picture (base64; null: none any more). What is left out stays as it is.',
    params: z.strictObject({
      space: id,
      title: z.exactOptional(name),
      picture: z.exactOptional(z.nullable(base64(LONGEST_PICTURE))),
    }),
    result: nothing,
    refusals: ['NotAllowed', 'TitleInvalid', 'PictureInvalid', 'KeyAwaited', ...whenChanging],
  }),
  leave: method({
    does: 'Leaves a group. The only owner makes somebody else one first.',
    params: which,
    result: nothing,
    refusals: ['LastOwner', 'KeyAwaited', ...whenChanging],
  }),
  invitations: method({
    does: 'Groups that somebody who is no contact brought one into: they wait to be accepted.',
    params: nothing,
    result: z.array(invitation),
    refusals: [],
  }),
  accept: method({
    does: 'Takes part in a group of `space.invitations`.',
    params: which,
    result: which,
    refusals: ['InvitationUnknown', ...whenWriting],
  }),
  decline: method({
    does: 'Does not take part in a group of `space.invitations`. Nobody is told.',
    params: which,
    result: nothing,
    refusals: ['InvitationUnknown', ...whenWriting],
  }),
  inviteLink: method({
    does: 'A link that leads into a group. Who has it may join while nobody is there.',
    params: z.strictObject({
      space: id,
      expiresAt: z.exactOptional(time),
      uses: z.exactOptional(z.int().check(z.minimum(1), z.maximum(MOST_AT_ONCE))),
      approval: z.exactOptional(z.boolean()),
    }),
    result: z.strictObject({ link: about(z.string(), '`dure:join#…`'), invite: id }),
    refusals: ['NotAllowed', 'InviteExpired', ...whenChanging],
  }),
  inviteLinks: method({
    does: 'The links into a group that were made by oneself and are not revoked.',
    params: which,
    result: z.array(inviteLink),
    refusals: whenChanging,
  }),
  revokeInvite: method({
    does: 'Ends a link: who presents it from now on is not let in.',
    params: z.strictObject({ invite: id }),
    result: nothing,
    refusals: ['InviteUnknown', ...whenWriting],
  }),
  previewJoin: method({
    does: 'What a link leads to. Nobody is asked, and nobody is told.',
    params: z.strictObject({ link }),
    result: joinPreview,
    refusals: [...notALink, 'NoAccount'],
  }),
  join: method({
    does: 'Asks by a link to be let into a group. The group appears when its maker has been reached, and has agreed.',
    params: z.strictObject({ link }),
    result: which,
    refusals: [...notALink, 'AlreadyMember', 'WasRemoved', 'InviteExpired', ...whenWriting],
  }),
  joining: method({
    does: 'Groups that one asked to be let into, and that have not answered.',
    params: nothing,
    result: z.array(joining),
    refusals: [],
  }),
  cancelJoin: method({
    does: 'Asks no more.',
    params: which,
    result: nothing,
    refusals: ['InvitationUnknown', ...whenWriting],
  }),
  joinRequests: method({
    does: 'Who waits to be let into a group by a link of one’s own.',
    params: which,
    result: z.array(joinRequest),
    refusals: whenChanging,
  }),
  acceptJoin: method({
    does: 'Lets somebody of `space.joinRequests` in.',
    params: whoIn,
    result: nothing,
    refusals: ['NotAllowed', 'AccountUnknown', 'GroupFull', 'KeyAwaited', ...whenChanging],
  }),
  declineJoin: method({
    does: 'Does not let somebody of `space.joinRequests` in. They are not told, and ask no more.',
    params: whoIn,
    result: nothing,
    refusals: ['AccountUnknown', ...whenChanging],
  }),
}
