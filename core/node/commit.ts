import { fail, ok } from '#core/proof/index.ts'
import type { Result } from '#core/proof/index.ts'
import { StoreFault } from '#core/store/index.ts'
import type { WriteDb } from '#core/store/index.ts'
import type { MessengerEvent, NotKept } from './messenger.ts'
import { forget } from './state.ts'
import type { NodeState } from './state.ts'

/**
 * Does `work` in one transaction and, once it is durable, what it asked for with `afterCommit`.
 * A full or failing disk undoes all of it, caches included, and is said.
 */
export function commit<T>(node: NodeState, work: (db: WriteDb) => T): Result<T, NotKept> {
  let value: T
  try {
    value = node.db.transaction<T>(work as (db: WriteDb) => T extends Promise<unknown> ? never : T) // synchronous, as callers see
  } catch (thrown) {
    node.afterCommit.length = 0
    forget(node)
    if (!(thrown instanceof StoreFault)) throw thrown
    const type = thrown.error.type === 'StoreFull' ? 'DiskFull' : 'DiskFailed'
    if (type === 'DiskFull') tell(node, { topic: 'notice', notice: { type: 'DiskFull' } })
    return fail({ type })
  }
  for (const effect of node.afterCommit.splice(0)) effect()
  return ok(value)
}

/** Tells every listener, now. Inside a transaction use `tellLater`. */
export function tell(node: NodeState, event: MessengerEvent): void {
  for (const listener of node.listeners) listener(event)
}

/** Tells every listener once the running transaction is durable. */
export function tellLater(node: NodeState, event: MessengerEvent): void {
  node.afterCommit.push(() => tell(node, event))
}
