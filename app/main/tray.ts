import { Menu, nativeImage, Tray } from 'electron'
import type { ShellWords } from './words/index.ts'

export interface TrayOptions {
  readonly icon: string
  readonly words: () => ShellWords
  readonly onOpen: () => void
  readonly onSettings: () => void
  readonly onQuit: () => void
  readonly log: (line: string) => void
}

/** The sign that the node is awake while no window is. */
export interface Sign {
  /** Says everything anew, as after a change of language. */
  refresh(): void
  setUnread(count: number): void
}

/** Puts an icon into the tray. Where a desktop has none, opening the app again shows the window. */
export const putTray = ({ icon, words, onOpen, onSettings, onQuit, log }: TrayOptions): Sign => {
  let unread = 0
  const tray = make(icon, log)
  tray?.on('click', onOpen)
  const refresh = (): void => {
    const { tray: said } = words()
    tray?.setToolTip(said.tip(unread))
    tray?.setContextMenu(
      Menu.buildFromTemplate([
        { label: said.open, click: onOpen },
        { label: said.settings, click: onSettings },
        { type: 'separator' },
        { label: said.quit, click: onQuit },
      ]),
    )
  }
  refresh()
  return {
    refresh,
    setUnread: (count) => {
      unread = count
      tray?.setToolTip(words().tray.tip(unread))
    },
  }
}

const make = (icon: string, log: (line: string) => void): Tray | null => {
  try {
    return new Tray(nativeImage.createFromPath(icon))
  } catch (error) {
    log(`this desktop has no tray: ${String(error)}`)
    return null
  }
}
