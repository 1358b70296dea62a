import { composeSetting } from '#core/chat/index.ts'
import type { ChatSetting } from '#core/chat/index.ts'
import { fail, ok } from '#core/proof/index.ts'
import type { Result } from '#core/proof/index.ts'
import { createSpace, DEFAULT_POLICY, tidyTitle } from '#core/space/index.ts'
import type { Policy } from '#core/space/index.ts'
import { findAccount, findContact } from '#core/store/index.ts'
import type { AccountRow } from '#core/store/index.ts'
import { composeChain } from './acts.ts'
import { append } from './append.ts'
import { commit, tellLater } from './commit.ts'
import { ensureEpoch } from './epochs.ts'
import {
  addNewcomers,
  changeGroup,
  cutsOf,
  dropLetters,
  groupToChange,
  MOST_MEMBERS,
  mayAdd,
  rankOf,
  rotateAfter,
} from './group-acts.ts'
import type { Newcomer } from './group-acts.ts'
import type { Messenger } from './messenger.ts'
import { accountNamed } from './named.ts'
import { reachOf } from './people.ts'
import { checkPicture } from './picture.ts'
import { carry, rotateNow } from './rotate.ts'
import { saySelf } from './say-self.ts'
import { spaceFact } from './self-facts.ts'
import { addOperations, makeSpace } from './spaces.ts'
import type { NodeState } from './state.ts'
import { nextAt } from './time.ts'
import { sendWelcome } from './welcomes.ts'
import { mayWrite } from './writing.ts'

type Space = Messenger['space']

/** Makes a group of contacts, with its first key, and welcomes everybody. Rules S1, S6, S10. */
export function createGroup(node: NodeState, ask: Parameters<Space['create']>[0]): ReturnType<Space['create']> {
  const me = mayWrite(node)
  if (!me.ok) return me
  const title = titleOf(ask.title)
  if (!title.ok) return title
  const invited = newcomersOf(node, ask.members)
  if (!invited.ok) return invited
  if (invited.value.length >= MOST_MEMBERS) return fail({ type: 'GroupFull', limit: MOST_MEMBERS })
  const policy: Policy = { ...DEFAULT_POLICY, ...ask.policy }
  return commit(node, (db) => {
    const author = { device: me.value.device, at: nextAt(node) }
    const create = createSpace({ ...author, random: node.random, kind: 'group', title: title.value, policy })
    const space = makeSpace(node, db, 'group', [create])
    saySelf(node, db, me.value, [spaceFact(create)])
    const adds = composeChain(
      node,
      me.value,
      space,
      invited.value.map(
        ({ account, letterKey }) => ({ kind: 'add-member', account, role: 'member', letterKey, invite: null }) as const,
      ),
    )
    addOperations(node, db, space, adds)
    const log = rotateNow(node, db, me.value, space)
    if (!log) throw new Error('the keys of who was added are known')
    for (const operation of [create, ...adds]) carry(node, db, me.value, space, log, operation)
    for (const to of invited.value) sendWelcome(node, db, me.value, space, to)
    tellLater(node, { topic: 'space.changed', space: space.id })
    return { space: space.id }
  })
}

/** A title as it is kept, or what is wrong with it. */
function titleOf(given: string): Result<string, { readonly type: 'TitleInvalid' }> {
  const title = tidyTitle(given)
  return title === undefined || title === '' ? fail({ type: 'TitleInvalid' }) : ok(title)
}

/** Contacts to be added, each once; whoever is no contact, or has never said how to reach her, is named. */
function newcomersOf(
  node: NodeState,
  accounts: readonly string[],
): Result<readonly Newcomer[], { readonly type: 'AccountUnknown' }> {
  const found = new Map<string, Newcomer>()
  for (const given of accounts) {
    const account = accountNamed(node.db, given)
    const newcomer = account && account.no !== node.me?.accountNo ? newcomerOf(node, account) : null
    if (!newcomer) return fail({ type: 'AccountUnknown' })
    found.set(newcomer.account, newcomer)
  }
  return ok([...found.values()])
}

function newcomerOf(node: NodeState, account: AccountRow): Newcomer | null {
  const reach = reachOf(account)
  return reach && findContact(node.db, account.no) ? { account: account.id, ...reach, invite: null } : null
}

/** Adds contacts to a group. */
export function inviteContacts(node: NodeState, ask: Parameters<Space['invite']>[0]): ReturnType<Space['invite']> {
  const ready = groupToChange(node, ask.space)
  if (!ready.ok) return ready
  const { me, space } = ready.value
  const invited = newcomersOf(node, ask.accounts)
  if (!invited.ok) return invited
  if (!mayAdd(me, space)) return fail({ type: 'NotAllowed' })
  const member = invited.value.find(({ account }) => space.state.members.has(account))
  if (member) return fail({ type: 'AlreadyMember', account: member.account })
  if (space.state.members.size + invited.value.length > MOST_MEMBERS)
    return fail({ type: 'GroupFull', limit: MOST_MEMBERS })
  return changeGroup(node, ready.value, (db) => addNewcomers(node, db, me, space, invited.value))
}

/** Removes somebody: what she said after what is known here counts no more, and a fresh key shuts her out. Rules S5, S6. */
export function removeMember(
  node: NodeState,
  ask: Parameters<Space['removeMember']>[0],
): ReturnType<Space['removeMember']> {
  const ready = groupToChange(node, ask.space)
  if (!ready.ok) return ready
  const { me, space } = ready.value
  const account = accountNamed(node.db, ask.account)
  if (!account || !space.state.members.has(account.id)) return fail({ type: 'AccountUnknown' })
  const own = rankOf(space, me.account.account)
  const theirs = rankOf(space, account.id)
  // Nobody but an owner removes an owner (S3).
  if (own < 2 || (theirs === 3 && own < 3) || account.no === me.accountNo) return fail({ type: 'NotAllowed' })
  return changeGroup(node, ready.value, (db, say) => {
    say([{ kind: 'remove-member', account: account.id, cuts: cutsOf(db, space, account.id) }])
    dropLetters(db, space, account.id)
    rotateAfter(node, db, me, space, space.state.heads)
  })
}

/** Makes somebody owner, admin or member. Owners do; anybody may lower herself. Rules S3, S4. */
export function setRole(node: NodeState, ask: Parameters<Space['setRole']>[0]): ReturnType<Space['setRole']> {
  const ready = groupToChange(node, ask.space)
  if (!ready.ok) return ready
  const { me, space } = ready.value
  const account = accountNamed(node.db, ask.account)
  const member = account && space.state.members.get(account.id)
  if (!account || !member) return fail({ type: 'AccountUnknown' })
  if (member.role === ask.role) return ok(undefined)
  const isSelf = account.no === me.accountNo
  const ranks = { owner: 3, admin: 2, member: 1 }
  const isLower = ranks[ask.role] < rankOf(space, account.id)
  if (rankOf(space, me.account.account) < 3 && !(isSelf && isLower)) return fail({ type: 'NotAllowed' })
  if (isSelf && isLower && isLastOwner(space, me.account.account)) return fail({ type: 'LastOwner' })
  return changeGroup(node, ready.value, (db, say) => {
    const cuts = isLower ? cutsOf(db, space, account.id) : []
    say([{ kind: 'set-role', account: account.id, role: ask.role, cuts }])
    rotateAfter(node, db, me, space, space.state.heads)
  })
}

function isLastOwner(space: Parameters<typeof rankOf>[0], account: string): boolean {
  const owners = [...space.state.members.values()].filter(({ role }) => role === 'owner')
  return owners.length === 1 && owners[0]?.account === account
}

/** Says what newcomers may read and who may invite. */
export function setPolicy(node: NodeState, ask: Parameters<Space['setPolicy']>[0]): ReturnType<Space['setPolicy']> {
  const ready = groupToChange(node, ask.space)
  if (!ready.ok) return ready
  const { me, space } = ready.value
  if (rankOf(space, me.account.account) < 2) return fail({ type: 'NotAllowed' })
  const { history = space.state.policy.history, invite = space.state.policy.invite } = ask
  const policy: Policy = { ...space.state.policy, history, invite }
  if (history === space.state.policy.history && invite === space.state.policy.invite) return ok(undefined)
  return changeGroup(node, ready.value, (db, say) => {
    say([{ kind: 'set-policy', policy }])
    rotateAfter(node, db, me, space, space.state.heads)
  })
}

/** Leaves. The last owner first names another, as long as there is anybody. Others bring a fresh key (S7). */
export function leaveGroup(node: NodeState, given: string): ReturnType<Space['leave']> {
  const ready = groupToChange(node, given)
  if (!ready.ok) return ready
  const { me, space } = ready.value
  if (space.state.members.size > 1 && isLastOwner(space, me.account.account)) return fail({ type: 'LastOwner' })
  return changeGroup(node, ready.value, (_db, say) => say([{ kind: 'leave' }]))
}

/** Says what a group is called or looks like. Rule D5. */
export function setGroupProfile(
  node: NodeState,
  ask: Parameters<Space['setProfile']>[0],
): ReturnType<Space['setProfile']> {
  const ready = groupToChange(node, ask.space)
  if (!ready.ok) return ready
  const { me, space } = ready.value
  const settings: ChatSetting[] = []
  if (ask.title !== undefined) {
    const title = titleOf(ask.title)
    if (!title.ok) return title
    settings.push({ name: 'title', title: title.value })
  }
  if (ask.picture !== undefined) {
    const checked = checkPicture(ask.picture)
    if (!checked.ok) return checked
    settings.push({ name: 'picture', picture: ask.picture })
  }
  if (rankOf(space, me.account.account) < 2) return fail({ type: 'NotAllowed' })
  if (settings.length === 0) return ok(undefined)
  return changeGroup(node, ready.value, (db) => {
    const log = ensureEpoch(node, db, me, space, null)
    if (!log) return
    for (const setting of settings)
      append(node, db, me, space, log, { kind: 'facts', document: 'chat', facts: [composeSetting(setting)] })
  })
}

/** What a member is called here. */
export const nameOf = (node: NodeState, accountId: Parameters<typeof findAccount>[1]): string => {
  const account = findAccount(node.db, accountId)
  const contact = account && findContact(node.db, account.no)
  return contact?.givenName ?? account?.name ?? ''
}
