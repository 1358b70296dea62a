import * as z from 'zod/mini'
import { about, count, id, method, named } from './define.ts'
import { stopReason } from './refusals.ts'

const whose = z.nullable(id)

/** Something a person should be told once. */
export const notice = named(
  'Notice',
  z.discriminatedUnion('type', [
    z.strictObject({
      type: z.literal('ClockWrong'),
      differenceMs: about(z.int(), 'How far ahead of most peers this computer is (E8).'),
    }),
    z.strictObject({ type: z.literal('WritingStopped'), reason: stopReason }),
    z.strictObject({ type: z.literal('DiskFull') }),
    z.strictObject({
      type: z.literal('LateMessages'),
      space: id,
      count,
      first: about(id, 'The earliest of these messages.'),
    }),
    z.strictObject({ type: z.literal('FeedStopped'), space: id, account: whose, reason: z.string() }),
    z.strictObject({ type: z.literal('OnceCardShownTwice'), account: id }),
    z.strictObject({
      type: z.literal('VersionsApart'),
      name: about(z.nullable(z.string()), 'Whose program it is. Null: a relay’s, or nobody’s who is known.'),
      newer: about(z.enum(['they', 'we']), 'Whose program has to be updated is the other.'),
    }),
    z.strictObject({ type: z.literal('ForkFound'), space: id, account: whose }),
  ]),
)

const on = <Name extends string, Shape extends z.core.$ZodShape>(
  topic: Name,
  does: string,
  shape: Shape,
): {
  readonly does: string
  readonly event: z.ZodMiniObject<{ topic: z.ZodMiniLiteral<Name> } & Shape, z.core.$strict>
} => ({
  does,
  event: z.strictObject({ topic: z.literal(topic), ...shape }),
})

/** All events by topic. They say what changed, not what it is now: read that. */
export const events = {
  'account.changed': on('account.changed', 'One’s own name, picture or state changed.', {}),
  'device.changed': on('device.changed', 'One’s own devices, or how far a linking is, changed.', {}),
  'contact.changed': on('contact.changed', 'Contacts or requests changed.', {}),
  'space.changed': on(
    'space.changed',
    'A space appeared, or its title, members, unread count or last message changed.',
    { space: id },
  ),
  'chat.changed': on('chat.changed', 'Messages came or changed in any way, also only in delivery.', {
    space: id,
    messages: about(z.nullable(z.array(id)), 'At most 100; null: so many that reading the page again is better.'),
  }),
  'sync.progress': on('sync.progress', 'Envelopes are arriving.', {
    peer: z.string(),
    received: count,
    expected: count,
  }),
  'network.changed': on('network.changed', 'Peers, relays, addresses or sessions changed.', {}),
  notice: on('notice', 'Something a person should be told once.', { notice }),
}

export type Topic = keyof typeof events

// Object.keys loses the literal type; the table above is closed.
export const topics = Object.keys(events) as [Topic, ...Topic[]]

const topic = named('Topic', z.enum(topics))

/** `subscribe` belongs to no room: it is about the connection it is called on. */
export const subscribe = method({
  does:
    'From now on this connection gets notifications `event {topic, …}` of these topics, all if none are named. ' +
    'Replaces what it subscribed to before; an empty list ends it.',
  params: z.strictObject({ topics: z.exactOptional(z.array(topic).check(z.maxLength(64))) }),
  result: z.strictObject({ topics: z.array(topic) }),
  refusals: [],
})
