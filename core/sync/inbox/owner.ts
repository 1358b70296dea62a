import { encodeRequest, parseReply } from './frames.ts'
import { PAGE_LETTERS } from './limits.ts'
import { letterId } from './ticket.ts'
import type { PublicKey, Signature } from '#core/proof/index.ts'
import type { InboxRefusal, InboxReply, InboxRequest, LetterId, LetterPage, Registration } from './types.ts'

/** What the owner of an inbox knows of one stream to a server. */
export interface OwnerSession {
  /** The request whose answer is awaited; `challenge` before the server has spoken. */
  readonly awaits: 'challenge' | 'prove' | 'register' | 'fetch' | 'acknowledge' | null
  /** What is to be registered, if not done here yet. */
  readonly registration: Registration | null
  readonly isFetchDue: boolean
  /** Number of the last letter seen on this stream. */
  readonly after: number
  /** Letters handed over and not settled yet. The next page comes when there are none, so that few are held at once. */
  readonly open: number
  /** Letters held durably now, to be deleted there. */
  readonly acknowledged: readonly LetterId[]
}

export type OwnerInput =
  | { readonly type: 'frame'; readonly frame: Uint8Array }
  /** The proof that an `OwnerEffect` of type `prove` asked for. */
  | { readonly type: 'signed'; readonly inbox: PublicKey; readonly sig: Signature }
  | { readonly type: 'registrationChanged'; readonly registration: Registration }
  /** A letter was dealt with: durable here if taken, else left there for the next stream. */
  | { readonly type: 'settled'; readonly letter: LetterId; readonly isTaken: boolean }

export type OwnerEffect =
  | { readonly type: 'prove'; readonly nonce: Uint8Array }
  | { readonly type: 'send'; readonly frame: Uint8Array }
  | { readonly type: 'letter'; readonly id: LetterId; readonly letter: Uint8Array }
  | { readonly type: 'registered' }
  /** The server does not want to: not now, or never. After a refused proof or fetch nothing more is of use. */
  | { readonly type: 'refused'; readonly of: OwnerSession['awaits']; readonly refusal: InboxRefusal }
  /** The server broke the protocol (Y8). */
  | { readonly type: 'break'; readonly reason: string }

type Step = readonly [OwnerSession, readonly OwnerEffect[]]

/** A stream that was just opened by the owner. */
export const openOwnerSession = (registration: Registration): OwnerSession => ({
  awaits: 'challenge',
  registration,
  isFetchDue: true,
  after: 0,
  open: 0,
  acknowledged: [],
})

/** What becomes of an owner's stream, and what is to be done: the other side of `stepInboxSession`. Rule R3. */
export function stepOwnerSession(session: OwnerSession, input: OwnerInput): Step {
  switch (input.type) {
    case 'frame': {
      const reply = parseReply(input.frame)
      return reply.ok ? takeReply(session, reply.value) : broken(session, reply.error.type)
    }
    case 'signed':
      return request(session, 'prove', { type: 'prove', inbox: input.inbox, sig: input.sig })
    case 'registrationChanged':
      return goOn({ ...session, registration: input.registration })
    case 'settled': {
      const { letter, isTaken } = input
      const acknowledged = isTaken ? [...session.acknowledged, letter] : session.acknowledged
      return goOn({ ...session, open: session.open - 1, acknowledged })
    }
  }
}

const broken = (session: OwnerSession, reason: string): Step => [session, [{ type: 'break', reason }]]

function request(session: OwnerSession, awaits: OwnerSession['awaits'], said: InboxRequest): Step {
  return [{ ...session, awaits }, [{ type: 'send', frame: encodeRequest(said) }]]
}

/** Sends what is due, one request at a time: answers come in the order of requests and carry no name of theirs. */
function goOn(session: OwnerSession): Step {
  const { awaits, registration, acknowledged, open } = session
  if (awaits !== null) return [session, []]
  if (registration !== null)
    return request({ ...session, registration: null }, 'register', { type: 'register', registration })
  // In whole pages, or when nothing else is to come: one request for many letters.
  if (acknowledged.length > 0 && open === 0) {
    const letters = acknowledged.slice(0, PAGE_LETTERS)
    const rest = { ...session, acknowledged: acknowledged.slice(PAGE_LETTERS) }
    return request(rest, 'acknowledge', { type: 'acknowledge', letters })
  }
  if (session.isFetchDue && open === 0)
    return request({ ...session, isFetchDue: false }, 'fetch', { type: 'fetch', after: session.after })
  return [session, []]
}

function takeReply(session: OwnerSession, reply: InboxReply): Step {
  if (reply.type === 'waiting') return goOn({ ...session, isFetchDue: true })
  const { awaits } = session
  const idle: OwnerSession = { ...session, awaits: null }
  if (reply.type === 'challenge')
    return awaits === 'challenge' ? [idle, [{ type: 'prove', nonce: reply.nonce }]] : broken(session, 'OutOfTurn')
  if (awaits === null || awaits === 'challenge') return broken(session, 'OutOfTurn')
  if (reply.type === 'refused') {
    const refused: OwnerEffect = { type: 'refused', of: awaits, refusal: reply.refusal }
    if (awaits === 'prove' || awaits === 'fetch') return [idle, [refused]]
    // Letters are fetched all the same: some may be here from before, and what is fetched makes room.
    const [next, effects] = goOn(idle)
    return [next, [refused, ...effects]]
  }
  if (reply.type === 'letters') return awaits === 'fetch' ? takePage(idle, reply.page) : broken(session, 'OutOfTurn')
  if (awaits === 'fetch') return broken(session, 'OutOfTurn')
  const [next, effects] = goOn(idle)
  return [next, awaits === 'register' ? [{ type: 'registered' }, ...effects] : effects]
}

function takePage(session: OwnerSession, { letters, more }: LetterPage): Step {
  const effects: OwnerEffect[] = []
  let { after } = session
  for (const { number, letter } of letters) {
    if (number <= after) return broken(session, 'LettersOutOfOrder')
    after = number
    effects.push({ type: 'letter', id: letterId(letter), letter })
  }
  if (letters.length === 0 && more) return broken(session, 'LettersMissing')
  const next = { ...session, after, open: session.open + letters.length, isFetchDue: session.isFetchDue || more }
  if (letters.length > 0) return [next, effects]
  return goOn(next)
}
