import { MESSAGES, readMessage, SETTINGS } from '#core/chat/index.ts'
import { comparePlaces, factKey, keyText, validateFacts } from '#core/document/index.ts'
import type { Entry, Fact, FeedEnd, Note, Speaker } from '#core/entry/index.ts'
import { accountTag } from '#core/identity/index.ts'
import type { FeedId } from '#core/envelope/index.ts'
import type { At } from '#core/proof/index.ts'
import type { OpId } from '#core/space/index.ts'
import {
  contactOfSpace,
  endSpeaker,
  findDevice,
  findNote,
  findSpeaker,
  finishOutgoing,
  insertMessage,
  messageByKey,
  putContact,
  putFeedEnd,
  putNewer,
  putNote,
  putReached,
  putReadMark,
  spaceByNo,
  touchSpace,
} from '#core/store/index.ts'
import type { WriteDb } from '#core/store/index.ts'
import { changed, changedAll } from './changes.ts'
import { tellLater } from './commit.ts'
import { applyGroupFact } from './group-shown.ts'
import { noteAccount } from './people.ts'
import { notePicture } from './picture.ts'
import { applySelfFact } from './apply-self.ts'
import { feedsOf } from './feeds.ts'
import { decodeMark, encodeMark, isRead, markOf } from './marks.ts'
import type { FeedHandle, NodeState, SpaceHandle } from './state.ts'
import { takeBack } from './unsay.ts'
import { removeMessage } from './words.ts'

/** The law that an accepted entry breaks, or null. What is known of facts without their documents (D4). */
export function isLawful(entry: Entry): string | null {
  if (entry.body.kind !== 'facts') return null
  const checked = validateFacts(entry.body.facts, entry.body.document)
  return checked.ok ? null : checked.error.type
}

/** Projects an accepted entry: rows the screen reads, in the transaction that stores the envelope (D9). */
export function applyEntry(
  node: NodeState,
  db: WriteDb,
  space: SpaceHandle,
  feed: FeedHandle,
  seq: number,
  entry: Entry,
  /** What its author had seen. */
  ctrl: readonly OpId[],
): void {
  const { body } = entry
  switch (body.kind) {
    case 'open':
      answered(node, db, space, feed)
      return
    case 'control':
      return // taken into the control log before anything was judged
    case 'facts':
      body.facts.forEach((fact, place) =>
        applyFact(node, db, space, feed, { seq, place, at: entry.at, ctrl }, body.document, fact),
      )
      node.later.quiet()
      return
    case 'note':
      applyNote(node, db, space, feed, entry.at, body.note)
      return
    case 'unknown':
      putNewer(db, feed.row.no, seq)
  }
}

interface Place {
  readonly seq: number
  readonly place: number
  readonly at: Entry['at']
  readonly ctrl: readonly OpId[]
}

function applyFact(
  node: NodeState,
  db: WriteDb,
  space: SpaceHandle,
  feed: FeedHandle,
  where: Place,
  document: string,
  fact: Fact,
): void {
  if (document === 'self' && space.kind === 'self') applySelfFact(node, db, feed, where.seq, where.at, fact)
  if (document === 'chat' && fact.container === MESSAGES) applyMessage(node, db, space, feed, where, fact)
  if (document === 'chat' && fact.container === SETTINGS && space.kind === 'group')
    applyGroupFact(node, db, space, feed, where, fact)
}

/** A message's row. Of two under one key (two devices of one account) the later stands (D4). */
function applyMessage(
  node: NodeState,
  db: WriteDb,
  space: SpaceHandle,
  feed: FeedHandle,
  where: Place,
  fact: Fact,
): void {
  const content = readMessage(fact.value)
  const { speaker } = feed
  if (content === null || speaker === null) return
  const { seq, place, at } = where
  const full = factKey(feed.name, seq, place, fact.key, accountTag(speaker.account))
  const key = fact.key === null ? null : full
  if (key !== null) {
    const known = messageByKey(db, space.no, key)
    if (known) {
      const order = comparePlaces({ at, feed: feed.row.id, seq, index: place }, { ...known, index: known.place })
      if (order <= 0) return
      removeMessage(db, known)
    }
  }
  const { text, replyTo } = content
  insertMessage(db, { spaceNo: space.no, at, feedNo: feed.row.no, seq, place, key, text, replyTo })
  touchSpace(db, space.no, at)
  changed(node, space, keyText(full))
  if (speaker.account === node.me?.account.account) return
  node.later.seen(space.id)
  const row = spaceByNo(db, space.no)
  if (row && isRead(markOf(row), { at, feed: feed.row.id })) noteLate(node, space, keyText(full), at)
}

/** Counts what came late, and keeps which of it is the earliest. */
function noteLate(node: NodeState, space: SpaceHandle, message: string, at: number): void {
  const known = node.late.get(space.id)
  const earliest = known && known.at <= at ? known : { first: message, at }
  node.late.set(space.id, { ...earliest, count: (known?.count ?? 0) + 1 })
}

function applyNote(
  node: NodeState,
  db: WriteDb,
  space: SpaceHandle,
  feed: FeedHandle,
  at: Entry['at'],
  note: Note,
): void {
  const { speaker } = feed
  if (speaker === null) return
  switch (note.name) {
    case 'seen':
      applySeen(node, db, space, speaker.device, note.heads)
      return
    case 'read': {
      if (!keepMark(db, space, speaker.deviceNo, note.at, note.feed)) return
      if (speaker.account === node.me?.account.account) markOwn(db, space, note.at, note.feed)
      changedAll(node, space)
      return
    }
    case 'profile':
      noteAccount(db, speaker.account, note.displayName, note.reach, at)
      tellLater(node, { topic: 'contact.changed' })
      tellLater(node, { topic: 'space.changed', space: space.id })
      return
    case 'picture':
      notePicture(node, db, speaker.account, note.bytes, at)
      return
  }
}

/** How far a device opened and accepted this account's own feeds (Y6): what makes messages `delivered`. */
export function applySeen(
  node: NodeState,
  db: WriteDb,
  space: SpaceHandle,
  device: Speaker['device'],
  heads: readonly { readonly feed: FeedEnd['feed']; readonly seq: number }[],
): void {
  let isNew = false
  for (const { feed, seq } of heads) {
    for (const held of handlesOf(db, space, feed)) {
      const high = held.runs.at(-1)?.high ?? -1
      // Nobody has seen what was not said: a word beyond that is cut to what there is.
      if (high >= 0 && putReached(db, held.row.no, device, false, Math.min(seq, high))) isNew = true
    }
  }
  if (isNew) changedAll(node, space)
}

/** Keeps how far a device has read; false where it has said a later place before, since a mark never goes back. */
function keepMark(db: WriteDb, space: SpaceHandle, deviceNo: number, at: At, feed: FeedId): boolean {
  const known = findNote(db, space.no, deviceNo, 'read')
  const mark = known && decodeMark(known)
  if (mark && isRead(mark, { at, feed })) return false
  putNote(db, { spaceNo: space.no, deviceNo, name: 'read', at, value: encodeMark(at, feed) })
  return true
}

function markOwn(db: WriteDb, space: SpaceHandle, at: At, feed: FeedId): void {
  const row = spaceByNo(db, space.no)
  if (row && !isRead(markOf(row), { at, feed })) putReadMark(db, space.no, at, feed)
}

/** Somebody speaks here: what was asked of her is answered, and letters about it need no more depositing. */
function answered(node: NodeState, db: WriteDb, space: SpaceHandle, feed: FeedHandle): void {
  const { speaker } = feed
  // Who speaks in the epoch in force needs no letter to find it, nor what goes on from it.
  const isNow = feed.log.rotate === space.state.current?.rotate
  if (space.kind === 'group' && speaker && isNow) finishOutgoing(db, speaker.accountNo, space.id)
  const contact = contactOfSpace(db, space.no)
  if (!contact || contact.account !== speaker?.account) return
  if (isNow) finishOutgoing(db, contact.accountNo, null)
  if (contact.state === 'accepted') return
  putContact(db, { ...contact, state: 'accepted' })
  tellLater(node, { topic: 'contact.changed' })
  tellLater(node, { topic: 'space.changed', space: space.id })
}

/** An `open` ends the device's older feeds of this space: what stands there above their ends does not count (S7). */
export function endFeeds(
  node: NodeState,
  db: WriteDb,
  space: SpaceHandle,
  speaker: Speaker,
  ends: readonly FeedEnd[],
): void {
  const device = findDevice(db, speaker.device)
  if (device === undefined) return
  for (const end of ends) {
    // Said here it counts here: nobody who knows less of other spaces is to see another chat.
    putFeedEnd(db, { spaceNo: space.no, feed: end.feed, deviceNo: device.no, seq: end.seq })
    for (const handle of handlesOf(db, space, end.feed)) {
      if (handle.speaker?.deviceNo !== device.no) continue
      endSpeaker(db, handle.row.no, end.seq)
      handle.speaker = findSpeaker(db, handle.row.no) ?? null
      takeBack(node, db, space, handle, end.seq)
    }
  }
}

/** The feed of this id in a space: one, unless somebody uses a key in several of its logs. */
const handlesOf = (db: WriteDb, space: SpaceHandle, feed: FeedId): FeedHandle[] =>
  [...space.logs.values()].flatMap((log) => feedsOf(db, log).get(feed) ?? [])
