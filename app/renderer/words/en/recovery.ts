/** Recovery words and backups: how an account outlives its computer. */
export const recovery = {
  title: 'Recovery words',
  unconfirmed:
    'If this computer is lost, nobody can give you your account back: there is no company that has it. 24 words on paper can. Until you have written them down, a thief who has this computer cannot be shut out either.',
  show: 'Show the words',
  confirmed: 'You have written the words down. They are on your paper and on no computer any more; keep it safe.',
  elsewhere: 'The words can be shown on the computer on which your account was made.',
  writeDown:
    'Write these 24 words on paper, in this order. Do not photograph them, and do not store them on a computer.',
  written: 'I have written them down',
  check: 'Look at your paper',
  checkMore: 'When these are right, the words are erased from this computer.',
  word: (place: number) => `Word ${place}`,
  back: 'Show them again',
  confirm: 'Confirm and erase',
  done: 'The words are on your paper alone now.',
  ask: 'Your account has no recovery words yet',
  askMore: 'If this computer is lost, they are the way back.',
  askNow: 'Write them down',
  askLater: 'Later',

  backup: 'Backup',
  backupMore:
    'One file with your keys and everything that is here, sealed under a passphrase. Put back on another computer, it goes on as a new computer of yours.',
  passphrase: 'Passphrase',
  passphraseHint: 'At least 8 characters. Nobody can open the file without it.',
  again: 'The same once more',
  different: 'The two are not the same.',
  save: 'Save a backup',
  saved: 'The backup has been saved with your downloads.',

  restore: 'Put a backup back',
  restoreMore: 'Choose the file that was saved, and type its passphrase.',
  file: 'File of the backup',
  noFile: 'Choose the file first.',
  restoreNow: 'Put it back',
  restoring: 'The backup is being put back. This takes a while for a large one.',

  recover: 'I have my recovery words',
  recoverMore:
    'When your computers are lost, or in somebody else’s hands: the words bring your account here, and let nobody else add to it any more.',
  theWords: 'The 24 words',
  theWordsHint: 'In the order of your paper, with spaces between them.',
  relay: 'Address of a relay that you used',
  relayHint: 'It keeps your sealed messages. Ask whoever runs it, or somebody you chat with.',
  recoverNow: 'Take the account back',
  recovering: 'Your account is being looked for at the relay.',
}
