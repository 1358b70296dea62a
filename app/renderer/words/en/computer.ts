/** What of this computer may be chosen. */
export const computer = {
  title: 'This computer',
  startAtLogin: 'Start when I log in',
  startAtLoginHint: 'Without a window, so that others reach you at once.',
  keepRunning: 'Stay awake when the window is closed',
  keepRunningHint: 'Others reach you, and you are told of new messages. Off: closing the window ends Dure.',
  keys: 'Where your keys are kept',
  keysIn: {
    keychain: 'Sealed with this computer’s keychain. A copy of the data folder opens nothing on another computer.',
    file: 'In a file that only your user can read. A copy of the data folder is a whole backup.',
  },
  noKeychain: 'This system offers no keychain, so they cannot be sealed with one.',
  moveTo: { keychain: 'Seal with the keychain', file: 'Keep in a file' },
  spelling: 'Check spelling in',
  failed: 'That could not be changed. Everything is as it was.',
}

/** Removing an account from this computer. */
export const wipe = {
  title: 'Wipe this computer',
  hint: 'Removes your account, your keys and every message from this computer. Nobody can undo it: without a copy of the data folder the account is gone for good. Others keep what you wrote to them.',
  open: 'Wipe this computer…',
  confirm: (name: string) => `To go on, type your name: ${name}`,
  name: 'Your name',
  doIt: 'Wipe for good',
  cancel: 'Keep everything',
}
