import * as z from 'zod/mini'
import { about, address, base64, id, method, name, named, nothing, text } from './define.ts'
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
    words: about(
      z.enum(['unconfirmed', 'elsewhere', 'confirmed']),
      'The recovery words (I1): to be shown and confirmed here, or on the account’s first device, or nobody has them but you.',
    ),
  }),
)

const passphrase = text(1, 1024)

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
  backup: method({
    does:
      'Prepares a backup: one file with the keys and all that is here, sealed under a passphrase of at least 8 characters ' +
      '(scrypt). Fetch it once, within ten minutes, by `GET /bundles/{bundle}`.',
    params: z.strictObject({ passphrase }),
    result: z.strictObject({ bundle: z.string() }),
    refusals: ['NoAccount', 'PassphraseTooShort', 'DiskFailed'],
  }),
  restore: method({
    does:
      'Where there is no account yet: takes in a backup that was uploaded by `POST /bundles`; after the answer the node begins ' +
      'anew, so connect again. Or takes an account back by its 24 words: what a relay holds of it is read (`stopped` is ' +
      '`Recovering` meanwhile). Either goes on as a new device, never as the old one (I4, I7).',
    params: z
      .strictObject({
        bundle: z.exactOptional(about(text(1, 128), 'A backup: with `passphrase`.')),
        passphrase: z.exactOptional(passphrase),
        words: z.exactOptional(about(text(0, 2048), 'The words: with `relay`, which the account used.')),
        relay: z.exactOptional(address),
      })
      .check(
        z.refine(({ bundle, passphrase: phrase, words, relay }) =>
          words === undefined
            ? bundle !== undefined && phrase !== undefined && relay === undefined
            : relay !== undefined && bundle === undefined && phrase === undefined,
        ),
      ),
    result: nothing,
    refusals: [
      'AccountExists',
      'BundleUnknown',
      'WordsMalformed',
      'PassphraseWrong',
      'BackupMalformed',
      'BackupDamaged',
      'BackupTruncated',
      'BackupVersionUnknown',
      'BackupTooCostly',
      'DiskFull',
      'DiskFailed',
    ],
  }),
  recoveryWords: method({
    does:
      'The 24 words that say the account’s root, from which alone it can be taken back (I1). For its person’s eyes, to be ' +
      'written on paper: never log or keep them. Gone once they are confirmed.',
    params: z.strictObject({ language: z.exactOptional(z.enum(['en', 'ko'])) }),
    result: z.strictObject({ words: z.array(z.string()) }),
    refusals: ['NoAccount', 'WordsConfirmed', 'WordsElsewhere'],
  }),
  confirmWords: method({
    does:
      'Says that the words are written down, by typing at least three of them, each with its place. Then root and recovery ' +
      'secret are erased from this computer, durably, and no one can show the words any more (I1).',
    params: z.strictObject({
      words: z
        .array(
          z.strictObject({
            place: about(z.int().check(z.minimum(1), z.maximum(24)), 'From 1 to 24.'),
            word: text(0, 64),
          }),
        )
        .check(z.minLength(3), z.maxLength(24)),
    }),
    result: nothing,
    refusals: ['NoAccount', 'WordsConfirmed', 'WordsElsewhere', 'WordsWrong', 'DiskFull', 'DiskFailed'],
  }),
}
