import { asArray, asBoxPublicKey, asBytes, asListOf, asPublicKey, asText, fail, ok } from '#core/proof/index.ts'
import type { Cbor, Result } from '#core/proof/index.ts'
import type { IdentityError, Reach } from './types.ts'

/** Relays that an account may state, and addresses that a card may: more would only cost dialling time. */
export const MAX_ADDRESSES = 8
/** Bytes of one address: two peer ids and two certificate hashes stay below. */
export const MAX_ADDRESS_BYTES = 256
/** Bytes of a ticket. */
export const TICKET_BYTES = 16

/** Printable, without blanks: which multiaddr it is, is for the network to say. */
const ADDRESS = /^\/[!-~]+$/

/** `[letter key, inbox key, relays, ticket]`, for `decodeReach`. Rule I6. */
export const encodeReach = (reach: Reach): Cbor => [reach.letterKey, reach.inboxKey, reach.relays, reach.ticket]

/** What an account states to those who may write to it, from a peer. Rule I6. */
export function decodeReach(cbor: Cbor | undefined): Result<Reach, IdentityError> {
  const list = asArray(cbor, 4)
  const letterKey = asBoxPublicKey(list?.[0])
  const inboxKey = asPublicKey(list?.[1])
  const relays = asAddresses(list?.[2])
  const ticket = asBytes(list?.[3], TICKET_BYTES)
  if (!letterKey || !inboxKey || !relays || !ticket) return fail({ type: 'ReachMalformed', detail: 'shape' })
  return ok({ letterKey, inboxKey, relays, ticket })
}

/** Up to eight addresses of the form of a multiaddr. */
export const asAddresses = (x: Cbor | undefined): readonly string[] | undefined =>
  asListOf(x, MAX_ADDRESSES, (item) => {
    const text = asText(item, MAX_ADDRESS_BYTES)
    return text !== undefined && ADDRESS.test(text) ? text : undefined
  })
