import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { env, getuid, platform } from 'node:process'
import { chromium } from '@playwright/test'

/** What finding a browser asks of the machine. Parameters, so that the search itself can be tested. */
export interface Machine {
  readonly platform: NodeJS.Platform
  readonly env: Readonly<Record<string, string | undefined>>
  readonly isRoot: boolean
  readonly exists: (path: string) => boolean
  /** Where Playwright's own download would be. */
  readonly downloaded: () => string
  /** Runs a program to its end; throws if it fails. */
  readonly run: (program: string, args: readonly string[]) => void
}

/** Names the browser to use, above all others. */
const browserVariable = 'DURE_BROWSER'

const onPath = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge']

/** Chrome's, Chromium's and Edge's usual places on macOS, below / and below the home folder. */
const macPlaces = ['Google Chrome', 'Chromium', 'Microsoft Edge'].map(
  (name) => `Applications/${name}.app/Contents/MacOS/${name}`,
)
/** The same on Windows, below each of the program folders. */
const windowsPlaces = ['Google/Chrome', 'Chromium', 'Microsoft/Edge'].map(
  (folder) => `${folder}/Application/${folder.endsWith('Edge') ? 'msedge' : 'chrome'}.exe`,
)

/** Where an installed browser would be, in the order of preference. */
const places = (machine: Machine): string[] => {
  const below = (folders: readonly (string | undefined)[], paths: readonly string[]): string[] =>
    folders.filter((folder) => folder !== undefined).flatMap((folder) => paths.map((path) => join(folder, path)))
  if (machine.platform === 'darwin') return below(['/', machine.env['HOME']], macPlaces)
  if (machine.platform === 'win32') {
    const { PROGRAMFILES, 'PROGRAMFILES(X86)': older, LOCALAPPDATA } = machine.env
    return below([PROGRAMFILES, older, LOCALAPPDATA], windowsPlaces)
  }
  const folders = [...(machine.env['PATH'] ?? '').split(delimiter), '/usr/bin', '/usr/local/bin', '/snap/bin']
  return onPath.flatMap((name) => below([...folders, '/opt/google/chrome', '/opt/microsoft/msedge'], [name]))
}

/** The first browser that is there, or null. A browser that was asked for by name and is not there is an error. */
const lookUp = (machine: Machine): string | null => {
  const named = machine.env[browserVariable]
  if (named !== undefined && named !== '') {
    if (machine.exists(named)) return named
    throw new Error(`${browserVariable} says ${named}, but there is no such file.`)
  }
  return [...places(machine), machine.downloaded()].find((path) => path !== '' && machine.exists(path)) ?? null
}

/**
 * The path of a Chromium-like browser: the one named by `DURE_BROWSER`, an installed Chrome, Chromium or Edge, or
 * Playwright's own. On Debian as root it installs Debian's Chromium, with a font that draws Korean, when there is none.
 * Throws a sentence that says what to do where nothing is found.
 */
export const findBrowser = (machine: Machine = thisMachine): string => {
  const there = lookUp(machine)
  if (there !== null) return there
  if (machine.isRoot && machine.exists('/etc/debian_version')) {
    machine.run('apt-get', ['update'])
    machine.run('apt-get', ['install', '-y', '--no-install-recommends', 'chromium', 'fonts-noto-cjk'])
    const installed = lookUp(machine)
    if (installed !== null) return installed
  }
  throw new Error(
    'The tests need a browser: install Chrome, Chromium or Edge, run `npx playwright install chromium`, or put the ' +
      `path of one into ${browserVariable}.`,
  )
}

/**
 * What the browser leaves out. Its address bar is a page of its own in newer Chromium, which loads with every window, hidden, and
 * takes longer than ours: stories waited for it, and the bench measured it. Of several lists the last counts, so what
 * Playwright leaves out is repeated.
 */
const leftOut = [
  'WebUIOmniboxPopup',
  'WebUIOmniboxAimPopup',
  'AvoidUnnecessaryBeforeUnloadCheckSync',
  'DestroyProfileOnBrowserClose',
  'HttpsUpgrades',
  'HttpsFirstBalancedModeAutoEnable',
  'LensOverlay',
  'MediaRouter',
  'PaintHolding',
  'ThirdPartyStoragePartitioning',
  'AvoidCorsURLLoaderRestartOnRedirect',
  'TcpPortRandomizationWin',
  'OptimizationHints',
  'NetworkTimeServiceQuerying',
  'AimEnabled',
  'PreconnectToSearch',
]

/** How the browser is started: nothing that calls home, and no sandbox where root could not have one. */
export const browserArgs: readonly string[] = [
  ...(getuid?.() === 0 ? ['--no-sandbox'] : []),
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
  `--disable-features=${leftOut.join(',')}`,
]

const thisMachine: Machine = {
  platform,
  env,
  isRoot: getuid?.() === 0,
  exists: existsSync,
  downloaded: () => chromium.executablePath(),
  run: (program, args) => {
    execFileSync(program, args, {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...env, DEBIAN_FRONTEND: 'noninteractive' },
    })
  },
}
