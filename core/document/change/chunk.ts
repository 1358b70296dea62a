import { equalBytes, fail, ok, sha256 } from '#core/proof/index.ts'
import type { Hash, Result } from '#core/proof/index.ts'
import type { DocumentDamaged } from '../types.ts'
import { emptied, newOut, putUnsigned, written } from './out.ts'
import { newInput, takeBytes, takeSized, takeUnsigned } from './input.ts'

/** What every chunk of Automerge's format begins with. */
const MAGIC = Uint8Array.of(0x85, 0x6f, 0x4a, 0x83)
/** Bytes of the hash that stand in a chunk's head. */
const CHECKSUM_BYTES = 4
const HEAD_BYTES = MAGIC.length + CHECKSUM_BYTES
/** The two kinds of chunks we write. */
export const DOCUMENT = 0
export const CHANGE = 1

/** A chunk that was found whole: its checksum holds. All of `bytes` and `body` are views. */
export interface Chunk {
  readonly kind: typeof DOCUMENT | typeof CHANGE
  /** The whole chunk. */
  readonly bytes: Uint8Array
  readonly body: Uint8Array
  /** SHA-256 of kind, length and body: of a change, the change's hash. */
  readonly hash: Hash
  /** Where it begins, for reports. */
  readonly offset: number
}

const headOut = newOut()

/** A chunk around a body: magic, checksum, kind, length, body. */
export function writeChunk(kind: number, body: Uint8Array): { readonly bytes: Uint8Array; readonly hash: Hash } {
  const head = emptied(headOut)
  putUnsigned(head, kind)
  putUnsigned(head, body.length)
  const bytes = new Uint8Array(HEAD_BYTES + head.at + body.length)
  bytes.set(written(head), HEAD_BYTES)
  bytes.set(body, HEAD_BYTES + head.at)
  const hash = sha256(bytes.subarray(HEAD_BYTES))
  bytes.set(MAGIC)
  bytes.set(hash.subarray(0, CHECKSUM_BYTES), MAGIC.length)
  return { bytes, hash }
}

/**
 * The chunk that begins at `at`, its checksum verified: so damage on a disk is found here, before Automerge sees it,
 * and costs no more than hashing. `base`: how far `bytes` begin from where offsets are counted.
 */
export function takeChunk(bytes: Uint8Array, at: number, base: number): Result<Chunk, DocumentDamaged> {
  const offset = base + at
  const damaged = (fault: DocumentDamaged['fault']) => fail({ type: 'DocumentDamaged', fault, offset } as const)
  const input = newInput(bytes)
  input.at = at
  const magic = takeBytes(input, MAGIC.length)
  const checksum = takeBytes(input, CHECKSUM_BYTES)
  const kind = takeUnsigned(input)
  const body = takeSized(input)
  if (input.failed || !equalBytes(magic, MAGIC)) return damaged('header')
  const hash = sha256(bytes.subarray(at + HEAD_BYTES, input.at))
  if (!equalBytes(checksum, hash.subarray(0, CHECKSUM_BYTES))) return damaged('checksum')
  if (kind !== DOCUMENT && kind !== CHANGE) return damaged('chunkKind')
  return ok({ kind, bytes: bytes.subarray(at, input.at), body, hash, offset })
}
