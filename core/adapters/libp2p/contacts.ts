import type { Clock, PeerChange, PeerId, Random } from '#core/net/index.ts'
import { DIAL_PAUSE, NUDGE_AFTER_MS, SOON, STEADY_MS, UPGRADE_PAUSE } from './limits.ts'
import type { Links } from './links.ts'
import { pauseAfter } from './pause.ts'
import type { Reach } from './reach.ts'

/** What keeping contact needs of the rest. */
export interface ContactsInit {
  readonly clock: Clock
  readonly random: Random
  readonly links: Links
  readonly reach: Reach
}

/** The peers that are wanted: dialled until they are connected, and on until they are connected without a relay. */
export interface Contacts {
  readonly want: (peer: PeerId) => void
  readonly unwant: (peer: PeerId) => void
  readonly isWanted: (peer: PeerId) => boolean
  /** A peer was heard of; `isNews`: at an address that was not known. */
  readonly heardOf: (peer: PeerId, isNews: boolean) => void
  readonly changed: (change: PeerChange) => void
  /** There is a relay more to try. */
  readonly relayUp: () => void
  readonly start: () => void
  readonly stop: () => void
}

interface Contact {
  readonly peer: PeerId
  /** Failed dials since something last changed for the better, and tries for a direct way since it came up. */
  attempt: number
  upgrades: number
  upSince: number
  isDialling: boolean
  lastDial: number
  cancel: () => void
}

/** Nobody is wanted yet. Dials begin at `start`. */
export const createContacts = ({ clock, random, links, reach }: ContactsInit): Contacts => {
  const contacts = new Map<PeerId, Contact>()
  let isRunning = false

  const dialAfter = (contact: Contact, ms: number): void => {
    contact.cancel()
    if (isRunning) contact.cancel = clock.after(ms, () => dial(contact))
  }

  /** Something changed: tries anew, soon, with short pauses. */
  const refresh = (contact: Contact): void => {
    contact.attempt = 0
    contact.upgrades = 0
    if (!contact.isDialling) dialAfter(contact, pauseAfter(0, SOON, random))
  }

  const dial = (contact: Contact): void => {
    const path = links.best(contact.peer)?.path
    if (!isRunning || contact.isDialling || path === 'local' || path === 'direct') return
    contact.isDialling = true
    contact.lastDial = clock.monotonic()
    const settled = (): void => {
      contact.isDialling = false
      if (contacts.get(contact.peer) === contact) dialAgain(contact)
    }
    reach.reach(contact.peer, path === 'relay' ? 'direct' : 'any').then(settled, settled)
  }

  const dialAgain = (contact: Contact): void => {
    const path = links.best(contact.peer)?.path
    if (path === 'local' || path === 'direct') return contact.cancel()
    const pause =
      path === 'relay'
        ? pauseAfter(contact.upgrades++, UPGRADE_PAUSE, random)
        : pauseAfter(contact.attempt++, DIAL_PAUSE, random)
    dialAfter(contact, pause)
  }

  return {
    want: (peer) => {
      const contact: Contact = contacts.get(peer) ?? {
        peer,
        attempt: 0,
        upgrades: 0,
        upSince: 0,
        isDialling: false,
        lastDial: -Infinity,
        cancel: () => {},
      }
      contacts.set(peer, contact)
      contact.attempt = 0
      if (!contact.isDialling) dialAfter(contact, 0)
    },
    unwant: (peer) => {
      contacts.get(peer)?.cancel()
      contacts.delete(peer)
    },
    isWanted: (peer) => contacts.has(peer),
    heardOf: (peer, isNews) => {
      const contact = contacts.get(peer)
      const path = links.best(peer)?.path
      if (contact === undefined || path === 'local' || path === 'direct') return
      if (isNews) refresh(contact)
      // It is there now, whatever came of it before; but what refuses us every time is not asked all the time.
      else if (!contact.isDialling && clock.monotonic() - contact.lastDial > NUDGE_AFTER_MS)
        dialAfter(contact, pauseAfter(0, SOON, random))
    },
    changed: (change) => {
      const contact = contacts.get(change.peer)
      if (contact === undefined) return
      if (change.type === 'up') contact.upSince = clock.monotonic()
      if (change.type !== 'down') contact.upgrades = 0
      // One that takes us in and throws us out at once is not dialled all the time.
      else if (clock.monotonic() - contact.upSince >= STEADY_MS) contact.attempt = 0
      if (!contact.isDialling) dialAgain(contact)
    },
    relayUp: () => {
      for (const contact of contacts.values()) if (links.best(contact.peer) === null) refresh(contact)
    },
    start: () => {
      isRunning = true
      for (const contact of contacts.values()) dialAfter(contact, 0)
    },
    stop: () => {
      isRunning = false
      for (const contact of contacts.values()) contact.cancel()
    },
  }
}
