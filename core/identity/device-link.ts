import {
  asArray,
  asBoxPublicKey,
  asBytes,
  asHash,
  asId,
  asInt,
  decode,
  digest,
  encode,
  fail,
  idToBytes,
  ok,
} from '#core/proof/index.ts'
import type { BoxPublicKey, Cbor, Hash, Result } from '#core/proof/index.ts'
import { asAddresses } from './reach.ts'
import type { DeviceId } from './types.ts'

/** What the link of a new device begins with. */
export const DEVICE_LINK = 'dure:device#'
const VERSION = 1
const MAX_LINK = 8 * 1024
const LIMITS = { maxBytes: (MAX_LINK * 3) / 4, maxDepth: 3, maxItems: 64 }
/** Bytes of the secret that shows that somebody has the link. */
export const LINK_SECRET_BYTES = 16
/** Bytes of what each side throws in, so that neither can choose the digits. */
export const LINK_NONCE_BYTES = 32
const DIGITS = 6

/** What a new device shows, as a link or QR code, to be let into an account. Rule I3. */
export interface DeviceLink {
  readonly device: DeviceId
  readonly boxKey: BoxPublicKey
  /** A hash of the new device's nonce, which it shows only after it has seen the other's. */
  readonly commitment: Hash
  readonly secret: Uint8Array
  /** Where it can be reached, circuits of relays among them. */
  readonly addresses: readonly string[]
}

/** Both ends of one linking. */
export interface LinkEnds {
  readonly link: Pick<DeviceLink, 'device' | 'boxKey' | 'secret'>
  /** The device that approves. */
  readonly by: DeviceId
}

/** Why a link is none of a new device's. */
export type DeviceLinkError =
  { readonly type: 'DeviceLinkMalformed' } | { readonly type: 'DeviceLinkVersionUnknown'; readonly v: number }

/** `dure:device#` and base64url of `[1, device, box key, commitment, secret, addresses]`. Rule I3. */
export const deviceToLink = ({ device, boxKey, commitment, secret, addresses }: DeviceLink): string =>
  DEVICE_LINK +
  Buffer.from(encode([VERSION, idToBytes(device), boxKey, commitment, secret, addresses])).toString('base64url')

/** A new device's link, as somebody pasted or scanned it. */
export function linkToDevice(link: string): Result<DeviceLink, DeviceLinkError> {
  const malformed = fail({ type: 'DeviceLinkMalformed' } as const)
  if (link.length > MAX_LINK) return malformed
  const text = link.replace(/\s+/gu, '')
  if (text.slice(0, DEVICE_LINK.length).toLowerCase() !== DEVICE_LINK) return malformed
  const encoded = text.slice(DEVICE_LINK.length)
  const bytes = Buffer.from(encoded, 'base64url')
  // Only the one written form is taken.
  if (bytes.length === 0 || bytes.toString('base64url') !== encoded) return malformed
  const decoded = decode(bytes, LIMITS)
  const list = decoded.ok ? asArray(decoded.value) : undefined
  const v = asInt(list?.[0], 1)
  if (list === undefined || v === undefined) return malformed
  if (v !== VERSION) return fail({ type: 'DeviceLinkVersionUnknown', v })
  const device = asId(list[1]) as DeviceId | undefined // whoever answers under it has proven that it is its key
  const boxKey = asBoxPublicKey(list[2])
  const commitment = asHash(list[3])
  const secret = asBytes(list[4], LINK_SECRET_BYTES)
  const addresses = asAddresses(list[5])
  if (list.length !== 6 || !device || !boxKey || !commitment || !secret || !addresses) return malformed
  return ok({ device, boxKey, commitment, secret, addresses })
}

/** What a new device commits itself to before it knows the other's nonce. Rule I3. */
export const commitmentTo = (nonce: Uint8Array): Hash => digest('dure/link-commitment/v1', nonce)

/** Shows that whoever approves has the link: for one pair of devices, so that nobody can pass it on. Rule I3. */
export const linkProof = (ends: LinkEnds): Hash => digest('dure/link-proof/v1', ...termsOf(ends))

/**
 * The six digits that both screens show. The new device's nonce was committed to in the link, and the other's was sent
 * before it was shown: so nobody in between can try nonces until the digits match; one guess in a million is all she has.
 */
export function linkCode(ends: LinkEnds, fresh: Uint8Array, approving: Uint8Array): string {
  const hash = digest('dure/link-code/v1', ...termsOf(ends), fresh, approving)
  const number = new DataView(hash.buffer, hash.byteOffset).getBigUint64(0) % 10n ** BigInt(DIGITS)
  return number.toString().padStart(DIGITS, '0')
}

const termsOf = ({ link, by }: LinkEnds): readonly Cbor[] => [
  idToBytes(link.device),
  link.boxKey,
  link.secret,
  idToBytes(by),
]
