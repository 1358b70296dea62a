import { idToBytes } from '#core/proof/index.ts'
import type { AccountId, AccountTag, DeviceId } from '#core/identity/types.ts'
import type { SpaceId } from '#core/space/types.ts'
import { storedId, storedTexts } from './stored.ts'
import type { ReadDb, WriteDb } from './types.ts'

// The casts of this file give the schema's columns their brands; only these functions write them.

/** A person known here, contact or not. `reach`: what she last stated (CBOR), null if nothing yet; `statedAt`: when. */
export interface AccountRow {
  readonly no: number
  readonly id: AccountId
  readonly tag: AccountTag
  readonly name: string
  readonly reach: Uint8Array | null
  readonly statedAt: number
}
interface AccountColumns {
  no: number
  id: Uint8Array
  tag: Uint8Array
  name: string
  reach: Uint8Array | null
  stated_at: number
}
const accountRow = (row: AccountColumns): AccountRow => ({
  no: row.no,
  id: storedId(row.id) as AccountId,
  tag: row.tag as AccountTag,
  name: row.name,
  reach: row.reach,
  statedAt: row.stated_at,
})

export function findAccount(db: ReadDb, id: AccountId): AccountRow | undefined {
  const row = db.query<AccountColumns>('SELECT * FROM account WHERE id = ?').get(idToBytes(id))
  return row && accountRow(row)
}
export function accountByNo(db: ReadDb, no: number): AccountRow | undefined {
  const row = db.query<AccountColumns>('SELECT * FROM account WHERE no = ?').get(no)
  return row && accountRow(row)
}

/** Adds a person, or brings name and reach up to date if this is stated later than what is known. */
export function putAccount(
  db: WriteDb,
  account: {
    readonly id: AccountId
    readonly tag: AccountTag
    readonly name: string
    readonly reach: Uint8Array | null
    readonly statedAt: number
  },
): AccountRow {
  db.run(
    `INSERT INTO account (id, tag, name, reach, stated_at) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET name = excluded.name, reach = coalesce(excluded.reach, reach), stated_at = excluded.stated_at
     WHERE excluded.stated_at >= stated_at`,
    idToBytes(account.id),
    account.tag,
    account.name,
    account.reach,
    account.statedAt,
  )
  const row = findAccount(db, account.id)
  if (!row) throw new Error('an account that was just written is there')
  return row
}

/** An installation known here. `addresses`: where it was last said to be reachable. */
export interface DeviceRow {
  readonly no: number
  readonly id: DeviceId
  readonly accountNo: number
  readonly certificate: Uint8Array
  readonly name: string
  readonly addresses: readonly string[]
}
interface DeviceColumns {
  no: number
  id: Uint8Array
  account_no: number
  certificate: Uint8Array
  name: string
  addresses: string
}
const deviceRow = (row: DeviceColumns): DeviceRow => ({
  no: row.no,
  id: storedId(row.id) as DeviceId,
  accountNo: row.account_no,
  certificate: row.certificate,
  name: row.name,
  addresses: storedTexts(row.addresses),
})

export function findDevice(db: ReadDb, id: DeviceId): DeviceRow | undefined {
  const row = db.query<DeviceColumns>('SELECT * FROM device WHERE id = ?').get(idToBytes(id))
  return row && deviceRow(row)
}
export function deviceByNo(db: ReadDb, no: number): DeviceRow | undefined {
  const row = db.query<DeviceColumns>('SELECT * FROM device WHERE no = ?').get(no)
  return row && deviceRow(row)
}
export const devicesOfAccount = (db: ReadDb, accountNo: number): DeviceRow[] =>
  db.query<DeviceColumns>('SELECT * FROM device WHERE account_no = ? ORDER BY no').all(accountNo).map(deviceRow)

/** Adds a device, or its newer addresses where any are given. */
export function putDevice(
  db: WriteDb,
  device: {
    readonly id: DeviceId
    readonly accountNo: number
    readonly certificate: Uint8Array
    readonly name: string
    readonly addresses?: readonly string[]
  },
): DeviceRow {
  const addresses = device.addresses === undefined ? null : JSON.stringify(device.addresses)
  db.run(
    `INSERT INTO device (id, account_no, certificate, name, addresses) VALUES (?, ?, ?, ?, coalesce(?, '[]'))
     ON CONFLICT (id) DO UPDATE SET addresses = coalesce(?, addresses)`,
    idToBytes(device.id),
    device.accountNo,
    device.certificate,
    device.name,
    addresses,
    addresses,
  )
  const row = findDevice(db, device.id)
  if (!row) throw new Error('a device that was just written is there')
  return row
}

/** Forgets a device that never said anything. */
export function dropDevice(db: WriteDb, no: number): void {
  db.run('DELETE FROM device WHERE no = ?', no)
}

/** Somebody added or accepted. `asked`: she has not spoken in the chat yet. */
export interface ContactRow {
  readonly accountNo: number
  readonly account: AccountId
  readonly ownName: string
  readonly givenName: string | null
  readonly state: 'asked' | 'accepted'
  readonly spaceNo: number
  readonly at: number
}
interface ContactColumns {
  account_no: number
  id: Uint8Array
  name: string
  given_name: string | null
  state: string
  space_no: number
  at: number
}
const contactRow = (row: ContactColumns): ContactRow => ({
  accountNo: row.account_no,
  account: storedId(row.id) as AccountId,
  ownName: row.name,
  givenName: row.given_name,
  state: row.state === 'asked' ? 'asked' : 'accepted',
  spaceNo: row.space_no,
  at: row.at,
})
const CONTACTS = 'SELECT c.*, a.id, a.name FROM contact c JOIN account a ON a.no = c.account_no'

export const allContacts = (db: ReadDb): ContactRow[] => db.query<ContactColumns>(CONTACTS).all().map(contactRow)
export function findContact(db: ReadDb, accountNo: number): ContactRow | undefined {
  const row = db.query<ContactColumns>(`${CONTACTS} WHERE c.account_no = ?`).get(accountNo)
  return row && contactRow(row)
}
export function contactByAccount(db: ReadDb, account: AccountId): ContactRow | undefined {
  const row = db.query<ContactColumns>(`${CONTACTS} WHERE a.id = ?`).get(idToBytes(account))
  return row && contactRow(row)
}
export function contactOfSpace(db: ReadDb, spaceNo: number): ContactRow | undefined {
  const row = db.query<ContactColumns>(`${CONTACTS} WHERE c.space_no = ?`).get(spaceNo)
  return row && contactRow(row)
}
/** Forgets that somebody is a contact; her chat stays. */
export function dropContact(db: WriteDb, accountNo: number): void {
  db.run('DELETE FROM contact WHERE account_no = ?', accountNo)
}
export function putContact(
  db: WriteDb,
  contact: {
    readonly accountNo: number
    readonly givenName: string | null
    readonly state: 'asked' | 'accepted'
    readonly spaceNo: number
    readonly at: number
  },
): void {
  db.run(
    `INSERT INTO contact (account_no, given_name, state, space_no, at) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (account_no) DO UPDATE SET given_name = excluded.given_name, state = excluded.state`,
    contact.accountNo,
    contact.givenName,
    contact.state,
    contact.spaceNo,
    contact.at,
  )
}

/** Somebody who wrote with a card of mine and waits for an answer; her letter is kept sealed under the storage key. */
export interface RequestRow {
  readonly accountNo: number
  readonly account: AccountId
  readonly name: string
  readonly at: number
  readonly sealedLetter: Uint8Array
  readonly state: 'waiting' | 'declined'
}
interface RequestColumns {
  account_no: number
  id: Uint8Array
  name: string
  at: number
  sealed_letter: Uint8Array
  state: string
}
const requestRow = (row: RequestColumns): RequestRow => ({
  accountNo: row.account_no,
  account: storedId(row.id) as AccountId,
  name: row.name,
  at: row.at,
  sealedLetter: row.sealed_letter,
  state: row.state === 'declined' ? 'declined' : 'waiting',
})
const REQUESTS = 'SELECT r.*, a.id, a.name FROM request r JOIN account a ON a.no = r.account_no'

export const waitingRequests = (db: ReadDb): RequestRow[] =>
  db.query<RequestColumns>(`${REQUESTS} WHERE r.state = 'waiting' ORDER BY r.at`).all().map(requestRow)
export function findRequest(db: ReadDb, accountNo: number): RequestRow | undefined {
  const row = db.query<RequestColumns>(`${REQUESTS} WHERE r.account_no = ?`).get(accountNo)
  return row && requestRow(row)
}
export function putRequest(db: WriteDb, accountNo: number, at: number, sealedLetter: Uint8Array): void {
  db.run(
    `INSERT INTO request (account_no, at, sealed_letter, state) VALUES (?, ?, ?, 'waiting')
     ON CONFLICT (account_no) DO UPDATE SET sealed_letter = excluded.sealed_letter WHERE state = 'waiting'`,
    accountNo,
    at,
    sealedLetter,
  )
}
export function declineRequest(db: WriteDb, accountNo: number): void {
  db.run("UPDATE request SET state = 'declined' WHERE account_no = ?", accountNo)
}
export function dropRequest(db: WriteDb, accountNo: number): void {
  db.run('DELETE FROM request WHERE account_no = ?', accountNo)
}

/** A ticket one of my cards carries, by its hash. */
export interface TicketRow {
  readonly hash: Uint8Array
  readonly sealed: Uint8Array
  readonly once: boolean
  readonly revoked: boolean
  readonly usedBy: AccountId | null
  /** The space it is stated in; null: it stands on cards. */
  readonly space: SpaceId | null
}
interface TicketColumns {
  hash: Uint8Array
  sealed: Uint8Array
  once: number
  revoked: number
  used_by: Uint8Array | null
  space: Uint8Array | null
}
const ticketRow = (row: TicketColumns): TicketRow => ({
  hash: row.hash,
  sealed: row.sealed,
  once: row.once === 1,
  revoked: row.revoked === 1,
  usedBy: row.used_by && (storedId(row.used_by) as AccountId),
  space: row.space && (storedId(row.space) as SpaceId),
})
export const allTickets = (db: ReadDb): TicketRow[] =>
  db.query<TicketColumns>('SELECT * FROM ticket').all().map(ticketRow)
export function findTicket(db: ReadDb, hash: Uint8Array): TicketRow | undefined {
  const row = db.query<TicketColumns>('SELECT * FROM ticket WHERE hash = ?').get(hash)
  return row && ticketRow(row)
}
export function putTicket(
  db: WriteDb,
  ticket: {
    readonly hash: Uint8Array
    readonly sealed: Uint8Array
    readonly once: boolean
    readonly space: SpaceId | null
  },
): void {
  const { hash, sealed, once, space } = ticket
  db.run(
    'INSERT INTO ticket (hash, sealed, once, revoked, used_by, space) VALUES (?, ?, ?, 0, NULL, ?) ON CONFLICT DO NOTHING',
    hash,
    sealed,
    once ? 1 : 0,
    space && idToBytes(space),
  )
}
/** Nothing that comes with this ticket is taken any more. */
export function revokeTicket(db: WriteDb, hash: Uint8Array): void {
  db.run('UPDATE ticket SET revoked = 1 WHERE hash = ?', hash)
}
export function useTicket(db: WriteDb, hash: Uint8Array, by: AccountId): void {
  db.run('UPDATE ticket SET used_by = ? WHERE hash = ?', idToBytes(by), hash)
}

/** A sealed letter on its way to somebody's inbox. `deposited`: the relays and devices that have it. */
export interface OutgoingRow {
  readonly no: number
  readonly accountNo: number
  readonly letter: Uint8Array
  readonly inboxKey: Uint8Array
  readonly ticket: Uint8Array
  readonly relays: readonly string[]
  readonly deposited: readonly string[]
  /** The space it is about; null: the direct chat with her. */
  readonly about: SpaceId | null
}
interface OutgoingColumns {
  no: number
  account_no: number
  letter: Uint8Array
  inbox_key: Uint8Array
  ticket: Uint8Array
  relays: string
  deposited: string
  about: Uint8Array | null
}
export const openOutgoing = (db: ReadDb): OutgoingRow[] =>
  db
    .query<OutgoingColumns>('SELECT * FROM outgoing WHERE done = 0 ORDER BY no')
    .all()
    .map((row) => ({
      no: row.no,
      accountNo: row.account_no,
      letter: row.letter,
      inboxKey: row.inbox_key,
      ticket: row.ticket,
      relays: storedTexts(row.relays),
      deposited: storedTexts(row.deposited),
      about: row.about && (storedId(row.about) as SpaceId),
    }))
export function putOutgoing(db: WriteDb, letter: Omit<OutgoingRow, 'no' | 'deposited'>): void {
  db.run(
    `INSERT INTO outgoing (account_no, letter, inbox_key, ticket, relays, deposited, done, about)
     VALUES (?, ?, ?, ?, ?, '[]', 0, ?)`,
    letter.accountNo,
    letter.letter,
    letter.inboxKey,
    letter.ticket,
    JSON.stringify(letter.relays),
    letter.about && idToBytes(letter.about),
  )
}
export function noteDeposit(db: WriteDb, no: number, deposited: readonly string[]): void {
  db.run('UPDATE outgoing SET deposited = ? WHERE no = ?', JSON.stringify(deposited), no)
}
/** The other side has answered: nothing about this space (null: the direct chat) need be deposited for her any more. */
export function finishOutgoing(db: WriteDb, accountNo: number, about: SpaceId | null): void {
  db.run(
    "UPDATE outgoing SET done = 1, letter = x'' WHERE account_no = ? AND done = 0 AND about IS ?",
    accountNo,
    about && idToBytes(about),
  )
}
