import { LINE_MESSAGE, type Shell } from '#app/contract/shell.ts'
import type { Port } from '#app/contract/port.ts'

declare global {
  interface Window {
    /** Put there by the preload of the window (Electron); a browser has none. */
    readonly dure?: Shell
  }
}

/** The window around this page; null in a browser. */
export const findShell = (): Shell | null => window.dure ?? null

/** Opens a port to the node that runs beside this window; null while none runs. */
export const openShellPort = async (shell: Shell): Promise<Port | null> => {
  const heard = lineMessage()
  if (await shell.connect()) return shellPort(shell, await heard.port)
  heard.stop()
  return null
}

/** The port that the preload hands over; nobody else can send this window a message. */
const lineMessage = (): { readonly port: Promise<MessagePort>; readonly stop: () => void } => {
  const done = new AbortController()
  const port = new Promise<MessagePort>((resolve) => {
    const take = ({ source, data, ports: [brought] }: MessageEvent<unknown>): void => {
      if (source !== window || data !== LINE_MESSAGE || brought === undefined) return
      done.abort()
      resolve(brought)
    }
    addEventListener('message', take, { signal: done.signal })
  })
  return { port, stop: () => done.abort() }
}

/** A MessagePort as a port of the contract. Main says when the node is gone: not every system closes the port then. */
const shellPort = (shell: Shell, port: MessagePort): Port => {
  let onClose: () => void = () => {}
  let isClosed = false
  const close = (): void => {
    if (isClosed) return
    isClosed = true
    stopHearing()
    port.close()
    onClose()
  }
  const stopHearing = shell.onNode((isUp) => {
    if (!isUp) close()
  })
  port.addEventListener('close', close)
  return {
    send: (text) => {
      if (!isClosed) port.postMessage(text)
    },
    onMessage: (listener) => {
      port.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
        if (typeof data === 'string' && !isClosed) listener(data)
      })
      port.start()
    },
    onClose: (listener) => void (onClose = listener),
    close,
  }
}
