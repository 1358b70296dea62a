import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { env } from 'node:process'
import { root } from '../support/process.ts'

/** What runs the app here: Electron itself, or the stand-in of `e2e/electron-double`. */
export interface Runtime {
  readonly kind: 'electron' | 'double'
  /** The program. */
  readonly path: string
  /** One line for people. */
  readonly says: string
}

/** Set to 1, it refuses the stand-in: for machines that have Electron, so that nobody tests something else by mistake. */
const REQUIRE = 'REQUIRE_REAL_ELECTRON'

/** Electron's program, if its runtime was downloaded. */
const real = (): string | null => {
  const folder = join(root, 'node_modules/electron')
  const named = join(folder, 'path.txt')
  if (!existsSync(named)) return null
  const path = join(folder, 'dist', readFileSync(named, 'utf8'))
  return existsSync(path) ? path : null
}

/** Chooses: Electron where it is, else the stand-in, unless that is refused. Only `ELECTRON_OVERRIDE_DIST_PATH` differs. */
export const chooseRuntime = (): Runtime => {
  const path = real()
  if (path !== null) {
    const version = readFileSync(join(root, 'node_modules/electron/dist/version'), 'utf8').trim()
    return { kind: 'electron', path, says: `the window runs on Electron ${version}` }
  }
  if (env[REQUIRE] === '1')
    throw new Error(`${REQUIRE} is set, and Electron’s runtime is not here: npx install-electron --no`)
  const folder = join(root, 'e2e/electron-double/runtime')
  env['ELECTRON_OVERRIDE_DIST_PATH'] = folder
  return {
    kind: 'double',
    path: join(folder, 'electron'),
    says: 'the window runs on the stand-in of e2e/electron-double, not on Electron: its runtime is not here',
  }
}
