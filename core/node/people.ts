import { accountTag, decodeReach, encodeCertificate, encodeReach, makeCard } from '#core/identity/index.ts'
import type { AccountId, Card, Certificate, Reach } from '#core/identity/index.ts'
import { decode, encode } from '#core/proof/index.ts'
import { accountByNo, damaged, putAccount, putDevice, relaysInUse } from '#core/store/index.ts'
import type { AccountRow, DeviceRow, ReadDb, WriteDb } from '#core/store/index.ts'
import type { Me, NodeState, SpaceHandle } from './state.ts'
import { defaultTicket, spaceTicket } from './tickets.ts'

/** Keeps what a card says of a person and the device that made it. `at`: when it was said, in microseconds. */
export function noteCard(
  db: WriteDb,
  card: Card,
  at: number,
): { readonly account: AccountRow; readonly device: DeviceRow } {
  const account = noteAccount(db, card.account, card.name, card.reach, at)
  return { account, device: noteDevice(db, account.no, card.certificate, card.addresses) }
}

/** Keeps a person's name and how to reach her, unless something later is known. */
export const noteAccount = (db: WriteDb, id: AccountId, name: string, reach: Reach | null, at: number): AccountRow =>
  putAccount(db, { id, tag: accountTag(id), name, reach: reach && encode(encodeReach(reach)), statedAt: at })

/** Keeps an installation, and where it is reachable if that is said. */
export const noteDevice = (
  db: WriteDb,
  accountNo: number,
  certificate: Certificate,
  addresses?: readonly string[],
): DeviceRow =>
  putDevice(db, {
    id: certificate.device,
    accountNo,
    certificate: encode(encodeCertificate(certificate)),
    name: certificate.name,
    ...(addresses === undefined || addresses.length === 0 ? {} : { addresses }),
  })

/** How to reach a person, as she last stated it; null if that is not known. */
export const reachOf = (account: AccountRow): Reach | null => account.reach && readReach(account.reach)

/** The same from its bytes. */
export function readReach(bytes: Uint8Array): Reach | null {
  const decoded = decode(bytes)
  const reach = decoded.ok ? decodeReach(decoded.value) : null
  return reach?.ok ? reach.value : null
}

/** What this account states of itself in a space: in every `open`, in profile notes (I6). */
export function ownReach(
  node: NodeState,
  db: ReadDb,
  me: Me,
  space: SpaceHandle,
): { readonly name: string; readonly reach: Reach } {
  const account = accountByNo(db, me.accountNo)
  if (account === undefined) throw damaged('the own account is known')
  const ticket = space.kind === 'self' ? defaultTicket(db, me) : spaceTicket(me, space.id)
  return { name: account.name, reach: reachWith(node, db, me, ticket) }
}

/** The account's reach with one of its tickets. */
export const reachWith = (node: NodeState, db: ReadDb, me: Me, ticket: Uint8Array): Reach => ({
  letterKey: me.account.letter.publicKey,
  inboxKey: me.account.inbox.publicKey,
  relays: ownRelays(node, db).slice(0, MAX_STATED_RELAYS),
  ticket,
})

/** The relays this account has chosen, and those given for this run. */
export const ownRelays = (node: NodeState, db: ReadDb): readonly string[] => [
  ...new Set([...relaysInUse(db), ...node.givenRelays]),
]

/** Relays that are stated to others: as many as a card may hold. */
const MAX_STATED_RELAYS = 8

/** This device's card: `addresses` are where it can be reached now without a relay. */
export const ownCard = (node: NodeState, db: ReadDb, me: Me, ticket: Uint8Array, once: boolean): Card => {
  const account = accountByNo(db, me.accountNo)
  if (account === undefined) throw damaged('the own account is known')
  return makeCard({
    device: me.device,
    name: account.name,
    reach: reachWith(node, db, me, ticket),
    addresses: directAddresses(node),
    once,
  })
}

/** Addresses of this node that lead straight to it, at most as many as a card may hold. */
function directAddresses(node: NodeState): readonly string[] {
  const listen = node.network?.net.status().listen ?? []
  return listen.filter((address) => !address.includes('/p2p-circuit')).slice(0, MAX_STATED_RELAYS)
}
