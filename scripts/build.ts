/**
 * Builds the bundles into dist/ and knows whether they are up to date.
 * `npm run build` cleans and builds; `bin/dure.mjs` builds only what changed, without cleaning, because a node that is
 * running may still have to load a chunk of the bundle it was started from.
 */

import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { linkSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const dist = join(root, 'dist')
/** Says from which sources dist/ was built. Written last, so that a build cut short never counts. */
const stamp = join(dist, 'sources')
const lock = join(root, 'node_modules/.cache/dure-build')
/** How often a process that waits for another one's build looks again, in milliseconds. */
const lookAgain = 100

const sourceFolders = ['app', 'core', 'lab', 'sync-relay']
const sourceFiles = ['package.json', 'package-lock.json', 'tsconfig.json', 'vite.config.ts']
const isSource = (name: string): boolean => !/\.test\.tsx?$|\.md$/.test(name)

const filesBelow = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((found) => found.isFile() && isSource(found.name))
    .map((found) => join(found.parentPath, found.name))

/** A hash over path, size and time of change of every source. */
const sourcesNow = (): string => {
  const hash = createHash('sha256')
  const folders = sourceFolders
    .map((name) => join(root, name))
    .filter((path) => statSync(path, { throwIfNoEntry: false }))
  const files = [...sourceFiles.map((name) => join(root, name)), ...folders.flatMap(filesBelow)].toSorted()
  for (const file of files) {
    const { size, mtimeMs } = statSync(file)
    hash.update(`${file.slice(root.length)} ${size} ${mtimeMs}\n`)
  }
  return hash.digest('hex')
}

const readIfThere = (path: string): string | undefined => {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}

/** Whether dist/ holds what the sources say now. */
export const isBuilt = (): boolean => {
  const builtFrom = readIfThere(stamp)
  return builtFrom !== undefined && builtFrom === sourcesNow()
}

/** Builds everything. What the builder says goes to stderr: stdout belongs to the command's ready line. */
const build = (): void => {
  const sources = sourcesNow()
  const vite = fileURLToPath(new URL('../../bin/vite.js', import.meta.resolve('vite')))
  const { status, signal, error } = spawnSync(process.execPath, [vite, 'build', '--app', '--logLevel', 'warn'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
  })
  if (error) throw error
  if (status !== 0) throw new Error(`the build failed (${signal ?? `code ${status}`}); what it said is above`)
  writeFileSync(stamp, sources)
}

const isRunning = (pid: number): boolean => {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

/** Takes the lock of the one who builds. False: another process has it, or had it until now. */
const takeLock = (): boolean => {
  const mine = `${lock}-${process.pid}`
  mkdirSync(dirname(lock), { recursive: true })
  writeFileSync(mine, String(process.pid))
  try {
    // A link appears with its content, or not at all.
    linkSync(mine, lock)
    return true
  } catch {
    const owner = readIfThere(lock)
    // One that died in the middle of a build does not keep the lock.
    if (owner !== undefined && !isRunning(Number(owner))) rmSync(lock, { force: true })
    return false
  } finally {
    rmSync(mine)
  }
}

/** Builds if need be. Several processes may ask at once: one builds, the others wait for it. */
export const ensureBuilt = async (): Promise<void> => {
  while (!isBuilt()) {
    if (!takeLock()) {
      await setTimeout(lookAgain)
      continue
    }
    try {
      if (!isBuilt()) build()
    } finally {
      rmSync(lock, { force: true })
    }
  }
}

if (import.meta.main) {
  rmSync(dist, { recursive: true, force: true })
  build()
}
