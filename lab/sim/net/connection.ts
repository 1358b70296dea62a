import type { Address, Path, PeerId, StreamFault } from '#core/net/index.ts'
import type { Fabric } from './fabric.ts'
import { createEnd } from './stream.ts'
import type { End, Parcel } from './stream.ts'
import type { Link, OpenOutcome, Port, Station } from './types.ts'

/** How long until a side finds out that the other is silent, in milliseconds: its pings come now and again (30 to 60 s). */
const SILENT_MS = { least: 30_000, most: 60_000 }
/** How long after an interruption TCP has sent again what was lost in it, at most, in milliseconds. */
const RESUME_MS = 3_000
/** How long opening a stream may take, in milliseconds. */
const OPEN_STREAM_MS = 10_000
/** What it costs to name a protocol, and to answer. */
const NEGOTIATION_BYTES = 64

/** What a connection is between. `route` begins with the dialler's station and ends with the target's. */
export interface ConnectionInit {
  readonly fabric: Fabric
  readonly dialler: Port
  readonly target: Port
  readonly route: readonly Station[]
  readonly path: Path
  /** Where the dialler finds the target, and where the target sees the dialler. */
  readonly addresses: { readonly target: Address; readonly dialler: Address }
  /** Bytes and milliseconds after which it ends; null: never. */
  readonly limits: { readonly bytes: number | null; readonly ms: number | null }
}

/** Parcels of one stream in one direction: they never overtake each other. */
interface Lane {
  last: number
  held: (() => void)[]
}

interface Side extends Link {
  readonly other: Side
  state: 'opening' | 'open' | 'closed'
  readonly ends: Set<End>
  /** Streams being opened from this side: told when the side closes. */
  readonly opening: Set<() => void>
  /** When the last of what it sent arrives. */
  lastArrival: number
  cancelSilence: (() => void) | null
}

/** What whoever dialled gets: `opened` is called once, when the answer to the handshake arrives. */
export interface Connecting {
  readonly link: Link
  opened(): boolean
}

/** A connection that the target accepts now, and the dialler knows of as soon as its `opened` is called. */
export function createConnection(init: ConnectionInit): Connecting {
  const { fabric, route, path, limits } = init
  const { timeline } = fabric
  const back = route.toReversed()
  const ips = route.map(({ ip }) => ip)
  const heldLanes = new Set<Lane>()
  let carried = 0

  const isBlocked = (): boolean =>
    route.some((station, index) => {
      const next = route[index + 1]
      return station.ip !== ips[index] || (next !== undefined && fabric.isBlocked(station, next))
    })

  const newSide = (port: Port, peer: PeerId, address: Address, isDialler: boolean): Side => {
    const side: Side = {
      peer,
      path,
      address,
      isDialler,
      port,
      // Set right below, before anybody sees it.
      other: undefined as unknown as Side,
      state: isDialler ? 'opening' : 'open',
      ends: new Set(),
      opening: new Set(),
      dependents: new Set(),
      lastArrival: 0,
      cancelSilence: null,
      isOpen: () => side.state === 'open',
      open: (protocol, done) => openStream(side, protocol, done),
      drop: () => close(side, 'ConnectionLost'),
    }
    return side
  }
  const a = newSide(init.dialler, init.target.self, init.addresses.target, true)
  const b = newSide(init.target, init.dialler.self, init.addresses.dialler, false)
  Object.assign(a, { other: b })
  Object.assign(b, { other: a })

  /** This side is over. Its program is told, if it lives; the other side finds out later, or by silence alone. */
  const close = (side: Side, reason: StreamFault, isSilent = false): void => {
    if (side.state === 'closed') return
    const wasOpen = side.state === 'open'
    side.state = 'closed'
    side.cancelSilence?.()
    const { life } = side.port
    life.run(() => {
      for (const end of Array.from(side.ends)) end.lost(reason)
      for (const tell of Array.from(side.opening)) tell()
      if (wasOpen) side.port.closed(side)
    })
    for (const end of Array.from(side.dependents)) end()
    if (isSilent) awaitSilence(side.other)
    else tellOfClose(side.other)
    if (a.state === 'closed' && b.state === 'closed') forget()
  }

  const tellOfClose = (side: Side): void => {
    if (side.state === 'closed') return
    if (isBlocked()) return awaitSilence(side)
    // After all that was sent: a kernel delivers what it holds of a program that was killed.
    const time = Math.max(fabric.arrival(side === b ? route : back, 0), side.other.lastArrival)
    timeline.at(time, () => {
      if (isBlocked()) awaitSilence(side)
      else close(side, 'ConnectionLost')
    })
  }

  const awaitSilence = (side: Side): void => {
    if (side.state === 'closed' || side.cancelSilence !== null) return
    const ms = fabric.dice.int(SILENT_MS.least, SILENT_MS.most)
    side.cancelSilence = timeline.after(ms, () => close(side, 'ConnectionLost'))
  }

  const look = (): void => {
    if (isBlocked()) {
      awaitSilence(a)
      awaitSilence(b)
      return
    }
    for (const side of [a, b]) {
      side.cancelSilence?.()
      side.cancelSilence = null
      // The other end went away meanwhile: its host answers that it knows nothing of this.
      if (side.other.state === 'closed') tellOfClose(side)
    }
    for (const lane of heldLanes) timeline.after(fabric.dice.int(0, RESUME_MS), () => release(lane))
    heldLanes.clear()
  }

  const release = (lane: Lane): void => {
    if (isBlocked()) {
      heldLanes.add(lane)
      return
    }
    const { held } = lane
    lane.held = []
    for (const deliver of held) deliver()
  }

  const send = (from: Side, lane: Lane, bytes: number, deliver: () => void): void => {
    if (from.state !== 'open') return
    carried += bytes
    fabric.sent({ from: from.port.station.name, to: from.other.port.station.name, path, bytes })
    if (limits.bytes !== null && carried > limits.bytes) {
      // The relay cuts it. Whoever listens is told at once, whoever speaks finds out by silence.
      close(from.other, 'ConnectionLost', true)
      return
    }
    const to = from.other
    const arrived = (): void => {
      if (to.state === 'open') to.port.life.run(deliver)
    }
    const time = Math.max(lane.last, fabric.arrival(from === a ? route : back, bytes))
    lane.last = time
    from.lastArrival = Math.max(from.lastArrival, time)
    timeline.at(time, () => {
      const isCut = isBlocked()
      if (lane.held.length === 0 && !isCut) return arrived()
      // What is held already will be sent again soon, and this behind it.
      lane.held.push(arrived)
      if (isCut) heldLanes.add(lane)
    })
  }

  const openStream = (from: Side, protocol: string, done: (outcome: OpenOutcome) => void): void => {
    const to = from.other
    const { life } = from.port
    if (from.state !== 'open') {
      life.after(0, () => done({ type: 'lost' }))
      return
    }
    const there: Lane = { last: 0, held: [] }
    const here: Lane = { last: 0, held: [] }
    let isTold = false
    const tell = (outcome: OpenOutcome): void => {
      if (isTold) return
      isTold = true
      cancel()
      from.opening.delete(lost)
      done(outcome)
    }
    const lost = (): void => tell({ type: 'lost' })
    from.opening.add(lost)
    const near = newEnd(from, there, protocol, () => far)
    const far = newEnd(to, here, protocol, () => near)
    const cancel = life.after(OPEN_STREAM_MS, () => {
      lost()
      near.stream.abort('Timeout')
    })
    from.ends.add(near)

    send(from, there, NEGOTIATION_BYTES, () => {
      const serve = to.port.served(protocol)
      const answer: OpenOutcome = serve === undefined ? { type: 'unknown' } : { type: 'opened', stream: near.stream }
      send(to, here, NEGOTIATION_BYTES, () => {
        if (answer.type === 'unknown') from.ends.delete(near)
        tell(answer)
      })
      if (serve === undefined) return
      to.ends.add(far)
      serve(far.stream)
    })
  }

  const newEnd = (side: Side, lane: Lane, protocol: string, other: () => End): End => {
    const { life, station } = side.port
    const toWire = side.other.port.station
    const frame = { protocol, peer: side.peer }
    const onWire = (parcel: Parcel, bytes: number): void => send(side, lane, bytes, () => receive(parcel))
    /** At the other end, whose host may be hostile too. */
    const receive = (parcel: Parcel): void => {
      if (parcel.type !== 'frame' || toWire.wire === null) return other().take(parcel)
      const heard = { ...frame, peer: side.other.peer, bytes: parcel.bytes, direction: 'in' as const }
      const { life: theirs } = side.other.port
      for (const fate of toWire.wire(heard)) {
        const take = (): void => other().take({ type: 'frame', bytes: fate.bytes })
        if (fate.lateMs === 0) take()
        else theirs.after(fate.lateMs, take)
      }
    }
    const end = createEnd({
      life,
      peer: side.peer,
      path,
      other,
      onGone: () => side.ends.delete(end),
      put: (parcel, bytes) => {
        if (parcel.type !== 'frame' || station.wire === null) return onWire(parcel, bytes)
        const fates = station.wire({ ...frame, bytes: parcel.bytes, direction: 'out' })
        for (const fate of fates) {
          const go = (): void => onWire({ type: 'frame', bytes: fate.bytes }, fate.bytes.length)
          if (fate.lateMs === 0) go()
          else life.after(fate.lateMs, go)
        }
        // Nobody will take it, so nobody would say that there is room again.
        if (fates.length === 0) life.after(0, () => end.take({ type: 'credit', bytes: parcel.bytes.length }))
      },
    })
    return end
  }

  const forget = (): void => {
    for (const cancel of [stopWatching, cancelBreak, cancelLimit, ...kernels]) cancel()
  }
  const stopWatching = fabric.onChange(look)
  const breaks = route.reduce((sum, station) => sum + station.quality.breaksPerHour, 0)
  const isNear = path === 'local'
  const cancelBreak =
    breaks === 0 || isNear
      ? () => {}
      : timeline.after(fabric.dice.spread(3_600_000 / breaks), () => {
          close(a, 'ConnectionLost')
          close(b, 'ConnectionLost')
        })
  const cancelLimit = limits.ms === null ? () => {} : timeline.after(limits.ms, () => close(b, 'ConnectionLost'))

  // The kernel closes what a program leaves open.
  const kernels = [a, b].map((side) => side.port.life.onEnd(() => close(side, 'ConnectionLost')))
  b.port.life.run(() => b.port.opened(b))

  return {
    link: a,
    opened: () => {
      if (a.state !== 'opening') return false
      if (isBlocked()) {
        close(a, 'ConnectionLost')
        return false
      }
      a.state = 'open'
      if (b.state === 'closed') tellOfClose(a)
      a.port.opened(a)
      return true
    },
  }
}
