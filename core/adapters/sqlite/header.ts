import { closeSync, openSync, readSync } from 'node:fs'
import type { Schema, StoreError } from '#core/store/index.ts'

/** The first bytes of every SQLite 3 file, the zero included. */
const MAGIC = 'SQLite format 3\0'
// Where SQLite keeps them, big-endian, four bytes each: https://sqlite.org/fileformat2.html
const USER_VERSION_AT = 60
const APPLICATION_ID_AT = 68
const HEADER_BYTES = 100

/**
 * What the first hundred bytes of a file say against opening it; undefined if nothing. Read without SQLite, which would
 * bring another program's unfinished work to its end, and so change a file that is none of ours.
 * Throws what the file system throws.
 */
export function refusalOf(path: string, schema: Schema): StoreError | undefined {
  const header = readStart(path)
  if (header.subarray(0, MAGIC.length).toString('latin1') !== MAGIC)
    return { type: 'StoreDamaged', detail: 'no SQLite file' }
  if (header.length < HEADER_BYTES) return { type: 'StoreDamaged', detail: 'cut short' }
  const applicationId = header.readInt32BE(APPLICATION_ID_AT)
  if (applicationId !== schema.applicationId) return { type: 'StoreForeign', applicationId }
  return newerThan(schema, header.readInt32BE(USER_VERSION_AT))
}

/** The refusal of a file that a newer program wrote. */
export function newerThan(schema: Schema, version: number): StoreError | undefined {
  const known = schema.migrations.length
  return version > known ? { type: 'StoreNewer', version, known } : undefined
}

function readStart(path: string): Buffer {
  const file = openSync(path, 'r')
  try {
    const bytes = Buffer.alloc(HEADER_BYTES)
    return bytes.subarray(0, readSync(file, bytes, 0, HEADER_BYTES, 0))
  } finally {
    closeSync(file)
  }
}
