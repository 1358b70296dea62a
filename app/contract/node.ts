import * as z from 'zod/mini'
import { about, count, method, name, nothing, time } from './define.ts'

/** The program itself. */
export const nodeMethods = {
  about: method({
    does: 'Which program this is, since when it runs, and what it takes.',
    params: nothing,
    result: z.strictObject({
      version: z.string(),
      startedAt: time,
      memory: about(count, 'Resident bytes.'),
    }),
    refusals: [],
  }),
  wipe: method({
    does:
      'Removes the account, its keys, every message and its start counter from this computer, for good, and begins anew ' +
      'without an account. Whoever asks repeats the account’s name. Every connection is closed after the answer.',
    params: z.strictObject({ name }),
    result: nothing,
    refusals: ['NoAccount', 'NameDiffers', 'DiskFull', 'DiskFailed'],
  }),
}
