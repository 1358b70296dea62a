import { allSpaces } from '#core/store/index.ts'
import type { WriteDb } from '#core/store/index.ts'
import { append } from './append.ts'
import { ownReach } from './people.ts'
import { currentLog, spaceOf } from './spaces.ts'
import type { Me, NodeState } from './state.ts'

/** Says name and reach in every chat, so that contacts know what changed (I6). */
export function sayProfile(node: NodeState, db: WriteDb, me: Me): void {
  const { name, reach } = ownReach(node, db, me)
  for (const row of allSpaces(db)) {
    const space = row.kind === 'self' ? undefined : spaceOf(node, db, row.id)
    const log = space && currentLog(space)
    if (space && log)
      append(node, db, me, space, log, { kind: 'note', note: { name: 'profile', displayName: name, reach } })
  }
}
