import {
  app,
  dialog,
  session,
  shell,
  type BrowserWindow,
  type MessageBoxOptions,
  type Session,
  type WebContents,
} from 'electron'
import { isOurs, outsideAddress, verdictOf, type PermissionAsk } from './guard.ts'
import type { ShellWords } from './words/index.ts'

export interface SecureOptions {
  readonly words: () => ShellWords
  /** The window a question belongs to. */
  readonly window: () => BrowserWindow | null
  readonly log: (line: string) => void
}

/**
 * Denies by default whatever a page could do besides being our page: going elsewhere, opening windows, embedding, asking
 * for permissions and devices. To be called once, when the app is ready.
 */
export const secure = (options: SecureOptions): void => {
  app.on('web-contents-created', (_event, contents) => stayHome(contents, options))
  refuseByDefault(session.defaultSession, options)
}

const stayHome = (contents: WebContents, options: SecureOptions): void => {
  const leave = (event: { preventDefault(): void; readonly url: string }): void => {
    if (!isOurs(event.url)) event.preventDefault()
  }
  contents.on('will-navigate', leave)
  contents.on('will-frame-navigate', leave)
  contents.on('will-redirect', leave)
  contents.on('will-attach-webview', (event) => event.preventDefault())
  contents.setWindowOpenHandler(({ url }) => {
    const address = outsideAddress(url)
    if (address !== null && isOurs(contents.getURL()))
      // After this handler has said no: a dialog must not be waited for in it.
      setImmediate(() => {
        openOutside(address, options).catch((error: unknown) => options.log(`no browser opened: ${String(error)}`))
      })
    return { action: 'deny' }
  })
}

const ask = async (
  { window }: SecureOptions,
  question: { readonly title: string; readonly detail: string; readonly yes: string; readonly no: string },
): Promise<boolean> => {
  const options: MessageBoxOptions = {
    type: 'question',
    message: question.title,
    detail: question.detail,
    buttons: [question.yes, question.no],
    defaultId: 1,
    cancelId: 1,
  }
  const asked = window()
  const { response } = await (asked === null ? dialog.showMessageBox(options) : dialog.showMessageBox(asked, options))
  return response === 0
}

/** Opens an address in the browser, if the person wants to. The whole address is shown, its host as it is looked up. */
const openOutside = async (address: URL, options: SecureOptions): Promise<void> => {
  const { outside } = options.words()
  const question = { title: outside.title, detail: address.href, yes: outside.open, no: outside.cancel }
  if (await ask(options, question)) await shell.openExternal(address.href)
}

const refuseByDefault = (of: Session, options: SecureOptions): void => {
  /** Whether the camera was allowed in this run; asked once. */
  let camera: Promise<boolean> | null = null
  let isCameraAllowed = false
  const askCamera = async (): Promise<boolean> => {
    const { camera: words } = options.words()
    isCameraAllowed = await ask(options, { title: words.title, detail: words.body, yes: words.allow, no: words.cancel })
    if (!isCameraAllowed) camera = null
    return isCameraAllowed
  }
  of.setPermissionRequestHandler((contents, permission, give, details) => {
    const media = 'mediaTypes' in details ? (details.mediaTypes ?? []) : []
    const verdict = verdictOf({ permission, url: details.requestingUrl, isMainFrame: details.isMainFrame, media })
    if (verdict !== 'ask' || !isOurs(contents.getURL())) return give(verdict === 'allow')
    camera ??= askCamera()
    camera.then(give).catch(() => give(false))
  })
  of.setPermissionCheckHandler((_contents, permission, origin, details) => {
    const media = details.mediaType === undefined ? [] : [details.mediaType]
    const asked: PermissionAsk = {
      permission,
      url: details.requestingUrl ?? origin,
      isMainFrame: details.isMainFrame,
      media,
    }
    const verdict = verdictOf(asked)
    return verdict === 'allow' || (verdict === 'ask' && isCameraAllowed)
  })
  of.setDevicePermissionHandler(() => false)
  of.setDisplayMediaRequestHandler((_request, give) => give({}))
}
