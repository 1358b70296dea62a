import type { Client, Outcome } from '#app/contract/client.ts'
import type { AnswerOf, ContractEvent, Rooms } from '#app/contract/index.ts'
import type { AnyFailure } from '../words/index.ts'

type Space = AnswerOf<Rooms['space']['list']>[number]

/** Beyond so many changed chats the list is read as a whole. */
const MOST = 8

/**
 * The list of chats with those read again that changed. Among five hundred, one that changes ten times a second must not
 * have all of them read. Null where the order cannot be told from here, or something else than chats changed.
 */
export const renewSpaces = async (
  client: Client,
  spaces: readonly Space[],
  events: readonly ContractEvent[],
): Promise<Outcome<readonly Space[] | null, AnyFailure>> => {
  const names = new Set<string>()
  for (const event of events) {
    if (event.topic !== 'space.changed') return { ok: true, value: null }
    names.add(event.space)
  }
  if (names.size > MOST) return { ok: true, value: null }
  let list: readonly Space[] | null = spaces
  for (const name of names) {
    const got = await client.space.get({ space: name })
    if (!got.ok && got.error.type === 'SpaceUnknown') return { ok: true, value: null }
    if (!got.ok) return got
    const members = got.value.members.map(({ account }) => account)
    list = list === null ? null : withSpace(list, { ...got.value, members })
  }
  return { ok: true, value: list }
}

/** The list with one chat as it is now; null where its place cannot be told. */
export const withSpace = (spaces: readonly Space[], now: Space): readonly Space[] | null => {
  const at = spaces.findIndex(({ space }) => space === now.space)
  const before = spaces[at]
  if (before === undefined) return null
  if (before.last?.message === now.last?.message) return spaces.with(at, now)
  const others = spaces.toSpliced(at, 1)
  const isNewest = now.last !== null && others.every(({ last }) => last === null || last.at <= (now.last?.at ?? 0))
  return isNewest ? [now, ...others] : null
}
