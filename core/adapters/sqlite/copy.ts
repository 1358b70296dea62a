import { openRaw } from './raw.ts'

/** Pages that are copied in one go, 8 MiB: whoever asks something meanwhile waits some milliseconds. */
const PAGES_AT_ONCE = 2000

/**
 * Copies a database that others use meanwhile into a file, as it is at one moment (SQLite's online backup, which begins
 * anew where somebody writes in between). Rejects with what SQLite or the file system throws.
 */
export async function copyDatabase(path: string, to: string): Promise<void> {
  const raw = openRaw(path, 2000)
  try {
    await raw.backup(to, { progress: () => PAGES_AT_ONCE })
  } finally {
    raw.close()
  }
}
