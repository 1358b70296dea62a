import { EventEmitter } from 'node:events'
import { app, whenGone } from './app.ts'
import { record, recorded } from './calls.ts'
import type { Chromium } from './chromium.ts'
import { allContents, WebContents } from './contents.ts'
import { preventable, strict } from './strict.ts'

interface Place {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

interface WindowOptions extends Partial<Place> {
  readonly show?: boolean
  readonly title?: string
  readonly webPreferences?: Readonly<Record<string, unknown>>
}

/** Preferences that make a page more powerful than the double can show. */
const weak: readonly (readonly [string, boolean])[] = [
  ['nodeIntegration', true],
  ['contextIsolation', false],
  ['sandbox', false],
  ['webSecurity', false],
]

const all = new Map<number, BrowserWindow>()
let lastId = 0
let chromium: Promise<Chromium> | null = null

/** Where the windows are drawn. */
export const drawWith = (started: Promise<Chromium>): void => void (chromium = started)

/** Electron's `BrowserWindow`: a page, and what a window would be. */
export class BrowserWindow extends EventEmitter {
  readonly id = ++lastId
  readonly webContents: WebContents
  readonly #contents: WebContents
  #bounds: Place
  #isVisible: boolean
  #isMaximized = false
  #isMinimized = false

  constructor(options: WindowOptions = {}) {
    super()
    if (!app.isReady() || chromium === null) throw new Error('Cannot create BrowserWindow before app is ready')
    const preferences = options.webPreferences ?? {}
    for (const [name, value] of weak)
      if (preferences[name] === value)
        throw new Error(`electron-double: webPreferences.${name}=${value} cannot be shown`)
    const { x = 0, y = 0, width = 800, height = 600, show = true } = options
    this.#bounds = { x, y, width, height }
    this.#isVisible = show
    const preload = typeof preferences['preload'] === 'string' ? preferences['preload'] : null
    const contents = new WebContents({ chromium, preload, size: { width, height } })
    this.#contents = contents
    this.webContents = strict('webContents', contents)
    allContents.set(contents.id, this.webContents)
    contents.on('ready-to-show', () => this.emit('ready-to-show'))
    contents.on('destroyed', () => this.#gone())
    all.set(this.id, this)
    record('BrowserWindow', options)
    app.emit('web-contents-created', preventable({}), this.webContents)
    app.emit('browser-window-created', preventable({}), this)
  }

  static getAllWindows(): BrowserWindow[] {
    return [...all.values()]
  }
  static fromWebContents(contents: WebContents | undefined): BrowserWindow | null {
    return [...all.values()].find((each) => each.webContents.id === contents?.id) ?? null
  }

  loadURL(url: string): Promise<void> {
    return this.webContents.loadURL(url)
  }
  close(): void {
    const event = preventable({})
    this.emit('close', event)
    if (!event.defaultPrevented) this.destroy()
  }
  destroy(): void {
    this.webContents.close()
  }
  #gone(): void {
    if (!all.delete(this.id)) return
    this.emit('closed')
    whenGone(all.size)
  }
  isDestroyed(): boolean {
    return this.webContents.isDestroyed()
  }
  show(): void {
    this.#isVisible = true
    this.#contents.setShown(!this.#isMinimized)
    this.emit('show')
  }
  hide(): void {
    this.#isVisible = false
    this.#contents.setShown(false)
    this.emit('hide')
  }
  isVisible(): boolean {
    return this.#isVisible
  }
  focus(): void {
    record('BrowserWindow.focus')
  }
  isMinimized(): boolean {
    return this.#isMinimized
  }
  minimize(): void {
    this.#isMinimized = true
    this.#contents.setShown(false)
  }
  restore(): void {
    this.#isMinimized = false
    this.#contents.setShown(this.#isVisible)
  }
  maximize(): void {
    this.#isMaximized = true
    this.emit('resize')
  }
  isMaximized(): boolean {
    return this.#isMaximized
  }
  isFullScreen(): boolean {
    return false
  }
  getBounds(): Place {
    return this.#bounds
  }
  setBounds(bounds: Partial<Place>): void {
    this.#bounds = { ...this.#bounds, ...bounds }
    this.emit('resize')
    this.emit('move')
  }
  readonly setBackgroundColor = recorded('BrowserWindow.setBackgroundColor', undefined)
}
