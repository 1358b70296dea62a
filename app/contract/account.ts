import * as z from 'zod/mini'
import { about, id, method, name, named, nothing } from './define.ts'
import { stopReason, whenWriting } from './refusals.ts'

const account = named(
  'Account',
  z.strictObject({
    account: id,
    device: id,
    name: z.string(),
    stopped: about(z.nullable(stopReason), 'Null while this device writes; else why it has stopped (I4).'),
  }),
)

/** Oneself. */
export const accountMethods = {
  create: method({
    does: 'Makes an account with its first device. Once per data folder.',
    params: z.strictObject({ name }),
    result: z.strictObject({ account: id, device: id }),
    refusals: ['NameInvalid', 'AccountExists', 'DiskFull', 'DiskFailed'],
  }),
  get: method({
    does: 'Who one is here. Null before `account.create`.',
    params: nothing,
    result: z.nullable(account),
    refusals: [],
  }),
  setProfile: method({
    does: 'Changes the name that others are told.',
    params: z.strictObject({ name }),
    result: nothing,
    refusals: ['NameInvalid', ...whenWriting],
  }),
}
