import type { PeerChange, PeerId } from '#core/net/index.ts'
import type { Dice } from '../dice.ts'
import type { Life } from '../life.ts'
import type { Links } from './links.ts'
import type { Reach } from './reach.ts'

/** A pause that doubles from `first` to `longest`, in milliseconds, each half to one and a half times as long. */
export interface PauseRange {
  readonly first: number
  readonly longest: number
}

/** Between dials of a wanted peer that is not connected. */
const DIAL_PAUSE: PauseRange = { first: 1_000, longest: 60_000 }
/** Between tries of a direct way to somebody who is connected by a relay. */
const UPGRADE_PAUSE: PauseRange = { first: 5_000, longest: 300_000 }
/** After a discovery or a lost connection: soon, but not both sides at one moment. */
const SOON: PauseRange = { first: 300, longest: 300 }

/** Milliseconds to wait after `attempt` failures. */
export const pauseAfter = (attempt: number, range: PauseRange, dice: Dice): number =>
  Math.min(range.longest, range.first * 2 ** Math.min(attempt, 30)) * (0.5 + dice.unit())

/** The peers that are wanted: dialled until they are connected, and on until they are connected without a relay. */
export interface Contacts {
  want(peer: PeerId): void
  unwant(peer: PeerId): void
  /** A peer was heard of: wanted ones are dialled soon. */
  heardOf(peer: PeerId): void
  changed(change: PeerChange): void
  /** There is a relay more to try. */
  relayUp(): void
  start(): void
  stop(): void
}

interface Contact {
  readonly peer: PeerId
  attempt: number
  isDialling: boolean
  cancel: () => void
}

/** What keeping contact needs of the rest. */
export interface ContactsInit {
  readonly life: Life
  readonly dice: Dice
  readonly links: Links
  readonly reach: Reach
}

/** Nobody is wanted yet. Dials begin at `start`. */
export function createContacts({ life, dice, links, reach }: ContactsInit): Contacts {
  const contacts = new Map<PeerId, Contact>()
  let isRunning = false

  const isNear = (peer: PeerId): boolean => (links.best(peer)?.path ?? 'relay') !== 'relay'

  const dialAfter = (contact: Contact, ms: number): void => {
    contact.cancel()
    if (isRunning) contact.cancel = life.after(ms, () => dial(contact))
  }

  const refresh = (contact: Contact): void => {
    contact.attempt = 0
    if (!contact.isDialling) dialAfter(contact, pauseAfter(0, SOON, dice))
  }

  const dial = (contact: Contact): void => {
    const { peer } = contact
    if (!isRunning || contact.isDialling || isNear(peer)) return
    contact.isDialling = true
    reach.reach(peer, links.best(peer) === null ? 'any' : 'direct', () => {
      contact.isDialling = false
      if (isRunning && contacts.get(peer) === contact) dialAgain(contact)
    })
  }

  const dialAgain = (contact: Contact): void => {
    if (isNear(contact.peer)) return contact.cancel()
    const isRelayed = links.best(contact.peer) !== null
    dialAfter(contact, pauseAfter(contact.attempt++, isRelayed ? UPGRADE_PAUSE : DIAL_PAUSE, dice))
  }

  return {
    want: (peer) => {
      const contact = contacts.get(peer) ?? { peer, attempt: 0, isDialling: false, cancel: () => {} }
      contacts.set(peer, contact)
      contact.attempt = 0
      if (!contact.isDialling) dialAfter(contact, 0)
    },
    unwant: (peer) => {
      contacts.get(peer)?.cancel()
      contacts.delete(peer)
    },
    heardOf: (peer) => {
      const contact = contacts.get(peer)
      if (contact !== undefined && !isNear(peer)) refresh(contact)
    },
    changed: (change) => {
      const contact = contacts.get(change.peer)
      if (contact === undefined) return
      contact.attempt = 0
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
