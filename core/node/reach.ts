import type { AccountId } from '#core/identity/index.ts'
import { membersOfSpaces, notesOfSpaces, reachOfFeeds, untoldName, untoldOfAll } from '#core/store/index.ts'
import type { MessageRow, SpaceRow } from '#core/store/index.ts'
import { decodeMark, isRead, markOf } from './marks.ts'
import type { Mark } from './marks.ts'
import type { Delivery } from './messenger.ts'
import type { NodeState } from './state.ts'

/** How far a message of a space came (Y6). */
export type ReachIn = (space: SpaceRow, row: MessageRow) => Delivery

/** How far a feed came: to any mailbox, and to each account that has a device which said so; -1: not at all. */
interface Reached {
  readonly relayed: number
  readonly seen: ReadonlyMap<number, number>
}
const NOWHERE: Reached = { relayed: -1, seen: new Map() }

/**
 * Says how far these messages came: relayed, delivered, read (Y6). What that takes is asked of the database once for all
 * of them, and only when the first needs it: of others' messages none of it is asked.
 */
export function reachOf(node: NodeState, messages: readonly (readonly [SpaceRow, MessageRow])[]): ReachIn {
  const { db, me } = node
  const own = messages.filter(([, row]) => row.accountNo === me?.accountNo)
  const spaces = [...new Set(own.map(([space]) => space.no))]
  const members = once(() => membersOfSpaces(db, spaces))
  // Whoever came later need not have what was said before.
  const othersIn = (space: SpaceRow, at: number): readonly number[] =>
    (members().get(space.no) ?? []).flatMap(({ accountNo, since }) =>
      accountNo === me?.accountNo || since > at ? [] : [accountNo],
    )
  const notes = once(() => notesOfSpaces(db, spaces, 'read'))
  const marks = new Map<number, ReadonlyMap<number, readonly Mark[]>>()
  const marksIn = (space: SpaceRow) => {
    const known = marks.get(space.no)
    if (known) return known
    const read = new Map<number, Mark[]>()
    for (const { accountNo, value } of notes().get(space.no) ?? []) {
      const mark = decodeMark(value)
      if (mark !== null) read.set(accountNo, [...(read.get(accountNo) ?? []), mark])
    }
    marks.set(space.no, read)
    return read
  }
  const reached = once(() => reachedFeeds(node, [...new Set(own.map(([, row]) => row.feedNo))]))
  const untold = once(() => untoldOfAll(db))

  return (space, row) => {
    if (row.accountNo !== me?.accountNo) return isRead(markOf(space), row) ? 'read' : 'delivered'
    const others = othersIn(space, row.at)
    const about = space.kind === 'group' ? space.id : null
    const isReadBy = (other: number): boolean => (marksIn(space).get(other) ?? []).some((mark) => isRead(mark, row))
    if (others.length > 0 && others.every(isReadBy)) return 'read'
    const { relayed, seen } = reached().get(row.feedNo) ?? NOWHERE
    if (others.length > 0 && others.every((other) => (seen.get(other) ?? -1) >= row.seq)) return 'delivered'
    // A mailbox may hold it and she still not have the key: then it is nowhere where she could have it from.
    return relayed >= row.seq && !others.some((other) => untold().has(untoldName(other, about))) ? 'relayed' : 'saved'
  }
}

/** How far one message came with each other member who was there when it was said. */
export function receiptsOf(
  node: NodeState,
  space: SpaceRow,
  row: MessageRow,
): readonly { readonly account: AccountId; readonly state: 'none' | 'delivered' | 'read' }[] {
  const { db, me } = node
  const { seen } = reachedFeeds(node, [row.feedNo]).get(row.feedNo) ?? NOWHERE
  const readers = new Set<number>()
  for (const { accountNo, value } of notesOfSpaces(db, [space.no], 'read').get(space.no) ?? []) {
    const mark = decodeMark(value)
    if (mark !== null && isRead(mark, row)) readers.add(accountNo)
  }
  const members = membersOfSpaces(db, [space.no]).get(space.no) ?? []
  return members.flatMap(({ account, accountNo, since }) => {
    if (accountNo === me?.accountNo || accountNo === row.accountNo || since > row.at) return []
    const hasIt = (seen.get(accountNo) ?? -1) >= row.seq
    return [{ account, state: readers.has(accountNo) ? 'read' : hasIt ? 'delivered' : 'none' } as const]
  })
}

function reachedFeeds({ db }: NodeState, feeds: readonly number[]): ReadonlyMap<number, Reached> {
  const found = new Map<number, Reached>()
  for (const [feedNo, each] of reachOfFeeds(db, feeds)) {
    const seen = new Map<number, number>()
    let relayed = -1
    for (const { mailbox, accountNo, high } of each) {
      if (mailbox) relayed = Math.max(relayed, high)
      else if (accountNo !== null) seen.set(accountNo, Math.max(high, seen.get(accountNo) ?? -1))
    }
    found.set(feedNo, { relayed, seen })
  }
  return found
}

/** Asks when it is needed first, and never again. */
function once<T>(ask: () => T): () => T {
  let known: { readonly value: T } | null = null
  return () => (known ??= { value: ask() }).value
}
