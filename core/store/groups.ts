import { bytesToId, idToBytes } from '#core/proof/index.ts'
import type { Id } from '#core/proof/types.ts'
import type { AccountId } from '#core/identity/types.ts'
import type { SpaceId } from '#core/space/types.ts'
import { storedId } from './stored.ts'
import type { ReadDb, WriteDb } from './types.ts'

// The casts of this file give the schema's columns their brands; only these functions write them.

/** What a group is called and looks like, and what this account is in it. `joining`: its operations are not all here yet. */
export interface GroupRow {
  readonly title: string
  readonly pictureId: Uint8Array | null
  readonly state: 'open' | 'joining' | 'left' | 'removed'
}

interface GroupColumns {
  title: string
  picture_id: Uint8Array | null
  state: string
}
const groupRow = (row: GroupColumns): GroupRow => ({
  title: row.title,
  pictureId: row.picture_id,
  state: row.state as GroupRow['state'],
})

export function findGroup(db: ReadDb, spaceNo: number): GroupRow | undefined {
  const row = db.query<GroupColumns>('SELECT title, picture_id, state FROM group_shown WHERE space_no = ?').get(spaceNo)
  return row && groupRow(row)
}
/** All groups by the number of their space. */
export const allGroups = (db: ReadDb): ReadonlyMap<number, GroupRow> =>
  new Map(
    db
      .query<GroupColumns & { space_no: number }>('SELECT space_no, title, picture_id, state FROM group_shown')
      .all()
      .map((row) => [row.space_no, groupRow(row)]),
  )
export function putGroup(
  db: WriteDb,
  spaceNo: number,
  group: GroupRow & { readonly picture: Uint8Array | null },
): void {
  db.run(
    `INSERT INTO group_shown (space_no, title, picture_id, picture, state) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (space_no) DO UPDATE SET title = excluded.title, picture_id = excluded.picture_id, picture = excluded.picture, state = excluded.state`,
    spaceNo,
    group.title,
    group.pictureId,
    group.picture,
    group.state,
  )
}
export const groupPicture = (db: ReadDb, pictureId: Uint8Array): Uint8Array | undefined =>
  db
    .query<{ picture: Uint8Array | null }>('SELECT picture FROM group_shown WHERE picture_id = ? LIMIT 1')
    .get(pictureId)?.picture ?? undefined

/** A title or picture somebody stated. `ctrl`: what she had seen, as CBOR; `value`: text as UTF-8, or bytes; null: none. */
export interface GroupFactRow {
  readonly spaceNo: number
  readonly feedNo: number
  readonly seq: number
  readonly place: number
  readonly at: number
  readonly accountNo: number
  readonly ctrl: Uint8Array
  readonly name: string
  readonly value: Uint8Array | null
}
interface GroupFactColumns {
  space_no: number
  feed_no: number
  seq: number
  place: number
  at: number
  account_no: number
  ctrl: Uint8Array
  name: string
  value: Uint8Array | null
}
export function putGroupFact(db: WriteDb, fact: GroupFactRow): void {
  db.run(
    `INSERT INTO group_fact (space_no, feed_no, seq, place, at, account_no, ctrl, name, value)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
    fact.spaceNo,
    fact.feedNo,
    fact.seq,
    fact.place,
    fact.at,
    fact.accountNo,
    fact.ctrl,
    fact.name,
    fact.value,
  )
}
/** What was stated of a group, the newest first. One at a time: the first that counts is the one in force. */
export const groupFacts = (db: ReadDb, spaceNo: number, name: string): GroupFactRow[] =>
  db
    .query<GroupFactColumns>(
      `SELECT g.* FROM group_fact g JOIN feed f ON f.no = g.feed_no WHERE g.space_no = ? AND g.name = ?
       ORDER BY g.at DESC, f.id DESC, g.seq DESC, g.place DESC LIMIT 256`,
    )
    .all(spaceNo, name)
    .map((row) => ({
      spaceNo: row.space_no,
      feedNo: row.feed_no,
      seq: row.seq,
      place: row.place,
      at: row.at,
      accountNo: row.account_no,
      ctrl: row.ctrl,
      name: row.name,
      value: row.value,
    }))
/** Takes out what a feed stated above a place; gives how many there were. */
export const dropGroupFacts = (db: WriteDb, feedNo: number, above: number): number =>
  db.run('DELETE FROM group_fact WHERE feed_no = ? AND seq > ?', feedNo, above).changes

/** Where a feed ends by a removal or a word about its fork (S5); -1: nothing of it counts. Null: nothing ends it. */
export const cutOf = (db: ReadDb, feedNo: number): number | null =>
  db.query<{ seq: number }>('SELECT seq FROM cut WHERE feed_no = ?').get(feedNo)?.seq ?? null
export function putCut(db: WriteDb, feedNo: number, seq: number | null): void {
  if (seq === null) db.run('DELETE FROM cut WHERE feed_no = ?', feedNo)
  else
    db.run(
      'INSERT INTO cut (feed_no, seq) VALUES (?, ?) ON CONFLICT (feed_no) DO UPDATE SET seq = excluded.seq',
      feedNo,
      seq,
    )
}

/** Notes that somebody belongs or belonged to a space, or brought this account into it. */
export function putOnceMember(db: WriteDb, spaceNo: number, accountNo: number): void {
  db.run('INSERT INTO once_member (space_no, account_no) VALUES (?, ?) ON CONFLICT DO NOTHING', spaceNo, accountNo)
}
export const spacesOnceOf = (db: ReadDb, accountNo: number): number[] =>
  db
    .query<{ space_no: number }>('SELECT space_no FROM once_member WHERE account_no = ?')
    .all(accountNo)
    .map((row) => row.space_no)

/** A link of this account that leads into a group. `hash`: of its ticket. `uses` null: as many as come. */
export interface InviteRow {
  readonly hash: Uint8Array
  readonly id: Id
  readonly space: SpaceId
  readonly madeAt: number
  readonly expiresAt: number | null
  readonly uses: number | null
  readonly approval: boolean
  readonly revoked: boolean
}
interface InviteColumns {
  hash: Uint8Array
  id: Uint8Array
  space: Uint8Array
  made_at: number
  expires_at: number | null
  uses: number | null
  approval: number
  revoked: number
}
const inviteRow = (row: InviteColumns): InviteRow => ({
  hash: row.hash,
  id: bytesToId(row.id),
  space: storedId(row.space) as SpaceId,
  madeAt: row.made_at,
  expiresAt: row.expires_at,
  uses: row.uses,
  approval: row.approval === 1,
  revoked: row.revoked === 1,
})
const INVITES = 'SELECT i.*, t.revoked FROM invite i JOIN ticket t ON t.hash = i.hash'
export const invitesOf = (db: ReadDb, space: SpaceId): InviteRow[] =>
  db.query<InviteColumns>(`${INVITES} WHERE i.space = ? ORDER BY i.made_at`).all(idToBytes(space)).map(inviteRow)
export function findInvite(db: ReadDb, id: Id): InviteRow | undefined {
  const row = db.query<InviteColumns>(`${INVITES} WHERE i.id = ?`).get(idToBytes(id))
  return row && inviteRow(row)
}
export function putInvite(db: WriteDb, invite: Omit<InviteRow, 'revoked'>): void {
  db.run(
    `INSERT INTO invite (hash, id, space, made_at, expires_at, uses, approval) VALUES (?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT DO NOTHING`,
    invite.hash,
    idToBytes(invite.id),
    idToBytes(invite.space),
    invite.madeAt,
    invite.expiresAt,
    invite.uses,
    invite.approval ? 1 : 0,
  )
}

/** A welcome of somebody who is no contact: it waits, sealed, until it is accepted. */
export interface InvitationRow {
  readonly space: SpaceId
  readonly accountNo: number
  readonly title: string
  readonly members: number
  readonly at: number
  readonly sealed: Uint8Array
  readonly state: 'waiting' | 'declined'
}
interface InvitationColumns {
  space: Uint8Array
  account_no: number
  title: string
  members: number
  at: number
  sealed: Uint8Array
  state: string
}
const invitationRow = (row: InvitationColumns): InvitationRow => ({
  space: storedId(row.space) as SpaceId,
  accountNo: row.account_no,
  title: row.title,
  members: row.members,
  at: row.at,
  sealed: row.sealed,
  state: row.state === 'declined' ? 'declined' : 'waiting',
})
export const waitingInvitations = (db: ReadDb): InvitationRow[] =>
  db.query<InvitationColumns>("SELECT * FROM invitation WHERE state = 'waiting' ORDER BY at").all().map(invitationRow)
export function findInvitation(db: ReadDb, space: SpaceId): InvitationRow | undefined {
  const row = db.query<InvitationColumns>('SELECT * FROM invitation WHERE space = ?').get(idToBytes(space))
  return row && invitationRow(row)
}
export function putInvitation(db: WriteDb, row: Omit<InvitationRow, 'state'>): void {
  db.run(
    `INSERT INTO invitation (space, account_no, title, members, at, sealed, state) VALUES (?, ?, ?, ?, ?, ?, 'waiting')
     ON CONFLICT (space) DO UPDATE SET sealed = excluded.sealed, title = excluded.title, members = excluded.members
     WHERE state = 'waiting'`,
    idToBytes(row.space),
    row.accountNo,
    row.title,
    row.members,
    row.at,
    row.sealed,
  )
}
export function declineInvitation(db: WriteDb, space: SpaceId): void {
  db.run("UPDATE invitation SET state = 'declined', sealed = x'' WHERE space = ?", idToBytes(space))
}
export function dropInvitation(db: WriteDb, space: SpaceId): void {
  db.run('DELETE FROM invitation WHERE space = ?', idToBytes(space))
}

/** A group whose link was used here, and that has not welcomed this account yet. */
export interface JoiningRow {
  readonly space: SpaceId
  readonly accountNo: number
  readonly title: string
  readonly approval: boolean
  readonly expiresAt: number | null
  readonly at: number
}
interface JoiningColumns {
  space: Uint8Array
  account_no: number
  title: string
  approval: number
  expires_at: number | null
  at: number
}
const joiningRow = (row: JoiningColumns): JoiningRow => ({
  space: storedId(row.space) as SpaceId,
  accountNo: row.account_no,
  title: row.title,
  approval: row.approval === 1,
  expiresAt: row.expires_at,
  at: row.at,
})
export const allJoining = (db: ReadDb): JoiningRow[] =>
  db.query<JoiningColumns>('SELECT * FROM joining ORDER BY at').all().map(joiningRow)
export function findJoining(db: ReadDb, space: SpaceId): JoiningRow | undefined {
  const row = db.query<JoiningColumns>('SELECT * FROM joining WHERE space = ?').get(idToBytes(space))
  return row && joiningRow(row)
}
export function putJoining(db: WriteDb, row: JoiningRow): void {
  db.run(
    `INSERT OR REPLACE INTO joining (space, account_no, title, approval, expires_at, at) VALUES (?, ?, ?, ?, ?, ?)`,
    idToBytes(row.space),
    row.accountNo,
    row.title,
    row.approval ? 1 : 0,
    row.expiresAt,
    row.at,
  )
}
export function dropJoining(db: WriteDb, space: SpaceId): void {
  db.run('DELETE FROM joining WHERE space = ?', idToBytes(space))
}

/** Somebody who used a link that asks; her card lies sealed under the storage key. */
export interface JoinRequestRow {
  readonly spaceNo: number
  readonly accountNo: number
  readonly account: AccountId
  readonly name: string
  readonly at: number
  readonly invite: Id
  readonly sealed: Uint8Array
  readonly state: 'waiting' | 'declined'
}
interface JoinRequestColumns {
  space_no: number
  account_no: number
  id: Uint8Array
  name: string
  at: number
  invite: Uint8Array
  sealed: Uint8Array
  state: string
}
const joinRequestRow = (row: JoinRequestColumns): JoinRequestRow => ({
  spaceNo: row.space_no,
  accountNo: row.account_no,
  account: storedId(row.id) as AccountId,
  name: row.name,
  at: row.at,
  invite: bytesToId(row.invite),
  sealed: row.sealed,
  state: row.state === 'declined' ? 'declined' : 'waiting',
})
const JOIN_REQUESTS = 'SELECT r.*, a.id, a.name FROM join_request r JOIN account a ON a.no = r.account_no'
export const joinRequestsOf = (db: ReadDb, spaceNo: number): JoinRequestRow[] =>
  db
    .query<JoinRequestColumns>(`${JOIN_REQUESTS} WHERE r.space_no = ? AND r.state = 'waiting' ORDER BY r.at`)
    .all(spaceNo)
    .map(joinRequestRow)
export function findJoinRequest(db: ReadDb, spaceNo: number, accountNo: number): JoinRequestRow | undefined {
  const row = db
    .query<JoinRequestColumns>(`${JOIN_REQUESTS} WHERE r.space_no = ? AND r.account_no = ?`)
    .get(spaceNo, accountNo)
  return row && joinRequestRow(row)
}
export function putJoinRequest(db: WriteDb, row: Omit<JoinRequestRow, 'account' | 'name' | 'state'>): void {
  db.run(
    `INSERT INTO join_request (space_no, account_no, at, invite, sealed, state) VALUES (?, ?, ?, ?, ?, 'waiting')
     ON CONFLICT (space_no, account_no) DO UPDATE SET sealed = excluded.sealed, invite = excluded.invite WHERE state = 'waiting'`,
    row.spaceNo,
    row.accountNo,
    row.at,
    idToBytes(row.invite),
    row.sealed,
  )
}
export function declineJoinRequest(db: WriteDb, spaceNo: number, accountNo: number): void {
  db.run(
    "UPDATE join_request SET state = 'declined', sealed = x'' WHERE space_no = ? AND account_no = ?",
    spaceNo,
    accountNo,
  )
}
export function dropJoinRequest(db: WriteDb, spaceNo: number, accountNo: number): void {
  db.run('DELETE FROM join_request WHERE space_no = ? AND account_no = ?', spaceNo, accountNo)
}

/** Everybody of whom nothing is to be shown. */
export const blockedAccounts = (db: ReadDb): ReadonlySet<AccountId> =>
  new Set(
    db
      .query<{ account: Uint8Array }>('SELECT account FROM blocked')
      .all()
      .map((row) => storedId(row.account) as AccountId),
  )
export const isBlocked = (db: ReadDb, account: AccountId): boolean =>
  db.query<{ n: number }>('SELECT 1 AS n FROM blocked WHERE account = ?').get(idToBytes(account)) !== undefined
/** Drops what somebody asked for: requests, invitations. */
export function dropAskedBy(db: WriteDb, accountNo: number): void {
  for (const table of ['request', 'invitation', 'join_request', 'joining'])
    db.run(`DELETE FROM ${table} WHERE account_no = ?`, accountNo)
}
export function putBlocked(db: WriteDb, account: AccountId, blocked: boolean): void {
  if (blocked) db.run('INSERT INTO blocked (account) VALUES (?) ON CONFLICT DO NOTHING', idToBytes(account))
  else db.run('DELETE FROM blocked WHERE account = ?', idToBytes(account))
}
