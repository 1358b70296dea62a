import { once } from 'node:events'
import type { MessagePortMain } from 'electron'
import type { Downward, Picture, Uploaded, Upward } from '#app/service/process/messages.ts'

/** What comes next on a port; null if it closed. */
const next = async <T>(port: MessagePortMain): Promise<T | null> => {
  const closed = new AbortController()
  const { signal } = closed
  try {
    const [event] = (await Promise.race([
      once(port, 'message', { signal }),
      once(port, 'close', { signal }).then(() => [null]),
    ])) as [{ readonly data: T } | null] // the node wrote it
    return event?.data ?? null
  } finally {
    closed.abort()
  }
}

/** Somebody's picture; null: no such picture, or no node. */
export const fetchPicture = async (
  port: MessagePortMain | null,
): Promise<Extract<Picture, { readonly type: 'picture' }> | null> => {
  if (port === null) return null
  const coming = next<Picture>(port)
  port.start()
  const answer = await coming
  port.close()
  return answer?.type === 'picture' ? answer : null
}

/** An offered bundle as an answer, pulled piece by piece while the page reads. Null: no such bundle, or no node. */
export const download = async (port: MessagePortMain | null): Promise<ReadableStream<Uint8Array> | null> => {
  if (port === null) return null
  const ask = async (): Promise<Downward | null> => {
    const coming = next<Downward>(port)
    port.postMessage('more')
    return coming
  }
  port.start()
  const first = await ask()
  if (first === null || first.type === 'unknown') {
    port.close()
    return null
  }
  let waiting: Downward | null | undefined = first
  return new ReadableStream<Uint8Array>(
    {
      pull: async (controller) => {
        const what = waiting ?? (await ask())
        waiting = undefined
        if (what?.type === 'piece') return controller.enqueue(what.bytes)
        // A node that died in the middle is an incomplete download, which the page sees as such.
        if (what === null) controller.error(new Error('the node is gone'))
        else controller.close()
        port.close()
      },
      cancel: () => port.close(),
    },
    { highWaterMark: 0 },
  )
}

/** Takes what a page uploads to the node, a piece at a time. Null: the node is gone. */
export const upload = async (
  port: MessagePortMain | null,
  body: ReadableStream<Uint8Array>,
): Promise<Exclude<Uploaded, { readonly type: 'more' }> | null> => {
  if (port === null) return null
  const say = (what: Upward): void => port.postMessage(what)
  const reader = body.getReader()
  let answer = next<Uploaded>(port)
  port.start()
  try {
    for (;;) {
      const heard = await answer
      if (heard?.type !== 'more') return heard
      answer = next<Uploaded>(port)
      const { done, value } = await reader.read()
      say(done ? { type: 'end' } : { type: 'piece', bytes: value })
    }
  } catch {
    say({ type: 'broken' })
    return null
  } finally {
    reader.cancel().catch(() => {})
    port.close()
  }
}
