import type { AccountId, Letter } from '#core/identity/index.ts'
import { asArray, asId, asListOf, idToBytes } from '#core/proof/index.ts'
import { hasSeen } from '#core/space/index.ts'
import type { OpId, SpaceId } from '#core/space/index.ts'
import { findAccount, isBlocked } from '#core/store/index.ts'
import type { WriteDb } from '#core/store/index.ts'
import { isMember } from './epochs.ts'
import { noteCard, reachOf } from './people.ts'
import { spaceOf } from './spaces.ts'
import type { Me, NodeState, SpaceHandle } from './state.ts'
import { sendKeys, sendLetter } from './welcomes.ts'

/** Epochs asked for in one letter. */
const MOST_ASKED = 64
/** So many members are asked at once: the first who has it answers. */
const ASKED_MEMBERS = 3

/**
 * Asks for keys of epochs that this account should have and has not: a box was wrong, or whoever rotated did not know that
 * it belongs. The author of each and the most senior members are asked, once in a run. Rule S7.
 */
export function askForKeys(node: NodeState, db: WriteDb, me: Me, space: SpaceHandle): void {
  const lacking = space.state.epochs
    .map(({ rotate }) => rotate)
    .filter((rotate) => !space.logs.has(rotate) && mayHave(space, rotate, me.account.account))
  const fresh = lacking.filter((rotate) => !node.askedFor.has(rotate)).slice(-MOST_ASKED)
  if (fresh.length === 0) return
  for (const rotate of fresh) node.askedFor.add(rotate)
  const authors = fresh.flatMap((rotate) => space.operations.get(rotate)?.author ?? [])
  const others = [...new Set([...authors, ...space.state.members.keys()])].filter(
    (account) => account !== me.account.account && space.state.members.has(account),
  )
  for (const account of others.slice(0, ASKED_MEMBERS)) {
    const row = findAccount(db, account)
    const reach = row && reachOf(row)
    if (reach)
      sendLetter(node, db, me, space, { account, ...reach }, 'ask', [idToBytes(space.id), fresh.map(idToBytes)])
  }
}

/**
 * Whether a member is entitled to an epoch's key: everybody where history is for all; else whoever was added before it, or
 * without knowing of it.
 */
function mayHave(space: SpaceHandle, rotate: OpId, account: AccountId): boolean {
  const member = space.state.members.get(account)
  if (!member) return false
  if (space.state.policy.history === 'all') return true
  const added = space.operations.get(member.added)
  return added !== undefined && (added.id === (space.id as string) || !hasSeen(space.state, added.ctrl, rotate))
}

/** A member asks for keys: she gets those that are here and are hers. Rule S7. */
export function takeAsk(node: NodeState, db: WriteDb, me: Me, letter: Letter): void {
  const list = asArray(letter.body, 2)
  const id = asId(list?.[0]) as SpaceId | undefined // looked up
  const asked = asListOf(list?.[1], MOST_ASKED, asId) as readonly OpId[] | undefined // looked up
  const space = id && spaceOf(node, db, id)
  const { account } = letter.card
  if (!space || !asked || !isMember(me, space) || !space.state.members.has(account) || isBlocked(db, account)) return
  const given = asked.filter((rotate) => space.logs.has(rotate) && mayHave(space, rotate, account))
  if (given.length === 0) return
  noteCard(db, letter.card, 1)
  sendKeys(node, db, me, space, { account, ...letter.card.reach }, given)
}
