import {
  asArray,
  asBoolean,
  asId,
  asInt,
  asSignature,
  asText,
  bytesToId,
  decode,
  digest,
  encode,
  fail,
  idToBytes,
  ok,
  verifyStatement,
} from '#core/proof/index.ts'
import type { Cbor, Domain, Id, PublicKey, Result, Signature } from '#core/proof/index.ts'
import { signStatement } from '#core/crypto/index.ts'
import { decodeCard, encodeCard } from '#core/identity/index.ts'
import type { AccountId, Card, DeviceSecrets, IdentityError } from '#core/identity/index.ts'
import { asTitle, MAX_TITLE_BYTES } from './title.ts'
import type { SpaceId } from './types.ts'

const DOMAIN: Domain = 'dure/join-link/v1'
const VERSION = 1
/** What a link into a group begins with. */
export const JOIN_LINK = 'dure:join#'
/** Characters of a link: a card of full length fits beside the rest. */
const MAX_LINK = 16 * 1024
const LIMITS = { maxBytes: (MAX_LINK * 3) / 4, maxDepth: 8, maxItems: 512 }
/** Times one link may serve, where it is counted: so many places are looked through. */
export const MAX_USES = 500

/** A link that leads into a group. Who has it may ask its maker's inbox to be let in. Rule S10. */
export interface InviteLink {
  readonly space: SpaceId
  /** What the link is known by; only those who have it know it. */
  readonly invite: Id
  readonly title: string
  /** How many belonged when it was made. */
  readonly members: number
  /** Milliseconds since 1970; null: it does not expire. */
  readonly expiresAt: number | null
  /** Whether it serves one person. */
  readonly once: boolean
  /** Whether its maker is asked for each. */
  readonly approval: boolean
  /** Its maker's, with a ticket of this link alone. */
  readonly card: Card
}

/** Why a text is no link into a group. */
export type InviteLinkError =
  | { readonly type: 'NoInviteLink' }
  | { readonly type: 'InviteMalformed' }
  | { readonly type: 'InviteForged' }
  | { readonly type: 'InviteVersionUnknown'; readonly v: number }

/** The link, signed by its maker's device: `dure:join#` and base64url of its CBOR. */
export function inviteToLink(link: InviteLink, device: DeviceSecrets): string {
  const sig = signStatement(device.signing, DOMAIN, terms(link))
  return JOIN_LINK + Buffer.from(encode([...terms(link), encodeCard(link.card), sig])).toString('base64url')
}

/** Whether a text means to be a link into a group, whole or not. */
export const isJoinLink = (text: string): boolean =>
  text.replace(/\s+/gu, '').slice(0, JOIN_LINK.length).toLowerCase() === JOIN_LINK

/** What a pasted or scanned text says, every signature checked; blanks around it and line breaks within do not matter. */
export function linkToInvite(text: string): Result<InviteLink, InviteLinkError> {
  if (!isJoinLink(text)) return fail({ type: 'NoInviteLink' })
  if (text.length > MAX_LINK) return fail({ type: 'InviteMalformed' })
  const encoded = text.replace(/\s+/gu, '').slice(JOIN_LINK.length)
  const bytes = Buffer.from(encoded, 'base64url')
  // `Buffer` skips over what is no base64url: only the one written form is taken.
  if (bytes.length === 0 || bytes.toString('base64url') !== encoded) return fail({ type: 'InviteMalformed' })
  const decoded = decode(bytes, LIMITS)
  const list = decoded.ok ? asArray(decoded.value) : undefined
  const v = asInt(list?.[0], 1)
  if (list === undefined || v === undefined) return fail({ type: 'InviteMalformed' })
  if (v !== VERSION) return fail({ type: 'InviteVersionUnknown', v })
  return readInvite(list)
}

function readInvite(list: readonly Cbor[]): Result<InviteLink, InviteLinkError> {
  const space = asId(list[1]) as SpaceId | undefined // by its shape: what it leads to shows in the welcome
  const invite = asId(list[2])
  const title = asTitle(asText(list[3], MAX_TITLE_BYTES))
  const members = asInt(list[4], 0)
  const expiresAt = list[5] === null ? null : asInt(list[5], 0)
  const once = asBoolean(list[6])
  const approval = asBoolean(list[7])
  const card = decodeCard(list[8])
  const sig = asSignature(list[9])
  if (!card.ok) return fail(cardError(card.error))
  if (list.length !== 10 || !space || !invite || title === undefined || members === undefined || !sig)
    return fail({ type: 'InviteMalformed' })
  if (expiresAt === undefined || once === undefined || approval === undefined) return fail({ type: 'InviteMalformed' })
  const link = { space, invite, title, members, expiresAt, once, approval, card: card.value }
  return isSigned(link, sig) ? ok(link) : fail({ type: 'InviteForged' })
}

// A device id is its public key.
const isSigned = (link: InviteLink, sig: Signature): boolean =>
  verifyStatement(idToBytes(link.card.certificate.device) as PublicKey, DOMAIN, terms(link), sig)

function cardError(error: IdentityError): InviteLinkError {
  if (error.type === 'CardVersionUnknown') return { type: 'InviteVersionUnknown', v: error.v }
  return {
    type: error.type === 'CardForged' || error.type === 'CertificateForged' ? 'InviteForged' : 'InviteMalformed',
  }
}

const terms = (link: InviteLink): readonly Cbor[] => [
  VERSION,
  idToBytes(link.space),
  idToBytes(link.invite),
  link.title,
  link.members,
  link.expiresAt,
  link.once,
  link.approval,
]

/**
 * What an add says it came by, for a link that serves so many: one name for each place, so that of two adds under one
 * place one counts, whoever made them. Rule S10.
 */
export const invitePlace = (invite: Id, place: number): Id =>
  bytesToId(digest('dure/invite-place/v1', idToBytes(invite), place))

/** The same for a link that serves as many as come: one name for each person. */
export const inviteOf = (invite: Id, account: AccountId): Id =>
  bytesToId(digest('dure/invite-account/v1', idToBytes(invite), idToBytes(account)))

/** `[space, invite]`: what who has a link writes to its maker. Rule S10. */
export const encodeJoin = (join: { readonly space: SpaceId; readonly invite: Id }): Cbor => [
  idToBytes(join.space),
  idToBytes(join.invite),
]

/** What a letter of somebody who has a link says. */
export function decodeJoin(cbor: Cbor | undefined): { readonly space: SpaceId; readonly invite: Id } | undefined {
  const list = asArray(cbor, 2)
  const space = asId(list?.[0]) as SpaceId | undefined // looked up
  const invite = asId(list?.[1])
  return space && invite && { space, invite }
}
