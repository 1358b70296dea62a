/** Everything of the desktop: written down, and nothing shown. Specs press what would be pressed. */

import { EventEmitter } from 'node:events'
import { record, recorded } from './calls.ts'
import { strict } from './strict.ts'

/** Notifications that stand. */
export const notifications: Notification[] = []

export class Notification extends EventEmitter {
  readonly title: string
  readonly body: string

  constructor({ title = '', body = '' }: { readonly title?: string; readonly body?: string }) {
    super()
    this.title = title
    this.body = body
  }
  static isSupported(): boolean {
    return true
  }
  show(): void {
    record('Notification.show', this.title, this.body)
    notifications.push(this)
    this.emit('show')
  }
  close(): void {
    const at = notifications.indexOf(this)
    if (at < 0) return
    notifications.splice(at, 1)
    record('Notification.close', this.title)
    this.emit('close')
  }
}

export interface MenuItem {
  readonly label?: string
  readonly role?: string
  readonly click?: () => void
  readonly submenu?: readonly MenuItem[]
}

export class Menu {
  static #application: Menu | null = null
  readonly items: readonly MenuItem[]

  constructor(items: readonly MenuItem[] = []) {
    this.items = items
  }
  static buildFromTemplate(items: readonly MenuItem[]): Menu {
    return new Menu(items)
  }
  static setApplicationMenu(menu: Menu | null): void {
    Menu.#application = menu
  }
  static getApplicationMenu(): Menu | null {
    return Menu.#application
  }
  popup(): void {
    record('Menu.popup', this.items)
  }
}

/** Icons in the tray. */
export const trays: Tray[] = []

export class Tray extends EventEmitter {
  menu: Menu | null = null
  tip = ''

  constructor(icon: { readonly path: string }) {
    super()
    record('Tray', icon.path)
    trays.push(this)
  }
  setToolTip(tip: string): void {
    this.tip = tip
  }
  setContextMenu(menu: Menu): void {
    this.menu = menu
  }
}

/** What dialogs will be answered, in this order. One that nobody answers is an error, not a guess. */
export const answers: object[] = []

export const dialog = strict('dialog', {
  showMessageBox: (...args: readonly unknown[]): Promise<object> => {
    record('dialog.showMessageBox', args.at(-1))
    const answer = answers.shift()
    return answer === undefined
      ? Promise.reject(new Error('electron-double: no answer to dialog.showMessageBox'))
      : Promise.resolve(answer)
  },
})

export const shell = strict('shell', { openExternal: recorded('shell.openExternal', Promise.resolve()) })
export const nativeImage = strict('nativeImage', { createFromPath: (path: string) => ({ path, isEmpty: () => false }) })
export const nativeTheme = Object.assign(new EventEmitter(), { themeSource: 'system', shouldUseDarkColors: false })
const workArea = { x: 0, y: 0, width: 1920, height: 1040 }
export const screen = strict('screen', { getAllDisplays: () => [{ workArea, bounds: workArea }] })
