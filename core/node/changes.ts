import type { NodeState, SpaceHandle } from './state.ts'

/** Changed messages that are named one by one; beyond, reading again is better. */
const MAX_NAMED = 100

/** Notes that a message is new or changed, to be told when the transaction is durable. */
export function changed(node: NodeState, space: SpaceHandle, message: string): void {
  const known = node.changed.get(space.id)
  if (known === null) return
  const named = known ?? new Set<string>()
  named.add(message)
  if (known === undefined || named.size > MAX_NAMED) node.changed.set(space.id, named.size > MAX_NAMED ? null : named)
  if (known === undefined && node.changed.size === 1) node.afterCommit.push(() => tellChanged(node))
}

/** Tells what changed since the last time, once a transaction. */
export function tellChanged(node: NodeState): void {
  const all = [...node.changed]
  node.changed.clear()
  for (const [space, messages] of all) {
    for (const listener of node.listeners) {
      listener({ topic: 'chat.changed', space, messages: messages && [...messages] })
      listener({ topic: 'space.changed', space })
    }
  }
  for (const [space, { count, first }] of node.late) {
    const notice = { type: 'LateMessages', space, count, first } as const
    for (const listener of node.listeners) listener({ topic: 'notice', notice })
  }
  node.late.clear()
}

/** Marks of many messages may have changed: to be read again. */
export function changedAll(node: NodeState, space: SpaceHandle): void {
  const isFirst = node.changed.size === 0
  node.changed.set(space.id, null)
  if (isFirst) node.afterCommit.push(() => tellChanged(node))
}
