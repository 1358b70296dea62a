import { accountTag } from '#core/identity/index.ts'
import type { AccountSecrets, DeviceSecrets } from '#core/identity/index.ts'
import type { SpaceId } from '#core/space/index.ts'
import { findAccount, findDevice } from '#core/store/index.ts'
import type { ReadDb } from '#core/store/index.ts'
import { storageKey } from './sealed.ts'
import type { Me } from './state.ts'

/** Who runs this node, from its secrets and what the database knows of them; null where it does not know this device. */
export function meFrom(db: ReadDb, account: AccountSecrets, device: DeviceSecrets, self: SpaceId): Me | null {
  const accountRow = findAccount(db, account.account)
  const deviceRow = findDevice(db, device.device)
  if (!accountRow || !deviceRow) return null
  return {
    account,
    device,
    storage: storageKey(account),
    accountNo: accountRow.no,
    deviceNo: deviceRow.no,
    tag: accountTag(account.account),
    self,
    stopped: null,
  }
}
