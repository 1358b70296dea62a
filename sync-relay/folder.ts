import {
  chmodSync,
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { makeFolder as makeFolders } from '#core/adapters/system/index.ts'
import { lockFile, openDatabase } from '#core/adapters/sqlite/index.ts'
import type { FileLock } from '#core/adapters/sqlite/index.ts'
import { concatBytes, digest, equalBytes, fail, fromBase32, ok, toBase32 } from '#core/proof/index.ts'
import type { Random, Result } from '#core/proof/index.ts'
import type { Database, StoreError } from '#core/store/index.ts'
import type { RelayRefusal } from './refusal.ts'
import { relaySchema } from './schema/index.ts'

/** What lies in a relay's data folder. */
const LOCK = 'relay.lock'
const PID = 'relay.pid'
const KEY = 'relay.key'
const DATABASE = 'relay.sqlite'
/** Settings, where the command line names no other file. */
export const CONFIG = 'relay.yaml'

/** Bytes of the seed of the relay's Ed25519 key. */
const SEED_BYTES = 32

/** A relay's data folder, held by this process alone. */
export interface RelayFolder {
  /** 32 bytes: by its key people know this relay, so it stays the same from start to start. */
  readonly seed: Uint8Array
  readonly db: Database
  close(): void
}

/**
 * Opens (or makes) a data folder: one process at a time; the key in a file that only its user can read, made once; the
 * database brought to the newest schema.
 */
export function openRelayFolder(folder: string, random: Random): Result<RelayFolder, RelayRefusal> {
  const made = makeFolder(folder)
  if (!made.ok) return made
  const lock = lockFile(join(folder, LOCK))
  if (!lock.ok) return fail(lock.error.type === 'StoreBusy' ? inUse(folder) : storeRefusal(folder, lock.error))
  const opened = openHeld(folder, random)
  if (!opened.ok) {
    lock.value.release()
    return opened
  }
  return ok(withLock(folder, opened.value, lock.value))
}

function makeFolder(folder: string): Result<void, RelayRefusal> {
  try {
    makeFolders(folder)
    return ok(undefined)
  } catch (error) {
    return fail(diskRefusal(folder, codeOf(error)))
  }
}

function openHeld(folder: string, random: Random): Result<Pick<RelayFolder, 'seed' | 'db'>, RelayRefusal> {
  const isNew = !existsSync(join(folder, DATABASE))
  const seed = readOrMakeKey(folder, isNew, random)
  if (!seed.ok) return seed
  const file = join(folder, DATABASE)
  const db = openDatabase(file, relaySchema)
  if (!db.ok) return fail(storeRefusal(folder, db.error, file))
  // A note for whoever comes second; nothing depends on it.
  const noted = attempt(() => writeFileSync(join(folder, PID), `${process.pid}\n`))
  if (noted.ok) return ok({ seed: seed.value, db: db.value })
  db.value.close()
  return fail(diskRefusal(folder, noted.error))
}

function withLock(folder: string, { seed, db }: Pick<RelayFolder, 'seed' | 'db'>, lock: FileLock): RelayFolder {
  return {
    seed,
    db,
    close: () => {
      // So that the file alone is whole, for who copies it. A disk that refuses now has what counts already.
      attempt(() => db.checkpoint())
      db.close()
      attempt(() => rmSync(join(folder, PID), { force: true }))
      lock.release()
    },
  }
}

function readOrMakeKey(folder: string, mayMake: boolean, random: Random): Result<Uint8Array, RelayRefusal> {
  const file = join(folder, KEY)
  if (!existsSync(file)) {
    if (!mayMake) return fail({ type: 'KeysMissing', file })
    const made = attempt(() => makeKey(file, random(SEED_BYTES)))
    if (!made.ok) return fail(diskRefusal(folder, made.error))
  }
  const text = attempt(() => {
    if (process.platform !== 'win32' && (statSync(file).mode & 0o077) !== 0) chmodSync(file, 0o600)
    return readFileSync(file, 'utf8').trim()
  })
  const read = text.ok ? fromBase32(text.value) : text
  const seed = read.ok ? read.value.slice(0, SEED_BYTES) : null
  const isWhole = seed !== null && read.ok && equalBytes(read.value, withCheck(seed))
  return isWhole ? ok(seed) : fail({ type: 'KeysUnreadable', file })
}

/** A seed with what tells that it is whole: one letter changed would be another relay, of which nobody knows. */
const withCheck = (seed: Uint8Array): Uint8Array =>
  concatBytes(seed, digest('dure/relay-key/v1', seed).subarray(0, CHECK_BYTES))
const CHECK_BYTES = 8

/** Writes the key whole or not at all. The folder is ours alone meanwhile. */
function makeKey(file: string, seed: Uint8Array): void {
  const draft = `${file}.new`
  rmSync(draft, { force: true })
  const handle = openSync(draft, 'wx', 0o600)
  try {
    writeFileSync(handle, `${toBase32(withCheck(seed))}\n`)
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
  renameSync(draft, file)
  // Its name too is to outlast a power cut. Where a folder cannot be opened (Windows), the system sees to that.
  attempt(() => {
    const names = openSync(dirname(file), 'r')
    fsyncSync(names)
    closeSync(names)
  })
}

function inUse(folder: string): RelayRefusal {
  const pid = attempt(() => Number.parseInt(readFileSync(join(folder, PID), 'utf8'), 10))
  return { type: 'FolderInUse', folder, pid: pid.ok && pid.value > 0 ? pid.value : null }
}

function storeRefusal(folder: string, error: StoreError, file = join(folder, LOCK)): RelayRefusal {
  switch (error.type) {
    case 'StoreForeign':
      return { type: 'DatabaseForeign', file }
    case 'StoreNewer':
      return { type: 'DatabaseNewer', file }
    case 'StoreDamaged':
      return { type: 'DatabaseDamaged', file, detail: error.detail }
    case 'StoreFull':
      return { type: 'DiskFull', folder }
    case 'StoreReadOnly':
      return { type: 'FolderReadOnly', folder }
    case 'StoreBusy':
      return { type: 'FolderInUse', folder, pid: null }
    case 'StoreUnreadable':
      return { type: 'FolderReadOnly', folder }
  }
}

function diskRefusal(folder: string, code: string): RelayRefusal {
  if (['EACCES', 'EPERM', 'EROFS'].includes(code)) return { type: 'FolderReadOnly', folder }
  if (['ENOSPC', 'EDQUOT'].includes(code)) return { type: 'DiskFull', folder }
  if (['ENOTDIR', 'EEXIST', 'ENOENT', 'ENAMETOOLONG', 'ELOOP', 'EINVAL'].includes(code))
    return { type: 'FolderUnusable', folder }
  return { type: 'DiskFailed', folder }
}

/** What the work gives, or the system's code for why it could not be done. */
function attempt<T>(work: () => T): Result<T, string> {
  try {
    return ok(work())
  } catch (error) {
    return fail(codeOf(error))
  }
}

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'unknown'
