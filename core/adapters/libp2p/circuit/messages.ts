import type { PeerId } from '#core/net/index.ts'
import { bytesToId, concatBytes, idToBytes } from '#core/proof/index.ts'

/** Status codes of circuit v2 (https://github.com/libp2p/specs/blob/master/relay/circuit-v2.md). */
export const STATUS = {
  ok: 100,
  reservationRefused: 200,
  resourceLimitExceeded: 201,
  permissionDenied: 202,
  connectionFailed: 203,
  noReservation: 204,
  malformedMessage: 400,
} as const

/** One of `STATUS`. */
export type Status = (typeof STATUS)[keyof typeof STATUS]

/** What a client asks of a relay. */
export type HopRequest = { readonly type: 'reserve' } | { readonly type: 'connect'; readonly peer: PeerId }

/** What a relayed connection may carry: seconds, and bytes both ways together. Absent: any. */
export interface CircuitLimit {
  readonly seconds: number | null
  readonly bytes: number | null
}

/** Largest message, in bytes, its length not counted: the specification's. */
export const MESSAGE_MAX = 4096

/** Before the key in the multihash of an Ed25519 peer: identity, 36 bytes; type Ed25519; a key of 32 bytes. */
const PEER_PREFIX = new Uint8Array([0x00, 0x24, 0x08, 0x01, 0x12, 0x20])
const PEER_LENGTH = PEER_PREFIX.length + 32

const varint = (value: number): Uint8Array => {
  const bytes: number[] = []
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return new Uint8Array([...bytes, rest])
    bytes.push((rest % 128) | 128)
  }
}

const numberField = (field: number, value: number): Uint8Array => concatBytes(varint(field << 3), varint(value))
const bytesField = (field: number, value: Uint8Array): Uint8Array =>
  concatBytes(varint((field << 3) | 2), varint(value.length), value)
const message = (...fields: Uint8Array[]): Uint8Array => {
  const body = concatBytes(...fields)
  return concatBytes(varint(body.length), body)
}

const peerField = (field: number, peer: PeerId): Uint8Array =>
  bytesField(field, bytesField(1, concatBytes(PEER_PREFIX, idToBytes(peer))))

const limitField = (field: number, { seconds, bytes }: CircuitLimit): Uint8Array[] => {
  const fields = [
    ...(seconds === null ? [] : [numberField(1, seconds)]),
    ...(bytes === null ? [] : [numberField(2, bytes)]),
  ]
  return fields.length === 0 ? [] : [bytesField(field, concatBytes(...fields))]
}

/** A relay's refusal, or its word that a circuit stands. */
export const hopStatus = (status: Status, limit: CircuitLimit): Uint8Array =>
  message(numberField(1, 2), ...(status === STATUS.ok ? limitField(4, limit) : []), numberField(5, status))

/** A relay's promise: until when (seconds since 1970), and at which addresses it is found. No voucher: nobody reads it. */
export const hopReserved = (until: number, addresses: readonly Uint8Array[], limit: CircuitLimit): Uint8Array =>
  message(
    numberField(1, 2),
    bytesField(3, concatBytes(numberField(1, until), ...addresses.map((address) => bytesField(2, address)))),
    ...limitField(4, limit),
    numberField(5, STATUS.ok),
  )

/** A relay telling the called side who calls. */
export const stopConnect = (peer: PeerId, limit: CircuitLimit): Uint8Array =>
  message(numberField(1, 0), peerField(2, peer), ...limitField(3, limit))

/** A client's requests, for tests and probes. */
export const hopReserve = (): Uint8Array => message(numberField(1, 0))
export const hopConnect = (peer: PeerId): Uint8Array => message(numberField(1, 1), peerField(2, peer))

/** A varint at a place: its value and where it ends; null if it is cut off or over 2^53. */
export const readVarint = (
  bytes: Uint8Array,
  from: number,
): { readonly value: number; readonly end: number } | null => {
  let value = 0
  for (let at = from, unit = 1; at < bytes.length && at - from < 8; at++, unit *= 128) {
    const byte = bytes[at] ?? 0
    value += (byte & 127) * unit
    if (byte < 128) return Number.isSafeInteger(value) ? { value, end: at + 1 } : null
  }
  return null
}

/** The last value of each field; null for what is not protobuf, or has groups, which nobody writes. */
const readFields = (bytes: Uint8Array): ReadonlyMap<number, number | Uint8Array> | null => {
  const fields = new Map<number, number | Uint8Array>()
  for (let at = 0; at < bytes.length;) {
    const tag = readVarint(bytes, at)
    if (tag === null) return null
    const wire = tag.value % 8
    const length = wire === 1 ? 8 : wire === 5 ? 4 : null
    const next = length === null ? readVarint(bytes, tag.end) : { value: length, end: tag.end }
    if (next === null || (wire !== 0 && wire !== 1 && wire !== 2 && wire !== 5)) return null
    const end = wire === 0 ? next.end : next.end + next.value
    if (end > bytes.length) return null
    fields.set(Math.floor(tag.value / 8), wire === 0 ? next.value : bytes.subarray(next.end, end))
    at = end
  }
  return fields
}

const readPeer = (field: number | Uint8Array | undefined): PeerId | null => {
  const id = field instanceof Uint8Array ? readFields(field)?.get(1) : undefined
  if (!(id instanceof Uint8Array) || id.length !== PEER_LENGTH) return null
  return PEER_PREFIX.every((byte, at) => id[at] === byte) ? bytesToId(id.slice(PEER_PREFIX.length)) : null
}

/** What a client asks, from the bytes after the length; null for anything else. */
export const readHopRequest = (bytes: Uint8Array): HopRequest | null => {
  const fields = readFields(bytes)
  if (fields?.get(1) === 0) return { type: 'reserve' }
  const peer = fields?.get(1) === 1 ? readPeer(fields.get(2)) : null
  return peer === null ? null : { type: 'connect', peer }
}

/** The status in an answer of either protocol (`field` 5 in hop, 4 in stop); null if there is none. */
export const readStatus = (bytes: Uint8Array, field: 4 | 5): number | null => {
  const status = readFields(bytes)?.get(field)
  return typeof status === 'number' ? status : null
}
