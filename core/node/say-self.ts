import type { Fact } from '#core/entry/index.ts'
import { damaged } from '#core/store/index.ts'
import type { WriteDb } from '#core/store/index.ts'
import { append } from './append.ts'
import { currentLog, spaceOf } from './spaces.ts'
import type { Me, NodeState } from './state.ts'

/** Says facts in the account's own space, which is what its other devices (and a restored one) will know. */
export function saySelf(node: NodeState, db: WriteDb, me: Me, facts: readonly Fact[]): void {
  const space = spaceOf(node, db, me.self)
  const log = space && currentLog(space)
  // It has its first epoch from the beginning, unless what is kept of it is damaged.
  if (!space || !log) throw damaged('the own space has its first epoch from the beginning')
  append(node, db, me, space, log, { kind: 'facts', document: 'self', facts })
}
