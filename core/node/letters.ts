import { signStatement } from '#core/crypto/index.ts'
import { bytesToId, fail, ok } from '#core/proof/index.ts'
import { openLetter } from '#core/identity/index.ts'
import type { Letter } from '#core/identity/index.ts'
import type { Net, PeerId } from '#core/net/index.ts'
import { decodeRotateLetter } from '#core/space/index.ts'
import {
  devicesOfAccount,
  findContact,
  findSpace,
  findTicket,
  noteDeposit,
  openOutgoing,
  readNumber,
  spaceByNo,
  writeSetting,
} from '#core/store/index.ts'
import type { OutgoingRow, WriteDb } from '#core/store/index.ts'
import { createInboxClient, depositLetter, serveInbox } from '#core/sync/inbox/index.ts'
import type { InboxId, InboxStore, Ticket } from '#core/sync/inbox/index.ts'
import { findOwnFeed } from './append.ts'
import { changedAll } from './changes.ts'
import { commit } from './commit.ts'
import { takeHello } from './hellos.ts'
import { isMember, openFromBox, settle } from './epochs.ts'
import { takeJoin } from './invites.ts'
import { takeAsk } from './keys.ts'
import { ownRelays } from './people.ts'
import { carry } from './rotate.ts'
import { addOperations, spaceOf } from './spaces.ts'
import type { Me, NodeState } from './state.ts'
import { inboxOf, registeredTickets } from './tickets.ts'
import { takeWelcome } from './welcomes.ts'

/** Letters coming in and going out while the network is up. */
export interface InboxLink {
  /** Tickets were made, used or revoked: relays are told. */
  ticketsChanged(): void
  /** There is a letter to deliver. */
  lettersChanged(): void
  /** Relays in use changed. */
  relaysChanged(): void
  stop(): void
}

/**
 * A letter that a peer did not take is offered to it again after this long, then ever more seldom, and whenever the peer
 * comes up: its ticket may be one that nobody will ever know again, and nobody says so (R3).
 */
const AGAIN_MS = 60_000
const LONGEST_AGAIN_MS = 6 * 3_600_000
const VERSION = 'tickets-version'

/** Serves this account's inbox to whoever has a ticket, fetches from its relays, and delivers what waits. Rules R3, I6. */
export function startLetters(node: NodeState, net: Net, me: Me): InboxLink {
  const { clock, random } = node
  const inbox = inboxOf(me)
  const server = serveInbox({ net, clock, random, store: ownInbox(node, inbox) })
  const client = createInboxClient({
    net,
    clock,
    random,
    inbox: me.account.inbox.publicKey,
    sign: (domain, values) => signStatement(me.account.inbox, domain, values),
    registration: () => ({ version: readNumber(node.db, VERSION) ?? 0, tickets: registeredTickets(node.db) }),
    onLetter: (letter, _from, done) => done(takeLetter(node, letter)),
  })
  const underWay = new Set<string>()
  /** Letters that were not taken, by letter and peer: how often, and when they are offered again (monotonic). */
  const refused = new Map<string, { readonly peer: PeerId; readonly times: number; readonly notBefore: number }>()
  const relays = () => ownRelays(node, node.db).flatMap((address) => peerOf(net, address))
  client.use(relays())

  const deliver = (): void => {
    const up = new Set(net.peers().map(({ peer }) => peer))
    if (up.size === 0) return
    for (const letter of openOutgoing(node.db)) {
      for (const peer of targetsOf(node, net, letter)) {
        const name = `${letter.no} ${peer}`
        if (!up.has(peer) || letter.deposited.includes(peer) || underWay.has(name)) continue
        if ((refused.get(name)?.notBefore ?? 0) > clock.monotonic()) continue
        underWay.add(name)
        // As they were stated by the card.
        const what = {
          inbox: bytesToId(letter.inboxKey) as InboxId,
          ticket: letter.ticket as Ticket,
          letter: letter.letter,
        }
        depositLetter({ net, clock }, peer, what, (outcome) => {
          underWay.delete(name)
          if (outcome.ok) commit(node, (db) => noteDeposited(node, db, letter.no, peer))
          else refused.set(name, laterThan(refused.get(name)?.times ?? 0, peer))
        })
      }
    }
  }
  const laterThan = (times: number, peer: PeerId) => {
    const pause = Math.min(LONGEST_AGAIN_MS, AGAIN_MS * 2 ** times)
    return { peer, times: times + 1, notBefore: clock.monotonic() + pause }
  }
  let cancel = clock.after(AGAIN_MS, again)
  function again(): void {
    deliver()
    cancel = clock.after(AGAIN_MS, again)
  }
  const unsubscribe = net.onPeer((change) => {
    if (change.type !== 'up') return
    for (const [name, { peer }] of refused) if (peer === change.peer) refused.delete(name)
    deliver()
  })
  deliver()
  return {
    ticketsChanged: () => {
      commit(node, (db) => writeSetting(db, VERSION, (readNumber(db, VERSION) ?? 0) + 1))
      client.registrationChanged()
    },
    lettersChanged: deliver,
    relaysChanged: () => client.use(relays()),
    stop: () => {
      cancel()
      unsubscribe()
      server.stop()
      client.stop()
    },
  }
}

function noteDeposited(node: NodeState, db: WriteDb, no: number, peer: PeerId): void {
  const row = openOutgoing(db).find((letter) => letter.no === no)
  if (row === undefined) return
  noteDeposit(db, no, [...row.deposited, peer])
  // With the first one, what a mailbox holds already can be read: it is `relayed`.
  const chat = row.about === null && row.deposited.length === 0 ? findContact(db, row.accountNo) : undefined
  const space = row.about === null ? chat && spaceByNo(db, chat.spaceNo) : findSpace(db, row.about)
  const handle = space && spaceOf(node, db, space.id)
  if (handle) changedAll(node, handle)
}

/** Where a letter may be left: the relays its card names, ours, and the devices of the account itself. */
function targetsOf(node: NodeState, net: Net, letter: OutgoingRow): readonly PeerId[] {
  const relays = letter.relays.flatMap((address) => peerOf(net, address))
  return [...new Set([...relays, ...devicesOfAccount(node.db, letter.accountNo).map((device) => device.id as PeerId)])]
}

const peerOf = (net: Net, address: string): PeerId[] => {
  const peer = net.peerOf(address)
  return peer.ok ? [peer.value] : []
}

/** This device as the inbox of its own account: a letter that comes is taken at once, not kept. */
function ownInbox(node: NodeState, own: InboxId): InboxStore {
  return {
    register: (_inbox, _registration, _from, done) => done(fail({ type: 'NotServed' })),
    fetch: (_inbox, _after, _bytes, _letters, done) => done(fail({ type: 'NotServed' })),
    acknowledge: (_inbox, _letters, done) => done(fail({ type: 'NotServed' })),
    deposit: (inbox, ticket, letter, _from, done) => {
      const known = inbox === own ? findTicket(node.db, ticket) : undefined
      if (!known || known.revoked) return done(fail({ type: 'TicketUnknown' }))
      done(takeLetter(node, letter) ? ok(undefined) : fail({ type: 'StorageFull' }))
    },
  }
}

/** Opens a letter and does what it asks. True once nothing more can come of it: durable, or not for us at all. */
export function takeLetter(node: NodeState, sealed: Uint8Array): boolean {
  const { me } = node
  if (me === null || me.stopped !== null) return false
  const letter = openLetter(me.account.letter, me.account.account, sealed)
  // Who has a ticket may still send nonsense: it is dropped, not kept for ever.
  if (!letter.ok) return true
  const done = commit(node, (db) => {
    if (letter.value.kind === 'hello') takeHello(node, db, me, letter.value)
    if (letter.value.kind === 'welcome') takeWelcome(node, db, me, letter.value)
    if (letter.value.kind === 'join') takeJoin(node, db, me, letter.value)
    if (letter.value.kind === 'ask') takeAsk(node, db, me, letter.value)
    if (letter.value.kind === 'rotate') takeRotate(node, db, me, letter.value)
  })
  return done.ok
}

/**
 * A rotate comes by letter, because the log that says it may be full: what opens its box is kept at once, also where
 * operations that it rests on are still to come. Of members alone: others could make up epochs without end. Rule S6.
 */
function takeRotate(node: NodeState, db: WriteDb, me: Me, letter: Letter): void {
  const operations = decodeRotateLetter(letter.body)
  const [rotate] = operations.ok ? operations.value : []
  const space = rotate && spaceOf(node, db, rotate.space)
  if (!operations.ok || !rotate || !space || !space.state.members.has(rotate.author)) return
  addOperations(node, db, space, operations.value)
  // Whoever has the older logs alone finds what the rotate rests on there, too.
  for (const log of space.logs.values())
    if (log.rotate !== rotate.id && isMember(me, space) && findOwnFeed(db, me, log))
      for (const operation of operations.value.toReversed()) carry(node, db, me, space, log, operation)
  if (!space.logs.has(rotate.id)) openFromBox(node, db, me, space, rotate.id)
  settle(node, db, me, space)
}
