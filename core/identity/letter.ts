import { boxTo, openBoxed, signStatement } from '#core/crypto/index.ts'
import type { BoxKey, SigningKey } from '#core/crypto/index.ts'
import { asArray, asInt, asSignature, decode, encode, fail, idToBytes, ok, verifyStatement } from '#core/proof/index.ts'
import type { BoxPublicKey, Cbor, Domain, PublicKey, Random, Result } from '#core/proof/index.ts'
import { decodeCard, encodeCard } from './card.ts'
import { LETTER_KINDS } from './types.ts'
import type { AccountId, Card, IdentityError, Letter, LetterKind } from './types.ts'

const DOMAIN: Domain = 'dure/letter/v1'
const VERSION = 1
/** Bytes of a sealed letter: a welcome with the operations of a large group. Also what an inbox has to take. */
export const MAX_LETTER = 512 * 1024
/** A body is read with the letter, so what it may hold is bounded here; deep enough for operations with boxes. */
const LIMITS = { maxBytes: MAX_LETTER, maxDepth: 12, maxItems: 1 << 16 }

const KIND_OF_NUMBER = new Map<number, LetterKind>()
for (const kind of ['hello', 'accept', 'welcome', 'rotate', 'join', 'ask'] as const)
  KIND_OF_NUMBER.set(LETTER_KINDS[kind], kind)

/**
 * A letter for one account, sealed so that a relay sees neither sender nor content. Rules I6, S10, R3.
 * In the box: `[v, kind, body, sender's card, signature]`, the signature of the card's device over the recipient's
 * account, so that a letter cannot be passed on as meant for somebody else.
 */
export function sealLetter(from: {
  readonly to: { readonly account: AccountId; readonly letterKey: BoxPublicKey }
  readonly kind: keyof typeof LETTER_KINDS
  readonly body: Cbor
  readonly card: Card
  /** The signing key of the device that made the card. */
  readonly signing: SigningKey
  readonly random: Random
}): Result<Uint8Array, IdentityError> {
  const { to, card, random } = from
  const number = LETTER_KINDS[from.kind]
  const sig = signStatement(from.signing, DOMAIN, terms(to.account, number, from.body, card))
  const sealed = boxTo(to.letterKey, encode([VERSION, number, from.body, encodeCard(card), sig]), random)
  if (sealed === undefined) return fail({ type: 'LetterKeyInvalid' })
  return sealed.length > MAX_LETTER ? fail({ type: 'LetterMalformed', detail: 'tooLong' }) : ok(sealed)
}

/** The letter, if it was sealed for this key, meant for this account, and signed by the device of the card in it. */
export function openLetter(letterKey: BoxKey, account: AccountId, sealed: Uint8Array): Result<Letter, IdentityError> {
  if (sealed.length > MAX_LETTER) return fail({ type: 'LetterMalformed', detail: 'tooLong' })
  const plain = openBoxed(letterKey, sealed)
  if (plain === undefined) return fail({ type: 'LetterDoesNotOpen' })
  const decoded = decode(plain, LIMITS)
  const list = decoded.ok ? asArray(decoded.value) : undefined
  const v = asInt(list?.[0], 1)
  if (list === undefined || v === undefined) return fail({ type: 'LetterMalformed', detail: 'encoding' })
  if (v !== VERSION) return fail({ type: 'LetterVersionUnknown', v })
  const [, , body, cardCbor] = list
  const number = asInt(list[1], 0)
  const sig = asSignature(list[4])
  if (list.length !== 5 || number === undefined || body === undefined || !sig)
    return fail({ type: 'LetterMalformed', detail: 'shape' })
  const card = decodeCard(cardCbor)
  if (!card.ok) return card
  // A device id is its public key.
  const key = idToBytes(card.value.certificate.device) as PublicKey
  if (!verifyStatement(key, DOMAIN, terms(account, number, body, card.value), sig))
    return fail({ type: 'LetterForged' })
  return ok({ kind: KIND_OF_NUMBER.get(number) ?? 'unknown', body, card: card.value })
}

const terms = (to: AccountId, kind: number, body: Cbor, card: Card): readonly Cbor[] => [
  VERSION,
  idToBytes(to),
  kind,
  body,
  idToBytes(card.account),
  card.sig,
]
