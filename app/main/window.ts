import { BrowserWindow, screen } from 'electron'
import type { ChoicesFile } from './choices.ts'
import { pauseBefore } from './delay.ts'
import { PAGE, windowOptions } from './options.ts'
import { placeOn } from './place.ts'

export interface WindowOptions {
  readonly preload: string
  readonly icon: string
  readonly choices: ChoicesFile
  /** Whether closing means ending: the app quits, or nothing is to stay awake. */
  readonly isClosingEnding: () => boolean
  /** The window was hidden instead of closed. */
  readonly onHidden: () => void
  /** The page is loaded anew: whoever listened in it is gone. */
  readonly onPageGone: () => void
  readonly log: (line: string) => void
}

/** The one window. Closed, it is hidden: its page goes on hearing, and tells of new messages. */
export interface Window {
  /** Null before it is opened, and after it was destroyed. */
  get(): BrowserWindow | null
  /** Makes it, without showing it, unless it is there. */
  open(): BrowserWindow
  show(): void
}

/** Between two movements that are remembered, in milliseconds: a window that is dragged moves all the time. */
const REMEMBER_AFTER_MS = 400

/** The window, its place remembered, its page loaded again when it crashed. */
export const createWindow = (options: WindowOptions): Window => {
  const { preload, icon, choices, log } = options
  let window: BrowserWindow | null = null

  const make = (): BrowserWindow => {
    const { place, isMaximized } = choices.get()
    const made = new BrowserWindow({
      ...windowOptions,
      ...placeOn(
        place,
        screen.getAllDisplays().map((display) => display.workArea),
      ),
      icon,
      webPreferences: { ...windowOptions.webPreferences, preload },
    })
    if (isMaximized) made.once('show', () => made.maximize())
    rememberPlace(made, choices)
    made.on('close', (event) => {
      if (options.isClosingEnding()) return
      event.preventDefault()
      made.hide()
      options.onHidden()
    })
    made.on('closed', () => void (window = null))
    made.webContents.on('did-start-navigation', (event) => {
      if (event.isMainFrame && !event.isSameDocument) options.onPageGone()
    })
    healPage(made, options)
    made.loadURL(PAGE).catch((error: unknown) => log(`the page was not loaded: ${String(error)}`))
    return made
  }
  return {
    get: () => window,
    open: () => (window ??= make()),
    show: () => {
      window ??= make()
      if (window.isMinimized()) window.restore()
      window.show()
      window.focus()
    },
  }
}

const rememberPlace = (window: BrowserWindow, choices: ChoicesFile): void => {
  let timer: NodeJS.Timeout | null = null
  const remember = (): void => {
    timer = null
    if (window.isDestroyed() || window.isMinimized() || window.isFullScreen()) return
    const isMaximized = window.isMaximized()
    choices.put(isMaximized ? { isMaximized } : { isMaximized, place: window.getBounds() })
  }
  const moved = (): void => {
    timer ??= setTimeout(remember, REMEMBER_AFTER_MS)
  }
  window.on('resize', moved)
  window.on('move', moved)
  window.on('close', remember)
  window.on('closed', () => {
    if (timer !== null) clearTimeout(timer)
  })
}

/** Loads the page again when its process crashed, with growing pauses; drafts and what is on its way are the page's to keep. */
const healPage = (window: BrowserWindow, { onPageGone, log }: WindowOptions): void => {
  let pause: number | null = null
  let loadedAt = performance.now()
  window.webContents.on('did-finish-load', () => void (loadedAt = performance.now()))
  window.webContents.on('render-process-gone', (_event, { reason }) => {
    onPageGone()
    if (reason === 'clean-exit') return
    log(`the page's process is gone (${reason})`)
    pause = pauseBefore(pause, performance.now() - loadedAt)
    setTimeout(() => {
      if (!window.isDestroyed()) window.webContents.reload()
    }, pause)
  })
}
