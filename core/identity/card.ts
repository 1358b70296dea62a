import { signStatement } from '#core/crypto/index.ts'
import {
  asArray,
  asBoolean,
  asInt,
  asSignature,
  asText,
  decode,
  encode,
  fail,
  idToBytes,
  ok,
  verifyStatement,
} from '#core/proof/index.ts'
import type { Cbor, Domain, PublicKey, Result } from '#core/proof/index.ts'
import { accountOf, decodeCertificate, encodeCertificate } from './certificate.ts'
import { asName, MAX_NAME_BYTES } from './name.ts'
import { asAddresses, decodeReach, encodeReach } from './reach.ts'
import type { Card, CardFault, DeviceSecrets, IdentityError, Reach } from './types.ts'

const DOMAIN: Domain = 'dure/card/v1'
const VERSION = 1
/** What a contact link begins with. */
export const CONTACT_LINK = 'dure:contact#'
/** Characters of a link: eight relays and eight addresses of full length fit. */
const MAX_LINK = 16 * 1024
const LIMITS = { maxBytes: (MAX_LINK * 3) / 4, maxDepth: 6, maxItems: 512 }

/** A card of the account whose device this is. Name as `validateName` gives it. Rule I6. */
export function makeCard(from: {
  readonly device: DeviceSecrets
  readonly name: string
  readonly reach: Reach
  readonly addresses: readonly string[]
  /** Whether it serves one person, who is accepted without asking. */
  readonly once: boolean
}): Card {
  const { name, reach, addresses, once } = from
  const { certificate, signing } = from.device
  const card = { account: accountOf(certificate), name, reach, addresses, once, certificate }
  return { ...card, sig: signStatement(signing, DOMAIN, terms(card)) }
}

/** `[v, name, reach, addresses, once, certificate, sig]`, for `decodeCard`. */
export const encodeCard = (card: Card): Cbor => [...terms(card), card.sig]

/** A card from a peer, every signature checked. */
export function decodeCard(cbor: Cbor | undefined): Result<Card, IdentityError> {
  const list = asArray(cbor)
  const v = asInt(list?.[0], 1)
  if (list === undefined || v === undefined) return malformed('shape')
  if (v !== VERSION) return fail({ type: 'CardVersionUnknown', v })
  const name = asName(asText(list[1], MAX_NAME_BYTES))
  const reach = decodeReach(list[2])
  const addresses = asAddresses(list[3])
  const once = asBoolean(list[4])
  const sig = asSignature(list[6])
  if (list.length !== 7 || name === undefined || !reach.ok || !addresses || once === undefined || !sig)
    return malformed('shape')
  const certificate = decodeCertificate(list[5] ?? null)
  if (!certificate.ok) return certificate
  const card: Card = {
    account: accountOf(certificate.value),
    name,
    reach: reach.value,
    addresses,
    once,
    certificate: certificate.value,
    sig,
  }
  // A device id is its public key.
  const key = idToBytes(certificate.value.device) as PublicKey
  return verifyStatement(key, DOMAIN, terms(card), sig) ? ok(card) : fail({ type: 'CardForged' })
}

/** The card as a link, and so as a QR code: `dure:contact#` and base64url of its CBOR. Rule I6. */
export const cardToLink = (card: Card): string =>
  CONTACT_LINK + Buffer.from(encode(encodeCard(card))).toString('base64url')

/** The card in a link that somebody pasted or scanned; blanks around it and line breaks within do not matter. */
export function linkToCard(link: unknown): Result<Card, IdentityError> {
  if (typeof link !== 'string') return malformed('notText')
  if (link.length > MAX_LINK) return malformed('tooLong')
  // Mail programs break long links; base64url knows no blanks, so taking them out cannot change what it says.
  const text = link.replace(/\s+/gu, '')
  if (text.slice(0, CONTACT_LINK.length).toLowerCase() !== CONTACT_LINK) return malformed('notAContactLink')
  const encoded = text.slice(CONTACT_LINK.length)
  const bytes = Buffer.from(encoded, 'base64url')
  // `Buffer` skips over what is no base64url: only the one written form is taken.
  if (bytes.length === 0 || bytes.toString('base64url') !== encoded) return malformed('encoding')
  const decoded = decode(bytes, LIMITS)
  return decoded.ok ? decodeCard(decoded.value) : malformed('encoding')
}

const malformed = (detail: CardFault) => fail({ type: 'CardMalformed', detail } as const)

function terms(card: Omit<Card, 'sig'>): readonly Cbor[] {
  return [VERSION, card.name, encodeReach(card.reach), card.addresses, card.once, encodeCertificate(card.certificate)]
}
