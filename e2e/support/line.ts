import { WebSocket } from 'ws'
import { openLine, type CallFailure, type Client, type Line } from '#app/contract/client.ts'
import { topics, type ContractEvent } from '#app/contract/index.ts'
import type { Result } from '#core/proof/result.ts'
import { DEADLINE_MS } from './process.ts'

/** A line to a node that waits for what must come true. */
export interface Watch {
  readonly client: Client
  readonly line: Line
  /** Every event since the line was opened. */
  readonly events: readonly ContractEvent[]
  /**
   * Waits until the check holds. It is made now and after every event, and at the end once more: what changed without
   * an event is a page that shows what was.
   */
  until(what: string, check: () => Promise<boolean> | boolean): Promise<void>
}

/** Opens the contract of a node, subscribed to everything. */
export const watch = async (rpc: string, token: string): Promise<Watch> => {
  const socket = new WebSocket(`${rpc}?token=${token}`)
  const events: ContractEvent[] = []
  let wake: () => void = () => {}
  let isClosed = false
  await new Promise<void>((resolve, reject) => {
    socket.once('open', () => resolve())
    socket.once('error', reject)
  })
  socket.on('error', () => socket.terminate())
  const line = openLine({
    send: (text) => socket.send(text),
    onMessage: (listener) => void socket.on('message', (bytes: Buffer) => listener(bytes.toString())),
    onClose: (listener) => void socket.on('close', listener),
    close: () => socket.close(),
  })
  line.onClose(() => {
    isClosed = true
    wake()
  })
  await line.subscribe(topics, (event) => {
    events.push(event)
    wake()
  })

  const until = async (what: string, check: () => Promise<boolean> | boolean): Promise<void> => {
    const end = performance.now() + DEADLINE_MS
    for (;;) {
      const seen = events.length
      if (await check()) {
        if (performance.now() > end) throw new Error(`${what} came true, but nobody was told`)
        return
      }
      if (events.length > seen) continue
      if (isClosed) throw new Error(`waited for ${what}, and the node is gone`)
      const left = end - performance.now()
      if (left < 0) throw new Error(`waited in vain for ${what}`)
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, left)
        wake = () => {
          clearTimeout(timer)
          resolve()
        }
      })
    }
  }
  return { client: line.client, line, events, until }
}

/** What a call gave. A refusal that the story does not expect fails it. */
export const given = async <T, E extends { readonly type: string }>(
  call: Promise<Result<T, E | CallFailure>>,
): Promise<T> => {
  const outcome = await call
  if (outcome.ok) return outcome.value
  throw new Error(`refused: ${JSON.stringify(outcome.error)}`)
}

/** Why a call was refused. An answer where the story expects none fails it. */
export const refused = async <E extends { readonly type: string }>(call: Promise<Result<unknown, E>>): Promise<E> => {
  const outcome = await call
  if (outcome.ok) throw new Error(`not refused: ${JSON.stringify(outcome.value)}`)
  return outcome.error
}
