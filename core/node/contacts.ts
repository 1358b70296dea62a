import { linkToCard, safetyNumber as digitsOf, validateName } from '#core/identity/index.ts'
import type { IdentityError } from '#core/identity/index.ts'
import { fail, ok } from '#core/proof/index.ts'
import type { Result } from '#core/proof/index.ts'
import {
  blockedAccounts,
  allContacts,
  damaged,
  findContact,
  lastSaid,
  pictureIds,
  spaceByNo,
  verifiedAccounts,
  waitingRequests,
} from '#core/store/index.ts'
import type { ContactRow } from '#core/store/index.ts'
import { block, blockedList } from './blocking.ts'
import { commit } from './commit.ts'
import type { AccountUnknown, ContactView, Messenger, NoAccount, WriteRefusal } from './messenger.ts'
import { accountNamed } from './named.ts'
import { pictureName } from './picture.ts'
import { saySelf } from './say-self.ts'
import { contactFact, verifiedFact } from './self-facts.ts'
import type { NodeState } from './state.ts'
import { millisOf } from './time.ts'
import { mayWrite } from './writing.ts'
import { contactCard, linkError, myCard, preview } from './cards.ts'
import { addContact } from './hellos.ts'
import { acceptRequest, decline, requestView } from './requests.ts'

/** The methods about people. */
export function contactMethods(node: NodeState): Messenger['contact'] {
  return {
    card: ({ once }) => myCard(node, once),
    add: ({ link }) => addByLink(node, link),
    preview: ({ link }) => preview(node, link),
    requests: () => waitingRequests(node.db).map(requestView),
    accept: ({ account }) => acceptRequest(node, account),
    decline: ({ account }) => decline(node, account),
    list: () => listContacts(node),
    rename: ({ account, name }) => rename(node, account, name),
    verify: ({ account, verified }) => verify(node, account, verified),
    block: (ask) => block(node, ask),
    blocked: () => blockedList(node),
    safetyNumber: ({ account }) => safetyNumber(node, account),
  }
}

type AddRefusal =
  { readonly type: 'LinkMalformed' | 'CardMalformed' | 'CardForged' | 'CardVersionUnknown' | 'OwnCard' } | WriteRefusal

function addByLink(
  node: NodeState,
  link: string,
): Result<{ readonly account: string; readonly space: string }, AddRefusal> {
  const me = mayWrite(node)
  if (!me.ok) return me
  const parsed = linkToCard(link)
  if (!parsed.ok) return fail({ type: linkError(parsed.error, link) })
  const card = parsed.value
  if (card.account === me.value.account.account) return fail({ type: 'OwnCard' })
  return commit(node, (db) => ({ account: card.account, space: addContact(node, db, me.value, card).id }))
}

function listContacts(node: NodeState): readonly ContactView[] {
  const known = { pictures: pictureIds(node.db), verified: verifiedAccounts(node.db), heard: lastSaid(node.db) }
  const blocked = blockedAccounts(node.db)
  return allContacts(node.db)
    .filter(({ account }) => !blocked.has(account))
    .map((row) => contactView(node, row, known))
    .toSorted((a, b) => a.name.localeCompare(b.name, 'ko'))
}

/** What is known of all contacts, read at once. */
interface Known {
  readonly pictures: ReturnType<typeof pictureIds>
  readonly verified: ReturnType<typeof verifiedAccounts>
  readonly heard: ReturnType<typeof lastSaid>
}

/** A contact as shown. */
function contactView(node: NodeState, row: ContactRow, { pictures, verified, heard }: Known): ContactView {
  const space = spaceIdOf(node, row.spaceNo)
  const { account, accountNo, ownName, state } = row
  const last = heard.get(accountNo)
  return {
    account,
    name: row.givenName ?? ownName,
    ownName,
    state,
    space,
    picture: pictureName(pictures.get(accountNo)),
    verified: verified.has(account),
    lastHeard: last === undefined ? null : millisOf(last),
  }
}

function verify(node: NodeState, account: string, verified: boolean): Result<void, AccountUnknown | WriteRefusal> {
  const me = mayWrite(node)
  if (!me.ok) return me
  const known = accountNamed(node.db, account)
  if (!known || !findContact(node.db, known.no)) return fail({ type: 'AccountUnknown' })
  return commit(node, (db) => saySelf(node, db, me.value, [verifiedFact(known.id, verified)]))
}

const spaceIdOf = (node: NodeState, no: number): string => {
  const row = spaceByNo(node.db, no)
  if (!row) throw damaged('a contact has a chat')
  return row.id
}

function rename(node: NodeState, account: string, name: string | null): ReturnType<Messenger['contact']['rename']> {
  const me = mayWrite(node)
  if (!me.ok) return me
  const checked = name === null ? ok(null) : validateName(name)
  if (!checked.ok) return fail(nameRefusal(checked.error))
  const known = accountNamed(node.db, account)
  const contact = known && findContact(node.db, known.no)
  const card = contact && contactCard(node, me.value, contact.account)
  if (!known || !contact || !card) return fail({ type: 'AccountUnknown' })
  return commit(node, (db) => {
    saySelf(node, db, me.value, [contactFact({ card, state: contact.state, givenName: checked.value })])
  })
}

/** What is wrong with a name, in the contract's words. */
export const nameRefusal = (
  error: IdentityError,
): { readonly type: 'NameInvalid'; readonly reason: 'empty' | 'tooLong' | 'controlCharacters' } =>
  error.type === 'NameInvalid' ? error : { type: 'NameInvalid', reason: 'empty' }

function safetyNumber(
  node: NodeState,
  account: string,
): Result<{ readonly number: string }, AccountUnknown | NoAccount> {
  const { me } = node
  if (me === null) return fail({ type: 'NoAccount' })
  const known = accountNamed(node.db, account)
  if (!known || !findContact(node.db, known.no)) return fail({ type: 'AccountUnknown' })
  return ok({ number: digitsOf(me.account.account, known.id) })
}
