import * as z from 'zod/mini'
import { message } from './chat.ts'
import { about, count, id, method, named, nothing } from './define.ts'

const spaceShape = {
  space: id,
  kind: z.enum(['direct']),
  title: about(z.string(), 'Of a direct chat, the name of the other.'),
  unread: count,
  last: z.nullable(message),
  state: about(z.enum(['asked', 'open']), 'Of a direct chat: `asked` until the other has accepted.'),
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
    name: z.string(),
    role: z.enum(['owner', 'admin', 'member']),
    devices: z.array(z.strictObject({ device: id, name: z.string() })),
  }),
)

/** Places that members share: for now, direct chats. */
export const spaceMethods = {
  list: method({
    does: 'All spaces, the one with the newest message first.',
    params: nothing,
    result: z.array(space),
    refusals: [],
  }),
  get: method({
    does: 'One space, with its members and their devices.',
    params: z.strictObject({ space: id }),
    result: z.strictObject({ ...spaceShape, members: z.array(member) }),
    refusals: ['SpaceUnknown'],
  }),
}
