import { fail, ok, toHex } from '#core/proof/index.ts'
import { letterId } from './ticket.ts'
import type { InboxId, InboxStore, Registration, StoredLetter } from './types.ts'

/** What an inbox in memory takes. */
export interface MemoryInboxLimits {
  readonly letters: number
  readonly tickets: number
}

const DEFAULT_LIMITS: MemoryInboxLimits = { letters: 1000, tickets: 1000 }

interface Kept {
  registration: Registration
  tickets: ReadonlySet<string>
  /** By letter id, in order of arrival. */
  readonly letters: Map<string, StoredLetter>
}

/** An inbox store that forgets with its process: for the simulator, and the plainest reading of the contract. */
export function createMemoryInboxStore(limits: MemoryInboxLimits = DEFAULT_LIMITS): InboxStore {
  const inboxes = new Map<InboxId, Kept>()
  let last = 0
  return {
    register: (inbox, registration, _from, done) => {
      const known = inboxes.get(inbox)
      if (registration.tickets.length > limits.tickets) return done(fail({ type: 'TooManyTickets' }))
      if (known && registration.version < known.registration.version)
        return done(fail({ type: 'RegistrationOutdated' }))
      const tickets = new Set(registration.tickets.map(toHex))
      inboxes.set(inbox, { registration, tickets, letters: known?.letters ?? new Map<string, StoredLetter>() })
      done(ok(undefined))
    },
    deposit: (inbox, ticket, letter, _from, done) => {
      const known = inboxes.get(inbox)
      if (!known?.tickets.has(toHex(ticket))) return done(fail({ type: 'TicketUnknown' }))
      const id = toHex(letterId(letter))
      if (known.letters.has(id)) return done(ok(undefined))
      if (known.letters.size >= limits.letters) return done(fail({ type: 'InboxFull' }))
      known.letters.set(id, { number: ++last, letter })
      done(ok(undefined))
    },
    fetch: (inbox, after, maxBytes, maxLetters, done) => {
      const waiting = [...(inboxes.get(inbox)?.letters.values() ?? [])].filter(({ number }) => number > after)
      let bytes = 0
      const letters = waiting.slice(0, maxLetters).filter(({ letter }, i) => {
        bytes += letter.length
        return i === 0 || bytes <= maxBytes
      })
      done(ok({ letters, more: letters.length < waiting.length }))
    },
    acknowledge: (inbox, letters, done) => {
      for (const id of letters) inboxes.get(inbox)?.letters.delete(toHex(id))
      done(ok(undefined))
    },
  }
}
