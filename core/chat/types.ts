import type { At } from '#core/proof/types.ts'
import type { FeedId } from '#core/envelope/types.ts'

/** A message as its author made it. `replyTo` is the full key (with account tag) of the message it answers. */
export interface MessageContent {
  readonly text: string
  readonly replyTo: Uint8Array | null
}

/** Where a message stands in its chat: by time, then feed, then place in the feed. */
export interface MessagePlace {
  readonly at: At
  readonly feed: FeedId
  readonly seq: number
}

/** Why a text cannot be sent. */
export type ComposeError =
  | { readonly type: 'TextEmpty' }
  | { readonly type: 'TextTooLong'; readonly bytes: number; readonly limit: number }
  | { readonly type: 'TextMalformed' }
