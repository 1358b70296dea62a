import { closeSync, createReadStream, existsSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { copyDatabase, openDatabase } from '#core/adapters/sqlite/index.ts'
import { redact } from '#core/crypto/index.ts'
import { markRestored, nodeSchema, readBackup } from '#core/node/index.ts'
import type { BackupError, Node } from '#core/node/index.ts'
import { fail, ok } from '#core/proof/result.ts'
import type { Result } from '#core/proof/result.ts'
import { StoreFault } from '#core/store/index.ts'

/** A copy of the database while a backup is written, and a backup's database until it is whole. */
const COPY = 'backup.part'
const PART = 'restored.part'
/** A backup's database, whole: whoever opens the folder next puts it in its place. */
const WHOLE = 'restored.sqlite'
const DATABASE = 'dure.sqlite'
const SLICE = 256 * 1024
/** Only this user reads what lies there. */
const PRIVATE = 0o600

export type RestoreRefusal = BackupError | { readonly type: 'AccountExists' | 'DiskFull' | 'DiskFailed' }

/** The bytes of a consistent copy of a folder's database, made when they are asked for, and gone afterwards. */
export async function* databaseCopy(folder: string): AsyncGenerator<Uint8Array> {
  const copy = join(folder, COPY)
  rmSync(copy, { force: true })
  // Made first, so that nobody else can read it while it grows.
  closeSync(openSync(copy, 'wx', PRIVATE))
  try {
    await copyDatabase(join(folder, DATABASE), copy)
    for await (const slice of createReadStream(copy, { highWaterMark: SLICE })) {
      yield slice as Uint8Array // no encoding is set, so the stream gives bytes
      // Sealing holds the process: others have their turn in between.
      await setImmediate()
    }
  } finally {
    rmSync(copy, { force: true })
  }
}

/**
 * Reads a backup beside the folder's own empty database, and when all of it is proven and on the disk, puts it where whoever
 * opens the folder next takes it up. Until then nothing has changed. Rule I4.
 */
export async function stageBackup(
  folder: string,
  node: Node,
  source: AsyncIterable<Uint8Array>,
  passphrase: string,
): Promise<Result<void, RestoreRefusal>> {
  if (node.account.get() !== null) return fail({ type: 'AccountExists' })
  const part = join(folder, PART)
  dropPart(folder)
  try {
    const secrets = await writePart(part, source, passphrase)
    if (!secrets.ok) return secrets
    const db = openDatabase(part, nodeSchema)
    if (!db.ok) return fail({ type: db.error.type === 'StoreNewer' ? 'BackupVersionUnknown' : 'BackupDamaged' })
    markRestored(db.value)
    db.value.checkpoint()
    db.value.close()
    const kept = node.keepRestoring(secrets.value)
    if (!kept.ok) return kept
    syncFile(part)
    renameSync(part, join(folder, WHOLE))
    syncFile(folder)
    return ok(undefined)
  } catch (thrown) {
    return fail({ type: diskRefusal(thrown) })
  } finally {
    dropPart(folder)
  }
}

/** Puts a staged backup in the place of the empty database; the folder must be held by nobody else. Throws what the disk throws. */
export function finishRestore(folder: string): void {
  for (const name of [COPY, PART, `${PART}-wal`, `${PART}-shm`]) rmSync(join(folder, name), { force: true })
  if (!existsSync(join(folder, WHOLE))) return
  for (const end of ['-wal', '-shm', '-journal']) rmSync(join(folder, DATABASE + end), { force: true })
  renameSync(join(folder, WHOLE), join(folder, DATABASE))
  syncFile(folder)
}

async function writePart(
  part: string,
  source: AsyncIterable<Uint8Array>,
  passphrase: string,
): Promise<Awaited<ReturnType<typeof readBackup>>> {
  const file = await open(part, 'wx', PRIVATE)
  try {
    return await readBackup(source, redact(passphrase), (piece) => file.writeFile(piece))
  } finally {
    await file.close()
  }
}

const dropPart = (folder: string): void => {
  for (const end of ['', '-wal', '-shm']) rmSync(join(folder, PART + end), { force: true })
}

/** Windows cannot sync a folder, and orders names by itself. */
function syncFile(path: string): void {
  if (process.platform === 'win32') return
  const file = openSync(path, 'r')
  try {
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}

function diskRefusal(thrown: unknown): 'DiskFull' | 'DiskFailed' {
  if (thrown instanceof StoreFault) return thrown.error.type === 'StoreFull' ? 'DiskFull' : 'DiskFailed'
  const code = thrown instanceof Error && 'code' in thrown ? thrown.code : undefined
  if (code === undefined) throw thrown
  return code === 'ENOSPC' || code === 'EDQUOT' ? 'DiskFull' : 'DiskFailed'
}
