import type { FactScalar } from '#core/entry/types.ts'
import type { Hash } from '#core/proof/index.ts'
import { CHANGE, writeChunk } from './chunk.ts'
import { putBooleans, putDeltas, putRuns, putText } from './columns.ts'
import { emptied, newOut, putBytes, putSigned, putSized, putUnsigned, putUtf8, written } from './out.ts'
import type { Out } from './out.ts'

/** What an operation does; its number in Automerge's format. */
export const ACTION = { makeMap: 0, set: 1, makeList: 2 } as const
export type Action = (typeof ACTION)[keyof typeof ACTION]

/**
 * One Automerge operation, of the few kinds we use. Its own id follows from its place in the change.
 * `objActor` is 0 for the change's own actor and 1 for genesis; null with `objCtr` for the root.
 * `after`: inserts behind that element of a list of one's own (0: at its head); null: sets `key` of a map.
 */
export interface Operation {
  readonly action: Action
  readonly objActor: 0 | 1 | null
  readonly objCtr: number | null
  readonly key: string | null
  readonly after: number | null
  /** Undefined where the operation makes an object. */
  readonly value: FactScalar | undefined
}

/** A change as Automerge knows it. `others`: actors that operations name besides `actor`. */
export interface Change {
  readonly actor: Uint8Array
  readonly others: readonly Uint8Array[]
  readonly seq: number
  readonly startOp: number
  readonly time: number
  readonly message: string | null
  readonly deps: readonly Hash[]
  readonly operations: readonly Operation[]
}

/** The numbers of the columns of operations, in the order they stand in (Automerge binary format, "Operation Columns"). */
export const COLUMN = {
  objActor: 0x01,
  objCtr: 0x02,
  keyActor: 0x11,
  keyCtr: 0x13,
  keyText: 0x15,
  insert: 0x34,
  action: 0x42,
  valueMeta: 0x56,
  value: 0x57,
  predCount: 0x70,
} as const

/** The types of values, the low four bits of their `valueMeta`; the rest is the number of bytes. */
export const VALUE = { null: 0, false: 1, true: 2, int: 4, text: 6, bytes: 7 } as const

// Used again for every change; nothing here is called while it is being used.
const bodyOut = newOut()
const columnsOut = newOut()
const valuesOut = newOut()

/**
 * The bytes of a change in Automerge's binary format (a change chunk), and their hash. Byte for byte what Automerge's
 * own `encodeChange` gives (a property test says so), but also for values of bytes, which that does not take, and
 * without loading Automerge. https://automerge.org/automerge-binary-format-spec/
 */
export function writeChange(change: Change): { readonly bytes: Uint8Array; readonly hash: Hash } {
  const body = emptied(bodyOut)
  putUnsigned(body, change.deps.length)
  for (const dep of change.deps) putBytes(body, dep)
  putSized(body, change.actor)
  putUnsigned(body, change.seq)
  putUnsigned(body, change.startOp)
  putSigned(body, change.time)
  putText(body, change.message ?? '')
  putUnsigned(body, change.others.length)
  for (const other of change.others) putSized(body, other)
  putOperations(body, change.operations)
  return writeChunk(CHANGE, written(body))
}

function putOperations(body: Out, operations: readonly Operation[]): void {
  const texts: (string | null)[] = []
  const keyActors: (number | null)[] = []
  const inserts: boolean[] = []
  const metas: number[] = []
  const values = emptied(valuesOut)
  for (const { key, after, value } of operations) {
    texts.push(key)
    // An element is named by actor and counter; the head of a list by counter 0 alone.
    keyActors.push(after === null || after === 0 ? null : 0)
    inserts.push(after !== null)
    metas.push(putValue(values, value))
  }

  const columns = emptied(columnsOut)
  const lengths: [id: number, length: number][] = []
  let start = 0
  const end = (id: number): void => {
    // An empty column is left out.
    if (columns.at > start) lengths.push([id, columns.at - start])
    start = columns.at
  }
  putRuns(columns, operations.map(objActorOf), putUnsigned)
  end(COLUMN.objActor)
  putRuns(columns, operations.map(objCtrOf), putUnsigned)
  end(COLUMN.objCtr)
  putRuns(columns, keyActors, putUnsigned)
  end(COLUMN.keyActor)
  putDeltas(columns, operations.map(afterOf))
  end(COLUMN.keyCtr)
  putRuns(columns, texts, putText)
  end(COLUMN.keyText)
  putBooleans(columns, inserts)
  end(COLUMN.insert)
  putRuns(columns, operations.map(actionOf), putUnsigned)
  end(COLUMN.action)
  putRuns(columns, metas, putUnsigned)
  end(COLUMN.valueMeta)
  putBytes(columns, written(values))
  end(COLUMN.value)
  // Nothing overwrites: a later fact under a key stands beside the earlier ones (D4).
  putRuns(columns, operations.map(none), putUnsigned)
  end(COLUMN.predCount)

  putUnsigned(body, lengths.length)
  for (const [id, length] of lengths) {
    putUnsigned(body, id)
    putUnsigned(body, length)
  }
  putBytes(body, written(columns))
}

const objActorOf = (operation: Operation) => operation.objActor
const objCtrOf = (operation: Operation) => operation.objCtr
const afterOf = (operation: Operation) => operation.after
const actionOf = (operation: Operation) => operation.action
const none = () => 0

/** Appends the bytes of a value; gives its `valueMeta`. */
function putValue(out: Out, value: FactScalar | undefined): number {
  const start = out.at
  const type = putTyped(out, value)
  return (out.at - start) * 16 + type
}

function putTyped(out: Out, value: FactScalar | undefined): number {
  if (value === undefined || value === null) return VALUE.null
  if (typeof value === 'boolean') return value ? VALUE.true : VALUE.false
  if (typeof value === 'number') {
    putSigned(out, value)
    return VALUE.int
  }
  if (typeof value === 'string') {
    putUtf8(out, value)
    return VALUE.text
  }
  putBytes(out, value)
  return VALUE.bytes
}
