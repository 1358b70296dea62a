import { ctrlOf, signOperation } from '#core/space/index.ts'
import type { Operation, OperationBody } from '#core/space/index.ts'
import { putCarried } from '#core/store/index.ts'
import type { WriteDb } from '#core/store/index.ts'
import { append } from './append.ts'
import { addOperations } from './spaces.ts'
import type { LogHandle, Me, NodeState, SpaceHandle } from './state.ts'
import { nextAt } from './time.ts'

type Body = Exclude<OperationBody, { readonly kind: 'create' }>

/** Operations on top of what the space holds, each on top of the one before it. */
export function composeChain(
  node: NodeState,
  me: Me,
  space: SpaceHandle,
  bodies: readonly Body[],
): readonly Operation[] {
  let ctrl = ctrlOf(space.state)
  return bodies.map((body) => {
    const operation = signOperation({
      space: space.id,
      device: me.device,
      ctrl,
      at: nextAt(node),
      body,
      certifier: null,
    })
    ctrl = [operation.id]
    return operation
  })
}

/**
 * Says operations in a log and takes them into the control log. They are said before they count: who leaves, or lowers
 * herself, has the right to say that, and none to say anything after it (S3).
 */
export function act(
  node: NodeState,
  db: WriteDb,
  me: Me,
  space: SpaceHandle,
  log: LogHandle,
  bodies: readonly Body[],
): readonly Operation[] {
  const operations = composeChain(node, me, space, bodies)
  for (const operation of operations) {
    putCarried(db, log.no, operation.id)
    append(node, db, me, space, log, { kind: 'control', operation })
  }
  addOperations(node, db, space, operations)
  return operations
}
