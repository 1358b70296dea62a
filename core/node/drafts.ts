import { fail, ok } from '#core/proof/index.ts'
import { clearSetting, readText, textsUnder, writeSetting } from '#core/store/index.ts'
import type { ReadDb, SpaceRow } from '#core/store/index.ts'
import { commit, tellLater } from './commit.ts'
import type { Messenger } from './messenger.ts'
import { spaceNamed } from './named.ts'
import type { NodeState } from './state.ts'

/** Under which name drafts are kept, each followed by its space. They are of this computer alone: nobody is told of them. */
const PREFIX = 'draft '
const nameOf = (space: SpaceRow): string => `${PREFIX}${space.id}`

/** What stands unsent in chats, by the id of the space; where nothing does it is not in it. */
export const allDrafts = (db: ReadDb): ReadonlyMap<string, string> => textsUnder(db, PREFIX)
const draftOf = (db: ReadDb, space: SpaceRow): string => readText(db, nameOf(space)) ?? ''

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
