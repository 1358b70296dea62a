import { EventEmitter } from 'node:events'
import { readFileSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { record, recorded } from './calls.ts'
import { lockInstance } from './instance.ts'
import { preventable, strict } from './strict.ts'

let root = process.cwd()
let isReady = false
let isQuitting = false
let becomeReady = (): void => {}
const ready = new Promise<object>((resolve) => {
  becomeReady = () => resolve({})
})
const paths = new Map<string, string>()
const switches = new Map<string, string>()
/** What has to end before the process does. */
const closers: (() => Promise<void>)[] = []
let windows = (): readonly { close(): void; isDestroyed(): boolean }[] => []

/** Electron's `app`. */
class App extends EventEmitter {
  readonly isPackaged = false
  readonly commandLine = {
    appendSwitch: (name: string, value = '') => void switches.set(name, value),
    hasSwitch: (name: string) => switches.has(name) || process.argv.some((word) => word.startsWith(`--${name}`)),
  }
  #openAtLogin = false

  whenReady(): Promise<object> {
    return ready
  }
  isReady(): boolean {
    return isReady
  }
  getAppPath(): string {
    return root
  }
  getVersion(): string {
    return (JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { readonly version: string }).version
  }
  getPreferredSystemLanguages(): readonly string[] {
    return [(process.env['LANG'] ?? 'en_US').split('.')[0]?.replace('_', '-') ?? 'en-US']
  }
  getPath(name: string): string {
    const profile = paths.get('userData') ?? join(homedir(), '.config/electron-double')
    const known: Readonly<Record<string, string>> = {
      userData: profile,
      temp: tmpdir(),
      home: homedir(),
      downloads: join(homedir(), 'Downloads'),
    }
    const path = paths.get(name) ?? known[name]
    if (path === undefined) throw new Error(`electron-double: app.getPath('${name}') is not there`)
    return path
  }
  setPath(name: string, path: string): void {
    paths.set(name, path)
  }
  requestSingleInstanceLock(): boolean {
    return lockInstance(this.getPath('userData'), process.argv, (argv) =>
      this.emit('second-instance', preventable({}), argv, process.cwd(), null),
    )
  }
  setLoginItemSettings({ openAtLogin = false }: { readonly openAtLogin?: boolean }): void {
    record('app.setLoginItemSettings', { openAtLogin })
    this.#openAtLogin = openAtLogin
  }
  getLoginItemSettings(): object {
    return { openAtLogin: this.#openAtLogin }
  }
  readonly enableSandbox = recorded('app.enableSandbox', undefined)
  readonly setAppUserModelId = recorded('app.setAppUserModelId', undefined)
  readonly setAsDefaultProtocolClient = recorded('app.setAsDefaultProtocolClient', true)
  readonly setBadgeCount = recorded('app.setBadgeCount', true)

  /** Asks everybody, then ends. */
  quit(): void {
    if (isQuitting) return
    if (!isReady) return this.exit(0)
    const before = preventable({})
    this.emit('before-quit', before)
    if (before.defaultPrevented) return
    for (const window of windows()) window.close()
    // Windows close in a moment; when the last is gone, this goes on.
    isQuitting = true
    this.#finish()
  }
  #finish(): void {
    if (windows().some((window) => !window.isDestroyed())) return void setImmediate(() => this.#finish())
    const event = preventable({})
    this.emit('will-quit', event)
    isQuitting = false
    if (!event.defaultPrevented) this.exit(0)
  }
  exit(code = 0): void {
    isQuitting = true
    this.emit('quit', preventable({}), code)
    Promise.allSettled(closers.map((close) => close()))
      .finally(() => process.exit(code))
      .catch(() => {})
  }
}

const only = new App()
export const app = strict('app', only)

/** All windows are gone: the app decides, or ends, as Electron has it. */
export const whenGone = (left: number): void => {
  if (left > 0 || isQuitting) return
  if (only.listenerCount('window-all-closed') > 0) only.emit('window-all-closed')
  else only.quit()
}

/** What ends with the app. */
export const atExit = (close: () => Promise<void>): void => void closers.push(close)

/** Tells the double where the app is and what windows there are, and that it may begin. */
export const boot = (folder: string, list: typeof windows): { readonly begin: () => void } => {
  root = folder
  windows = list
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => only.quit())
  return {
    begin: () => {
      isReady = true
      becomeReady()
      only.emit('ready', preventable({}), {})
    },
  }
}
