import { validateName } from '#core/identity/index.ts'
import type { DeviceId } from '#core/identity/index.ts'
import { reveal } from '#core/crypto/index.ts'
import { concatBytes, decode, fail, idToBytes, ok } from '#core/proof/index.ts'
import type { Result } from '#core/proof/index.ts'
import { findSelfFact, lastSaidBy } from '#core/store/index.ts'
import type { ReadDb } from '#core/store/index.ts'
import { approve, confirm } from './approving.ts'
import { commit } from './commit.ts'
import { linkingView, showLink } from './linking.ts'
import type { DeviceView, Messenger, NoAccount } from './messenger.ts'
import { nameRefusal } from './contacts.ts'
import { ownDevice, ownDevices } from './own-devices.ts'
import { removeDevice } from './remove-device.ts'
import { saySelf } from './say-self.ts'
import { openFromDisk } from './sealed.ts'
import { DEVICE_NAME, deviceNameFact, SETTINGS } from './self-facts.ts'
import type { Me, NodeState } from './state.ts'
import { millisOf } from './time.ts'
import { mayWrite } from './writing.ts'

/** The methods about this account's devices. */
export function deviceMethods(node: NodeState): Messenger['device'] {
  return {
    link: ({ relays }) => showLink(node, relays),
    linking: () => linkingView(node),
    approve: ({ link, certifier }) => approve(node, link, certifier),
    confirm: ({ code }) => confirm(node, code),
    list: () => list(node),
    rename: ({ device, name }) => rename(node, device, name),
    remove: ({ device }) => removeDevice(node, device),
  }
}

function list(node: NodeState): Result<readonly DeviceView[], NoAccount> {
  const { me, db } = node
  if (me === null) return fail({ type: 'NoAccount' })
  const views = ownDevices(node, db, me).map(({ row, certificate }): DeviceView => {
    const heard = lastSaidBy(db, row.no)
    return {
      device: row.id,
      name: nameGiven(db, me, row.id) ?? row.name,
      at: millisOf(certificate.at),
      current: row.id === me.device.device,
      lastHeard: heard === null ? null : millisOf(heard),
    }
  })
  return ok(views.toSorted((a, b) => Number(b.current) - Number(a.current) || a.at - b.at))
}

/** What a device is called by its person. */
function nameGiven(db: ReadDb, me: Me, device: DeviceId): string | null {
  const fact = findSelfFact(db, SETTINGS, concatBytes(DEVICE_NAME, idToBytes(device), me.tag))
  const opened = fact && openFromDisk(me.storage, fact.sealed)
  const decoded = opened && decode(reveal(opened))
  const value = decoded?.ok ? decoded.value : null
  if (typeof value !== 'object' || value === null || !('name' in value)) return null
  return typeof value.name === 'string' ? value.name : null
}

function rename(node: NodeState, given: string, name: string | null): ReturnType<Messenger['device']['rename']> {
  const me = mayWrite(node)
  if (!me.ok) return me
  const checked = name === null ? ok(null) : validateName(name)
  if (!checked.ok) return fail(nameRefusal(checked.error))
  const device = ownDevice(node, me.value, given)
  if (!device) return fail({ type: 'DeviceUnknown' })
  return commit(node, (db) => saySelf(node, db, me.value, [deviceNameFact(device.row.id, checked.value)]))
}
