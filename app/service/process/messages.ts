import type { ComputerRefusal } from '../computer.ts'

/**
 * What main and the node's process say to each other on the channel that only these two have. Secrets pass here and
 * nowhere else; windows never see it.
 */

/** Everything the node needs to begin. */
export interface Begin {
  readonly type: 'begin'
  readonly folder: string
  readonly network: {
    readonly listen: readonly string[]
    readonly relays: readonly string[]
    readonly mdns: boolean
  }
  readonly version: string
  /** Null: there is no keychain. `key`: 32 bytes that it guards. */
  readonly keychain: { readonly key: Uint8Array; readonly keep: 'sealed' | 'plain' } | null
}

/** What main says. A `line` brings a port that is to be served the contract; the others are answered on their own port. */
export type ToNode =
  | Begin
  | { readonly type: 'line' }
  /** Brings a port on which somebody's picture is answered (`Picture`). */
  | { readonly type: 'picture'; readonly picture: string }
  /** Brings a port on which the offered bundle is handed over (`Downward`). */
  | { readonly type: 'fetch'; readonly bundle: string }
  /** Brings a port on which a bundle is taken in (`Upward`). */
  | { readonly type: 'upload' }
  | { readonly type: 'end' }

/** What the node says. */
export type FromNode =
  | { readonly type: 'ready'; readonly peer: string }
  | { readonly type: 'refused'; readonly refusal: ComputerRefusal }
  /** One short line for people; never a secret or a text somebody wrote. */
  | { readonly type: 'log'; readonly line: string }

/** The one answer about a picture. Others chose these bytes; the node has read what they are. */
export type Picture =
  { readonly type: 'unknown' } | { readonly type: 'picture'; readonly media: string; readonly bytes: Uint8Array }

/** What comes down a bundle's port. The other side asks for each piece with `more`, so nothing piles up. */
export type Downward =
  { readonly type: 'unknown' } | { readonly type: 'piece'; readonly bytes: Uint8Array } | { readonly type: 'end' }

/** What goes up a bundle's port; each piece is answered by `more` before the next is sent, the end by its outcome. */
export type Upward =
  { readonly type: 'piece'; readonly bytes: Uint8Array } | { readonly type: 'end' } | { readonly type: 'broken' }

/** What the node answers on a port that something is uploaded through. */
export type Uploaded =
  | { readonly type: 'more' }
  | { readonly type: 'kept'; readonly bundle: string }
  | { readonly type: 'refused'; readonly refusal: { readonly type: string } }

/** An end of a message channel, as Electron gives it to Node: what main and the node's process both use of it. */
export interface ChannelEnd {
  postMessage(message: unknown): void
  on(event: 'message', listener: (event: { readonly data: unknown }) => void): unknown
  on(event: 'close', listener: () => void): unknown
  start(): void
  close(): void
}
