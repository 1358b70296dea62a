import { allSpaces } from '#core/store/index.ts'
import type { WriteDb } from '#core/store/index.ts'
import { append } from './append.ts'
import { ownReach } from './people.ts'
import { saySelf } from './say-self.ts'
import { pictureFact } from './self-facts.ts'
import { logToSayIn, spaceOf } from './spaces.ts'
import type { Me, NodeState } from './state.ts'

/** Says name and reach in every chat, so that contacts know what changed (I6). */
export function sayProfile(node: NodeState, db: WriteDb, me: Me): void {
  for (const row of allSpaces(db)) {
    const space = row.kind === 'self' ? undefined : spaceOf(node, db, row.id)
    const log = space && logToSayIn(node, space)
    if (!space || !log) continue
    const { name, reach } = ownReach(node, db, me, space)
    append(node, db, me, space, log, { kind: 'note', note: { name: 'profile', displayName: name, reach } })
  }
}

/** Says in the own space and in every chat what this account looks like from now on. Rule I8. */
export function sayPicture(node: NodeState, db: WriteDb, me: Me, bytes: Uint8Array | null): void {
  saySelf(node, db, me, [pictureFact(bytes)])
  for (const row of allSpaces(db)) {
    const space = row.kind === 'self' ? undefined : spaceOf(node, db, row.id)
    const log = space && logToSayIn(node, space)
    if (space && log) append(node, db, me, space, log, { kind: 'note', note: { name: 'picture', bytes } })
  }
}
