import * as z from 'zod/mini'
import { about, count, id, method, named, nothing, text, time } from './define.ts'
import { whenWriting } from './refusals.ts'

/** A message as everybody is shown it. */
export const message = named(
  'Message',
  z.strictObject({
    message: id,
    author: id,
    at: time,
    text: z.string(),
    replyTo: about(
      z.nullable(z.strictObject({ message: id, author: z.nullable(id), text: z.nullable(z.string()) })),
      'What it answers. Author and text are null while that message is not here.',
    ),
    delivery: about(
      z.enum(['saved', 'relayed', 'delivered', 'read']),
      'One’s own: `saved` durably here, `relayed` to a mailbox, `delivered` to a device of every other member, ' +
        '`read` by them. Others’: `delivered`, or `read` by oneself.',
    ),
    blocked: about(z.boolean(), 'Its author is blocked: its text is left out.'),
    disputed: about(z.boolean(), 'Its device said two different things in this place: both are kept and marked (E7).'),
  }),
)

/** Something that became of a group, or a new device of the other, shown between messages. */
const line = named(
  'Line',
  z.strictObject({
    line: about(z.string(), 'Opaque and stable.'),
    at: time,
    kind: z.enum(['created', 'added', 'joined', 'removed', 'left', 'role', 'policy', 'title', 'picture', 'device']),
    by: about(
      id,
      'Who did it; of `left`, who left; of `joined`, whose link it was; of `device`, whose new device it is.',
    ),
    byName: z.string(),
    whom: about(z.nullable(id), 'To whom. Null: to nobody.'),
    whomName: z.nullable(z.string()),
    role: about(z.nullable(z.enum(['owner', 'admin', 'member'])), 'Of `role`: what they are from then on.'),
    title: about(z.nullable(z.string()), 'Of `created` and `title`.'),
    history: about(z.nullable(z.enum(['all', 'fromNow'])), 'Of `policy`.'),
    invite: about(z.nullable(z.enum(['members', 'admins'])), 'Of `policy`.'),
  }),
)

const receipt = named(
  'Receipt',
  z.strictObject({
    account: id,
    name: z.string(),
    state: about(z.enum(['none', 'delivered', 'read']), '`none`: nothing is known yet.'),
  }),
)

/** Most messages in one page, and in one `chat.get`. */
export const MOST_MESSAGES = 500
const MOST_IDS = 100
/** Longest text taken in at all, in UTF-16 units; beyond a message's own limit it is refused as `TextTooLong`. */
const LONGEST_TEXT = 1 << 20

const isOneDirection = (ask: {
  before?: string
  after?: string
  around?: string
  index?: number
  unread?: true
}): boolean =>
  [ask.before, ask.after, ask.around, ask.index, ask.unread].filter((given) => given !== undefined).length <= 1

/** What is said in a space. */
export const chatMethods = {
  send: method({
    does: 'Says something. Answers when it is durable here; delivery follows by itself.',
    params: z.strictObject({ space: id, text: text(1, LONGEST_TEXT), replyTo: z.exactOptional(id) }),
    result: z.strictObject({ message: id, at: time }),
    refusals: [
      'SpaceUnknown',
      'MessageUnknown',
      'NotAMember',
      'KeyAwaited',
      'TextTooLong',
      'TextEmpty',
      'TextMalformed',
      ...whenWriting,
    ],
  }),
  page: method({
    does:
      'A stretch of a chat, oldest first: the newest, or what lies `before`, `after` or `around` a message, from the ' +
      'message at an `index` on (0 is the oldest), or around the first `unread` (at most one of these).',
    params: z
      .strictObject({
        space: id,
        before: z.exactOptional(id),
        after: z.exactOptional(id),
        around: z.exactOptional(id),
        index: z.exactOptional(count),
        unread: z.exactOptional(z.literal(true)),
        limit: z.int().check(z.minimum(1), z.maximum(MOST_MESSAGES)),
      })
      .check(z.refine(isOneDirection)),
    result: z.strictObject({
      messages: z.array(message),
      lines: about(
        z.array(line),
        'What became of the group between the first of these messages and the one after the last; also what was before ' +
          'the first and after the last message there is. In order of time.',
      ),
      more: about(z.boolean(), 'Whether there is more in the direction asked: newer for `after`, else older.'),
      older: about(z.boolean(), 'Whether there are messages before the first.'),
      newer: about(z.boolean(), 'Whether there are messages after the last.'),
      before: about(count, 'How many messages the chat has before the first of these.'),
      total: about(count, 'How many messages the chat has.'),
      firstUnread: about(
        z.nullable(id),
        'Where `unread` was asked: the first message of others that was not read. Null where all is read, or not asked.',
      ),
    }),
    refusals: ['SpaceUnknown', 'MessageUnknown'],
  }),
  get: method({
    does:
      'The messages of these ids, in the order of the chat; those that are not here are left out. And how many messages ' +
      'the chat has.',
    params: z.strictObject({ space: id, messages: z.array(id).check(z.maxLength(MOST_IDS)) }),
    result: z.strictObject({ messages: z.array(message), total: count }),
    refusals: ['SpaceUnknown'],
  }),
  keepDraft: method({
    does: 'Keeps what is being written in a chat, on this computer alone. Empty: forgets it.',
    params: z.strictObject({ space: id, text: text(0, LONGEST_TEXT) }),
    result: nothing,
    refusals: ['SpaceUnknown', 'DiskFull', 'DiskFailed'],
  }),
  receipts: method({
    does: 'How far one message came with each other member, in the order of their names.',
    params: z.strictObject({ space: id, message: id }),
    result: z.array(receipt),
    refusals: ['SpaceUnknown', 'MessageUnknown'],
  }),
  markRead: method({
    does: 'Everything up to this message has been read. A mark never goes back.',
    params: z.strictObject({ space: id, message: id }),
    result: nothing,
    refusals: ['SpaceUnknown', 'MessageUnknown', ...whenWriting],
  }),
}
