import * as z from 'zod/mini'
import { about, address, id, method, name, named, nothing, text, time } from './define.ts'
import { whenWriting } from './refusals.ts'

const code = about(z.string(), 'Six digits, the same on both screens.')

const device = named(
  'Device',
  z.strictObject({
    device: id,
    name: about(z.string(), 'What it is called on this account’s devices.'),
    at: about(time, 'When it was certified.'),
    current: about(z.boolean(), 'Whether it is the one that answers.'),
    lastHeard: about(z.nullable(time), 'When it last said anything that came here.'),
  }),
)

/** This account's devices, and letting in another one. Rule I3. */
export const deviceMethods = {
  link: method({
    does:
      'On an installation without an account: a link, also for a QR code, that a device of the account approves. It serves ' +
      'for ten minutes and one device; asked again, it is the same one, with the digits as soon as somebody has come with it.',
    params: z.strictObject({ relays: z.exactOptional(z.array(address).check(z.maxLength(8))) }),
    result: z.strictObject({ link: z.string(), code: z.nullable(code) }),
    refusals: ['AccountExists', 'AddressInvalid', 'NetworkOff'],
  }),
  linking: method({
    does: 'How far that is. When it is done, there is an account.',
    params: nothing,
    result: z.strictObject({
      state: z.enum(['none', 'waiting', 'comparing', 'failed']),
      link: z.nullable(z.string()),
      code: z.nullable(code),
    }),
    refusals: [],
  }),
  approve: method({
    does:
      'On a device of the account: reaches a new one by its link, directly, on the local network or through a relay. Compare ' +
      'the digits on both screens before `device.confirm`. With `certifier` the new one may let in others, too.',
    params: z.strictObject({ link: text(0, 1 << 14), certifier: z.exactOptional(z.boolean()) }),
    result: z.strictObject({ code, name: about(z.string(), 'What the new device calls itself.') }),
    refusals: [
      'CannotCertify',
      'DeviceLinkMalformed',
      'DeviceLinkVersionUnknown',
      'DeviceUnreachable',
      'LinkRefused',
      'NetworkOff',
      ...whenWriting,
    ],
  }),
  confirm: method({
    does:
      'Lets the new device in, by the digits it shows. Answers when it has kept what it was given; contacts, chats and ' +
      'settings follow by themselves.',
    params: z.strictObject({ code: text(0, 64) }),
    result: z.strictObject({ device: id }),
    refusals: ['NothingToConfirm', 'CodeWrong', 'LinkRefused', 'CannotCertify', ...whenWriting],
  }),
  list: method({
    does: 'This account’s devices, this one first.',
    params: nothing,
    result: z.array(device),
    refusals: ['NoAccount'],
  }),
  rename: method({
    does: 'Calls a device something, on this account’s devices; null: what it calls itself.',
    params: z.strictObject({ device: id, name: z.nullable(name) }),
    result: nothing,
    refusals: ['DeviceUnknown', 'NameInvalid', ...whenWriting],
  }),
  remove: method({
    does:
      'Puts a device out of the account: in every chat, under fresh keys, so that it reads nothing new. Cards and links that ' +
      'were given out before admit nobody any more (I6).',
    params: z.strictObject({ device: id }),
    result: nothing,
    refusals: ['DeviceUnknown', 'DeviceIsThis', ...whenWriting],
  }),
}
