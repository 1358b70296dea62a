import type { AccountId } from '#core/identity/index.ts'
import { fail } from '#core/proof/index.ts'
import type { Result } from '#core/proof/index.ts'
import { declineRequest, dropRequest, findContact, findRequest } from '#core/store/index.ts'
import { commit, tellLater } from './commit.ts'
import type { AccountUnknown, RequestView, WriteRefusal } from './messenger.ts'
import { accountNamed } from './named.ts'
import type { NodeState } from './state.ts'
import { mayWrite } from './writing.ts'
import { admit, storedLetter } from './hellos.ts'

export function acceptRequest(
  node: NodeState,
  account: string,
): Result<{ readonly space: string }, AccountUnknown | WriteRefusal> {
  const me = mayWrite(node)
  if (!me.ok) return me
  const known = accountNamed(node.db, account)
  const request = known && findRequest(node.db, known.no)
  const letter = request && storedLetter(me.value, request.sealedLetter)
  if (!known || !request || !letter) return fail({ type: 'AccountUnknown' })
  return commit(node, (db) => {
    const space = admit(node, db, me.value, letter.card, letter.hello, findContact(db, known.no))
    dropRequest(db, known.no)
    return { space: space.id }
  })
}

export function decline(node: NodeState, account: string): Result<void, AccountUnknown | WriteRefusal> {
  const me = mayWrite(node)
  if (!me.ok) return me
  const known = accountNamed(node.db, account)
  if (!known || !findRequest(node.db, known.no)) return fail({ type: 'AccountUnknown' })
  return commit(node, (db) => {
    declineRequest(db, known.no)
    tellLater(node, { topic: 'contact.changed' })
  })
}

export const requestView = (row: {
  readonly account: AccountId
  readonly name: string
  readonly at: number
}): RequestView => ({
  account: row.account,
  name: row.name,
  at: row.at,
})
