import type { Result } from '#core/proof/index.ts'
import type { Clock, Net, PeerId, Random, Stream } from '#core/net/index.ts'
import { INBOX_PROTOCOL, NONCE_BYTES, PAGE_BYTES, PAGE_LETTERS, STREAMS_PER_PEER, UNPROVEN_IDLE_MS } from './limits.ts'
import { createRefusals } from '../refusals.ts'
import { openInboxSession, stepInboxSession } from './server.ts'
import type { InboxOperation, InboxSessionEffect, InboxSessionInput } from './server.ts'
import type { InboxId, InboxRefusal, InboxReply, InboxStore } from './types.ts'

/** What an operation came to, for those who count. */
export interface InboxEvent {
  readonly peer: PeerId
  readonly operation: InboxOperation['type'] | 'prove'
  /** Null: done as asked. */
  readonly refusal: InboxRefusal['type'] | null
  /** Bytes of letters that came or went. */
  readonly bytes: number
}

export interface InboxServerPorts {
  readonly net: Net
  readonly clock: Clock
  readonly random: Random
  readonly store: InboxStore
  /** Told of each operation that ended. */
  readonly onEvent?: (event: InboxEvent) => void
}

/** A running server of `/dure/inbox/1`. */
export interface InboxServer {
  /** A letter came for this inbox by another way than this server: its owner is told if it is here. */
  arrived(inbox: InboxId): void
  /** Streams that are open, and those of them whose inbox key was proven. */
  status(): { readonly streams: number; readonly proven: number }
  stop(): void
}

interface Served {
  readonly stream: Stream
  readonly take: (input: InboxSessionInput) => void
  inbox: InboxId | null
}

/**
 * Serves `/dure/inbox/1` from a store: a relay for anybody's inbox, a device for its own account's, so that a letter
 * needs no relay where two devices reach each other. Rules R3, I6.
 */
export function serveInbox({ net, clock, random, store, onEvent }: InboxServerPorts): InboxServer {
  const all = new Set<Served>()
  const byPeer = new Map<PeerId, number>()
  const byInbox = new Map<InboxId, Set<Served>>()
  const refusals = createRefusals(clock)
  let isStopped = false

  const arrived = (inbox: InboxId): void => {
    for (const served of byInbox.get(inbox) ?? []) served.take({ type: 'arrived' })
  }

  const perform = (operation: InboxOperation, from: PeerId, answer: (reply: InboxReply) => void): void => {
    const settle = (outcome: Result<unknown, InboxRefusal>, bytes: number, reply: InboxReply): void => {
      onEvent?.({ peer: from, operation: operation.type, refusal: outcome.ok ? null : outcome.error.type, bytes })
      answer(outcome.ok ? reply : { type: 'refused', refusal: outcome.error })
    }
    const done = (outcome: Result<void, InboxRefusal>): void => settle(outcome, 0, { type: 'done' })
    const { inbox } = operation
    switch (operation.type) {
      case 'register':
        return store.register(inbox, operation.registration, from, done)
      case 'deposit':
        return store.deposit(inbox, operation.ticket, operation.letter, from, (outcome) => {
          settle(outcome, operation.letter.length, { type: 'done' })
          if (outcome.ok) arrived(inbox)
        })
      case 'acknowledge':
        return store.acknowledge(inbox, operation.letters, done)
      case 'fetch':
        return store.fetch(inbox, operation.after, PAGE_BYTES, PAGE_LETTERS, (outcome) => {
          const page = outcome.ok ? outcome.value : { letters: [], more: false }
          const bytes = page.letters.reduce((sum, { letter }) => sum + letter.length, 0)
          settle(outcome, bytes, { type: 'letters', page })
        })
    }
  }

  const onStream = (stream: Stream): void => {
    const { peer } = stream
    const count = byPeer.get(peer) ?? 0
    const refusal = isStopped
      ? 'Stopped'
      : refusals.until(peer) !== null
        ? 'Refused'
        : count >= STREAMS_PER_PEER
          ? 'TooMany'
          : null
    if (refusal !== null) return stream.abort(refusal)
    byPeer.set(peer, count + 1)
    let session = openInboxSession(random(NONCE_BYTES), net.self, peer)
    let isOver = false
    let isFull = false
    let cancelIdle = (): void => {}

    const take = (input: InboxSessionInput): void => {
      if (isOver) return
      const [next, effects] = stepInboxSession(session, input)
      session = next
      for (const effect of effects) apply(effect)
    }
    /** Nothing is read while the store is at work or the client does not read: so a fast client waits, and nothing piles up. */
    const balance = (): void => (session.isBusy || isFull ? stream.pause() : stream.resume())
    const served: Served = { stream, take, inbox: null }

    const apply = (effect: InboxSessionEffect): void => {
      switch (effect.type) {
        case 'send':
          if (!stream.send(effect.frame)) isFull = true
          return
        case 'ask':
          balance()
          return perform(effect.operation, peer, (reply) => {
            if (isOver) return
            take({ type: 'answered', reply })
            balance()
          })
        case 'proven':
          served.inbox = effect.inbox
          byInbox.set(effect.inbox, (byInbox.get(effect.inbox) ?? new Set()).add(served))
          onEvent?.({ peer, operation: 'prove', refusal: null, bytes: 0 })
          return
        case 'break':
          if (effect.reason === 'ProofInvalid')
            onEvent?.({ peer, operation: 'prove', refusal: 'ProofInvalid', bytes: 0 })
          refusals.blame(peer)
          isOver = true
          // In good order, so that the refusal before it arrives.
          if (effect.reason === 'ProofInvalid') return stream.close()
          return stream.abort(effect.reason)
      }
    }

    const idle = (): void => {
      cancelIdle()
      cancelIdle = clock.after(UNPROVEN_IDLE_MS, () => {
        if (served.inbox === null) stream.abort('Idle')
      })
    }

    const forget = (): void => {
      isOver = true
      cancelIdle()
      all.delete(served)
      const left = (byPeer.get(peer) ?? 1) - 1
      if (left > 0) byPeer.set(peer, left)
      else byPeer.delete(peer)
      if (served.inbox === null) return
      const others = byInbox.get(served.inbox)
      others?.delete(served)
      if (others?.size === 0) byInbox.delete(served.inbox)
    }

    all.add(served)
    idle()
    stream.listen({
      frame: (frame) => {
        if (served.inbox === null) idle()
        take({ type: 'frame', frame })
      },
      drain: () => {
        isFull = false
        if (!isOver) balance()
      },
      close: forget,
    })
    take({ type: 'opened' })
  }

  net.serve(INBOX_PROTOCOL, onStream)
  return {
    arrived,
    status: () => ({ streams: all.size, proven: [...byInbox.values()].reduce((sum, set) => sum + set.size, 0) }),
    stop: () => {
      isStopped = true
      for (const { stream } of all) stream.abort('Stopped')
    },
  }
}
