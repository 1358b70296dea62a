import { EventEmitter } from 'node:events'
import type { Download, Route } from '@playwright/test'
import { isRegistered, registerSchemes, toApp } from './address.ts'
import { record } from './calls.ts'
import { preventable, strict } from './strict.ts'

type SchemeHandler = (request: Request) => Response | Promise<Response>
export type PermissionHandler = (
  contents: object,
  permission: string,
  give: (isAllowed: boolean) => void,
  details: object,
) => void
type PermissionCheck = (contents: object | null, permission: string, origin: string, details: object) => boolean

const handlers = new Map<string, SchemeHandler>()
let isReady = false

/** From now on no scheme is registered, as Electron has it. */
export const endRegistering = (): void => void (isReady = true)

/** `session.protocol`: who answers for the app's own schemes. */
const schemes = strict('protocol', {
  registerSchemesAsPrivileged: (list: Parameters<typeof registerSchemes>[0]) => {
    if (isReady) throw new Error('protocol.registerSchemesAsPrivileged should be called before app is ready')
    registerSchemes(list)
  },
  handle: (scheme: string, handler: SchemeHandler) => {
    if (!isRegistered(scheme)) throw new Error(`electron-double: register ${scheme} as privileged first`)
    handlers.set(scheme, handler)
  },
})
export { schemes as protocol }

/** The one session of the double: one browser profile. */
class Session extends EventEmitter {
  readonly protocol = schemes
  onPermission: PermissionHandler | null = null
  onCheck: PermissionCheck | null = null
  #spelling: readonly string[] = ['en-US']
  readonly availableSpellCheckerLanguages = ['en-US', 'ko']

  setPermissionRequestHandler(handler: PermissionHandler): void {
    this.onPermission = handler
  }
  setPermissionCheckHandler(handler: PermissionCheck): void {
    this.onCheck = handler
  }
  setDevicePermissionHandler(): void {
    record('session.setDevicePermissionHandler')
  }
  setDisplayMediaRequestHandler(): void {
    record('session.setDisplayMediaRequestHandler')
  }
  getSpellCheckerLanguages(): readonly string[] {
    return this.#spelling
  }
  setSpellCheckerLanguages(languages: readonly string[]): void {
    record('session.setSpellCheckerLanguages', languages)
    this.#spelling = languages
  }
  addWordToSpellCheckerDictionary(word: string): boolean {
    record('session.addWordToSpellCheckerDictionary', word)
    return true
  }
}

/** Electron's `DownloadItem`, over the browser's. */
class DownloadItem extends EventEmitter {
  readonly #download: Download
  savePath = ''
  constructor(download: Download) {
    super()
    this.#download = download
  }
  getURL(): string {
    const url = this.#download.url()
    return url.startsWith('blob:') ? `blob:${toApp(url.slice('blob:'.length))}` : toApp(url)
  }
  getFilename(): string {
    return this.#download.suggestedFilename()
  }
  setSavePath(path: string): void {
    this.savePath = path
  }
}

/** Asks the app about a download, and does what it says. */
export const takeDownload = async (download: Download, contents: object): Promise<void> => {
  const item = new DownloadItem(download)
  const event = preventable({})
  only.emit('will-download', event, strict('downloadItem', item), contents)
  record('will-download', item.getURL(), item.savePath)
  if (event.defaultPrevented) return download.cancel()
  if (item.savePath === '') throw new Error('electron-double: dialogs to save files are not there')
  const state = await download.saveAs(item.savePath).then(
    () => 'completed',
    () => 'interrupted',
  )
  item.emit('done', {}, state)
}

const only = new Session()
export const defaultSession = strict('session', only)
export const session = strict('session', { defaultSession })

/** Answers a request that a page makes: the app's own schemes by their handlers, everything else by the network. */
export const answer = async (route: Route): Promise<void> => {
  const request = route.request()
  const url = toApp(request.url())
  if (url === request.url()) return route.continue()
  const handler = handlers.get(new URL(url).protocol.slice(0, -1))
  if (handler === undefined) return route.abort('failed')
  const body = request.postDataBuffer()
  const headers = Object.entries(await request.allHeaders()).filter(([name]) => !name.startsWith(':'))
  const asked = new Request(url, { method: request.method(), headers, ...(body && { body: new Uint8Array(body) }) })
  const given = await handler(asked)
  await route.fulfill({
    status: given.status,
    headers: Object.fromEntries(given.headers),
    body: Buffer.from(await given.arrayBuffer()),
  })
}
