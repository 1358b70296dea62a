import { ipcMain, type IpcMainEvent, type IpcMainInvokeEvent, type WebContents } from 'electron'
import * as z from 'zod/mini'
import {
  shellChannels as on,
  type Notification,
  type ShellChange,
  type ShellManner,
  type ShellSettings,
} from '#app/contract/shell.ts'
import { isFromOurPage } from './guard.ts'
import type { NodeKeeper } from './node.ts'
import type { Opens } from './opens.ts'

/** What is done for a page that asks. */
export interface ShellPorts {
  readonly node: NodeKeeper
  readonly opens: Opens
  readonly notify: (what: Notification) => void
  readonly dismiss: (space: string) => void
  readonly setUnread: (count: number) => void
  readonly setManner: (manner: ShellManner) => void
  readonly settings: () => Promise<ShellSettings>
  readonly change: (what: ShellChange) => void
}

/** Longest title and text of a notification, in UTF-16 units: systems show a few lines. */
const LONGEST_TITLE = 200
const LONGEST_BODY = 1000
const MOST_LANGUAGES = 16

const space = z.string().check(z.regex(/^[a-z2-7]{1,128}$/))
const shapes = {
  notice: z.strictObject({
    space,
    title: z.string().check(z.maxLength(LONGEST_TITLE)),
    body: z.string().check(z.maxLength(LONGEST_BODY)),
  }),
  space,
  unread: z.int().check(z.minimum(0)),
  manner: z.strictObject({ language: z.enum(['en', 'ko']), theme: z.enum(['system', 'light', 'dark']) }),
  change: z.strictObject({
    startAtLogin: z.exactOptional(z.boolean()),
    keepRunning: z.exactOptional(z.boolean()),
    keys: z.exactOptional(z.enum(['keychain', 'file'])),
    spelling: z.exactOptional(z.array(z.string().check(z.maxLength(LONGEST_TITLE))).check(z.maxLength(MOST_LANGUAGES))),
  }),
}

/** Answers the preload's named methods: for the top frame of our own page only, and only what has the right shape. */
export const serveShell = (ports: ShellPorts): void => {
  const trusted = (event: IpcMainEvent | IpcMainInvokeEvent): WebContents => {
    if (!isFromOurPage(event.senderFrame)) throw new Error('this is for the page of Dure alone')
    return event.sender
  }
  const answer = <T>(channel: string, shape: z.ZodMiniType<T>, does: (asked: T) => unknown): void =>
    ipcMain.handle(channel, (event, asked: unknown) => {
      trusted(event)
      return does(shape.parse(asked))
    })

  ipcMain.handle(on.connect, (event) => {
    const contents = trusted(event)
    const line = ports.node.line()
    if (line === null) return false
    contents.postMessage(on.line, null, [line])
    return true
  })
  ipcMain.on(on.listen, (event) => {
    const contents = trusted(event)
    ports.opens.listen((what) => {
      if (!contents.isDestroyed()) contents.send(on.open, what)
    })
  })
  answer(on.notify, shapes.notice, ports.notify)
  answer(on.dismiss, shapes.space, ports.dismiss)
  answer(on.setUnread, shapes.unread, ports.setUnread)
  answer(on.setManner, shapes.manner, ports.setManner)
  answer(on.settings, z.undefined(), ports.settings)
  answer(on.change, shapes.change, (what) => {
    ports.change(what)
    return ports.settings()
  })
}
