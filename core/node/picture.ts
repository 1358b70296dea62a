import { readPicture } from '#core/identity/index.ts'
import type { AccountId, PictureFault, PictureType } from '#core/identity/index.ts'
import { bytesToId, fail, idToBytes, ok, parseId, sha256 } from '#core/proof/index.ts'
import type { At, Result } from '#core/proof/index.ts'
import { findAccount, findPicture, groupPicture, pictureIdOf, putPicture } from '#core/store/index.ts'
import type { ReadDb, WriteDb } from '#core/store/index.ts'
import { tellLater } from './commit.ts'
import type { NodeState } from './state.ts'

/** Checks a picture that somebody chose for herself. Rule I8. */
export function checkPicture(
  bytes: Uint8Array | null,
): Result<void, { readonly type: 'PictureInvalid'; readonly reason: PictureFault }> {
  const read = bytes === null ? ok(null) : readPicture(bytes)
  return read.ok ? ok(undefined) : fail({ type: 'PictureInvalid', reason: read.error })
}

/** Keeps what somebody looks like; what is no picture is as if it had not been said. Rule I8. */
export function notePicture(node: NodeState, db: WriteDb, account: AccountId, bytes: Uint8Array | null, at: At): void {
  const row = findAccount(db, account)
  if (!row || (bytes !== null && !readPicture(bytes).ok)) return
  if (!putPicture(db, { accountNo: row.no, at, id: bytes && sha256(bytes), bytes })) return
  tellLater(node, { topic: row.no === node.me?.accountNo ? 'account.changed' : 'contact.changed' })
}

/** The id by which a picture is asked for: it changes with the picture. */
export const pictureName = (id: Uint8Array | null | undefined): string | null => (id ? bytesToId(id) : null)

/** The id of one person's picture. */
export const pictureNameOf = (db: ReadDb, accountNo: number): string | null => pictureName(pictureIdOf(db, accountNo))

/** A picture's bytes and kind, by its id. */
export function pictureNamed(
  node: NodeState,
  picture: string,
): Result<{ readonly type: PictureType; readonly bytes: Uint8Array }, { readonly type: 'PictureUnknown' }> {
  const id = parseId(picture)
  const key = id.ok ? idToBytes(id.value) : null
  const bytes = key ? (findPicture(node.db, key) ?? groupPicture(node.db, key)) : undefined
  const read = bytes && readPicture(bytes)
  return bytes && read?.ok ? ok({ type: read.value.type, bytes }) : fail({ type: 'PictureUnknown' })
}
