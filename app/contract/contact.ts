import * as z from 'zod/mini'
import { about, id, method, name, named, nothing, text, time } from './define.ts'
import { whenWriting } from './refusals.ts'

const contact = named(
  'Contact',
  z.strictObject({
    account: id,
    name: about(z.string(), 'What to show: the name given by `contact.rename`, else `ownName`.'),
    ownName: about(z.string(), 'What they call themselves.'),
    state: about(z.enum(['asked', 'accepted']), '`asked`: they have not answered yet.'),
    space: about(id, 'The direct chat with them.'),
    picture: about(z.nullable(id), 'The id of their picture, which changes with it. Null: none.'),
    verified: about(z.boolean(), 'Whether the safety number was compared here (I5).'),
    lastHeard: about(
      z.nullable(time),
      'When they last said anything that came here, a receipt too. Null: nothing yet.',
    ),
  }),
)

const request = named('Request', z.strictObject({ account: id, name: z.string(), at: time }))

const whom = z.strictObject({ account: id })

/** People one knows, and who asks to be known. */
export const contactMethods = {
  card: method({
    does: 'A link that brings somebody here. With `once` it serves one person, who is accepted without asking.',
    params: z.strictObject({ once: z.exactOptional(z.boolean()) }),
    result: z.strictObject({ link: about(z.string(), '`dure:contact#…`') }),
    refusals: whenWriting,
  }),
  add: method({
    does: 'Adds the person of a link. She is asked, unless the link was made for one person; one may write at once.',
    params: z.strictObject({ link: text(1, 8192) }),
    result: z.strictObject({ account: id, space: about(id, 'The direct chat with them.') }),
    refusals: ['LinkMalformed', 'CardMalformed', 'CardForged', 'CardVersionUnknown', 'OwnCard', ...whenWriting],
  }),
  preview: method({
    does: 'Who a link leads to. Nobody is added, and nobody is told.',
    params: z.strictObject({ link: text(1, 8192) }),
    result: z.strictObject({
      account: id,
      name: about(z.string(), 'What they called themselves when the link was made.'),
      once: about(z.boolean(), 'Whether it was made for one person.'),
      known: about(
        z.enum(['no', 'asks', 'asked', 'accepted']),
        '`asks`: they wait for an answer; `asked`, `accepted`: a contact already.',
      ),
    }),
    refusals: ['LinkMalformed', 'CardMalformed', 'CardForged', 'CardVersionUnknown', 'OwnCard', 'NoAccount'],
  }),
  requests: method({
    does: 'Who waits to be accepted.',
    params: nothing,
    result: z.array(request),
    refusals: [],
  }),
  accept: method({
    does: 'Accepts somebody who asked.',
    params: whom,
    result: z.strictObject({ space: id }),
    refusals: ['AccountUnknown', ...whenWriting],
  }),
  decline: method({
    does: 'Declines somebody who asked. She is not told.',
    params: whom,
    result: nothing,
    refusals: ['AccountUnknown', ...whenWriting],
  }),
  list: method({
    does: 'Everybody added or accepted, but for those who are blocked.',
    params: nothing,
    result: z.array(contact),
    refusals: [],
  }),
  rename: method({
    does: 'Calls somebody by another name, here only; null goes back to what they call themselves.',
    params: z.strictObject({ account: id, name: z.nullable(name) }),
    result: nothing,
    refusals: ['AccountUnknown', 'NameInvalid', ...whenWriting],
  }),
  verify: method({
    does: 'Notes that the safety number was compared and is the same, or that this does not count any more. Known to oneself only.',
    params: z.strictObject({ account: id, verified: z.boolean() }),
    result: nothing,
    refusals: ['AccountUnknown', ...whenWriting],
  }),
  block: method({
    does: 'Blocks somebody: nothing of theirs is shown or told any more, their requests and invitations are dropped. They are not told.',
    params: whom,
    result: nothing,
    refusals: ['AccountUnknown', ...whenWriting],
  }),
  unblock: method({
    does: 'Shows again what somebody says; what was said meanwhile, too.',
    params: whom,
    result: nothing,
    refusals: ['AccountUnknown', ...whenWriting],
  }),
  blocked: method({
    does: 'Who is blocked.',
    params: nothing,
    result: z.array(z.strictObject({ account: id, name: z.string() })),
    refusals: [],
  }),
  safetyNumber: method({
    does: '60 digits that are the same on both sides, if nobody is in between (I5).',
    params: whom,
    result: z.strictObject({ number: about(z.string(), '60 digits.') }),
    refusals: ['AccountUnknown', 'NoAccount'],
  }),
}
