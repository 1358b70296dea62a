import { signStatement } from '#core/crypto/index.ts'
import type { SigningKey } from '#core/crypto/index.ts'
import { accountOf, decodeCertificate } from '#core/identity/index.ts'
import type { AccountId, DeviceSecrets } from '#core/identity/index.ts'
import {
  asArray,
  asId,
  asInt,
  asListOf,
  asSignature,
  fail,
  idToBytes,
  ok,
  orNull,
  verifyStatement,
} from '#core/proof/index.ts'
import type { At, Cbor, Domain, PublicKey, Result } from '#core/proof/index.ts'
import { decodeBody, inOrder } from './body.ts'
import { isComputed } from './computed.ts'
import { draftOf, finish, idOf, VERSION } from './draft.ts'
import type { Draft } from './draft.ts'
import type { Operation, OperationBody, OperationError, OpId, SpaceId } from './types.ts'
import { KIND_NUMBERS, wordOf } from './wire.ts'

const SIGNATURE: Domain = 'dure/operation-signature/v1'
const ENDORSEMENT: Domain = 'dure/endorsement/v1'

/** Operations that one may name as seen: more concurrent ones than any quarrel makes. */
export const MAX_CTRL = 256

/**
 * An operation signed by a device. `ctrl`: what it has seen, at most `MAX_CTRL`, see `ctrlOf`. Rule S1.
 * With `certifier` a `remove-device` is endorsed, so that it beats what another device alone says (I1).
 */
export function signOperation(from: {
  readonly space: SpaceId | null
  readonly device: DeviceSecrets
  readonly ctrl: readonly OpId[]
  readonly at: At
  readonly body: OperationBody
  readonly certifier?: SigningKey | null
}): Operation {
  const { space, at } = from
  const { certificate, signing } = from.device
  const ctrl = [...new Set(from.ctrl)].toSorted()
  const draft = { space, author: accountOf(certificate), certificate, ctrl, at, body: inOrder(from.body) }
  const endorsed = from.certifier ? endorse(draft, from.certifier) : draft
  const id = idOf(endorsed)
  return finish(endorsed, id, signStatement(signing, SIGNATURE, [idToBytes(id)]))
}

/**
 * An operation from a peer: shape, bounds and order checked, certificate and signatures verified; one that nobody
 * signed is taken only if it is what everybody computes (S9). Given a `space`, another's operation is refused.
 */
export function decodeOperation(cbor: Cbor | undefined, space?: SpaceId): Result<Operation, OperationError> {
  const list = asArray(cbor)
  const v = asInt(list?.[0], 1)
  if (list === undefined || v === undefined) return malformed('version')
  if (v !== VERSION) return fail({ type: 'OperationVersionUnknown', v })
  if (list.length !== 7) return malformed('length')
  const code = asInt(asArray(list[5])?.[0], 0)
  if (code === undefined) return malformed('kind')
  if (wordOf(KIND_NUMBERS, code) === undefined) return fail({ type: 'OperationKindUnknown', code })
  const draft = parse(list)
  if (!draft.ok) return draft
  const sig = orNull(list[6], asSignature)
  if (sig === undefined) return malformed('signature')
  const operation = finish(draft.value, idOf(draft.value), sig)
  if (space !== undefined && operation.space !== space)
    return fail({ type: 'OperationOfOtherSpace', space: operation.space })
  return isGenuine(operation) ? ok(operation) : fail({ type: 'OperationForged' })
}

function parse(list: readonly Cbor[]): Result<Draft, OperationError> {
  const space = orNull(list[1], asId) as SpaceId | null | undefined // by its shape: it is compared with what is held
  const by = parseAuthor(list[2])
  const ctrl = asListOf(list[3], MAX_CTRL, asId) as readonly OpId[] | undefined // by their shape, likewise
  const at = asInt(list[4], 0) as At | undefined // any moment since 1970
  const terms = asArray(list[5])
  const kind = wordOf(KIND_NUMBERS, terms?.[0])
  const body = kind && terms && decodeBody(kind, terms)
  if (space === undefined) return malformed('space')
  if (!by.ok) return by
  if (!ctrl || ctrl.some((id, i) => i > 0 && id <= (ctrl[i - 1] ?? ''))) return malformed('ctrl')
  if (at === undefined) return malformed('at')
  if (!body) return malformed('body')
  const isCreate = body.kind === 'create'
  if (isCreate !== (space === null) || isCreate !== (ctrl.length === 0)) return malformed('create')
  return ok({ space, ...by.value, ctrl, at, body })
}

function parseAuthor(cbor: Cbor | undefined): Result<Pick<Draft, 'author' | 'certificate'>, OperationError> {
  const author = asId(cbor) as AccountId | undefined // a computed operation's: compared with what everybody computes
  if (author !== undefined) return ok({ author, certificate: null })
  const certificate = decodeCertificate(cbor ?? null)
  if (certificate.ok) return ok({ author: accountOf(certificate.value), certificate: certificate.value })
  return certificate.error.type === 'CertificateForged' ? fail({ type: 'OperationForged' }) : malformed('certificate')
}

function isGenuine(operation: Operation): boolean {
  const { certificate, sig, body, author } = operation
  if (certificate === null || sig === null) return certificate === null && sig === null && isComputed(operation)
  if (body.kind === 'create') {
    // A direct chat and `self` are computed, never signed; and nobody creates what is only others'.
    if (body.space === 'direct' || body.space === 'self' || !body.owners.includes(author)) return false
  }
  // A device id is its public key.
  const key = idToBytes(certificate.device) as PublicKey
  return verifyStatement(key, SIGNATURE, [idToBytes(operation.id)], sig) && isEndorsedIfItSaysSo(operation)
}

function endorse(draft: Draft, certifier: SigningKey): Draft {
  if (draft.body.kind !== 'remove-device') return draft
  const plain = { ...draft, body: { ...draft.body, endorsement: null } }
  const endorsement = signStatement(certifier, ENDORSEMENT, [idToBytes(idOf(plain))])
  return { ...draft, body: { ...draft.body, endorsement } }
}

function isEndorsedIfItSaysSo(operation: Operation): boolean {
  const { body, certificate } = operation
  if (body.kind !== 'remove-device' || body.endorsement === null) return true
  const plain = idOf({ ...draftOf(operation), body: { ...body, endorsement: null } })
  const key = certificate?.certifier.key
  return key !== undefined && verifyStatement(key, ENDORSEMENT, [idToBytes(plain)], body.endorsement)
}

const malformed = (detail: string) => fail({ type: 'OperationMalformed', detail } as const)
