import { closeSync, existsSync, fsyncSync, openSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import * as z from 'zod/mini'
import { writeDurably } from '#core/adapters/files/index.ts'
import { fail, ok, type Result } from '#core/proof/result.ts'

/** Says in a data folder that it is to be wiped. What it names is removed, and nothing else. */
const MARK = 'wiping'
/** What is there while a backup is made or put back. */
const halfway = ['backup.part', 'restored.part', 'restored.part-wal', 'restored.part-shm', 'restored.sqlite']
/** What a node makes in its data folder for one account, besides the lock, which holds nothing. */
const made = [
  'dure.sqlite',
  'dure.sqlite-wal',
  'dure.sqlite-shm',
  'dure.sqlite-journal',
  'keys',
  'keys.new',
  ...halfway,
]

/** Whose start counters go with it: a device by its id, which is a name of a file there. */
const mark = z.strictObject({ device: z.string().check(z.regex(/^[a-z2-7]{52}$/)) })

/** Whether a wipe of this folder was begun and is not finished. */
export const isWiping = (folder: string): boolean => existsSync(join(folder, MARK))

/**
 * Begins to wipe a folder, durably: whoever opens it next finishes that first, however this process ends. So there is no
 * half of an account: until here all of it is there, from here on none.
 */
export const beginWipe = (
  folder: string,
  device: string,
): Result<void, { readonly type: 'DiskFull' | 'DiskFailed' }> => {
  try {
    writeDurably(join(folder, MARK), new TextEncoder().encode(JSON.stringify({ device })))
    return ok(undefined)
  } catch (thrown) {
    const code = thrown instanceof Error && 'code' in thrown ? thrown.code : ''
    return fail({ type: code === 'ENOSPC' || code === 'EDQUOT' ? 'DiskFull' : 'DiskFailed' })
  }
}

/**
 * Finishes what `beginWipe` began, if it did; the folder must be held by nobody else. Removed are the files that a node
 * makes, by name, in the data folder and among the start counters; everything else stays. A mark that is none of ours
 * removes nothing. Throws what the file system throws: then the mark is still there, and the next one tries again.
 */
export const finishWipe = (folder: string, counters: string): void => {
  const named = readMark(folder)
  if (named === null) return
  for (const name of made) rmSync(join(folder, name), { force: true })
  for (const name of [named.device, `${named.device}.new`, `${named.device}.lock`, `${named.device}.lock-journal`])
    rmSync(join(counters, name), { force: true })
  syncFolder(folder)
  syncFolder(counters)
  // Last, and only when all before it is on the disk.
  rmSync(join(folder, MARK), { force: true })
  syncFolder(folder)
}

const readMark = (folder: string): z.output<typeof mark> | null => {
  try {
    const read = mark.safeParse(JSON.parse(readFileSync(join(folder, MARK), 'utf8')))
    return read.success ? read.data : null
  } catch {
    return null
  }
}

/** Removals have to reach the disk. Windows knows no such call, and a folder that is not there has nothing to remember. */
const syncFolder = (path: string): void => {
  if (process.platform === 'win32' || !existsSync(path)) return
  const folder = openSync(path, 'r')
  try {
    fsyncSync(folder)
  } finally {
    closeSync(folder)
  }
}
