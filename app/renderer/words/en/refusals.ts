/** Why this computer no longer writes. */
export const stopReasons = {
  FolderCopied: 'Its data folder was copied from another computer. Two that speak as one would contradict each other.',
  FolderRolledBack: 'Its data folder is older than what it has said before, as after restoring a copy.',
  FeedAhead: 'Another computer has heard newer things from this one than it knows itself.',
}

/** What cannot be done, and why: what was kept, what to do, never a code. */
export const refusals = {
  NoAccount: 'There is no account here yet.',
  AccountExists: 'There is an account here already. Reload the page.',
  nameReasons: {
    empty: 'Please write a name.',
    tooLong: 'The name is too long: at most 64 characters.',
    controlCharacters: 'The name has characters in it that cannot be shown.',
  },
  pictureReasons: {
    tooLarge: 'This picture is too large to be sent to everybody. Choose it again.',
    kind: 'This is no picture that can be shown. Choose a PNG, JPEG or WebP.',
    damaged: 'This picture is damaged. Choose another.',
    dimensions: 'This picture is too large to be sent to everybody. Choose it again.',
    moving: 'Pictures that move are not taken. Choose one that stands still.',
    metadata: 'This picture tells where or with what it was taken. Choose it again, and that is left out.',
  },
  PictureUnknown: 'This picture is not here any more.',
  WritingStopped: 'This computer has stopped writing. See the settings.',
  DiskFull: 'The disk is full. Your text is still here: make room, then try again.',
  DiskFailed: 'The disk could not be written. Your text is still here: try again.',
  NameDiffers: 'That is not your name as it stands above. Nothing was removed.',
  WordsConfirmed: 'You have confirmed the recovery words. No computer can show them any more.',
  WordsElsewhere: 'Only the computer on which your account was made can show the recovery words.',
  WordsWrong: 'These words do not match. Look at your paper once more.',
  LinkMalformed: 'This is no link of Dure. It begins with dure:contact#',
  CardMalformed: 'This link is not whole. Ask for it once more, and paste all of it.',
  CardForged: 'This link has been tampered with. Do not use it; ask for a new one.',
  CardVersionUnknown: 'This link was made by a newer Dure. Update this one first.',
  OwnCard: 'This is your own link. Send it to somebody.',
  AccountUnknown: 'This person is not here any more.',
  SpaceUnknown: 'This chat is not here.',
  NotAMember: 'You are not in this group any more. You can read what was said.',
  NotAllowed: 'Your role in this group does not allow that.',
  KeyAwaited:
    'This group has a new key that has not reached this computer yet. Your text is still here; try again when another member is online.',
  TitleInvalid: 'A group needs a title of at most 128 characters.',
  GroupFull: 'A group can have at most 500 members.',
  AlreadyMember: 'Already in this group.',
  LastOwner: 'You are the only owner. Make somebody else an owner first.',
  InvitationUnknown: 'This group is not waiting for you any more.',
  InviteMalformed: 'This link is not whole. Ask for it once more, and paste all of it.',
  InviteForged: 'This link has been tampered with. Do not use it; ask for a new one.',
  InviteVersionUnknown: 'This link was made by a newer Dure. Update this one first.',
  InviteExpired: 'This link has expired. Ask for a new one.',
  InviteUnknown: 'This link is not in use any more.',
  WasRemoved: 'You were removed from this group. Somebody in it has to add you again.',
  MessageUnknown: 'This message is not here.',
  TextTooLong: 'This is too long for one message. Split it into several.',
  TextEmpty: 'There is nothing to send but blanks.',
  TextMalformed: 'The text has half a character in it. Type it again.',
  BundleUnknown: 'The file has not arrived. Choose it again.',
  BundleMalformed: 'This file is no bundle of Dure, or it is damaged. What came before the damage is kept.',
  BundleTruncated: 'The file ends too early. What it holds is kept; copy it once more for the rest.',
  BundleVersionUnknown: 'This file was written by a newer Dure. Update this one first.',
  AddressInvalid: 'This is no address. It looks like /ip4/192.168.0.4/tcp/4001/p2p/…',
  NetworkOff: 'This Dure was started without a network.',
}

/** What went wrong on the way to the node. */
export const failures = {
  Disconnected: 'Dure on this computer did not answer. Your text is still here.',
  MessageTooLarge: 'This is too much at once.',
  Fault: 'Something went wrong in Dure itself. Your text is still here.',
  StoreDamaged:
    'What is kept on this computer is damaged in one place. Your text is still here. End Dure and run `dure doctor` on its folder.',
  UploadFailed: 'The file could not be read to its end. Choose it again.',
}
