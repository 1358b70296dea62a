import { execFileSync, spawn, spawnSync } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { chmodSync, chownSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { onTestFinished } from 'vitest'
import { sha256, toHex } from '#core/proof/index.ts'
import type { Database, Schema } from '#core/store/index.ts'
import { openDatabase } from './index.ts'

// Folders, schemas and other processes, for tests.

/** A folder of this test's own, gone when it ends. */
export function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'dure-sqlite-'))
  onTestFinished(() => rmSync(path, { recursive: true, force: true }))
  return path
}

/** A kind of file with as many versions as asked for. */
export const schemaOf = (versions: number): Schema => ({
  applicationId: 0x74657374,
  migrations: [
    { n: 1, name: 'notes', sql: 'CREATE TABLE note (no INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT;' },
    { n: 2, name: 'authors', sql: "ALTER TABLE note ADD COLUMN author TEXT NOT NULL DEFAULT 'nobody';" },
    { n: 3, name: 'order', sql: 'CREATE INDEX note_author ON note(author); UPDATE note SET text = upper(text);' },
  ].slice(0, versions),
})
export const schema = schemaOf(1)

/** The database, which has to open; closed when the test ends. */
export function opened(path: string, as = schema): Database {
  const db = openDatabase(path, as)
  if (!db.ok) throw new Error(JSON.stringify(db.error))
  onTestFinished(() => db.value.close())
  return db.value
}

export const write = (db: Database, ...texts: readonly string[]): void =>
  db.transaction((to) => {
    for (const text of texts) to.run('INSERT INTO note (text) VALUES (?)', text)
  })
export const textsOf = (db: Database): string[] =>
  db
    .query<{ text: string }>('SELECT text FROM note ORDER BY no')
    .all()
    .map((row) => row.text)

/** Every file of a folder and the hash of what is in it. */
export const contentsOf = (path: string): Record<string, string> =>
  Object.fromEntries(readdirSync(path).map((file) => [file, toHex(sha256(readFileSync(join(path, file))))]))

/** Whether this is root, who may mount disks and is not kept from any file. */
export const isRoot = process.getuid?.() === 0
/** The user that owns nothing, on every Unix. */
const NOBODY = 65534

const program = (code: string): string =>
  `import * as sqlite from ${JSON.stringify(pathToFileURL(join(import.meta.dirname, 'index.ts')).href)}
   const [path] = process.argv.slice(1)
   ${code}`

/** What a program prints as JSON about a file, run as somebody who may not write where she is not let. */
export function askAsNobody(path: string, code: string): unknown {
  const as = isRoot ? { uid: NOBODY, gid: NOBODY } : {}
  const done = spawnSync(process.execPath, ['--input-type=module', '-e', program(code), path], {
    ...as,
    encoding: 'utf8',
  })
  if (done.status !== 0) throw new Error(done.stderr)
  return JSON.parse(done.stdout)
}

/** A program that holds a file until it is killed. Resolves when it printed its first line. */
export async function startHolding(path: string, code: string): Promise<ChildProcess> {
  const child = spawn(process.execPath, ['--input-type=module', '-e', program(code), path], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  await new Promise<void>((resolve) => child.stdout.once('data', () => resolve()))
  return child
}

/** Ends a program as `kill -9` does, and waits until it is gone. */
export const kill = (child: ChildProcess): Promise<void> =>
  new Promise((resolve) => {
    child.once('exit', () => resolve())
    child.kill('SIGKILL')
  })

/** Gives a folder and what is in it to nobody, who may then only read. */
export function giveForReading(path: string): void {
  for (const file of readdirSync(path)) {
    if (isRoot) chownSync(join(path, file), NOBODY, NOBODY)
    chmodSync(join(path, file), 0o444)
  }
  if (isRoot) chownSync(path, NOBODY, NOBODY)
  chmodSync(path, 0o555)
  onTestFinished(() => chmodSync(path, 0o755))
}

/** A disk of so many KiB, of root only. */
export function smallDisk(kib: number): string {
  const path = folder()
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${kib}k`, 'tmpfs', path])
  onTestFinished(() => void execFileSync('umount', [path]))
  return path
}

/** Whether disks can be mounted here. */
export const canMount =
  isRoot &&
  process.platform === 'linux' &&
  spawnSync('unshare', ['-m', 'mount', '-t', 'tmpfs', 'x', '/mnt']).status === 0
