import { BlockList, isIP } from 'node:net'
import { publicKeyFromRaw } from '@libp2p/crypto/keys'
import type { PeerId as LibPeerId } from '@libp2p/interface'
import { peerIdFromPublicKey, peerIdFromString } from '@libp2p/peer-id'
import { multiaddr, type Multiaddr } from '@multiformats/multiaddr'
import type { Address, NetError, Path, PeerId } from '#core/net/index.ts'
import { bytesToId, fail, idToBytes, ok, type Result } from '#core/proof/index.ts'
import { ADDRESS_LENGTH } from './limits.ts'

/** Addresses nobody outside a home, an office or a tunnel can be meant by. */
const local = new BlockList()
for (const [net, bits] of [
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
] as const)
  local.addSubnet(net, bits, 'ipv4')
for (const [net, bits] of [
  ['::1', 128],
  ['fc00::', 7],
  ['fe80::', 10],
] as const)
  local.addSubnet(net, bits, 'ipv6')

const isLocalHost = (host: string): boolean => {
  const version = isIP(host)
  return version === 0 ? host === 'localhost' : local.check(host, version === 4 ? 'ipv4' : 'ipv6')
}

const HOSTS: readonly string[] = ['ip4', 'ip6', 'dns', 'dns4', 'dns6']
const UPPER: readonly string[] = ['tls', 'sni', 'ws', 'wss', 'http', 'https', 'http-path']

/** The names of an address's parts up to its peers, cut at each circuit: `[['ip4', 'tcp'], []]` for a circuit's. */
const hops = (address: Multiaddr): string[][] => {
  const all: string[][] = [[]]
  for (const { name } of address.getComponents())
    if (name === 'p2p-circuit') all.push([])
    else if (name !== 'p2p') all.at(-1)?.push(name)
  return all
}

/** Whether our transports can dial it: TCP or WebSocket by number or name, at most one circuit after it. */
const isDialable = (address: Multiaddr): boolean => {
  const [first = [], second = [], ...more] = hops(address)
  const [host, transport, ...upper] = first[0] === 'ip6zone' ? first.slice(1) : first
  if (second.length > 0 || more.length > 0) return false
  if (host === 'dnsaddr') return transport === undefined
  return HOSTS.includes(host ?? '') && transport === 'tcp' && upper.every((name) => UPPER.includes(name))
}

/** The port's name of a libp2p peer; null for keys that are not Ed25519, which no device or relay of ours has. */
export const fromLibPeer = (peer: LibPeerId): PeerId | null =>
  peer.type === 'Ed25519' ? bytesToId(peer.publicKey.raw) : null

/** Libp2p's name of a peer. */
export const toLibPeer = (peer: PeerId): LibPeerId => peerIdFromPublicKey(publicKeyFromRaw(idToBytes(peer)))

const invalid = (address: string, detail: string): Result<never, NetError> =>
  fail({ type: 'AddressInvalid', address: address.slice(0, ADDRESS_LENGTH), detail })

/** The address as libp2p holds it, if we could ever dial it. From people, cards and peers. */
export const parseAddress = (address: Address): Result<Multiaddr, NetError> => {
  if (address.length > ADDRESS_LENGTH) return invalid(address, 'TooLong')
  try {
    const parsed = multiaddr(address)
    // A text can name a peer that is none; its bytes cannot be had then.
    if (parsed.bytes.length === 0) return invalid(address, 'Malformed')
    for (const { name, value } of parsed.getComponents()) if (name === 'p2p') peerIdFromString(value ?? '')
    return isDialable(parsed) ? ok(parsed) : invalid(address, 'NoTransport')
  } catch {
    return invalid(address, 'Malformed')
  }
}

/** The peer that an address ends at, or null if it names none there, or one that is not ours to speak with. */
export const peerAtEnd = (address: Multiaddr): PeerId | null => {
  const last = address.getComponents().at(-1)
  if (last?.name !== 'p2p' || last.value === undefined) return null
  return fromLibPeer(peerIdFromString(last.value))
}

/** The peer that an address ends at, or why there is none. */
export const peerOfAddress = (address: Address): Result<PeerId, NetError> => {
  const parsed = parseAddress(address)
  if (!parsed.ok) return parsed
  const peer = peerAtEnd(parsed.value)
  return peer === null ? invalid(address, 'NoPeer') : ok(peer)
}

/** An address of this very peer, with the peer at its end: added where none stands, refused where another does. */
export const addressOfPeer = (peer: PeerId, address: Address): Result<Multiaddr, NetError> => {
  const parsed = parseAddress(address)
  if (!parsed.ok) return parsed
  const last = parsed.value.getComponents().at(-1)
  if (last?.name !== 'p2p') return ok(parsed.value.encapsulate(`/p2p/${toLibPeer(peer).toString()}`))
  return last.value === toLibPeer(peer).toString() ? parsed : invalid(address, 'OtherPeer')
}

/** How bytes travel on a connection with this address. */
export const pathOfAddress = (address: Multiaddr): Path => {
  const parts = address.getComponents()
  if (parts.some(({ name }) => name === 'p2p-circuit')) return 'relay'
  const host = parts.find(({ name }) => HOSTS.includes(name))?.value
  return host !== undefined && isLocalHost(host) ? 'local' : 'direct'
}

/** Whether an address leads back to the computer it is used on. */
export const isLoopback = (address: Multiaddr): boolean => {
  const host = address.getComponents().find(({ name }) => HOSTS.includes(name))?.value ?? ''
  return host === '::1' || host === 'localhost' || host.startsWith('127.')
}

/** The peers that a circuit goes through, relay first; none for other addresses. */
export const relayOfCircuit = (address: Multiaddr): PeerId | null => {
  const parts = address.getComponents()
  const circuit = parts.findIndex(({ name }) => name === 'p2p-circuit')
  const relay = circuit > 0 ? parts[circuit - 1] : undefined
  return relay?.name === 'p2p' && relay.value !== undefined ? fromLibPeer(peerIdFromString(relay.value)) : null
}

/** The way to a peer through a relay, whose address ends with the relay's peer. */
export const circuitThrough = (relay: Multiaddr, peer: PeerId): Multiaddr =>
  relay.encapsulate(`/p2p-circuit/p2p/${toLibPeer(peer).toString()}`)
