import { fail, idToBytes, ok } from '#core/proof/index.ts'
import type { PublicKey, Result } from '#core/proof/index.ts'
import type { Clock, Net, PeerId, Stream } from '#core/net/index.ts'
import { encodeRequest, parseReply } from './frames.ts'
import { DEPOSIT_TIMEOUT_MS, INBOX_PROTOCOL, MAX_LETTER } from './limits.ts'
import type { DepositError, InboxId, Ticket } from './types.ts'

/** A sealed letter and what admits it. */
export interface Deposit {
  readonly inbox: InboxId
  readonly ticket: Ticket
  /** Sealed bytes, at most `MAX_LETTER`. */
  readonly letter: Uint8Array
}

/**
 * Leaves a letter with a peer that serves the inbox: a relay, or a device of the account itself. Answers once; success
 * means that the letter is durable there. Doing it again is harmless: the same letter is one letter. Rule R3.
 */
export function depositLetter(
  { net, clock }: { readonly net: Net; readonly clock: Clock },
  peer: PeerId,
  { inbox, ticket, letter }: Deposit,
  done: (outcome: Result<void, DepositError>) => void,
): void {
  if (letter.length > MAX_LETTER) {
    clock.after(0, () => done(fail({ type: 'LetterTooLarge' })))
    return
  }
  // An InboxId is the written form of a public key.
  const request = encodeRequest({ type: 'deposit', inbox: idToBytes(inbox) as PublicKey, ticket, letter })
  net.open(peer, INBOX_PROTOCOL, (opened) => {
    if (!opened.ok) return done(fail(opened.error))
    exchange(clock, opened.value, request, done)
  })
}

function exchange(
  clock: Clock,
  stream: Stream,
  request: Uint8Array,
  done: (outcome: Result<void, DepositError>) => void,
): void {
  let isSettled = false
  const settle = (outcome: Result<void, DepositError>): void => {
    if (isSettled) return
    isSettled = true
    cancel()
    done(outcome)
  }
  const cancel = clock.after(DEPOSIT_TIMEOUT_MS, () => {
    settle(fail({ type: 'NoAnswer' }))
    stream.abort('NoAnswer')
  })
  stream.listen({
    frame: (frame) => {
      const reply = parseReply(frame)
      if (!reply.ok) {
        settle(fail({ type: 'StreamEnded', reason: reply.error.type }))
        return stream.abort(reply.error.type)
      }
      if (reply.value.type === 'done') settle(ok(undefined))
      else if (reply.value.type === 'refused') settle(fail(reply.value.refusal))
      else return // the challenge, which is for owners
      stream.close()
    },
    drain: () => {},
    close: (reason) => settle(fail({ type: 'StreamEnded', reason: reason ?? 'Closed' })),
  })
  stream.send(request)
}
