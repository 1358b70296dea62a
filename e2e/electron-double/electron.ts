/** The double's `electron`, as main imports it. What is not here fails to import, instead of passing silently. */

import { calls } from './calls.ts'
import { answers, notifications, trays } from './desktop.ts'

export { app } from './app.ts'
export { webContents } from './contents.ts'
export { dialog, Menu, nativeImage, nativeTheme, Notification, screen, shell, Tray } from './desktop.ts'
export { ipcMain } from './ipc.ts'
export { MessageChannelMain, MessagePortMain } from './ports.ts'
export { protocol, session } from './session.ts'
export { safeStorage } from './storage.ts'
export { utilityProcess } from './utility.ts'
export { BrowserWindow } from './window.ts'

/** What specs may look at and press; real Electron has none of it. */
export const double = { calls, answers, notifications, trays }
