import { Menu, type MenuItemConstructorOptions } from 'electron'
import type { ShellWords } from './words/index.ts'

export interface MenuOptions {
  readonly words: ShellWords
  readonly platform: NodeJS.Platform
  /** Whether it runs from a checkout: only there a page is reloaded by hand and looked into. */
  readonly isDeveloped: boolean
  readonly onSettings: () => void
}

type Item = MenuItemConstructorOptions
const line: Item = { type: 'separator' }

/** The application menu: the usual roles, in the words of a language. */
export const menuTemplate = ({ words: { app, menu }, platform, isDeveloped, onSettings }: MenuOptions): Item[] => {
  const role = (name: keyof typeof menu & NonNullable<Item['role']>): Item => ({
    role: name,
    label: menu[name],
  })
  const settings: Item = { label: menu.settings, accelerator: 'CmdOrCtrl+,', click: onSettings }
  const isMac = platform === 'darwin'
  const own: Item = {
    label: app,
    submenu: [
      role('about'),
      line,
      settings,
      line,
      role('services'),
      line,
      role('hide'),
      role('hideOthers'),
      role('unhide'),
      line,
      role('quit'),
    ],
  }
  const file: Item = {
    label: menu.file,
    submenu: isMac ? [role('close')] : [settings, line, role('close'), role('quit')],
  }
  const edit: Item = {
    label: menu.edit,
    submenu: [
      role('undo'),
      role('redo'),
      line,
      role('cut'),
      role('copy'),
      role('paste'),
      role('pasteAndMatchStyle'),
      role('delete'),
      role('selectAll'),
    ],
  }
  const view: Item = {
    label: menu.view,
    submenu: [
      role('resetZoom'),
      role('zoomIn'),
      role('zoomOut'),
      line,
      role('togglefullscreen'),
      ...(isDeveloped ? [line, role('reload'), role('toggleDevTools')] : []),
    ],
  }
  const window: Item = {
    label: menu.window,
    submenu: [role('minimize'), ...(isMac ? [role('zoom'), line, role('front')] : [])],
  }
  return [...(isMac ? [own] : []), file, edit, view, window]
}

/** Puts the menu up. */
export const setMenu = (options: MenuOptions): void =>
  Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(options)))
