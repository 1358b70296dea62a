import type { WebSocket } from 'ws'
import type { Port } from '#app/contract/index.ts'

/** Bytes that may wait for one who does not read, before she is cut off: some hundred large pages. */
const MOST_WAITING = 64 << 20
/** WebSocket's code for a message of a kind that is not taken. */
const UNSUPPORTED = 1003

/** A WebSocket as a port. */
export const socketPort = (socket: WebSocket): Port => ({
  send: (text) => {
    if (socket.readyState !== socket.OPEN) return
    if (socket.bufferedAmount > MOST_WAITING) return socket.terminate()
    socket.send(text)
  },
  onMessage: (listener) =>
    void socket.on('message', (message: Buffer, isBinary) => {
      if (isBinary) return socket.close(UNSUPPORTED)
      listener(message.toString())
    }),
  onClose: (listener) => void socket.on('close', listener),
  close: () => socket.close(),
})
