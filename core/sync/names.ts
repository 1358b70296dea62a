import type { FeedId, LogId } from '#core/envelope/index.ts'
import { shortDigest, toHex, idToBytes } from '#core/proof/index.ts'
import type { FeedName, LogName } from './frames.ts'
import { MAX_FEED_NAMES, MAX_LOG_NAMES } from './limits.ts'

/** A name in a frame that was never given: its sender breaks the protocol. */
export type NameError = { readonly type: 'NameUnknown' } | { readonly type: 'NamesTooMany' }

/** A log that the other side named by a digest of something not shared here, yet. */
export interface UnknownLog {
  readonly digest: string
}
/** A feed that the other side named by digest: resolved in its log, or not held here, yet. */
export interface NamedFeed {
  readonly log: LogId | null
  readonly feed: FeedId | null
}

/** The numbers that both sides of a session gave to logs and feeds. Each counts its own, and the other's in step. */
export interface Names {
  readonly ourLogs: LogId[]
  readonly ourFeeds: { readonly log: LogId; readonly feed: FeedId }[]
  readonly theirLogs: (LogId | UnknownLog)[]
  readonly theirFeeds: NamedFeed[]
  readonly ourLogNumbers: Map<LogId, number>
  /** Only feeds that were named in full: the other side cannot know the others by our number. */
  readonly ourFeedNumbers: Map<FeedId, number>
  readonly theirLogNumbers: Map<LogId, number>
  readonly theirFeedNumbers: Map<FeedId, number>
}

/** Nothing is named yet. */
export const noNames = (): Names => ({
  ourLogs: [],
  ourFeeds: [],
  theirLogs: [],
  theirFeeds: [],
  ourLogNumbers: new Map(),
  ourFeedNumbers: new Map(),
  theirLogNumbers: new Map(),
  theirFeedNumbers: new Map(),
})

/** An id as its sender's short digest, for a map's key. */
export const digestKey = (salt: Uint8Array, id: LogId | FeedId): string => toHex(shortDigest(salt, idToBytes(id)))

/** How to call a log in the next frame: named from then on. `salt` is our own. */
export function sayLog(names: Names, salt: Uint8Array, log: LogId): LogName {
  const ours = names.ourLogNumbers.get(log)
  if (ours !== undefined) return ours
  const theirs = names.theirLogNumbers.get(log)
  if (theirs !== undefined) return -1 - theirs
  numberOurLog(names, log)
  return shortDigest(salt, idToBytes(log))
}

/** Takes our next number for a log: after a frame that named it. */
export function numberOurLog(names: Names, log: LogId): void {
  names.ourLogNumbers.set(log, names.ourLogs.length)
  names.ourLogs.push(log)
}

/** How to call a feed in the next frame, in full if the other side might not know it: named from then on. */
export function sayFeed(names: Names, salt: Uint8Array, log: LogId, feed: FeedId): FeedName {
  const theirs = names.theirFeedNumbers.get(feed)
  if (theirs !== undefined) return -1 - theirs
  const ours = names.ourFeedNumbers.get(feed)
  if (ours !== undefined) return ours
  names.ourFeedNumbers.set(feed, names.ourFeeds.length)
  names.ourFeeds.push({ log, feed })
  return { log: sayLog(names, salt, log), feed }
}

/** How to call a feed in FRONTIER: by digest where it has no number that both know. */
export function announceFeed(names: Names, salt: Uint8Array, log: LogId, feed: FeedId): number | Uint8Array {
  const theirs = names.theirFeedNumbers.get(feed)
  if (theirs !== undefined) return -1 - theirs
  const ours = names.ourFeedNumbers.get(feed)
  if (ours !== undefined) return ours
  names.ourFeeds.push({ log, feed })
  return shortDigest(salt, idToBytes(feed))
}

/** The log that the other side names; `find` knows the shared ones by their digest under its salt. */
export function hearLog(
  names: Names,
  name: LogName,
  find: (digest: string) => LogId | undefined,
): LogId | UnknownLog | NameError {
  if (typeof name === 'number') return heardNumber(name, names.theirLogs, names.ourLogs)
  if (names.theirLogs.length >= MAX_LOG_NAMES) return { type: 'NamesTooMany' }
  const digest = toHex(name)
  const log = find(digest)
  numberTheirLog(names, log ?? { digest })
  return log ?? { digest }
}

/** Takes their next number for a log. */
export function numberTheirLog(names: Names, log: LogId | UnknownLog): void {
  if (typeof log === 'string') names.theirLogNumbers.set(log, names.theirLogs.length)
  names.theirLogs.push(log)
}

/** The feed that the other side names, outside FRONTIER. */
export function hearFeed(
  names: Names,
  name: FeedName,
  find: (digest: string) => LogId | undefined,
): NamedFeed | NameError {
  if (typeof name === 'number') return heardNumber(name, names.theirFeeds, names.ourFeeds)
  const log = hearLog(names, name.log, find)
  if (isNameError(log)) return log
  const named = { log: typeof log === 'string' ? log : null, feed: name.feed }
  return numberTheirFeed(names, named) ?? named
}

/** Takes their next number for a feed. */
export function numberTheirFeed(names: Names, named: NamedFeed): NameError | null {
  if (names.theirFeeds.length >= MAX_FEED_NAMES) return { type: 'NamesTooMany' }
  if (named.feed !== null) names.theirFeedNumbers.set(named.feed, names.theirFeeds.length)
  names.theirFeeds.push(named)
  return null
}

/** Their number `n` turned out to be this feed. */
export function resolveTheirFeed(names: Names, n: number, log: LogId, feed: FeedId): void {
  names.theirFeeds[n] = { log, feed }
  if (!names.theirFeedNumbers.has(feed)) names.theirFeedNumbers.set(feed, n)
}

/** Whether a name could not be understood at all. */
export const isNameError = (x: object | string): x is NameError => typeof x === 'object' && 'type' in x

function heardNumber<T>(n: number, theirs: readonly T[], ours: readonly T[]): T | NameError {
  return (n >= 0 ? theirs[n] : ours[-1 - n]) ?? { type: 'NameUnknown' }
}
