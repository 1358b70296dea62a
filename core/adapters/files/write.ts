import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'

/** Only the user herself may read and write. */
const PRIVATE = 0o600

/**
 * Replaces a file durably, all or nothing, for the user's own eyes: written beside it, brought to the disk, and put in
 * its place. What a program that was killed left beside it is written over. Throws what the file system throws.
 */
export function writeDurably(path: string, bytes: Uint8Array): void {
  const beside = `${path}.new`
  // Anew, because what lies there may be open to others.
  rmSync(beside, { force: true })
  try {
    writeWhole(beside, bytes)
    renameSync(beside, path)
  } catch (thrown) {
    rmSync(beside, { force: true })
    throw thrown
  }
  syncFolder(dirname(path))
}

function writeWhole(path: string, bytes: Uint8Array): void {
  const file = openSync(path, 'wx', PRIVATE)
  try {
    for (let at = 0; at < bytes.length;) at += writeSync(file, bytes, at)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
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

/** The system's word for what went wrong, which holds no secret. */
export function codeOf(thrown: unknown): string {
  if (typeof thrown === 'object' && thrown !== null && 'code' in thrown && typeof thrown.code === 'string')
    return thrown.code
  return 'UNKNOWN'
}
