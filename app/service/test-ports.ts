import type { Port } from '#app/contract/index.ts'

interface End extends Port {
  deliver(text: string): void
  ended(): void
}

const end = (other: () => End): End => {
  let onMessage: (text: string) => void = () => {}
  let onClose: () => void = () => {}
  let isClosed = false
  const ended = (): void => {
    if (isClosed) return
    isClosed = true
    onClose()
  }
  return {
    send: (text) => {
      if (!isClosed) queueMicrotask(() => other().deliver(text))
    },
    onMessage: (listener) => void (onMessage = listener),
    onClose: (listener) => void (onClose = listener),
    close: () => {
      ended()
      other().ended()
    },
    deliver: (text) => {
      if (!isClosed) onMessage(text)
    },
    ended,
  }
}

/** Two ends of one line in this process: what one sends, the other hears a moment later. */
export const portPair = (): readonly [Port, Port] => {
  const near: End = end(() => far)
  const far: End = end(() => near)
  return [near, far]
}
