import { expect } from 'vitest'
import type { Address, Clock, Net, Stream } from '../types.ts'

/** A net that takes part in a test, started. */
export interface Inhabitant {
  readonly net: Net
  /** Stops it for good; `create` with the same name brings back the same peer. */
  leave(): Promise<void>
}

/** What a test of the contract stands on: real sockets and real time, or a simulator's. */
export interface NetWorld {
  /** The clock the nets have too. */
  readonly clock: Clock
  /** A net with the identity of this name. `isHidden`: nobody can dial it, as behind most routers. */
  create(name: string, options?: { readonly isHidden: boolean }): Promise<Inhabitant>
  /** A relay that lends circuits to everybody, or null where none is modelled. */
  readonly relay: (() => Promise<{ readonly address: Address; leave(): Promise<void> }>) | null
  /** Lets time and traffic go on until `isDone`; rejects with `what` if that takes longer than it may. */
  until(isDone: () => boolean, what: string): Promise<void>
  /** Ends all that is left. */
  end(): Promise<void>
}

/** How long nothing may happen until a test believes that nothing will, in milliseconds. */
const QUIET_MS = 150

/** The protocol of the contract's tests. */
export const PROTOCOL = '/contract/1'

/** Lets the world go on for a while. */
export const quiet = async (world: NetWorld): Promise<void> => {
  let isOver = false
  world.clock.after(QUIET_MS, () => {
    isOver = true
  })
  await world.until(() => isOver, 'time passing')
}

/** What must be there, or the test fails. */
export const the = <T>(value: T | null | undefined): T => {
  if (value === null || value === undefined) throw new Error('what must be there is missing')
  return value
}

/** All that a stream told its listener. */
export interface Heard {
  readonly stream: Stream
  readonly frames: Uint8Array[]
  readonly closes: (string | null)[]
  drains: number
  /** The kinds of calls in order, to see that none comes after the end. */
  readonly order: ('frame' | 'drain' | 'close')[]
}

/** Listens to a stream and writes down what it tells. `onFrame` may answer. */
export const hear = (stream: Stream, onFrame: (frame: Uint8Array) => void = () => {}): Heard => {
  const heard: Heard = { stream, frames: [], closes: [], drains: 0, order: [] }
  stream.listen({
    frame: (frame) => {
      heard.order.push('frame')
      heard.frames.push(frame)
      onFrame(frame)
    },
    drain: () => {
      heard.order.push('drain')
      heard.drains++
    },
    close: (reason) => {
      heard.order.push('close')
      heard.closes.push(reason)
    },
  })
  return heard
}

/** Opens a stream or fails the test. */
export const opened = async (world: NetWorld, from: Net, to: Net, protocol: string = PROTOCOL): Promise<Stream> => {
  let stream: Stream | null = null
  from.open(to.self, protocol, (outcome) => {
    expect(outcome).toMatchObject({ ok: true })
    if (outcome.ok) stream = outcome.value
  })
  await world.until(() => stream !== null, 'a stream')
  return the<Stream>(stream)
}

/** Bora and Jun, who know each other's addresses, with a stream from her to him on which nobody listens yet. */
export interface Pair {
  readonly bora: Inhabitant
  readonly jun: Inhabitant
  /** Bora's end. */
  readonly out: Stream
  /** Jun's end. */
  readonly in: Stream
}

/** Brings two nets together. */
export const meet = async (world: NetWorld): Promise<Pair> => {
  const [bora, jun] = await Promise.all([world.create('bora'), world.create('jun')])
  const incoming: Stream[] = []
  jun.net.serve(PROTOCOL, (stream) => incoming.push(stream))
  expect(bora.net.want(jun.net.self, jun.net.status().listen)).toEqual([])
  const out = await opened(world, bora.net, jun.net)
  await world.until(() => incoming.length > 0, 'the other end')
  return { bora, jun, out, in: the(incoming[0]) }
}

/** `length` bytes that differ from place to place and from `salt` to `salt`. */
export const bytes = (length: number, salt: number): Uint8Array =>
  Uint8Array.from({ length }, (_, at) => (at * 31 + (at >> 8) + salt * 7) & 255)
