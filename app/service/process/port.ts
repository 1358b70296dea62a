import type { Port } from '#app/contract/index.ts'
import type { ChannelEnd } from './messages.ts'

/** A message channel's end as a port of the contract. What is no text is nothing that our page sends, and is not heard. */
export const channelPort = (end: ChannelEnd): Port => {
  let isClosed = false
  let onClose: () => void = () => {}
  const ended = (): void => {
    if (isClosed) return
    isClosed = true
    onClose()
  }
  end.on('close', ended)
  return {
    send: (text) => {
      if (!isClosed) end.postMessage(text)
    },
    onMessage: (listener) => {
      end.on('message', ({ data }) => {
        if (typeof data === 'string' && !isClosed) listener(data)
      })
      end.start()
    },
    onClose: (listener) => void (onClose = listener),
    close: () => {
      ended()
      end.close()
    },
  }
}
