import type { BrowserWindowConstructorOptions } from 'electron'

/** The name of our own protocol, and the one host on it. */
export const SCHEME = 'app'
export const HOST = 'dure'
/** The page's address. */
export const PAGE = `${SCHEME}://${HOST}/`

/** Smallest window that shows a page of the narrow layout, in points. */
const SMALLEST = { width: 360, height: 480 }

/** How every window is made; the rest (place, size, preload) differs. A test reads this and refuses anything weaker. */
export const windowOptions = {
  show: false,
  width: 1100,
  height: 760,
  minWidth: SMALLEST.width,
  minHeight: SMALLEST.height,
  title: 'Dure',
  autoHideMenuBar: true,
  webPreferences: {
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    nodeIntegrationInWorker: false,
    nodeIntegrationInSubFrames: false,
    webSecurity: true,
    allowRunningInsecureContent: false,
    experimentalFeatures: false,
    webviewTag: false,
    navigateOnDragDrop: false,
    safeDialogs: true,
    spellcheck: true,
  },
} as const satisfies BrowserWindowConstructorOptions

/** What our protocol may do: a standard, secure origin that can fetch and stream. It bypasses no policy. */
export const schemePrivileges = {
  scheme: SCHEME,
  privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true, codeCache: true },
} as const
