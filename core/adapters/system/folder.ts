import { existsSync, mkdirSync, statSync } from 'node:fs'
import { dirname } from 'node:path'

/**
 * Makes a folder that only this user can read, and those above it. Throws what the disk says.
 * Node's own `recursive` never returns where the disk says "no such folder" below a folder that is there, as /proc does.
 */
export const makeFolder = (path: string): void => {
  const above = dirname(path)
  if (above !== path && !existsSync(above)) makeFolder(above)
  try {
    mkdirSync(path, { mode: 0o700 })
  } catch (thrown) {
    // Somebody else made it meanwhile; but a file in its place is none.
    const isThere = thrown instanceof Error && 'code' in thrown && thrown.code === 'EEXIST'
    if (!isThere || !statSync(path).isDirectory()) throw thrown
  }
}
