import type { Address, NetError, PeerId } from '#core/net/index.ts'
import { fail, ok, parseId, type Result } from '#core/proof/index.ts'

/** Longest address taken, in characters, as in the real network. */
const ADDRESS_LENGTH = 512
/** The port that every host listens on: there is one program a host. */
const PORT = 4001
const CIRCUIT = '/p2p-circuit'
const DIRECT = /^\/ip4\/(\d{1,3}(?:\.\d{1,3}){3})\/tcp\/\d{1,5}(?:\/p2p\/([a-z2-7]+))?$/
const CIRCUIT_TAIL = /^(?:\/p2p\/([a-z2-7]+))?$/

/** An address, taken apart. */
export type ParsedAddress =
  | { readonly type: 'direct'; readonly ip: string; readonly peer: PeerId | null }
  | { readonly type: 'circuit'; readonly relayIp: string; readonly relay: PeerId | null; readonly peer: PeerId | null }

const invalid = (address: string, detail: string): Result<never, NetError> =>
  fail({ type: 'AddressInvalid', address: address.slice(0, ADDRESS_LENGTH), detail })

/** `/ip4/…/tcp/…`, ending with the peer. */
export const directAddress = (ip: string, peer: PeerId): Address => `/ip4/${ip}/tcp/${PORT}/p2p/${peer}`

/** The way to a peer through a relay, whose address ends with the relay's peer. */
export const circuitAddress = (relay: Address, peer: PeerId): Address => `${relay}${CIRCUIT}/p2p/${peer}`

/**
 * Reads an address of this network: a multiaddr whose peers are written as in core (base32) and not as in libp2p,
 * because nothing above the port may care.
 */
export function parseAddress(address: Address): Result<ParsedAddress, NetError> {
  if (address.length > ADDRESS_LENGTH) return invalid(address, 'TooLong')
  const cut = address.indexOf(CIRCUIT)
  const first = DIRECT.exec(cut < 0 ? address : address.slice(0, cut))
  const ip = first?.[1]
  const at = peerFrom(first?.[2])
  if (ip === undefined || at === undefined)
    return invalid(address, address.startsWith('/') ? 'NoTransport' : 'Malformed')
  if (cut < 0) return ok({ type: 'direct', ip, peer: at })
  const tail = CIRCUIT_TAIL.exec(address.slice(cut + CIRCUIT.length))
  const peer = peerFrom(tail?.[1])
  if (tail === null || peer === undefined) return invalid(address, 'Malformed')
  return ok({ type: 'circuit', relayIp: ip, relay: at, peer })
}

/** Null for none, undefined for one that is no peer. */
function peerFrom(text: string | undefined): PeerId | null | undefined {
  if (text === undefined) return null
  const id = parseId(text)
  return id.ok ? id.value : undefined
}

/** The peer that an address ends at, or why there is none. */
export function peerOfAddress(address: Address): Result<PeerId, NetError> {
  const parsed = parseAddress(address)
  if (!parsed.ok) return parsed
  return parsed.value.peer === null ? invalid(address, 'NoPeer') : ok(parsed.value.peer)
}

/** The address as one of this very peer. */
export function addressOfPeer(peer: PeerId, address: Address): Result<ParsedAddress, NetError> {
  const parsed = parseAddress(address)
  if (!parsed.ok) return parsed
  if (parsed.value.peer !== null && parsed.value.peer !== peer) return invalid(address, 'OtherPeer')
  return ok({ ...parsed.value, peer })
}

/** The address of a relay, which is not behind another. */
export function relayAddress(address: Address): Result<ParsedAddress & { readonly type: 'direct' }, NetError> {
  const parsed = parseAddress(address)
  if (!parsed.ok) return parsed
  return parsed.value.type === 'direct' ? ok(parsed.value) : invalid(address, 'NotARelay')
}
