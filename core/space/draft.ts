import { encodeCertificate } from '#core/identity/index.ts'
import type { AccountId, Certificate } from '#core/identity/index.ts'
import { bytesToId, digest, idToBytes } from '#core/proof/index.ts'
import type { At, Cbor, Domain } from '#core/proof/index.ts'
import { encodeBody } from './body.ts'
import type { Operation, OperationBody, OpId, SpaceId } from './types.ts'

/** The version of operations that this program writes, and the only one it reads. */
export const VERSION = 1
const ID: Domain = 'dure/operation/v1'

/** What an operation says, before it has an id. Space null: it is a `create`, and its id will be the space's. */
export interface Draft {
  readonly space: SpaceId | null
  readonly author: AccountId
  readonly certificate: Certificate | null
  readonly ctrl: readonly OpId[]
  readonly at: At
  readonly body: OperationBody
}

/** The hash of all of an operation but its signature. */
export const idOf = (draft: Draft): OpId => bytesToId(digest(ID, ...terms(draft))) as OpId // what an operation's id is

/** The operation of a draft that nobody signs, because everybody computes it. Rule S9. */
export const computedOperation = (draft: Draft): Operation => finish(draft, idOf(draft), null)

/** `[v, space, certificate or author, ctrl, at, body, sig]`, for `decodeOperation`. */
export const encodeOperation = (operation: Operation): Cbor => [...terms(draftOf(operation)), operation.sig]

/** What an operation says, without id and signature. */
export function draftOf({ space, author, certificate, ctrl, at, body }: Operation): Draft {
  return { space: body.kind === 'create' ? null : space, author, certificate, ctrl, at, body }
}

/** The operation of a draft whose id and signature are known. */
export function finish(draft: Draft, id: OpId, sig: Operation['sig']): Operation {
  const { author, certificate, ctrl, at, body } = draft
  // A space's id is the id of its `create`.
  const space = draft.space ?? (id as string as SpaceId)
  return { id, space, author, device: certificate?.device ?? null, certificate, ctrl, at, body, sig }
}

function terms({ space, author, certificate, ctrl, at, body }: Draft): readonly Cbor[] {
  const by = certificate === null ? idToBytes(author) : encodeCertificate(certificate)
  return [VERSION, space && idToBytes(space), by, ctrl.map(idToBytes), at, encodeBody(body)]
}
