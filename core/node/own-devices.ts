import type { Certificate } from '#core/identity/index.ts'
import { parseId } from '#core/proof/index.ts'
import type { DeviceRow, ReadDb } from '#core/store/index.ts'
import { devicesIn } from './rotate.ts'
import { spaceOf } from './spaces.ts'
import type { Me, NodeState } from './state.ts'

/** One's own devices that are not out, with their certificates. */
export function ownDevices(
  node: NodeState,
  db: ReadDb,
  me: Me,
): { readonly row: DeviceRow; readonly certificate: Certificate }[] {
  const self = spaceOf(node, db, me.self)
  return self ? devicesIn(db, me, self) : []
}

/** One of one's own devices, by its id as a caller wrote it. */
export function ownDevice(node: NodeState, me: Me, given: string): ReturnType<typeof ownDevices>[number] | undefined {
  const id = parseId(given)
  return id.ok ? ownDevices(node, node.db, me).find(({ row }) => row.id === id.value) : undefined
}
