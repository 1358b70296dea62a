import type { DocumentKind, FactScalar } from '#core/entry/types.ts'
import { equalBytes, fail, fromUtf8, ok } from '#core/proof/index.ts'
import type { At, Hash, Result } from '#core/proof/index.ts'
import { encodeKeyed } from '../encode.ts'
import type { KeyedFact } from '../encode.ts'
import { parseFactKey, parseKeyText } from '../key.ts'
import { checkFact, MAX_OPERATIONS } from '../policy.ts'
import type { Actor, BranchState, DocumentDamaged } from '../types.ts'
import type { Chunk } from './chunk.ts'
import { takeRuns } from './columns.ts'
import { newInput, takeBytes, takeSigned, takeSized, takeUnsigned } from './input.ts'
import type { Input } from './input.ts'
import { ACTION, COLUMN, VALUE } from './write.ts'

/** A change read back: what `encodeBranchChange` was given, as far as a change says it. */
export interface BranchChange {
  /** The branch before it, and after. */
  readonly before: BranchState
  readonly after: BranchState
  readonly at: At
  /** The entry's `seq` in its feed. */
  readonly entrySeq: number
  readonly facts: readonly KeyedFact[]
}

const ACTOR_BYTES = 16
const HASH_BYTES = 32
const MAX_SEQ = 2 ** 32 - 1
const SEQ = /^(0|[1-9]\d{0,9})$/

/**
 * The facts of a stored change. Read with few questions, then encoded again: only the very same bytes are taken, so
 * every form but the one that D3 gives is refused, and nothing Automerge could stumble over reaches it. The facts keep
 * the write policy (D4), and their keys say the place they stand in.
 */
export function readBranchChange(chunk: Chunk, kind: DocumentKind): Result<BranchChange, DocumentDamaged> {
  const damaged = fail({ type: 'DocumentDamaged', fault: 'change', offset: chunk.offset } as const)
  const input = newInput(chunk.body)
  if (takeUnsigned(input) !== 1) return damaged
  const hash = takeBytes(input, HASH_BYTES).slice() as Hash // 32 bytes, if not failed
  const actor = takeSized(input).slice() as Actor // its length is looked at below
  const seq = takeUnsigned(input)
  const nextOp = takeUnsigned(input)
  const at = takeSigned(input) as At // a safe integer
  const text = fromUtf8(takeSized(input))
  // The other actors, always genesis alone: encoding again looks at them.
  if (takeUnsigned(input) === 1) takeSized(input)
  const facts = takeFacts(input)
  if (facts === undefined || input.failed || !text.ok || actor.length !== ACTOR_BYTES) return damaged

  const message = text.value === '' ? null : text.value
  const entrySeq = seqOf(facts, message, kind)
  if (entrySeq === undefined) return damaged
  const before: BranchState = { actor, seq: seq - 1, nextOp, hash }
  const { change, branch } = encodeKeyed(before, at, message, facts)
  if (!equalBytes(change, chunk.bytes)) return damaged
  return ok({ before, after: branch, at, entrySeq, facts })
}

/**
 * The entry's seq, which its derived keys agree on, or where there is none the message says; undefined if they do not,
 * or a fact breaks the write policy.
 */
function seqOf(facts: readonly KeyedFact[], message: string | null, kind: DocumentKind): number | undefined {
  let seq: number | undefined
  for (const [index, { container, key: full, value }] of facts.entries()) {
    const key = parseFactKey(full)
    if (key === undefined) return undefined
    if (!checkFact({ container, key: key.form === 'derived' ? null : key.key, value }, kind).ok) return undefined
    if (key.form === 'explicit') continue
    if (key.index !== index || (seq ?? key.seq) !== key.seq) return undefined
    seq = key.seq
  }
  if (message === null || seq !== undefined) return message === null ? seq : undefined
  return SEQ.test(message) && Number(message) <= MAX_SEQ ? Number(message) : undefined
}

/** The operations of a change as facts. Undefined for what makes none. */
function takeFacts(input: Input): readonly KeyedFact[] | undefined {
  const columns = takeColumns(input)
  const actions = takeRuns(columns(COLUMN.action), MAX_OPERATIONS, takeUnsigned)
  const objects = takeRuns(columns(COLUMN.objCtr), MAX_OPERATIONS, takeUnsigned)
  const names = takeRuns(columns(COLUMN.keyText), MAX_OPERATIONS, takeText)
  const metas = takeRuns(columns(COLUMN.valueMeta), MAX_OPERATIONS, takeUnsigned)
  const values = columns(COLUMN.value)

  const facts: KeyedFact[] = []
  let fields: Record<string, FactScalar | FactScalar[]> = {}
  let list: FactScalar[] | undefined
  for (const [i, action] of actions.entries()) {
    const name = names[i] ?? null
    const value = takeValue(values, metas[i] ?? 0)
    if (values.failed || value === undefined) return undefined
    if (action === ACTION.makeMap) {
      const key = parseKeyText(name ?? '')
      if (key === undefined) return undefined
      // Without prototype, as decoded CBOR is: no name of a field means anything but itself.
      fields = Object.create(null) as typeof fields // it is an empty record
      facts.push({ container: (objects[i] ?? 0) - 1, key, value: fields })
    } else if (action === ACTION.makeList && name !== null) {
      list = []
      fields[name] = list
    } else if (action !== ACTION.set) return undefined
    else if (name !== null) fields[name] = value
    else if (list === undefined) return undefined
    else list.push(value)
  }
  return facts.length > 0 ? facts : undefined
}

/** The columns of a change, each as an input of its own; one that is not there is empty. */
function takeColumns(input: Input): (id: number) => Input {
  const lengths = new Map<number, number>()
  const count = takeUnsigned(input)
  for (let i = 0; i < count && !input.failed; i++) lengths.set(takeUnsigned(input), takeUnsigned(input))
  const columns = new Map<number, Uint8Array>()
  for (const [id, length] of lengths) columns.set(id, takeBytes(input, length))
  return (id) => newInput(columns.get(id) ?? new Uint8Array(0))
}

function takeText(input: Input): string {
  const text = fromUtf8(takeSized(input))
  if (!text.ok) input.failed = true
  return text.ok ? text.value : ''
}

/** A value by its type and length; undefined for a type we do not write. */
function takeValue(input: Input, meta: number): FactScalar | undefined {
  const bytes = takeBytes(input, Math.floor(meta / 16))
  switch (meta % 16) {
    case VALUE.null:
      return null
    case VALUE.false:
      return false
    case VALUE.true:
      return true
    case VALUE.int:
      return takeSigned(newInput(bytes))
    case VALUE.text: {
      const text = fromUtf8(bytes)
      return text.ok ? text.value : undefined
    }
    case VALUE.bytes:
      return bytes.slice()
    default:
      return undefined
  }
}
