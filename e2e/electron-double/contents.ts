import { EventEmitter } from 'node:events'
import { readFileSync } from 'node:fs'
import { randomUUID } from 'node:crypto'
import type { CDPSession, Page, Route } from '@playwright/test'
import { toApp, toChromium } from './address.ts'
import { record } from './calls.ts'
import type { Chromium } from './chromium.ts'
import { Ipc, ipcMain } from './ipc.ts'
import { createCodec } from './page/codec.ts'
import { isolatedWorld } from './page/isolated.ts'
import { pageWorld } from './page/world.ts'
import { HeldPorts, type MessagePortMain } from './ports.ts'
import { answer, defaultSession, takeDownload } from './session.ts'
import { preventable, strict } from './strict.ts'

/** The world that a preload runs in, and how it calls main. */
const WORLD = 'electron-preload'
const BINDING = '__electronUp'
/** A name that no page can guess, for the events between its world and the preload's. */
const token = `d${randomUUID().replaceAll('-', '')}`
const { encode, decode } = createCodec()

/** What comes up from a page. */
interface Up {
  readonly send?: string
  readonly invoke?: string
  readonly id?: number
  readonly args?: string
  readonly port?: string
  readonly data?: string
  readonly closed?: string
  readonly open?: string
  readonly permission?: string
  readonly media?: readonly string[]
}

type OpenHandler = (details: { readonly url: string }) => { readonly action: 'allow' | 'deny' }

export const allContents = new Map<number, WebContents>()
let lastId = 0

export interface ContentsOptions {
  readonly chromium: Promise<Chromium>
  readonly preload: string | null
  readonly size: { readonly width: number; readonly height: number }
}

/** Electron's `WebContents`: a page of the browser, with the preload's world in it. */
export class WebContents extends EventEmitter {
  readonly id = ++lastId
  readonly session = defaultSession
  readonly ipc = new Ipc()
  readonly #options: ContentsOptions
  readonly #ports = new HeldPorts((id) => ({
    deliver: (message) => this.#down({ port: id, value: encode(message) }),
    close: () => this.#down({ closed: id }),
  }))
  #page: Page | null = null
  #line: CDPSession | null = null
  #world: number | null = null
  #target = ''
  #ready: Promise<void>
  #isDestroyed = false
  /** Whether its window is shown: a page that is not is hidden, and has no focus. */
  #isShown = true
  /** The address that main itself goes to now, and so is not asked about. */
  #going: string | null = null
  /** Where main sent it last. */
  #home = ''
  #onOpen: OpenHandler = () => ({ action: 'deny' })

  constructor(options: ContentsOptions) {
    super()
    this.#options = options
    allContents.set(this.id, this)
    this.#ready = this.#begin()
    this.#ready.catch((error: unknown) => {
      if (!this.#isDestroyed) process.stderr.write(`electron-double: ${String(error)}\n`)
    })
  }

  /** A fresh page, also in the place of one that crashed. */
  async #begin(): Promise<void> {
    const { context } = await this.#options.chromium
    const page = await context.newPage()
    this.#page = page
    const line = await context.newCDPSession(page)
    this.#line = line
    this.#target = (await line.send('Target.getTargetInfo')).targetInfo.targetId
    const top = (await line.send('Page.getFrameTree')).frameTree.frame.id
    line.on('Runtime.executionContextCreated', ({ context: made }) => {
      const about = made.auxData as { readonly frameId?: string } | undefined
      if (made.name === WORLD && about?.frameId === top) this.#world = made.id
    })
    line.on('Runtime.bindingCalled', ({ name, executionContextId, payload }) => {
      if (name !== BINDING || executionContextId !== this.#world) return
      // The double's own half of the page wrote it.
      this.#hear(JSON.parse(payload) as Up).catch((error: unknown) => this.#fault(error))
    })
    await line.send('Page.enable')
    await line.send('Runtime.enable')
    await line.send('Runtime.addBinding', { name: BINDING, executionContextName: WORLD })
    await this.#addScripts(line)
    await page.setViewportSize(this.#options.size)
    await page.route('**/*', (route) => this.#decide(route, page))
    this.#listen(page)
  }

  async #addScripts(line: CDPSession): Promise<void> {
    const inTopFrame = (source: string): string =>
      `if (window.top === window && location.protocol !== 'about:') { ${source} }`
    const preload = this.#options.preload === null ? '' : readFileSync(this.#options.preload, 'utf8')
    const wrapped = `function (require, process, module, exports) {${preload}\n}`
    await line.send('Page.addScriptToEvaluateOnNewDocument', {
      source: inTopFrame(`(${String(pageWorld)})('${token}')`),
    })
    await line.send('Page.addScriptToEvaluateOnNewDocument', {
      worldName: WORLD,
      source: inTopFrame(`(${String(isolatedWorld)})('${token}', ${String(createCodec)}, ${wrapped}, '${BINDING}')`),
    })
  }

  #listen(page: Page): void {
    page.on('domcontentloaded', () => {
      if (!this.#isShown) this.#tellShown()
      this.emit('dom-ready', preventable({}))
      this.emit('ready-to-show')
    })
    page.on('load', () => this.emit('did-finish-load', preventable({})))
    page.on('close', () => {
      if (this.#page === page) this.destroy()
    })
    page.on('crash', () => {
      this.#ports.closeAll()
      this.#page = null
      this.emit('render-process-gone', preventable({}), { reason: 'crashed', exitCode: 1 })
      page.close().catch(() => {})
    })
    page.on('download', (download) => {
      takeDownload(download, this).catch((error: unknown) => this.#fault(error))
    })
    page.on('popup', (popup) => {
      record('popup', popup.url())
      popup.close().catch((error: unknown) => this.#fault(error))
    })
  }

  /** Lets main decide about every navigation that it did not begin itself, and answers what is left. */
  async #decide(route: Route, page: Page): Promise<void> {
    const request = route.request()
    const isMainFrame = request.isNavigationRequest() && request.frame() === page.mainFrame()
    if (request.isNavigationRequest() && this.#going !== request.url()) {
      const event = preventable({ url: toApp(request.url()), isMainFrame, isSameDocument: false })
      this.emit('will-frame-navigate', event)
      if (isMainFrame && !event.defaultPrevented) this.emit('will-navigate', event, event.url)
      if (event.defaultPrevented) {
        record('navigation-prevented', event.url)
        return route.abort('aborted')
      }
    }
    if (isMainFrame) {
      this.#ports.closeAll()
      this.emit('did-start-navigation', preventable({ url: toApp(request.url()), isMainFrame, isSameDocument: false }))
    }
    await answer(route).catch((error: unknown) => {
      this.#fault(error)
      return route.abort('failed').catch(() => {})
    })
  }

  #fault(error: unknown): void {
    if (!this.#isDestroyed) process.emitWarning(`electron-double: ${String(error)}`)
  }

  #down(what: object): void {
    const [line, contextId] = [this.#line, this.#world]
    if (line === null || contextId === null || this.#isDestroyed) return
    const expression = `${BINDING}Down(${JSON.stringify(JSON.stringify(what))})`
    // A page that is just leaving hears nothing any more.
    line.send('Runtime.evaluate', { contextId, expression }).catch(() => {})
  }

  async #hear(what: Up): Promise<void> {
    if (what.port !== undefined) return this.#ports.heard(what.port, decode(what.data ?? 'null'))
    if (what.closed !== undefined) return this.#ports.closed(what.closed)
    if (what.open !== undefined) return this.#openWindow(toApp(what.open))
    if (what.permission !== undefined) return this.#permit(what.permission, what)
    const event = { sender: this, senderFrame: this.mainFrame, type: 'frame', ports: [] }
    const args = decode(what.args ?? '[]') as readonly unknown[] // the preload's half wrote a list
    if (what.send !== undefined) return void ipcMain.emit(what.send, event, ...args)
    const channel = what.invoke ?? ''
    try {
      this.#down({ reply: what.id, value: encode(await ipcMain.answer(channel, event, args)) })
    } catch (error) {
      this.#down({ reply: what.id, error: `Error invoking remote method '${channel}': ${String(error)}` })
    }
  }

  #openWindow(url: string): void {
    const { action } = this.#onOpen({ url })
    record('window-open', url, action)
    if (action === 'allow') throw new Error('electron-double: windows that a page opens are not there')
  }

  async #permit(permission: string, { id, media = [] }: Up): Promise<void> {
    const asked = { requestingUrl: this.getURL(), isMainFrame: true, mediaTypes: media }
    const isAllowed = await new Promise<boolean>((give) => {
      const handler = this.session.onPermission
      if (handler === null) give(true)
      else handler(this, permission, give, asked)
    })
    record('permission', permission, media, isAllowed)
    const granted = permission === 'media' ? ['camera'] : permission === 'notifications' ? ['notifications'] : []
    if (isAllowed && this.#page !== null)
      await this.#page.context().grantPermissions(granted, { origin: new URL(this.#page.url()).origin })
    this.#down({ permission: { id, isAllowed } })
  }

  /** Tells the page whether anybody can see it, as Electron does of its windows; Chromium shows all of its own. */
  setShown(isShown: boolean): void {
    if (this.#isShown === isShown) return
    this.#isShown = isShown
    this.#ready.then(() => this.#tellShown()).catch(() => {})
  }

  #tellShown(): void {
    const tell = (shown: boolean): void => {
      Object.defineProperty(document, 'visibilityState', { value: shown ? 'visible' : 'hidden', configurable: true })
      Object.defineProperty(document, 'hidden', { value: !shown, configurable: true })
      Object.defineProperty(document, 'hasFocus', { value: () => shown, configurable: true })
      document.dispatchEvent(new Event('visibilitychange'))
      dispatchEvent(new Event(shown ? 'focus' : 'blur'))
    }
    // A page that is just leaving is told when it is loaded again.
    this.#page?.evaluate(tell, this.#isShown).catch(() => {})
  }

  get mainFrame(): object {
    return { url: this.getURL(), parent: null }
  }
  getURL(): string {
    return this.#page === null ? '' : toApp(this.#page.url())
  }
  get targetId(): string {
    return this.#target
  }
  isDestroyed(): boolean {
    return this.#isDestroyed
  }
  async loadURL(url: string): Promise<void> {
    await this.#ready
    this.#home = url
    this.#going = toChromium(url)
    try {
      await this.#page?.goto(this.#going)
    } finally {
      this.#going = null
    }
  }
  reload(): void {
    const again = async (): Promise<void> => {
      if (this.#page !== null) return void (await this.#page.reload())
      this.#ready = this.#begin()
      await this.loadURL(this.#home)
    }
    again().catch((error: unknown) => this.#fault(error))
  }
  forcefullyCrashRenderer(): void {
    // The browser answers nothing to this: the page is gone.
    this.#line?.send('Page.crash').catch(() => {})
  }
  send(channel: string, ...args: readonly unknown[]): void {
    const sent = encode(args)
    this.#ready.then(() => this.#down({ channel, args: sent })).catch(() => {})
  }
  postMessage(channel: string, message: unknown, transfer: readonly MessagePortMain[] = []): void {
    this.#down({ channel, args: encode([message]), ports: this.#ports.take(transfer) })
  }
  setWindowOpenHandler(handler: OpenHandler): void {
    this.#onOpen = handler
  }
  async executeJavaScript(source: string): Promise<unknown> {
    await this.#ready
    return this.#page?.evaluate(source)
  }
  replaceMisspelling(word: string): void {
    record('webContents.replaceMisspelling', word)
  }
  close(): void {
    this.#page?.close().catch((error: unknown) => this.#fault(error))
  }
  destroy(): void {
    if (this.#isDestroyed) return
    this.#ports.closeAll()
    this.#isDestroyed = true
    allContents.delete(this.id)
    this.emit('destroyed')
  }
}

export const webContents = strict('webContents', {
  getAllWebContents: () => [...allContents.values()],
  fromDevToolsTargetId: (target: string) => [...allContents.values()].find((each) => each.targetId === target),
})
