import { contextBridge, ipcRenderer } from 'electron'
import { LINE_MESSAGE, shellChannels as on, type Opened, type Shell } from '#app/contract/shell.ts'

/** Where the page finds it. `app/renderer/line/shell.ts` names it, too. */
const NAME = 'dure'

// A port cannot cross the bridge, but a message of the window can bring it. Only the page of our own origin hears it.
ipcRenderer.on(on.line, ({ ports }) => window.postMessage(LINE_MESSAGE, location.origin, [...ports]))

/** Hears what main sends on a channel; gives its unsubscribe. */
const hear = (channel: string, listener: (what: unknown) => void): (() => void) => {
  const heard = (_event: unknown, what: unknown): void => listener(what)
  ipcRenderer.on(channel, heard)
  return () => void ipcRenderer.off(channel, heard)
}

const shell: Shell = {
  connect: () => ipcRenderer.invoke(on.connect) as Promise<boolean>, // main’s answer, as all below
  onNode: (listener) => hear(on.node, (isUp) => listener(isUp === true)),
  onOpen: (listener) => {
    const stop = hear(on.open, (what) => listener(what as Opened))
    ipcRenderer.send(on.listen)
    return stop
  },
  notify: ({ space, title, body }) => ipcRenderer.invoke(on.notify, { space, title, body }) as Promise<void>,
  dismiss: (space) => ipcRenderer.invoke(on.dismiss, space) as Promise<void>,
  setUnread: (count) => ipcRenderer.invoke(on.setUnread, count) as Promise<void>,
  setManner: ({ language, theme }) => ipcRenderer.invoke(on.setManner, { language, theme }) as Promise<void>,
  settings: () => ipcRenderer.invoke(on.settings) as ReturnType<Shell['settings']>,
  change: (what) => ipcRenderer.invoke(on.change, what) as ReturnType<Shell['change']>,
}

contextBridge.exposeInMainWorld(NAME, shell)
