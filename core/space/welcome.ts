import { reveal, redact } from '#core/crypto/index.ts'
import type { Secret } from '#core/crypto/index.ts'
import { asAddresses, TICKET_BYTES } from '#core/identity/index.ts'
import { asArray, asBytes, asId, asListOf, equalBytes, fail, idToBytes, ok } from '#core/proof/index.ts'
import type { Cbor, Result } from '#core/proof/index.ts'
import { encodeOperation } from './draft.ts'
import { EPOCH_KEY_BYTES, epochKeyHash } from './epoch.ts'
import { decodeOperation } from './operation.ts'
import type { Operation, OperationError, OpId, SpaceId } from './types.ts'

/** Epoch keys of one welcome: a rotate a week for twenty years. */
export const MAX_EPOCHS = 1024
/** Operations of one welcome; it has to fit a letter too (`MAX_LETTER`). */
export const MAX_WELCOME_OPERATIONS = 2048

/** An epoch key, named by its rotate. */
export interface EpochKey {
  readonly rotate: OpId
  readonly key: Secret
}

/** What a newcomer needs to take part: boxed to her in a letter. Rule S10. */
export interface Welcome {
  readonly space: SpaceId
  /** Those she may read, each with its rotate among the operations. */
  readonly epochs: readonly EpochKey[]
  /** With the `create`, and such that each one's past is there. */
  readonly operations: readonly Operation[]
  /** Where the space's logs are held besides the members' own relays. */
  readonly relays: readonly string[]
}

/** What the letters of a first contact say. The card's ticket says which card is answered (I6). */
export interface Hello {
  readonly ticket: Uint8Array
  readonly welcome: Welcome | null
}

/** Why what a letter says was not taken. */
export type WelcomeError = OperationError | { readonly type: 'WelcomeMalformed'; readonly detail: string }

/** `[space, [[rotate, key]…], operations, relays]`, for `decodeWelcome`. To be sealed at once: it holds epoch keys. */
export const encodeWelcome = ({ space, epochs, operations, relays }: Welcome): Cbor => [
  idToBytes(space),
  epochs.map(({ rotate, key }) => [idToBytes(rotate), reveal(key)]),
  operations.map(encodeOperation),
  relays,
]

/** A welcome from a peer: operations verified and of this space, its `create` there, keys as their rotates state. */
export function decodeWelcome(cbor: Cbor | undefined): Result<Welcome, WelcomeError> {
  const list = asArray(cbor, 4)
  const space = asId(list?.[0]) as SpaceId | undefined // by its shape: the `create` must have this id
  const epochs = asListOf(list?.[1], MAX_EPOCHS, asEpochKey)
  const encoded = asListOf(list?.[2], MAX_WELCOME_OPERATIONS, (item) => [item] as const)
  const relays = asAddresses(list?.[3])
  if (!space || !epochs || !encoded || !relays) return malformed('shape')
  const operations = new Map<OpId, Operation>()
  for (const [item] of encoded) {
    const operation = decodeOperation(item, space)
    if (!operation.ok) return operation
    operations.set(operation.value.id, operation.value)
  }
  // A space's id is the id of its `create`.
  if (!operations.has(space as string as OpId)) return malformed('create')
  for (const { rotate, key } of epochs) {
    const body = operations.get(rotate)?.body
    if (body?.kind !== 'rotate' || !equalBytes(epochKeyHash(key), body.keyHash)) return malformed('epochKey')
  }
  return ok({ space, epochs, operations: [...operations.values()], relays })
}

/** `[ticket, welcome or null]`: the first letter to somebody whose card one has. Rules I6, S10. */
export const encodeHello = ({ ticket, welcome }: Hello): Cbor => [ticket, welcome && encodeWelcome(welcome)]

/** A first letter, from a peer. */
export function decodeHello(cbor: Cbor | undefined): Result<Hello, WelcomeError> {
  const list = asArray(cbor, 2)
  const ticket = asBytes(list?.[0], TICKET_BYTES)
  if (ticket === undefined) return malformed('shape')
  const welcome = decodeWelcomeOrNull(list?.[1])
  return welcome.ok ? ok({ ticket, welcome: welcome.value }) : welcome
}

/** `[welcome or null]`: the answer to a first letter. Rule S10. */
export const encodeAccept = (welcome: Welcome | null): Cbor => [welcome && encodeWelcome(welcome)]

/** The answer to a first letter, from a peer. */
export function decodeAccept(cbor: Cbor | undefined): Result<Welcome | null, WelcomeError> {
  const list = asArray(cbor, 1)
  return list === undefined ? malformed('shape') : decodeWelcomeOrNull(list[0])
}

/**
 * `[rotate, …]`: who can open one of its boxes has the key. Behind it what it rests on, such as the removal it follows, so
 * that it can be understood where the log that says it is full. Rule S6.
 */
export const encodeRotateLetter = (rotate: Operation, ...before: readonly Operation[]): Cbor =>
  [rotate, ...before].map(encodeOperation)

/** A rotate from a letter, and behind it what it rests on. */
export function decodeRotateLetter(cbor: Cbor | undefined): Result<readonly Operation[], WelcomeError> {
  const list = asListOf(cbor, MAX_WITH_ROTATE, (item) => [item] as const)
  if (list === undefined || list.length === 0) return malformed('shape')
  const operations: Operation[] = []
  for (const [item] of list) {
    const operation = decodeOperation(item, operations[0]?.space)
    if (!operation.ok) return operation
    operations.push(operation.value)
  }
  return operations[0]?.body.kind === 'rotate' ? ok(operations) : malformed('rotate')
}

/** Operations of a letter that brings a rotate. */
export const MAX_WITH_ROTATE = 16

function decodeWelcomeOrNull(cbor: Cbor | undefined): Result<Welcome | null, WelcomeError> {
  return cbor === null ? ok(null) : decodeWelcome(cbor)
}

function asEpochKey(cbor: Cbor): EpochKey | undefined {
  const list = asArray(cbor, 2)
  const rotate = asId(list?.[0]) as OpId | undefined // by its shape: it must be among the operations
  const key = asBytes(list?.[1], EPOCH_KEY_BYTES)
  return rotate && key && { rotate, key: redact(key) }
}

const malformed = (detail: string) => fail({ type: 'WelcomeMalformed', detail } as const)
