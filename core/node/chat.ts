import { composeMessage } from '#core/chat/index.ts'
import { comparePlaces, factKey, keyText, parseFactKey, parseKeyText } from '#core/document/index.ts'
import type { Fact } from '#core/entry/index.ts'
import { accountTag } from '#core/identity/index.ts'
import { equalBytes, fail, idToBytes, ok } from '#core/proof/index.ts'
import type { Result } from '#core/proof/index.ts'
import type { SpaceId } from '#core/space/index.ts'
import {
  blockedAccounts,
  countBefore,
  countMessages,
  countUnread,
  damaged,
  feedsNamed,
  findGroup,
  firstUnread,
  messageAt,
  messageByKey,
  messagesAfter,
  messagesBefore,
  messagesFrom,
  newestMessages,
  putReadMark,
} from '#core/store/index.ts'
import type { MessageRow, Place, ReadDb, SpaceRow, WriteDb } from '#core/store/index.ts'
import { append } from './append.ts'
import { commit, tellLater } from './commit.ts'
import { keepDraft } from './drafts.ts'
import { ensureEpoch } from './epochs.ts'
import { hasKey } from './group-acts.ts'
import { nameOf } from './groups.ts'
import { devicesBetween, linesBetween } from './lines.ts'
import type {
  KeyAwaited,
  Messenger,
  MessageUnknown,
  MessageView,
  NotAMember,
  PageView,
  ReceiptView,
  SpaceUnknown,
} from './messenger.ts'
import { spaceNamed } from './named.ts'
import { isRead, markOf } from './marks.ts'
import { reachOf, receiptsOf } from './reach.ts'
import type { ReachIn } from './reach.ts'
import { spaceOf } from './spaces.ts'
import type { Me, NodeState } from './state.ts'
import { millisOf } from './time.ts'
import { mayWrite } from './writing.ts'

/** Unread messages are counted among so many: nobody reads the difference. */
export const MOST_UNREAD = 1000

/** The methods about messages. */
export function chatMethods(node: NodeState): Messenger['chat'] {
  return {
    send: (ask) => {
      const [answer] = sendMany(node, [ask])
      if (!answer) throw new Error('one message has one answer')
      return answer
    },
    sendMany: (asks) => sendMany(node, asks),
    page: (ask) => page(node, ask),
    get: ({ space, messages }) => get(node, space, messages),
    markRead: ({ space, message }) => markRead(node, space, message),
    receipts: ({ space, message }) => receipts(node, space, message),
    keepDraft: (ask) => keepDraft(node, ask),
  }
}

type Ask = Parameters<Messenger['chat']['send']>[0]
type Answer = ReturnType<Messenger['chat']['send']>

/** Messages of one turn go to the disk together: as durable, and a slow disk is waited for once. */
function sendMany(node: NodeState, asks: readonly Ask[]): readonly Answer[] {
  const prepared = asks.map((ask) => prepare(node, ask))
  const done = commit(node, (db) => prepared.map((ready) => (ready.ok ? say(node, db, ready.value) : null)))
  return prepared.map((ready, i) => {
    if (!ready.ok) return ready
    if (!done.ok) return done
    const said = done.value[i]
    if (!said) throw new Error('what was ready was said')
    return ok(said)
  })
}

/** A message that may be said: everything that can be wrong with it has been looked at. */
interface Ready {
  readonly me: Me
  readonly space: SpaceId
  readonly fact: Fact
}

function prepare(node: NodeState, ask: Ask): Result<Ready, Exclude<Answer, { readonly ok: true }>['error']> {
  const me = mayWrite(node)
  if (!me.ok) return me
  const row = chatRow(node.db, ask.space)
  if (!row) return fail({ type: 'SpaceUnknown' })
  const barred = row.kind === 'group' ? barredFrom(node, row) : null
  if (barred) return fail(barred)
  const replyTo = ask.replyTo === undefined ? null : (parseKeyText(ask.replyTo) ?? undefined)
  if (replyTo === undefined || (replyTo && !rowByKey(node.db, row.no, replyTo))) return fail({ type: 'MessageUnknown' })
  const fact = composeMessage({ text: ask.text, replyTo })
  return fact.ok ? ok({ me: me.value, space: row.id, fact: fact.value }) : fail(fact.error)
}

/** Why nothing can be said to a group; null where it can. */
function barredFrom(node: NodeState, row: SpaceRow): NotAMember | KeyAwaited | null {
  if (findGroup(node.db, row.no)?.state !== 'open') return { type: 'NotAMember' }
  const space = spaceOf(node, node.db, row.id)
  return space && hasKey(node, space) ? null : { type: 'KeyAwaited' }
}

function say(
  node: NodeState,
  db: WriteDb,
  { me, space: id, fact }: Ready,
): { readonly message: string; readonly at: number } {
  const space = spaceOf(node, db, id)
  const log = space && ensureEpoch(node, db, me, space, null)
  if (!space || !log) throw damaged('a chat has an epoch from the moment it is made')
  const { feed, seq, at } = append(node, db, me, space, log, { kind: 'facts', document: 'chat', facts: [fact] })
  return { message: keyText(factKey(feed.name, seq, 0, null, me.tag)), at: millisOf(at) }
}

/** A space that has messages: the own one keeps its secrets to itself. */
export function chatRow(db: ReadDb, space: string): SpaceRow | undefined {
  const row = spaceNamed(db, space)
  return row?.kind === 'self' ? undefined : row
}

/** The message a key names, if it is in this chat. */
export function rowByKey(db: ReadDb, spaceNo: number, key: Uint8Array): MessageRow | undefined {
  const parsed = parseFactKey(key)
  if (parsed?.form !== 'derived') return messageByKey(db, spaceNo, key)
  for (const feedNo of feedsNamed(db, parsed.name)) {
    const row = messageAt(db, feedNo, parsed.seq, parsed.index)
    if (row?.spaceNo === spaceNo && row.key === null && equalBytes(accountTag(row.account), parsed.tag)) return row
  }
  return undefined
}

const rowById = (db: ReadDb, spaceNo: number, id: string): MessageRow | undefined => {
  const key = parseKeyText(id)
  return key && rowByKey(db, spaceNo, key)
}

/** The id of a message, as the contract names it. */
export const messageId = (row: MessageRow): string =>
  keyText(row.key ?? factKey(row.feedName, row.seq, row.place, null, accountTag(row.account)))

const placeOf = (row: MessageRow): Place => ({ ...row, feedBytes: idToBytes(row.feed) })

function page(
  node: NodeState,
  ask: Parameters<Messenger['chat']['page']>[0],
): Result<PageView, SpaceUnknown | MessageUnknown> {
  const row = chatRow(node.db, ask.space)
  if (!row) return fail({ type: 'SpaceUnknown' })
  const named = ask.before ?? ask.after ?? ask.around
  const anchor = named === undefined ? undefined : rowById(node.db, row.no, named)
  if (named !== undefined && !anchor) return fail({ type: 'MessageUnknown' })
  const unread = ask.unread === undefined ? undefined : unreadIn(node, row)
  const rows = readRows(node.db, row.no, anchor ?? unread, ask)
  const total = countMessages(node.db, row.no)
  const [first] = rows
  // The newest are the last of all: nothing has to be counted.
  const isNewest = anchor === undefined && unread === undefined && ask.index === undefined
  const before = isNewest || first === undefined ? total - rows.length : countBefore(node.db, row.no, placeOf(first))
  const newer = before + rows.length < total
  return ok({
    messages: viewsOf(node, row, rows),
    lines: linesAround(node, row, rows, before > 0, newer),
    older: before > 0,
    newer,
    before,
    total,
    firstUnread: unread === undefined ? null : messageId(unread),
  })
}

/** What became of a group, or of the other's devices, between the first of these messages and the one after the last. */
function linesAround(
  node: NodeState,
  row: SpaceRow,
  rows: readonly MessageRow[],
  older: boolean,
  newer: boolean,
): PageView['lines'] {
  const space = spaceOf(node, node.db, row.id)
  const [first, last] = [rows.at(0), rows.at(-1)]
  const [next] = newer && last ? messagesAfter(node.db, row.no, placeOf(last), 1) : []
  if (!space || space.kind === 'self') return []
  const between = space.kind === 'group' ? linesBetween : devicesBetween
  return between(node, space, older && first ? first.at : 0, next?.at ?? Infinity)
}

/** The first unread message, found without walking through all that one said alone since then. */
function unreadIn({ db, me }: NodeState, row: SpaceRow): MessageRow | undefined {
  const ownNo = me?.accountNo ?? 0
  const mark = markOf(row)
  return countUnread(db, row.no, ownNo, mark, MOST_UNREAD) === 0 ? undefined : firstUnread(db, row.no, ownNo, mark)
}

function readRows(
  db: ReadDb,
  spaceNo: number,
  anchor: MessageRow | undefined,
  { index, before, after, limit }: Parameters<Messenger['chat']['page']>[0],
): readonly MessageRow[] {
  if (index !== undefined) return messagesFrom(db, spaceNo, index, limit)
  if (anchor === undefined) return newestMessages(db, spaceNo, limit).toReversed()
  const place = placeOf(anchor)
  if (before !== undefined) return messagesBefore(db, spaceNo, place, limit).toReversed()
  if (after !== undefined) return messagesAfter(db, spaceNo, place, limit)
  const half = Math.floor((limit - 1) / 2)
  const earlier = messagesBefore(db, spaceNo, place, half)
  return [...earlier.toReversed(), anchor, ...messagesAfter(db, spaceNo, place, limit - 1 - half)]
}

function get(node: NodeState, space: string, ids: readonly string[]): ReturnType<Messenger['chat']['get']> {
  const row = chatRow(node.db, space)
  if (!row) return fail({ type: 'SpaceUnknown' })
  const rows = ids.flatMap((id) => rowById(node.db, row.no, id) ?? [])
  const inOrder = rows.toSorted((a, b) => comparePlaces({ ...a, index: a.place }, { ...b, index: b.place }))
  return ok({ messages: viewsOf(node, row, inOrder), total: countMessages(node.db, row.no) })
}

/** Messages of one chat as shown, with how far one's own came. */
export const viewsOf = (node: NodeState, space: SpaceRow, rows: readonly MessageRow[]): MessageView[] => {
  const pairs = rows.map((row) => [space, row] as const)
  const reach = reachOf(node, pairs)
  const blocked = blockedAccounts(node.db)
  return pairs.map((pair) => viewOf(node, pair, reach, blocked))
}

/** A message as shown, with how far it came if it is one's own; of who is blocked without its text. */
export const viewOf = (
  node: NodeState,
  [space, row]: readonly [SpaceRow, MessageRow],
  reach: ReachIn,
  blocked: ReadonlySet<string>,
): MessageView => ({
  message: messageId(row),
  author: row.account,
  at: millisOf(row.at),
  text: blocked.has(row.account) ? '' : row.text,
  replyTo: row.replyTo && quoted(node.db, space.no, row.replyTo, blocked),
  delivery: reach(space, row),
  blocked: blocked.has(row.account),
  disputed: row.disputed,
})

function quoted(
  db: ReadDb,
  spaceNo: number,
  key: Uint8Array,
  blocked: ReadonlySet<string>,
): NonNullable<MessageView['replyTo']> {
  const target = rowByKey(db, spaceNo, key)
  if (target && blocked.has(target.account)) return { message: keyText(key), author: target.account, text: '' }
  return { message: keyText(key), author: target?.account ?? null, text: target?.text ?? null }
}

function receipts(node: NodeState, space: string, message: string): ReturnType<Messenger['chat']['receipts']> {
  const row = chatRow(node.db, space)
  if (!row) return fail({ type: 'SpaceUnknown' })
  const target = rowById(node.db, row.no, message)
  if (!target) return fail({ type: 'MessageUnknown' })
  const views = receiptsOf(node, row, target).map(({ account, state }): ReceiptView => ({
    account,
    name: nameOf(node, account),
    state,
  }))
  return ok(views.toSorted((a, b) => a.name.localeCompare(b.name, 'ko')))
}

function markRead(node: NodeState, space: string, message: string): ReturnType<Messenger['chat']['markRead']> {
  const me = mayWrite(node)
  if (!me.ok) return me
  const row = chatRow(node.db, space)
  if (!row) return fail({ type: 'SpaceUnknown' })
  const target = rowById(node.db, row.no, message)
  if (!target) return fail({ type: 'MessageUnknown' })
  if (isRead(markOf(row), target)) return ok(undefined)
  return commit(node, (db) => {
    const handle = spaceOf(node, db, row.id)
    const barred = row.kind === 'group' && barredFrom(node, row) !== null
    const log = handle && !barred ? ensureEpoch(node, db, me.value, handle, null) : undefined
    if (!handle || !log) {
      // Who is out of a group reads on by herself.
      if (barred) putReadMark(db, row.no, target.at, target.feed)
      tellLater(node, { topic: 'space.changed', space: row.id })
      return
    }
    append(node, db, me.value, handle, log, { kind: 'note', note: { name: 'read', at: target.at, feed: target.feed } })
    tellLater(node, { topic: 'space.changed', space: row.id })
  })
}
