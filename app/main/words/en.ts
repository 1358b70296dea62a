/** What menu, tray and dialogs of the window say. The page has its own words. */
export const en = {
  app: 'Dure',
  tray: {
    open: 'Open Dure',
    settings: 'Settings',
    quit: 'Quit',
    tip: (unread: number) => (unread === 0 ? 'Dure' : `Dure: ${unread} unread`),
  },
  menu: {
    about: 'About Dure',
    services: 'Services',
    hide: 'Hide Dure',
    hideOthers: 'Hide Others',
    unhide: 'Show All',
    quit: 'Quit Dure',
    file: 'File',
    settings: 'Settings…',
    close: 'Close Window',
    edit: 'Edit',
    undo: 'Undo',
    redo: 'Redo',
    cut: 'Cut',
    copy: 'Copy',
    paste: 'Paste',
    pasteAndMatchStyle: 'Paste and Match Style',
    delete: 'Delete',
    selectAll: 'Select All',
    view: 'View',
    reload: 'Reload',
    resetZoom: 'Actual Size',
    zoomIn: 'Zoom In',
    zoomOut: 'Zoom Out',
    togglefullscreen: 'Full Screen',
    toggleDevTools: 'Developer Tools',
    window: 'Window',
    minimize: 'Minimize',
    zoom: 'Zoom',
    front: 'Bring All to Front',
    addWord: 'Add to Dictionary',
  },
  stillHere: {
    title: 'Dure stays awake',
    body: 'The window is closed, and others still reach you. Quit Dure from its icon or its menu; Settings can change this.',
  },
  outside: {
    title: 'Open this in your browser?',
    open: 'Open',
    cancel: 'Cancel',
  },
  camera: {
    title: 'Use the camera to read a QR code?',
    body: 'The picture stays on this computer, and nothing of it is kept.',
    allow: 'Use the camera',
    cancel: 'Cancel',
  },
  notSaved: {
    title: 'The file was not saved',
    body: (path: string) =>
      `It was to be kept as ${path}. Is there room on the disk? Nothing else is lost; save it again.`,
  },
  refused: {
    again: 'Try again',
    quit: 'Quit',
    FolderMissing: (folder: string) => `There is no data folder at ${folder}.`,
    FolderReadOnly: (folder: string) =>
      `The data folder ${folder} cannot be written to. Change its permissions, then try again.`,
    FolderUnusable: (folder: string) => `${folder} is no folder and cannot be made one.`,
    FolderInUse: (folder: string) =>
      `The data folder ${folder} is in use by another Dure, perhaps in a terminal. End that one first: two at once would contradict each other.`,
    DatabaseForeign: (file: string) => `${file} is not a database of Dure. Nothing was changed.`,
    DatabaseNewer: (file: string) =>
      `${file} was written by a newer Dure. Nothing was changed. Install that version or a later one.`,
    DatabaseDamaged: (file: string) =>
      `${file} is damaged. Nothing was changed. Check the disk, and put the folder back from a copy if there is one.`,
    KeysMissing: (file: string) =>
      `The keys at ${file} are gone, and nothing can be opened without them. Put them back from a backup.`,
    KeysUnreadable: (file: string) =>
      `The keys at ${file} cannot be read. Check its permissions: it must be yours alone.`,
    KeysDamaged: (file: string) => `The keys at ${file} are damaged. Nothing was changed. Put them back from a backup.`,
    KeysOfOther: (file: string) =>
      `The keys at ${file} belong to another account than the database beside them. Nothing was changed. Put back the keys that were copied together with it.`,
    KeysSealed: (file: string) =>
      `The keys at ${file} are sealed with a keychain that is not open here. Unlock this computer’s keychain, then try again.`,
    DiskFull: (folder: string) => `The disk that holds ${folder} is full. Nothing was lost. Make room, then try again.`,
    DiskFailed: (folder: string) =>
      `The disk that holds ${folder} refuses to be read or written. Check it, then try again.`,
  },
}

export type ShellWords = typeof en
