import { StoreFault } from '#core/store/index.ts'
import type { StoreError } from '#core/store/index.ts'

/** What a thrown SQLite error says about the file or the disk; undefined when it is our own bug. */
export function faultOf(thrown: unknown): StoreError | undefined {
  if (thrown instanceof StoreFault) return thrown.error
  const code = codeOf(thrown)
  if (code === undefined) return undefined
  const detail = thrown instanceof Error ? thrown.message : code
  // The index beside the log could not grow: SQLite calls that a fault of the disk, and it is want of room.
  if (code.startsWith('SQLITE_FULL') || code === 'SQLITE_IOERR_SHMSIZE') return { type: 'StoreFull' }
  if (code.startsWith('SQLITE_READONLY')) return { type: 'StoreReadOnly' }
  if (code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED')) return { type: 'StoreBusy' }
  if (code.startsWith('SQLITE_CORRUPT') || code.startsWith('SQLITE_NOTADB')) return { type: 'StoreDamaged', detail }
  if (code.startsWith('SQLITE_IOERR') || code.startsWith('SQLITE_CANTOPEN') || code.startsWith('SQLITE_PERM'))
    return { type: 'StoreUnreadable', detail }
  if (code === 'ENOSPC') return { type: 'StoreFull' }
  return FILE_CODES.includes(code) ? { type: 'StoreUnreadable', detail } : undefined
}

/** What the file system says of a file that is there, and cannot be read. */
const FILE_CODES = ['EACCES', 'EPERM', 'EISDIR', 'ENOTDIR', 'ELOOP', 'EIO', 'EMFILE', 'ENFILE']

function codeOf(thrown: unknown): string | undefined {
  if (typeof thrown !== 'object' || thrown === null || !('code' in thrown)) return undefined
  return typeof thrown.code === 'string' ? thrown.code : undefined
}
