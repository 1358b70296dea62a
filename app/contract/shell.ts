/**
 * What the window around a page offers it: named methods, and nothing else (`window.dure`). The preload puts it there; in
 * a browser there is none. Whatever a messenger does goes over the port instead, by the contract.
 */

/** What somebody came with from outside of the page. The page shows it; it never acts on it by itself. */
export type Opened =
  | { readonly type: 'link'; readonly link: string }
  | { readonly type: 'chat'; readonly space: string }
  | { readonly type: 'settings' }

/** Where the secrets of this data folder are: under a key of the system's keychain, or in a file of this user (I2). */
export interface KeysKept {
  readonly in: 'keychain' | 'file'
  /** Whether this system has a keychain worth the name. */
  readonly hasKeychain: boolean
}

/** What of this computer somebody may choose. Null: this system does not offer it. */
export interface ShellSettings {
  readonly startAtLogin: boolean | null
  /** Whether the node stays awake when the window is closed, so that others can reach it. */
  readonly keepRunning: boolean
  readonly keys: KeysKept
  readonly spelling: { readonly chosen: readonly string[]; readonly available: readonly string[] } | null
}

/** A change of some of them. */
export interface ShellChange {
  readonly startAtLogin?: boolean
  readonly keepRunning?: boolean
  readonly keys?: 'keychain' | 'file'
  readonly spelling?: readonly string[]
}

export interface Notification {
  /** The chat that a click opens, and whose last notification this one replaces. */
  readonly space: string
  readonly title: string
  readonly body: string
}

/** How the page speaks and looks, so that menu and tray do the same. */
export interface ShellManner {
  readonly language: 'en' | 'ko'
  readonly theme: 'system' | 'light' | 'dark'
}

export interface Shell {
  /** Asks for a line to the node: the port comes as a message of this window (`LINE_MESSAGE`). False: no node runs now. */
  connect(): Promise<boolean>
  /** Told whenever the node came up or went; returns its unsubscribe. */
  onNode(listener: (isUp: boolean) => void): () => void
  /** Told of every link, chat or page to be shown; what came before is told at once. Returns its unsubscribe. */
  onOpen(listener: (what: Opened) => void): () => void
  /** Shows a notification of the system. */
  notify(what: Notification): Promise<void>
  /** Takes a chat's notification away, because it was read. */
  dismiss(space: string): Promise<void>
  /** How many wait to be read, for the program's icon. */
  setUnread(count: number): Promise<void>
  setManner(manner: ShellManner): Promise<void>
  settings(): Promise<ShellSettings>
  change(what: ShellChange): Promise<ShellSettings>
}

/** What the window message that brings the port to the node says. */
export const LINE_MESSAGE = 'dure.line'

/** Names on the channel between preload and main. A page never sees them. */
export const shellChannels = {
  connect: 'dure:connect',
  line: 'dure:line',
  node: 'dure:node',
  listen: 'dure:listen',
  open: 'dure:open',
  notify: 'dure:notify',
  dismiss: 'dure:dismiss',
  setUnread: 'dure:unread',
  setManner: 'dure:manner',
  settings: 'dure:settings',
  change: 'dure:change',
} as const
