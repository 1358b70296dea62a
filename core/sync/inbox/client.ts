import type { Cbor, Domain, PublicKey, Signature } from '#core/proof/index.ts'
import { bytesToId } from '#core/proof/index.ts'
import type { Clock, Net, PeerId, Random, Stream } from '#core/net/index.ts'
import { ANSWER_TIMEOUT_MS, INBOX_PROTOCOL, REOPEN_FIRST_MS, REOPEN_LONGEST_MS } from './limits.ts'
import { openOwnerSession, stepOwnerSession } from './owner.ts'
import type { OwnerEffect, OwnerInput } from './owner.ts'
import { inboxProofStatement } from './ticket.ts'
import type { InboxId, InboxStatus, Registration } from './types.ts'

export interface InboxClientPorts {
  readonly net: Net
  readonly clock: Clock
  readonly random: Random
  /** The inbox's public key. */
  readonly inbox: PublicKey
  /** Signs the CBOR of `[domain, ...values]` with the inbox's secret. */
  readonly sign: (domain: Domain, values: readonly Cbor[]) => Signature
  /** The tickets that count now. */
  readonly registration: () => Registration
  /**
   * A sealed letter. `done(true)` once it is durable here: it is deleted there then. `done(false)` leaves it, to come
   * again with the next stream. The same letter may come again at any time, by another relay too.
   */
  readonly onLetter: (letter: Uint8Array, from: PeerId, done: (isTaken: boolean) => void) => void
  readonly onStatus?: () => void
}

/** Keeps an account's inbox registered with peers that keep letters for it, and fetches what comes. */
export interface InboxClient {
  /** The peers to be registered with; replaces the earlier list. Connecting to them is the network's business. */
  use(peers: readonly PeerId[]): void
  /** `registration` gives something else now: it is registered anew everywhere. */
  registrationChanged(): void
  status(): readonly InboxStatus[]
  stop(): void
}

/** Stands by with no peer yet. A stream is opened to each used peer whenever it is connected. Rules R3, R5, I6. */
export function createInboxClient(ports: InboxClientPorts): InboxClient {
  const { net } = ports
  const kept = new Map<PeerId, Keeper>()
  const unsubscribe = net.onPeer((change) => {
    const keeper = kept.get(change.peer)
    if (change.type === 'up') keeper?.connected()
    else if (change.type === 'down') keeper?.disconnected()
  })
  return {
    use: (peers) => {
      const wanted = new Set(peers)
      for (const [peer, keeper] of kept) {
        if (wanted.has(peer)) continue
        keeper.stop()
        kept.delete(peer)
      }
      const up = new Set(net.peers().map(({ peer }) => peer))
      for (const peer of wanted) {
        if (kept.has(peer)) continue
        const keeper = createKeeper(ports, peer)
        kept.set(peer, keeper)
        if (up.has(peer)) keeper.connected()
      }
    },
    registrationChanged: () => {
      for (const keeper of kept.values()) keeper.registrationChanged()
    },
    status: () => [...kept.values()].map((keeper) => keeper.status()),
    stop: () => {
      unsubscribe()
      for (const keeper of kept.values()) keeper.stop()
      kept.clear()
    },
  }
}

/** One peer of the client, through all its streams. */
interface Keeper {
  connected(): void
  disconnected(): void
  registrationChanged(): void
  status(): InboxStatus
  stop(): void
}

function createKeeper(ports: InboxClientPorts, peer: PeerId): Keeper {
  const { net, clock, random, onStatus } = ports
  let isConnected = false
  let isStopped = false
  let isOpening = false
  let state: InboxStatus['state'] = 'away'
  let detail: string | null = null
  let attempt = 0
  let cancelPause = (): void => {}
  let current: { readonly stream: Stream; readonly take: (input: OwnerInput) => void } | null = null

  const show = (next: InboxStatus['state'], why: string | null): void => {
    if (next === state && why === detail) return
    state = next
    detail = why
    onStatus?.()
  }

  const open = (): void => {
    cancelPause()
    if (isStopped || !isConnected || isOpening || current !== null) return
    isOpening = true
    if (state === 'away') show('opening', detail)
    net.open(peer, INBOX_PROTOCOL, (opened) => {
      isOpening = false
      if (isStopped) return opened.ok ? opened.value.abort('Stopped') : undefined
      if (!opened.ok) return waitAndOpen(opened.error.type)
      run(opened.value)
    })
  }

  const waitAndOpen = (why: string): void => {
    show(state === 'refused' ? 'refused' : 'away', why)
    wait(open)
  }

  const wait = (work: () => void): void => {
    cancelPause()
    // Half to one and a half times as long, so that a relay that comes back is not met by all at once.
    const jitter = 0.5 + (random(1)[0] ?? 0) / 255
    const pause = Math.min(REOPEN_LONGEST_MS, REOPEN_FIRST_MS * 2 ** Math.min(attempt++, 20))
    cancelPause = clock.after(pause * jitter, work)
  }

  const register = (): void => {
    if (current === null) open()
    else current.take({ type: 'registrationChanged', registration: ports.registration() })
  }

  const run = (stream: Stream): void => {
    let session = openOwnerSession(ports.registration())
    let isOver = false
    let cancelAnswer = (): void => {}

    const take = (input: OwnerInput): void => {
      if (isOver) return
      const [next, effects] = stepOwnerSession(session, input)
      const isNewRequest = next.awaits !== session.awaits || input.type === 'frame'
      session = next
      if (isNewRequest) watchAnswer()
      for (const effect of effects) apply(effect)
    }
    const watchAnswer = (): void => {
      cancelAnswer()
      cancelAnswer = session.awaits === null ? () => {} : clock.after(ANSWER_TIMEOUT_MS, () => stream.abort('NoAnswer'))
    }
    const apply = (effect: OwnerEffect): void => {
      switch (effect.type) {
        case 'prove': {
          const inbox = bytesToId(ports.inbox) as InboxId // the written form of its key
          const proof = inboxProofStatement({ nonce: effect.nonce, server: peer, client: net.self, inbox })
          return take({ type: 'signed', inbox: ports.inbox, sig: ports.sign(...proof) })
        }
        case 'send':
          // One request at a time, so there is never much in the buffer.
          stream.send(effect.frame)
          return
        case 'letter':
          return ports.onLetter(effect.letter, peer, (isTaken) => take({ type: 'settled', letter: effect.id, isTaken }))
        case 'registered':
          attempt = 0
          return show('registered', null)
        case 'refused':
          // Outdated: another device of the account has registered what is newer, so all is well.
          if (effect.refusal.type === 'RegistrationOutdated') return show('registered', null)
          // What is not deleted there comes again.
          if (effect.of === 'acknowledge') return
          show('refused', effect.refusal.type)
          if (effect.of === 'register') return wait(register)
          return stream.close()
        case 'break':
          return stream.abort(effect.reason)
      }
    }

    current = { stream, take }
    watchAnswer()
    stream.listen({
      frame: (frame) => take({ type: 'frame', frame }),
      drain: () => {},
      close: (reason) => {
        isOver = true
        cancelAnswer()
        current = null
        if (isStopped) return
        if (isConnected) waitAndOpen(detail ?? reason ?? 'Closed')
        else show('away', reason)
      },
    })
  }

  return {
    connected: () => {
      isConnected = true
      // An earlier connection may be half dead and its stream not know yet: that stream ends by itself.
      open()
    },
    disconnected: () => {
      isConnected = false
      cancelPause()
      if (current === null) show('away', detail)
    },
    registrationChanged: register,
    status: () => ({ peer, state, detail }),
    stop: () => {
      isStopped = true
      cancelPause()
      current?.stream.abort('Stopped')
    },
  }
}
