import { fail, ok } from '#core/proof/index.ts'
import type { Result } from '#core/proof/index.ts'
import type { NoAccount, WritingStopped } from './messenger.ts'
import type { Me, NodeState } from './state.ts'

/** Who speaks here, unless nobody does yet or this device has stopped (I4). */
export function mayWrite(node: NodeState): Result<Me, NoAccount | WritingStopped> {
  const { me } = node
  if (me === null) return fail({ type: 'NoAccount' })
  return me.stopped === null ? ok(me) : fail({ type: 'WritingStopped', reason: me.stopped })
}
