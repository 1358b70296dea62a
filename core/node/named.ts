import type { AccountId } from '#core/identity/index.ts'
import { parseId } from '#core/proof/index.ts'
import type { SpaceId } from '#core/space/index.ts'
import { findAccount, findSpace } from '#core/store/index.ts'
import type { AccountRow, ReadDb, SpaceRow } from '#core/store/index.ts'

/** The space a caller names; undefined for what is no id, and for what is not known. */
export function spaceNamed(db: ReadDb, text: string): SpaceRow | undefined {
  const id = parseId(text)
  return id.ok ? findSpace(db, id.value as SpaceId) : undefined // looked up: it is one only if it is found
}

/** The account a caller names; undefined for what is no id, and for what is not known. */
export function accountNamed(db: ReadDb, text: string): AccountRow | undefined {
  const id = parseId(text)
  return id.ok ? findAccount(db, id.value as AccountId) : undefined // looked up: it is one only if it is found
}

/** The space id a caller gives, whether or not it is known; undefined for what is no id. */
export function spaceIdNamed(text: string): SpaceId | undefined {
  const id = parseId(text)
  return id.ok ? (id.value as SpaceId) : undefined // looked up by whoever asked
}
