import type { Port } from '#app/contract/port.ts'

/** Opens a WebSocket as a port; null if it does not come to that, for whatever reason (browsers do not tell). */
export const openSocket = (address: string): Promise<Port | null> =>
  new Promise((resolve) => {
    const socket = new WebSocket(address)
    socket.addEventListener('error', () => resolve(null))
    socket.addEventListener('open', () =>
      resolve({
        send: (text) => {
          if (socket.readyState === WebSocket.OPEN) socket.send(text)
        },
        onMessage: (listener) =>
          socket.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
            if (typeof data === 'string') listener(data)
          }),
        onClose: (listener) => socket.addEventListener('close', () => listener()),
        close: () => socket.close(),
      }),
    )
  })

/** Whether the node knows this key: `wrong` means that it was started anew, `gone` that nobody answers. */
export const checkKey = async (token: string): Promise<'right' | 'wrong' | 'gone'> => {
  try {
    const answer = await fetch('/token', { headers: { authorization: `Bearer ${token}` } })
    return answer.ok ? 'right' : 'wrong'
  } catch {
    return 'gone'
  }
}
