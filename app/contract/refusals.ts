import * as z from 'zod/mini'

/** Why a device stopped writing. Rule I4. */
export const stopReason = z.enum(['FolderCopied', 'FolderRolledBack', 'FeedAhead', 'DeviceRemoved', 'Recovering'])

interface Reason<Facts extends z.core.$ZodShape> {
  readonly does: string
  readonly facts: Facts
}

const refusal = <Facts extends z.core.$ZodShape>(does: string, facts: Facts): Reason<Facts> => ({ does, facts })
/** No facts: the type says it all. */
const bare = (does: string) => refusal(does, {})

/**
 * Every reason for which any method may refuse: what it means, and the facts beside `type` in the error's `data`.
 * A method names those that are its own; the window has words for each.
 */
export const refusals = {
  NoAccount: bare('There is no account here yet: `account.create` comes first.'),
  AccountExists: bare('There is an account here already; a data folder holds one.'),
  NameInvalid: refusal('The name is empty, longer than 64 characters, or has control characters.', {
    reason: z.enum(['empty', 'tooLong', 'controlCharacters']),
  }),
  PictureInvalid: refusal(
    'The picture is over 24 KiB, no PNG, JPEG or WebP, not whole, over 128 pixels, moving, or has metadata (I8).',
    { reason: z.enum(['tooLarge', 'kind', 'damaged', 'dimensions', 'moving', 'metadata']) },
  ),
  PictureUnknown: bare('There is no such picture here, or not any more.'),
  WritingStopped: refusal('This device has stopped writing, so that nothing it says can contradict itself (I4).', {
    reason: stopReason,
  }),
  DiskFull: bare('The disk is full. Nothing was kept of what was asked.'),
  DiskFailed: bare('The disk could not be written. Nothing was kept of what was asked.'),
  NameDiffers: bare('That is not the name of the account here. Nothing was removed.'),
  WordsConfirmed: bare('The recovery words were confirmed, and are on no device any more (I1).'),
  WordsElsewhere: bare('Only the account’s first device can show the recovery words.'),
  WordsMalformed: refusal(
    'These are not 24 recovery words: too few or many, no word of the list, or not of one root.',
    {
      reason: z.enum(['count', 'word', 'checksum']),
      place: z.nullable(z.int()),
    },
  ),
  WordsWrong: refusal('These words are not the ones at their places, or fewer than three places were given.', {
    places: z.readonly(z.array(z.int())),
  }),
  CannotCertify: bare('This device does not hold the key that lets in others (I3).'),
  DeviceLinkMalformed: bare('The text is no link of a new device.'),
  DeviceLinkVersionUnknown: bare('The link is of a newer Dure.'),
  DeviceUnreachable: bare(
    'The new device was not reached: not directly, not on the local network, not through a relay.',
  ),
  LinkRefused: bare(
    'The new device did not answer as its link says, or went away. Nothing was handed over, or nothing kept.',
  ),
  NothingToConfirm: bare('No new device waits to be let in.'),
  CodeWrong: refusal('These are not the digits. After three tries it begins anew.', { left: z.int() }),
  DeviceUnknown: bare('There is no such device of this account.'),
  DeviceIsThis: bare('It is the device that was asked. Remove it from another one, or wipe it.'),
  PassphraseTooShort: refusal('The passphrase has too few characters.', { least: z.int() }),
  PassphraseWrong: bare('The passphrase is not the one it was sealed under.'),
  BackupMalformed: bare('The file is no backup of Dure.'),
  BackupDamaged: bare('The backup is damaged. Nothing was taken from it.'),
  BackupTruncated: bare('The backup ends too early. Nothing was taken from it.'),
  BackupVersionUnknown: bare('The backup was made by a newer Dure.'),
  BackupTooCostly: bare('The backup asks for more memory than a backup needs. Nothing was taken from it.'),
  LinkMalformed: bare('The text is no link of Dure.'),
  CardMalformed: bare('The link is cut or damaged.'),
  CardForged: bare('The link is signed by somebody else than it says.'),
  CardVersionUnknown: bare('The link was made by a newer Dure.'),
  OwnCard: bare('The link is your own.'),
  AccountUnknown: bare('Nobody of that id is known here, or asked.'),
  SpaceUnknown: bare('There is no such space here.'),
  NotAMember: bare('One is out of that group: it can be read, and nothing said.'),
  NotAllowed: bare('One’s role in the group does not allow it.'),
  KeyAwaited: bare('The group has a new key that is not here yet: nothing can be said until a member brings it.'),
  TitleInvalid: bare('The title is empty, longer than 128 characters, or has control characters.'),
  GroupFull: refusal('The group would have more members than a group can.', { limit: z.int() }),
  AlreadyMember: refusal('They belong to the group already; `account` null: oneself.', {
    account: z.nullable(z.string()),
  }),
  LastOwner: bare('One is the only owner: somebody else has to be made one first.'),
  InvitationUnknown: bare('No such group waits here.'),
  InviteMalformed: bare('The link is cut or damaged.'),
  InviteForged: bare('The link is signed by somebody else than it says.'),
  InviteVersionUnknown: bare('The link was made by a newer Dure.'),
  InviteExpired: bare('The link’s time is over.'),
  InviteUnknown: bare('There is no such link of one’s own here, or it is revoked.'),
  WasRemoved: bare('One was removed from that group: somebody there has to add one again.'),
  MessageUnknown: bare('There is no such message here, in this space.'),
  TextTooLong: refusal('The text is longer than a message can be.', {
    limit: z.int(),
    bytes: z.int(),
  }),
  TextEmpty: bare('There is nothing in the text but blanks.'),
  TextMalformed: bare('The text has half a character in it (a lone surrogate).'),
  BundleUnknown: bare('No such bundle was uploaded, or it has been imported or forgotten since.'),
  BundleMalformed: bare('The file is no bundle of Dure, or is damaged. What came before the damage is kept.'),
  BundleTruncated: bare('The file ends too early. What it holds is kept.'),
  BundleVersionUnknown: bare('The file was written by a newer Dure.'),
  AddressInvalid: refusal('This is no address that can be reached.', { address: z.string(), detail: z.string() }),
  NetworkOff: bare('This node was started without a network.'),
} as const

export type RefusalType = keyof typeof refusals

type FactsOf<Type extends RefusalType> = (typeof refusals)[Type]['facts']

/** A refusal with its facts, as a caller gets it. */
export type RefusalOf<Type extends RefusalType> = {
  [T in Type]: { readonly type: T } & { readonly [Fact in keyof FactsOf<T>]: z.output<FactsOf<T>[Fact]> }
}[Type]

/** What anything that writes may answer. */
export const whenWriting = ['NoAccount', 'WritingStopped', 'DiskFull', 'DiskFailed'] as const
