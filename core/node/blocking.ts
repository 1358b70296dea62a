import { fail } from '#core/proof/index.ts'
import { blockedAccounts, dropAskedBy } from '#core/store/index.ts'
import { commit, tellLater } from './commit.ts'
import { nameOf } from './groups.ts'
import type { Messenger } from './messenger.ts'
import { accountNamed } from './named.ts'
import { saySelf } from './say-self.ts'
import { blockedFact } from './self-facts.ts'
import type { NodeState } from './state.ts'
import { mayWrite } from './writing.ts'

/**
 * Shows nothing more of somebody, or does again: her chat, what she says in groups, requests and invitations. What she says
 * is kept and passed on like everybody's: others are to see the same, and she is not to notice.
 */
export function block(
  node: NodeState,
  { account, blocked }: Parameters<Messenger['contact']['block']>[0],
): ReturnType<Messenger['contact']['block']> {
  const me = mayWrite(node)
  if (!me.ok) return me
  const known = accountNamed(node.db, account)
  if (!known || known.no === me.value.accountNo) return fail({ type: 'AccountUnknown' })
  return commit(node, (db) => {
    saySelf(node, db, me.value, [blockedFact(known.id, blocked)])
    if (blocked) dropAskedBy(db, known.no)
    tellLater(node, { topic: 'contact.changed' })
  })
}

/** Who is blocked, by name. */
export const blockedList = (node: NodeState): readonly { readonly account: string; readonly name: string }[] =>
  [...blockedAccounts(node.db)]
    .map((account) => ({ account, name: nameOf(node, account) }))
    .toSorted((a, b) => a.name.localeCompare(b.name, 'ko'))
