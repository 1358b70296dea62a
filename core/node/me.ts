import type { Secret } from '#core/crypto/index.ts'
import { accountTag } from '#core/identity/index.ts'
import type { AccountSecrets, DeviceSecrets } from '#core/identity/index.ts'
import type { SpaceId } from '#core/space/index.ts'
import { findAccount, findDevice } from '#core/store/index.ts'
import type { ReadDb } from '#core/store/index.ts'
import { statedLetterKeys } from './letter-keys.ts'
import { storageKey } from './sealed.ts'
import type { Me } from './state.ts'

/** Who runs this node, from its secrets and what the database knows of them; null where it does not know this device. */
export function meFrom(db: ReadDb, account: AccountSecrets, device: DeviceSecrets, self: SpaceId): Me | null {
  const accountRow = findAccount(db, account.account)
  const deviceRow = findDevice(db, device.device)
  if (!accountRow || !deviceRow) return null
  const storage = storageKey(account)
  return {
    ...withLetterKeys(db, account, storage),
    device,
    storage,
    accountNo: accountRow.no,
    deviceNo: deviceRow.no,
    tag: accountTag(account.account),
    self,
    stopped: null,
  }
}

/** An account with the letter and inbox keys that are in force, which its own space may have stated since. Rule I6. */
export function withLetterKeys(
  db: ReadDb,
  account: AccountSecrets,
  storage: Secret,
): Pick<Me, 'account' | 'olderLetters'> {
  const [newest, ...older] = statedLetterKeys(db, storage)
  if (newest === undefined) return { account, olderLetters: [] }
  return { account: { ...account, ...newest }, olderLetters: [...older.map(({ letter }) => letter), account.letter] }
}
