import type { DocumentKind } from '#core/entry/types.ts'
import type { Hash } from '#core/proof/index.ts'
import { ACTION, writeChange } from './change/write.ts'
import { CONTAINER_COUNT, CONTAINERS } from './kinds.ts'

/** The author of genesis: one zero byte, which no feed's actor can be, as those have 16. */
export const GENESIS_ACTOR = Uint8Array.of(0)
/** Counter of the first operation of every branch: genesis makes one container with each before. */
export const FIRST_OP = CONTAINER_COUNT + 1

/** How every document of a kind begins. */
export interface Genesis {
  /** The change, as an Automerge change chunk: what a new document's stored bytes begin with. */
  readonly change: Uint8Array
  readonly hash: Hash
}

/**
 * The genesis of each kind: a change by the zero actor at time 0 that makes the kind's containers, the same bytes
 * everywhere (golden files pin them). Container n is Automerge's object `${n + 1}@00`. Rule D1.
 */
export const GENESIS: Readonly<Record<DocumentKind, Genesis>> = {
  chat: makeGenesis('chat'),
  ledger: makeGenesis('ledger'),
  channel: makeGenesis('channel'),
  self: makeGenesis('self'),
}

/** Automerge's object id of a container. */
export const containerObject = (container: number): string => `${container + 1}@00`

function makeGenesis(kind: DocumentKind): Genesis {
  const { bytes, hash } = writeChange({
    actor: GENESIS_ACTOR,
    others: [],
    seq: 1,
    startOp: 1,
    time: 0,
    // So that any tool that opens an exported file says what it is.
    message: `dure/${kind}/v1`,
    deps: [],
    operations: CONTAINERS[kind].map((key) => ({
      action: ACTION.makeMap,
      objActor: null,
      objCtr: null,
      key,
      after: null,
      value: undefined,
    })),
  })
  return { change: bytes, hash }
}
