import type { Secret, SigningKey } from '#core/crypto/index.ts'
import { logIdOf } from '#core/envelope/index.ts'
import type { FeedId, LogId, LogKeys, RunItem } from '#core/envelope/index.ts'
import type { AccountId, DeviceSecrets } from '#core/identity/index.ts'
import { parseId } from '#core/proof/index.ts'
import type { OpId, SpaceId } from '#core/space/index.ts'
import { envelopesOf, feedsOfLog } from '#core/store/index.ts'
import type { Person } from '../person.ts'

/** What a hostile program finds on the computer of a member: all that she has of one chat. */
export interface Loot {
  readonly account: AccountId
  readonly device: DeviceSecrets
  readonly space: SpaceId
  readonly log: LogId
  readonly keys: LogKeys
  readonly rotate: OpId
  readonly content: Secret
  readonly read: SigningKey
  readonly write: SigningKey
  /** Her own feed and its key. */
  readonly feed: FeedId
  readonly feedKey: SigningKey
  /** Heads of the control log, as her next entry would name them. */
  readonly ctrl: readonly OpId[]
  /** The latest time that anybody said anything, in microseconds. */
  readonly at: number
  /** All feeds of the log, each from its beginning. */
  readonly feeds: ReadonlyMap<FeedId, readonly RunItem[]>
}

/** What there is to be had of a chat on somebody's computer, while her messenger runs. */
export function lootOf(person: Person, chat: string): Loot {
  const { state } = person.node
  const { me } = state
  const parsed = parseId(chat)
  const space = parsed.ok ? state.spaces.get(parsed.value as SpaceId) : undefined // as the messenger named it
  const current = space?.state.current ?? undefined
  const log = current && space?.logs.get(current.rotate)
  if (me === null || space === undefined || !log?.own) throw new Error(`${person.name} does not speak there`)
  const feeds = new Map<FeedId, readonly RunItem[]>()
  for (const row of feedsOfLog(person.db, log.no))
    feeds.set(
      row.id,
      [...envelopesOf(person.db, row, 0, Number.MAX_SAFE_INTEGER)].map(({ item }) => item),
    )
  return {
    account: me.account.account,
    device: me.device,
    space: space.id,
    log: logIdOf(log.keys),
    keys: log.keys,
    rotate: log.rotate,
    content: log.content,
    read: log.read,
    write: log.write,
    feed: log.own.feed.row.id,
    feedKey: log.own.key,
    ctrl: space.state.heads,
    at: state.lastAt,
    feeds,
  }
}
