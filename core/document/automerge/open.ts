import type { DocumentKind } from '#core/entry/types.ts'
import { compareBytes, equalBytes, fail, ok, toHex } from '#core/proof/index.ts'
import type { At, Result } from '#core/proof/index.ts'
import { DOCUMENT, takeChunk } from '../change/chunk.ts'
import type { Chunk } from '../change/chunk.ts'
import { readBranchChange } from '../change/read.ts'
import { FIRST_OP, GENESIS } from '../genesis.ts'
import type { BranchState, DocumentDamaged, DocumentError } from '../types.ts'
import { failureOf, free } from './engine.ts'
import type { Automerge, Held } from './engine.ts'
import type { Slices } from './slices.ts'

/** A document as it is stored: rows of bytes which, one after the other, are a file of Automerge's. */
export interface StoredDocument {
  readonly kind: DocumentKind
  /** Genesis or a saved document first; each author's changes in their order; those of several authors in any. */
  readonly parts: readonly Uint8Array[]
}

/** One author's branch of a document, held whole and checked: it follows from genesis without a gap. */
export interface Branch {
  readonly state: BranchState
  /** The entry that its last change stands for: what is later in the feed is not in the document yet. */
  readonly last: { readonly seq: number; readonly at: At }
  /** Its changes, as Automerge change chunks, in order. */
  readonly changes: readonly Uint8Array[]
}

interface GrowingBranch {
  state: BranchState
  last: { readonly seq: number; readonly at: At }
  readonly changes: Uint8Array[]
}

/** A stored document, every change of it checked: in the form D3 gives, on its branch. Branches in order of actor. */
export interface OpenDocument {
  readonly kind: DocumentKind
  readonly branches: readonly Branch[]
}

/** Bytes of a stored document that is still opened. About a million messages not yet saved whole. */
export const MAX_STORED_BYTES = 256 * 1024 * 1024
/** Changes that one slice checks: 5 to 10 ms. */
const CHECK_SLICE = 250

/**
 * Opens a stored document in slices: run it to its end with `runToEnd`, or call `next` between other work; only a
 * saved document among its parts is loaded at once (8 µs a message). Damage is found before Automerge sees a byte,
 * as every chunk carries a checksum. Rules D3, D8.
 */
export function* openDocument(
  automerge: Automerge,
  stored: StoredDocument,
): Slices<Result<OpenDocument, DocumentError>> {
  const { kind, parts } = stored
  const bytes = parts.reduce((sum, part) => sum + part.length, 0)
  if (bytes > MAX_STORED_BYTES) return fail({ type: 'DocumentTooLarge', bytes, operations: 0 })
  const found = new Map<string, GrowingBranch>()
  let hasGenesis = false
  let checked = 0
  for (const chunk of changesOf(automerge, parts)) {
    if (!chunk.ok) return chunk
    if (equalBytes(chunk.value.hash, GENESIS[kind].hash)) hasGenesis = true
    else {
      const damaged = addChange(found, kind, chunk.value)
      if (damaged !== null) return fail(damaged)
    }
    if (++checked % CHECK_SLICE === 0) yield
  }
  if (!hasGenesis) return fail({ type: 'DocumentDamaged', fault: 'genesis', offset: 0 })
  const branches = [...found.values()].toSorted((a, b) => compareBytes(a.state.actor, b.state.actor))
  return ok({ kind, branches })
}

/** All changes in the parts, those inside saved documents too. Ends after the first failure. */
function* changesOf(
  automerge: Automerge,
  parts: readonly Uint8Array[],
): Generator<Result<Chunk, DocumentError>, void, void> {
  let base = 0
  for (const part of parts) {
    for (let at = 0; at < part.length;) {
      const chunk = takeChunk(part, at, base)
      if (!chunk.ok) {
        yield chunk
        return
      }
      at += chunk.value.bytes.length
      if (chunk.value.kind !== DOCUMENT) yield chunk
      else {
        const loaded = changesIn(automerge, chunk.value)
        if (!loaded.ok) {
          yield loaded
          return
        }
        // Changes again, one after the other; offsets say where the saved document began.
        for (let inner = 0; inner < loaded.value.length;) {
          const change = takeChunk(loaded.value, inner, chunk.value.offset - inner)
          yield change
          if (!change.ok) return
          inner += change.value.bytes.length
        }
      }
    }
    base += part.length
  }
}

/** The changes of a saved document, one after the other. Automerge checks them against the heads it states. */
function changesIn(automerge: Automerge, saved: Chunk): Result<Uint8Array, DocumentError> {
  let held: Held | undefined
  try {
    held = automerge.init()
    const backend = automerge.getBackend(held)
    backend.loadIncremental(saved.bytes)
    return ok(backend.saveSince([]))
  } catch {
    return fail(failureOf(automerge, { type: 'DocumentDamaged', fault: 'load', offset: saved.offset }))
  } finally {
    free(automerge, held)
  }
}

/** Puts a change at the end of its branch, where it must belong; one that is there already is passed over. */
function addChange(found: Map<string, GrowingBranch>, kind: DocumentKind, chunk: Chunk): DocumentDamaged | null {
  const change = readBranchChange(chunk, kind)
  if (!change.ok) return change.error
  const { before, after, at, entrySeq } = change.value
  const actor = toHex(after.actor)
  const branch = found.get(actor)
  const known = branch?.changes[before.seq]
  if (known !== undefined && equalBytes(known, chunk.bytes)) return null
  const { seq, nextOp, hash } = branch?.state ?? { seq: 0, nextOp: FIRST_OP, hash: GENESIS[kind].hash }
  if (before.seq !== seq || before.nextOp !== nextOp || !equalBytes(before.hash, hash)) {
    return { type: 'DocumentDamaged', fault: 'chain', offset: chunk.offset }
  }
  const last = { seq: entrySeq, at }
  if (branch === undefined) found.set(actor, { state: after, last, changes: [chunk.bytes] })
  else {
    branch.state = after
    branch.last = last
    branch.changes.push(chunk.bytes)
  }
  return null
}
