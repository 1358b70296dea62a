import * as z from 'zod/mini'
import { about, base64, id, method, name, named, nothing } from './define.ts'
import { stopReason, whenWriting } from './refusals.ts'

/** Longest base64 of a picture that is taken in at all; beyond a picture's own limit it is refused as `PictureInvalid`. */
const LONGEST_PICTURE = 1 << 19

const account = named(
  'Account',
  z.strictObject({
    account: id,
    device: id,
    name: z.string(),
    picture: about(z.nullable(id), 'The id of one’s picture, which changes with it. Null: none.'),
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
    does:
      'Changes what others are told: the name, the picture, or both. A picture is a PNG, JPEG or WebP of at most 128 by 128 ' +
      'pixels and 24 KiB that does not move and has no metadata (I8); null takes it away.',
    params: z.strictObject({
      name: z.exactOptional(name),
      picture: z.exactOptional(z.nullable(base64(LONGEST_PICTURE))),
    }),
    result: nothing,
    refusals: ['NameInvalid', 'PictureInvalid', ...whenWriting],
  }),
  picture: method({
    does: 'A picture of oneself or of somebody known, by its id. Pages fetch it from `/pictures/{picture}`.',
    params: z.strictObject({ picture: id }),
    result: z.strictObject({ type: z.enum(['image/png', 'image/jpeg', 'image/webp']), bytes: base64(LONGEST_PICTURE) }),
    refusals: ['PictureUnknown'],
  }),
}
