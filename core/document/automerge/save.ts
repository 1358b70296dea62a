import { compareBytes, fail, ok, toHex } from '#core/proof/index.ts'
import type { Hash, Result } from '#core/proof/index.ts'
import { FIRST_OP, GENESIS } from '../genesis.ts'
import type { BranchState, DocumentError } from '../types.ts'
import { failureOf, free } from './engine.ts'
import type { Automerge, Held } from './engine.ts'
import { openDocument } from './open.ts'
import type { OpenDocument, StoredDocument } from './open.ts'
import type { Slices } from './slices.ts'

/** A document as Automerge saved it. */
export interface SavedDocument {
  /** All of it in one chunk: the contents of a `.automerge` file. */
  readonly bytes: Uint8Array
  /** Hashes of the last change of each branch, or of genesis, in order. */
  readonly heads: readonly Hash[]
  /** Where each branch ends: what the next change of its author is encoded from. */
  readonly branches: readonly BranchState[]
}

/** Operations of a document that is still built, about a million messages: Automerge needs some 650 bytes of memory for each. Its memory ends at 4 GB. */
export const MAX_DOCUMENT_OPERATIONS = 3_000_000
/** Changes and operations that one slice applies: 5 to 10 ms, and up to 25 in a document of 100,000 facts, most of it the same for one change. */
const APPLY_CHANGES = 200
const APPLY_OPERATIONS = 4000

/**
 * Saves a document whole, in slices as in `openDocument`; only the saving itself is done at once. The same
 * bytes for the same branches, whatever the order they arrived in: Automerge keeps changes in the order they were
 * applied, so they are applied branch after branch, in order of actor. Rule D3.
 */
export function* saveDocument(automerge: Automerge, open: OpenDocument): Slices<Result<SavedDocument, DocumentError>> {
  const operations = open.branches.reduce((sum, { state }) => sum + state.nextOp - FIRST_OP, 0)
  if (operations > MAX_DOCUMENT_OPERATIONS) {
    const bytes = open.branches.flatMap(({ changes }) => changes).reduce((sum, change) => sum + change.length, 0)
    return fail({ type: 'DocumentTooLarge', bytes, operations })
  }
  let held: Held | undefined
  try {
    held = automerge.init()
    const backend = automerge.getBackend(held)
    backend.applyChanges([GENESIS[open.kind].change])
    for (const { changes, state } of open.branches) {
      const perChange = (state.nextOp - FIRST_OP) / changes.length
      const slice = Math.max(1, Math.min(APPLY_CHANGES, Math.floor(APPLY_OPERATIONS / perChange)))
      for (let i = 0; i < changes.length; i += slice) {
        backend.applyChanges(changes.slice(i, i + slice))
        yield
      }
    }
    const heads = headsOf(open)
    if (!isSame(heads, backend.getHeads())) return fail({ type: 'DocumentDamaged', fault: 'load', offset: 0 })
    return ok({ bytes: backend.save(), heads, branches: open.branches.map(({ state }) => state) })
  } catch {
    return fail(failureOf(automerge, { type: 'DocumentDamaged', fault: 'load', offset: 0 }))
  } finally {
    free(automerge, held)
  }
}

/** Opens a stored document and saves it whole: what compacts its rows into one, or makes an exported file. */
export function* buildDocument(
  automerge: Automerge,
  stored: StoredDocument,
): Slices<Result<SavedDocument, DocumentError>> {
  const open = yield* openDocument(automerge, stored)
  return open.ok ? yield* saveDocument(automerge, open.value) : open
}

/** The heads of a document: the ends of its branches, or genesis where nobody has said anything. Sorted. */
export function headsOf(open: OpenDocument): readonly Hash[] {
  const ends = open.branches.map(({ state }) => state.hash).toSorted(compareBytes)
  return ends.length === 0 ? [GENESIS[open.kind].hash] : ends
}

function isSame(heads: readonly Hash[], stated: readonly string[]): boolean {
  const sorted = stated.toSorted()
  return heads.length === sorted.length && heads.every((head, i) => toHex(head) === sorted[i])
}
