import { compareFeeds } from '#core/document/index.ts'
import type { FeedId } from '#core/envelope/index.ts'
import { asArray, asId, asInt, decode, encode, idToBytes } from '#core/proof/index.ts'
import type { SpaceRow } from '#core/store/index.ts'

/** A place up to which a chat was read; `feed` null: nothing of it. A mark never goes back. */
export interface Mark {
  readonly at: number
  readonly feed: FeedId | null
}

/** Whether what stands in this place was read. */
export const isRead = (mark: Mark, place: { readonly at: number; readonly feed: FeedId }): boolean =>
  place.at < mark.at || (place.at === mark.at && mark.feed !== null && compareFeeds(place.feed, mark.feed) <= 0)

/** How far this account has read a chat. */
export const markOf = (space: SpaceRow): Mark => ({ at: space.readAt, feed: space.readFeed })

/** A device's mark as it is kept beside its name. */
export const encodeMark = (at: number, feed: FeedId): Uint8Array => encode([at, idToBytes(feed)])

/** Reads what `encodeMark` wrote; null for what it did not. */
export function decodeMark(value: Uint8Array): Mark | null {
  const decoded = decode(value)
  const [atValue, feedValue] = (decoded.ok ? asArray(decoded.value, 2) : undefined) ?? []
  const at = asInt(atValue, 0)
  const feed = asId(feedValue)
  return at !== undefined && feed ? { at, feed: feed as FeedId } : null // as it was written
}
