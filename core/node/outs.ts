import { decodeCertificate } from '#core/identity/index.ts'
import type { DeviceId } from '#core/identity/index.ts'
import { decode } from '#core/proof/index.ts'
import { hasSeen, isOut } from '#core/space/index.ts'
import type { Operation, OpId } from '#core/space/index.ts'
import { clearSetting, devicesOfAccount, findAccount, readNumber, writeSetting } from '#core/store/index.ts'
import type { DeviceRow, ReadDb, WriteDb } from '#core/store/index.ts'
import type { SpaceHandle } from './state.ts'

// Devices that are out of their accounts, written down so that nobody has to resolve a space to ask.

const nameOf = (device: DeviceId): string => `out ${device}`

/** Whether a device was removed, or ended by a new certifier, in any space that is here. */
export const isMarkedOut = (db: ReadDb, device: DeviceId): boolean => readNumber(db, nameOf(device)) !== null

/** Marks the devices that operations may have put out, or let in again. Rules I1, S4. */
export function markOuts(db: WriteDb, space: SpaceHandle, fresh: readonly Operation[]): void {
  const accounts = new Set(
    fresh.flatMap(({ author, body, certificate }) =>
      body.kind === 'remove-device' || (certificate?.certifier.n ?? 0) > 1 ? [author] : [],
    ),
  )
  for (const id of accounts) {
    const account = findAccount(db, id)
    for (const row of account ? devicesOfAccount(db, account.no) : []) {
      if (isRowOut(space, row)) writeSetting(db, nameOf(row.id), 1)
      else if (space.state.removed.every(({ device }) => device !== row.id)) continue
      else clearSetting(db, nameOf(row.id))
    }
  }
}

/** Whether a device that is out may have an epoch's key: one whose rotate did not know of that yet. Rule S6. */
export const mightHoldAsDevice = (space: SpaceHandle, rotate: OpId, device: DeviceId): boolean =>
  space.state.removed.every((it) => it.device !== device || !hasSeen(space.state, [rotate], it.op))

function isRowOut(space: SpaceHandle, row: DeviceRow): boolean {
  const decoded = decode(row.certificate)
  const certificate = decoded.ok ? decodeCertificate(decoded.value) : null
  return certificate?.ok === true && isOut(space.state, certificate.value)
}
