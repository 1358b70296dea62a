/**
 * Finds Electron's runtime for `npm start`, or says in a few words why there is none. Its npm package is small; the runtime
 * is a download that some networks do not let through, so trying is bounded, and not repeated at every start.
 */

import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

const root = dirname(import.meta.dirname)
/** Where a download is kept while it comes, and when the last one failed. */
const cache = join(root, 'node_modules/.cache/dure-electron')
const failed = join(cache, 'failed')

/** How long a download that failed is not tried again, in milliseconds. */
const AGAIN_AFTER_MS = 24 * 60 * 60_000
/** A download of which nothing came for so many milliseconds has failed. */
const STALLED_MS = 15_000
/** Between two looks at how much came, in milliseconds. */
const LOOK_MS = 500

/** What is asked of the machine. Parameters, so that the choice can be tested. */
export interface Surroundings {
  readonly platform: NodeJS.Platform
  readonly env: Readonly<Record<string, string | undefined>>
  readonly isRoot: boolean
  /** The folder of Electron's npm package; null where it is not installed. */
  readonly electron: string | null
  readonly exists: (path: string) => boolean
  readonly read: (path: string) => string
  /** When a download failed last, in milliseconds since 1970; null: never. */
  readonly failedAt: number | null
  readonly now: number
}

/** What is to be done: run this program, fetch it, or go without, for this reason. */
export type Choice =
  | { readonly type: 'run'; readonly path: string }
  | { readonly type: 'fetch'; readonly electron: string }
  | { readonly type: 'without'; readonly reason: string }

const without = (reason: string): Choice => ({ type: 'without', reason })

/** Decides, without touching anything. */
export const chooseElectron = (around: Surroundings): Choice => {
  const { platform, env, electron, exists, read, failedAt, now } = around
  if (platform === 'linux' && !env['DISPLAY'] && !env['WAYLAND_DISPLAY']) return without('there is no display')
  if (platform === 'linux' && around.isRoot) return without('Electron does not run as root')
  if (electron === null) return without('Electron is not installed here')
  const given = env['ELECTRON_OVERRIDE_DIST_PATH']
  const named = join(electron, 'path.txt')
  const program = exists(named) ? read(named) : 'electron'
  const path = join(given ?? join(electron, 'dist'), program)
  if (exists(path)) return { type: 'run', path }
  if (given !== undefined) return without(`there is no ${path}`)
  if (failedAt !== null && now - failedAt < AGAIN_AFTER_MS)
    return without('Electron’s runtime could not be fetched lately; `npx install-electron --no` tries again')
  return { type: 'fetch', electron }
}

const electronPackage = (): string | null => {
  try {
    return dirname(createRequire(import.meta.url).resolve('electron/package.json'))
  } catch {
    return null
  }
}

const surroundings = (): Surroundings => ({
  platform: process.platform,
  env: process.env,
  isRoot: process.getuid?.() === 0,
  electron: electronPackage(),
  exists: existsSync,
  read: (path) => readFileSync(path, 'utf8'),
  failedAt: statSync(failed, { throwIfNoEntry: false })?.mtimeMs ?? null,
  now: Date.now(),
})

const sizeBelow = (folder: string): number =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((found) => found.isFile())
    .reduce(
      (sum, found) => sum + (statSync(join(found.parentPath, found.name), { throwIfNoEntry: false })?.size ?? 0),
      0,
    )

/** Fetches the runtime with the package's own program. False: it did not come; why is no concern of whoever starts the app. */
const fetchRuntime = async (electron: string): Promise<boolean> => {
  const coming = join(cache, 'coming')
  rmSync(coming, { recursive: true, force: true })
  mkdirSync(coming, { recursive: true })
  process.stderr.write('dure: fetching Electron’s runtime (some 120 MB, once)\n')
  const child = spawn(process.execPath, [join(electron, 'install.js')], {
    // What comes is put there first, so its growing shows that something comes.
    env: { ...process.env, TMPDIR: coming, TEMP: coming, TMP: coming },
    stdio: 'ignore',
  })
  let size = 0
  let since = performance.now()
  const watch = setInterval(() => {
    const now = sizeBelow(coming)
    if (now !== size) since = performance.now()
    size = now
    if (performance.now() - since > STALLED_MS) child.kill('SIGKILL')
  }, LOOK_MS)
  const code = await new Promise<number | null>((resolve) => {
    child.on('error', () => resolve(null))
    child.on('exit', resolve)
  })
  clearInterval(watch)
  rmSync(coming, { recursive: true, force: true })
  if (code === 0) rmSync(failed, { force: true })
  else writeFileSync(failed, '')
  return code === 0
}

/** Opens the app in its window and waits until it ends: its exit code. Null: there is no window here, and that was said. */
export const openWindow = async (words: readonly string[]): Promise<number | null> => {
  let choice = chooseElectron(surroundings())
  if (choice.type === 'fetch')
    // A checkout that may not be written to has no window, and that is no reason not to start.
    choice = (await fetchRuntime(choice.electron).catch(() => false))
      ? chooseElectron(surroundings())
      : without('Electron’s runtime could not be fetched')
  if (choice.type === 'run') return run(choice.path, words)
  const reason = choice.type === 'without' ? choice.reason : 'Electron’s runtime is not complete'
  process.stderr.write(`dure: no window of its own (${reason}), so this is the same app for a browser.\n`)
  return null
}

const run = (program: string, words: readonly string[]): Promise<number> =>
  new Promise((resolve, reject) => {
    const child = spawn(program, [root, ...words], { stdio: 'inherit' })
    // A terminal tells everybody in the foreground; whoever else ends this process means the window.
    for (const signal of ['SIGTERM', 'SIGHUP'] as const) process.on(signal, () => child.kill(signal))
    process.on('SIGINT', () => {})
    child.on('error', reject)
    child.on('exit', (code) => resolve(code ?? 1))
  })
