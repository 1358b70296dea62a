import type { LogId, Run } from '#core/envelope/index.ts'
import type { Path, PeerChange, PeerId, Stream } from '#core/net/index.ts'
import type { SessionInput } from './effects.ts'
import { encodeFrame } from './encode.ts'
import { createLink } from './link.ts'
import type { Link, LinkEnd } from './link.ts'
import { createRefusals } from './refusals.ts'
import { rangeOf } from './sending.ts'
import { createTurns } from './turns.ts'
import { SYNC_PROTOCOL } from './types.ts'
import type { FeedFrontier, Host, HostEvent, HostPorts } from './types.ts'

/** The side with the larger id lets the other open first, for so long. Milliseconds. */
export const OPEN_PAUSE_MS = 1_000
/** Between tries to open a session with a connected peer: doubled each time, and jittered. Milliseconds. */
export const FIRST_RETRY_MS = 1_000
export const LONGEST_RETRY_MS = 60_000
/** A session that lived so long ended by chance: the next try comes soon. Milliseconds. */
const LONG_LIFE_MS = 30_000
/** Who opens a stream and says no HELLO for so long is let go. Milliseconds. */
export const HELLO_TIMEOUT_MS = 15_000
/**
 * What others sent is passed on after so long, unless HAVE tells meanwhile that it is known there too: in a group where
 * everybody hears the author, nobody hears everything from everybody. Milliseconds.
 */
export const PASS_ON_MS = 50

/** What the host knows of one connected peer. */
interface Known {
  link: Link | null
  openedBy: 'us' | 'them'
  openedAt: number
  isSaid: boolean
  isOpening: boolean
  /** It speaks no version, or not this protocol: until it comes up again. */
  isDeaf: boolean
  tries: number
  cancelRetry: () => void
  cancelTimeout: () => void
}

const RANKS: Readonly<Record<Path, number>> = { relay: 0, direct: 1, local: 2 }
const nothing = () => {}

/** All sessions of one replica over its network: at most one with each peer. Rules Y2 to Y8. */
export function createHost({ net, clock, random, replica }: HostPorts): Host {
  const peers = new Map<PeerId, Known>()
  const listeners = new Set<(event: HostEvent) => void>()
  const refusals = createRefusals(clock)
  const turns = createTurns<Link>(clock, (log, link) => link.give({ type: 'turn', log }))
  const passOns = new Set<() => void>()
  let state: 'new' | 'started' | 'stopped' = 'new'
  let unsubscribe = nothing

  const emit = (event: HostEvent) => listeners.forEach((listener) => listener(event))
  const links = (): Link[] => [...peers.values()].flatMap(({ link }) => link ?? [])
  const tellAll = (input: SessionInput) => links().forEach((link) => link.give(input))

  const know = (peer: PeerId): Known => {
    const known = peers.get(peer)
    if (known !== undefined) return known
    const begun: Known = {
      link: null,
      openedBy: 'us',
      openedAt: 0,
      isSaid: false,
      isOpening: false,
      isDeaf: false,
      tries: 0,
      cancelRetry: nothing,
      cancelTimeout: nothing,
    }
    peers.set(peer, begun)
    return begun
  }

  const later = (known: Known, ms: number, fn: () => void) => {
    known.cancelRetry()
    known.cancelRetry = clock.after(ms, fn)
  }

  /** Opens a session with a connected peer, if there is something to talk about and it is this side's to do. */
  const consider = (peer: PeerId, isPatient = true): void => {
    const known = know(peer)
    if (state !== 'started' || known.link !== null || known.isOpening || known.isDeaf) return
    const refusedUntil = refusals.until(peer)
    if (refusedUntil !== null) return later(known, refusedUntil - clock.monotonic(), () => consider(peer))
    const shared = replica.sharedWith(peer)
    if (shared.length === 0) return
    const isOurs = net.self < peer || shared.some(({ space }) => space === null)
    if (isOurs || !isPatient) open(peer, known)
    else later(known, OPEN_PAUSE_MS, () => consider(peer, false))
  }

  const open = (peer: PeerId, known: Known): void => {
    known.cancelRetry()
    known.isOpening = true
    net.open(peer, SYNC_PROTOCOL, (outcome) => {
      known.isOpening = false
      if (outcome.ok) return adopt(outcome.value, 'us')
      if (outcome.error.type === 'ProtocolUnknown') known.isDeaf = true
      else retry(peer, known)
    })
  }

  /** Another try, while the peer is connected: its coming up again is a try of its own. */
  const retry = (peer: PeerId, known: Known): void => {
    if (state !== 'started') return
    if (!net.peers().some((status) => status.peer === peer)) return void peers.delete(peer)
    const pause = Math.min(FIRST_RETRY_MS * 2 ** known.tries++, LONGEST_RETRY_MS)
    const jitter = 0.5 + (random(1)[0] ?? 0) / 256
    later(known, Math.round(pause * jitter), () => consider(peer, false))
  }

  /**
   * Takes a stream, or not. Of two at once that of the smaller id stays, on both sides; of two by the same side the
   * newer. A stream from a peer with whom a session stands means that it lost that one.
   */
  const adopt = (stream: Stream, openedBy: 'us' | 'them'): void => {
    const { peer } = stream
    const known = know(peer)
    if (state !== 'started' || refusals.until(peer) !== null) return stream.abort('Refused')
    const { link } = known
    if (link !== null) {
      const givesWay = known.openedBy === openedBy || (openedBy === 'us') === net.self < peer
      if (!givesWay) {
        stream.listen({ frame: nothing, drain: nothing, close: nothing })
        stream.send(encodeFrame({ type: 'bye', reason: 'Duplicate' }))
        stream.close()
        if (known.isSaid && openedBy === 'them') {
          link.end('Replaced')
          open(peer, known)
        }
        return
      }
      link.end('Replaced')
    }
    begin(stream, known, openedBy)
  }

  const begin = (stream: Stream, known: Known, openedBy: 'us' | 'them'): void => {
    const { peer } = stream
    known.cancelRetry()
    known.cancelTimeout()
    known.openedBy = openedBy
    known.openedAt = clock.monotonic()
    known.isSaid = false
    const takeTurn = (log: LogId) => turns.take(log, link)
    const ports = { clock, random, replica, opens: openedBy === 'us', takeTurn }
    const link: Link = createLink(net.self, stream, ports, {
      opened: () => {
        known.isSaid = true
        known.cancelTimeout()
        emit({ type: 'session', peer, change: 'opened', reason: null })
      },
      settled: () => emit({ type: 'session', peer, change: 'settled', reason: null }),
      progress: () => {
        turns.heard(link)
        const { envelopesIn } = link.session.metrics
        emit({ type: 'progress', peer, received: envelopesIn, expected: envelopesIn + link.session.toReceive() })
      },
      refused: (log, reason) => emit({ type: 'refused', peer, log, reason }),
      turnOver: (log) => turns.over(log, link),
      ended: (end) => ended(peer, known, link, end),
    })
    known.link = link
    known.cancelTimeout = clock.after(HELLO_TIMEOUT_MS, () => link.end('HelloTimeout'))
    link.begin()
  }

  const ended = (peer: PeerId, known: Known, link: Link, end: LinkEnd): void => {
    turns.leave(link)
    if (known.link !== link) return
    known.link = null
    known.cancelTimeout()
    const wasSaid = known.isSaid
    if (wasSaid) emit({ type: 'session', peer, change: 'closed', reason: reasonOf(end) })
    if (end.type === 'PeerNewer' || end.type === 'PeerOlder') {
      known.isDeaf = true
      if (!wasSaid) emit({ type: 'session', peer, change: 'closed', reason: end.type })
    } else if (end.type !== 'Bye' && end.type !== 'Lost')
      emit({ type: 'misbehaved', peer, reason: end.type, until: refusals.blame(peer) })
    if (clock.monotonic() - known.openedAt >= LONG_LIFE_MS) known.tries = 0
    retry(peer, known)
  }

  const changed = (change: PeerChange): void => {
    const known = know(change.peer)
    if (change.type === 'down') {
      known.cancelRetry()
      known.tries = 0
      if (known.link === null && !known.isOpening) peers.delete(change.peer)
      return
    }
    if (change.type === 'up') {
      known.isDeaf = false
      known.tries = 0
      return consider(change.peer)
    }
    const { link } = known
    if (link === null) return consider(change.peer)
    // Streams do not move to a better way by themselves: who opened this one opens another.
    const isBetter = RANKS[change.path] > RANKS[link.stream.path]
    if (isBetter && known.openedBy === 'us' && !known.isOpening) open(change.peer, known)
  }

  /** Whether somebody connected has it already: then others may pass it on too. */
  const isElsewhere = (log: LogId, run: Run): boolean =>
    links().some((link) => link.session.peerHolds(log, run.feed, rangeOf(run).high))

  const appended = (log: LogId, run: Run, frontier: FeedFrontier): void => {
    const isHeld = isElsewhere(log, run)
    tellAll({ type: 'appended', log, run, frontier, isHeld })
    if (!isHeld) return
    const cancel = clock.after(PASS_ON_MS, () => {
      passOns.delete(cancel)
      tellAll({ type: 'release', log, feed: run.feed, range: rangeOf(run) })
    })
    passOns.add(cancel)
  }

  return {
    start: () => {
      if (state !== 'new') throw new Error('a host starts once')
      state = 'started'
      net.serve(SYNC_PROTOCOL, (stream) => adopt(stream, 'them'))
      unsubscribe = net.onPeer(changed)
      for (const { peer } of net.peers()) consider(peer)
    },
    stop: () => {
      if (state !== 'started') return
      state = 'stopped'
      unsubscribe()
      for (const link of links()) link.end('Stopping')
      for (const known of peers.values()) {
        known.cancelRetry()
        known.cancelTimeout()
      }
      for (const cancel of passOns) cancel()
      passOns.clear()
      turns.stop()
      peers.clear()
    },
    appended,
    frontierChanged: (log, frontier) => tellAll({ type: 'frontierChanged', log, frontier }),
    forked: (log, fork) => tellAll({ type: 'forked', log, fork }),
    seen: (log, heads) => tellAll({ type: 'seen', log, heads }),
    sharingChanged: () => {
      tellAll({ type: 'sharingChanged' })
      for (const { peer } of net.peers()) consider(peer)
    },
    status: () =>
      links().map(({ stream, session }) => ({
        peer: stream.peer,
        role: session.role(),
        path: stream.path,
        phase: session.phase(),
        metrics: { ...session.metrics },
        toSend: session.toSend(),
        toReceive: session.toReceive(),
      })),
    onEvent: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

const reasonOf = (end: LinkEnd): string | null => (end.type === 'Bye' || end.type === 'Lost' ? end.reason : end.type)
