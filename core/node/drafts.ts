import { fail, ok } from '#core/proof/index.ts'
import { clearSetting, readText, writeSetting } from '#core/store/index.ts'
import type { ReadDb, SpaceRow } from '#core/store/index.ts'
import { commit, tellLater } from './commit.ts'
import type { Messenger } from './messenger.ts'
import { spaceNamed } from './named.ts'
import type { NodeState } from './state.ts'

/** Under which name a draft is kept. It is of this computer alone: nothing of it is said to anybody. */
const nameOf = (space: SpaceRow): string => `draft ${space.id}`

/** What stands unsent in a chat; empty where nothing does. */
export const draftOf = (db: ReadDb, space: SpaceRow): string => readText(db, nameOf(space)) ?? ''

/** Keeps what is being written in a chat. An empty draft is forgotten. */
export function keepDraft(
  node: NodeState,
  { space, text }: Parameters<Messenger['chat']['keepDraft']>[0],
): ReturnType<Messenger['chat']['keepDraft']> {
  const row = spaceNamed(node.db, space)
  if (!row || row.kind === 'self') return fail({ type: 'SpaceUnknown' })
  if (draftOf(node.db, row) === text) return ok(undefined)
  return commit(node, (db) => {
    if (text === '') clearSetting(db, nameOf(row))
    else writeSetting(db, nameOf(row), text)
    tellLater(node, { topic: 'space.changed', space: row.id })
  })
}
