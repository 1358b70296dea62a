import { closeSync, fsyncSync, openSync, renameSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'

/** Only the user herself may read and write. */
const PRIVATE = 0o600

/**
 * Replaces a file durably, all or nothing: written beside it, brought to the disk, and put in its place.
 * Throws what the file system throws.
 */
export function writeDurably(path: string, bytes: Uint8Array): void {
  const beside = `${path}.new`
  const file = openSync(beside, 'w', PRIVATE)
  try {
    writeSync(file, bytes)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
  renameSync(beside, path)
  syncFolder(dirname(path))
}

/** The new name itself has to reach the disk. Windows knows no such call, and orders it by itself. */
function syncFolder(path: string): void {
  if (process.platform === 'win32') return
  const folder = openSync(path, 'r')
  try {
    fsyncSync(folder)
  } finally {
    closeSync(folder)
  }
}
