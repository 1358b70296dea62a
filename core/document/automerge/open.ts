import type { DocumentKind } from '#core/entry/types.ts'
import { compareBytes, equalBytes, fail, ok, toHex } from '#core/proof/index.ts'
import type { Result } from '#core/proof/index.ts'
import { DOCUMENT, takeChunk } from '../change/chunk.ts'
import type { Chunk } from '../change/chunk.ts'
import { readBranchChange } from '../change/read.ts'
import { FIRST_OP, GENESIS } from '../genesis.ts'
import type { BranchState, DocumentDamaged, DocumentError } from '../types.ts'
import { stoppedAfter } from './engine.ts'
import type { Automerge } from './engine.ts'

/** A document as it is stored: rows of bytes which, one after the other, are a file of Automerge's. */
export interface StoredDocument {
  readonly kind: DocumentKind
  /** Genesis or a saved document first; each author's changes in their order; changes of several authors in any. */
  readonly parts: readonly Uint8Array[]
}

/** One author's branch of a document, held whole and checked: it follows from genesis without a gap. */
export interface Branch {
  readonly state: BranchState
  /** Its changes, as Automerge change chunks, in order. */
  readonly changes: readonly Uint8Array[]
}

/** A stored document, every change of it checked: in the form D3 gives, on its branch. Branches in order of actor. */
export interface OpenDocument {
  readonly kind: DocumentKind
  readonly branches: readonly Branch[]
}

/** Bytes of a stored document that is still opened. Some 400,000 entries of a month before, 20 million after saving. */
export const MAX_STORED_BYTES = 128 * 1024 * 1024
/** Changes that one slice checks: 5 to 10 ms. */
const CHECK_SLICE = 250

/** A change on its way into its branch. */
interface Link {
  readonly before: BranchState
  readonly after: BranchState
  readonly bytes: Uint8Array
  readonly offset: number
}

/**
 * Opens a stored document in slices: run it to its end with `runToEnd`, or call `next` between other work; only a
 * saved document among its parts is loaded at once (facts: 4 µs a fact). Damage is found before Automerge sees a byte,
 * as every chunk carries a checksum. Rules D3, D8.
 */
export function* openDocument(
  automerge: Automerge,
  stored: StoredDocument,
): Generator<void, Result<OpenDocument, DocumentError>> {
  const { kind, parts } = stored
  const bytes = parts.reduce((sum, part) => sum + part.length, 0)
  if (bytes > MAX_STORED_BYTES) return fail({ type: 'DocumentTooLarge', bytes, operations: 0 })
  const found = new Map<string, Link[]>()
  let hasGenesis = false
  let checked = 0
  for (const chunk of changesOf(automerge, parts)) {
    if (!chunk.ok) return chunk
    if (equalBytes(chunk.value.hash, GENESIS[kind].hash)) hasGenesis = true
    else {
      const link = linkOf(chunk.value, kind)
      if (!link.ok) return link
      const actor = toHex(link.value.after.actor)
      const links = found.get(actor)
      if (links === undefined) found.set(actor, [link.value])
      else links.push(link.value)
    }
    if (++checked % CHECK_SLICE === 0) yield
  }
  if (!hasGenesis) return fail({ type: 'DocumentDamaged', fault: 'genesis', offset: 0 })
  const branches: Branch[] = []
  for (const links of found.values()) {
    const branch = branchOf(kind, links)
    if (!branch.ok) return branch
    branches.push(branch.value)
  }
  return ok({ kind, branches: branches.toSorted((a, b) => compareBytes(a.state.actor, b.state.actor)) })
}

/** What a generator of slices comes to, without a pause. */
export function runToEnd<T>(slices: Generator<void, T>): T {
  for (;;) {
    const step = slices.next()
    if (step.done) return step.value
  }
}

/** All changes in the parts, those inside saved documents too. Ends after the first failure. */
function* changesOf(automerge: Automerge, parts: readonly Uint8Array[]): Generator<Result<Chunk, DocumentError>, void> {
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
        for (const change of loaded.value) yield takeChunk(change, 0, chunk.value.offset)
      }
    }
    base += part.length
  }
}

/** The changes of a saved document. Automerge checks them against the heads it states. */
function changesIn(automerge: Automerge, saved: Chunk): Result<readonly Uint8Array[], DocumentError> {
  const document = automerge.init()
  try {
    const backend = automerge.getBackend(document)
    backend.loadIncremental(saved.bytes)
    return ok(backend.getChanges([]))
  } catch {
    return fail(stoppedAfter(automerge) ?? { type: 'DocumentDamaged', fault: 'load', offset: saved.offset })
  } finally {
    automerge.free(document)
  }
}

function linkOf(chunk: Chunk, kind: DocumentKind): Result<Link, DocumentDamaged> {
  const change = readBranchChange(chunk, kind)
  if (!change.ok) return change
  const { before, after } = change.value
  return ok({ before, after, bytes: chunk.bytes, offset: chunk.offset })
}

/** One author's changes as a branch: from genesis, each resting on the one before; repeated ones are passed over. */
function branchOf(kind: DocumentKind, links: Link[]): Result<Branch, DocumentDamaged> {
  const changes: Uint8Array[] = []
  let seq = 0
  let nextOp = FIRST_OP
  let hash = GENESIS[kind].hash
  let state: BranchState | undefined
  for (const { before, after, bytes, offset } of links.toSorted((a, b) => a.after.seq - b.after.seq)) {
    if (after.seq === seq && equalBytes(after.hash, hash)) continue
    if (before.seq !== seq || before.nextOp !== nextOp || !equalBytes(before.hash, hash)) {
      return fail({ type: 'DocumentDamaged', fault: 'chain', offset })
    }
    ;({ seq, nextOp, hash } = after)
    state = after
    changes.push(bytes)
  }
  // There is at least one link, and the first one is not a repetition.
  return state === undefined ? fail({ type: 'DocumentDamaged', fault: 'chain', offset: 0 }) : ok({ state, changes })
}
