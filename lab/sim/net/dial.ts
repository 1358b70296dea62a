import type { PeerId } from '#core/net/index.ts'
import { fail, ok, type Result } from '#core/proof/index.ts'
import { circuitAddress, directAddress } from './address.ts'
import type { ParsedAddress } from './address.ts'
import { createConnection } from './connection.ts'
import type { Connecting } from './connection.ts'
import type { Fabric } from './fabric.ts'
import type { Link, Port, Station } from './types.ts'

/** A connection as the dialler has it, or a short word for why there is none. */
export type Dialled = Result<Link, string>

/** Round trips of a handshake (TCP, then noise and yamux at once) before the target has a connection, and the dialler. */
const TRIPS_TO_TARGET = 1.5
const TRIPS_BACK = 0.5

const UNLIMITED = { bytes: null, ms: null } as const

/** Dials an address. `done` is called once, later; not if the program ends before. */
export function dial(
  fabric: Fabric,
  port: Port,
  address: ParsedAddress,
  budgetMs: number,
  done: (outcome: Dialled) => void,
): void {
  if (address.type === 'direct') dialDirect(fabric, port, address, budgetMs, done)
  else dialCircuit(fabric, port, address, budgetMs, done)
}

function dialDirect(
  fabric: Fabric,
  port: Port,
  { ip, peer }: ParsedAddress & { readonly type: 'direct' },
  budgetMs: number,
  done: (outcome: Dialled) => void,
): void {
  const { station, life } = port
  const target = fabric.at(ip)
  const fails = (detail: string, ms: number): void => {
    life.after(Math.min(ms, budgetMs), () => done(fail(detail)))
  }
  if (target === undefined || !fabric.isDialable(station, target)) return fails('Timeout', budgetMs)
  const route = [station, target]
  const trip = fabric.roundTripMs(route)
  if (target.port === null) return fails('ECONNREFUSED', trip)
  if (target === station) return fails('Self', 0)
  if ((TRIPS_TO_TARGET + TRIPS_BACK) * trip > budgetMs) return fails('Timeout', budgetMs)
  life.after(TRIPS_TO_TARGET * trip, () => {
    const there = target.port
    if (!fabric.isDialable(station, target)) return fails('Timeout', budgetMs)
    if (there === null) return fails('ECONNREFUSED', 0)
    if (peer !== null && there.self !== peer) return fails('OtherPeer', TRIPS_BACK * trip)
    const connecting = createConnection({
      fabric,
      dialler: port,
      target: there,
      route,
      path: fabric.isOnOneSite(station, target) ? 'local' : 'direct',
      addresses: { target: directAddress(ip, there.self), dialler: directAddress(station.ip, port.self) },
      limits: UNLIMITED,
    })
    finish(port, connecting, TRIPS_BACK * trip, done)
  })
}

function finish(port: Port, connecting: Connecting, ms: number, done: (outcome: Dialled) => void): void {
  port.life.after(ms, () => done(connecting.opened() ? ok(connecting.link) : fail('ConnectionLost')))
}

function dialCircuit(
  fabric: Fabric,
  port: Port,
  address: ParsedAddress & { readonly type: 'circuit' },
  budgetMs: number,
  done: (outcome: Dialled) => void,
): void {
  const { peer } = address
  if (peer === null) return void port.life.after(0, () => done(fail('NoPeer')))
  const known = address.relay === null ? null : port.directLink(address.relay)
  if (known !== null) return throughRelay(fabric, port, known, peer, done)
  dialDirect(fabric, port, { type: 'direct', ip: address.relayIp, peer: address.relay }, budgetMs, (relay) => {
    if (relay.ok) throughRelay(fabric, port, relay.value, peer, done)
    else done(relay)
  })
}

function throughRelay(fabric: Fabric, port: Port, relay: Link, peer: PeerId, done: (outcome: Dialled) => void): void {
  const { station, life } = port
  const lender = relay.other.port
  const toRelay = fabric.roundTripMs([station, lender.station])
  life.after(toRelay / 2, () => {
    const reserved = lender.reservations.get(peer)
    if (!relay.isOpen() || !lender.life.isAlive()) return done(fail('ConnectionLost'))
    if (reserved === undefined || !reserved.isOpen() || !reserved.other.isOpen())
      return void life.after(toRelay / 2, () => done(fail('NO_RESERVATION')))
    const target = reserved.other.port
    const route: readonly Station[] = [station, lender.station, target.station]
    const trip = fabric.roundTripMs(route)
    life.after(trip / 2, () => {
      const isStanding = relay.isOpen() && reserved.isOpen() && reserved.other.isOpen()
      const isThrough = !fabric.isBlocked(station, lender.station) && !fabric.isBlocked(lender.station, target.station)
      if (!isStanding || !isThrough || !target.life.isAlive()) return done(fail('CONNECTION_FAILED'))
      const relayAddress = directAddress(lender.station.ip, lender.self)
      const connecting = createConnection({
        fabric,
        dialler: port,
        target,
        route,
        path: 'relay',
        addresses: { target: circuitAddress(relayAddress, peer), dialler: circuitAddress(relayAddress, port.self) },
        limits: { bytes: lender.lends?.circuitBytes ?? null, ms: lender.lends?.circuitMs ?? null },
      })
      const { link } = connecting
      relay.dependents.add(() => link.drop())
      reserved.other.dependents.add(() => link.other.drop())
      finish(port, connecting, trip / 2, done)
    })
  })
}
