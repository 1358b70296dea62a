import type { Result } from '#core/proof/result.ts'
import type { Topic } from './events.ts'
import type { AnswerOf, ContractEvent, ParamsOf, RefusalsOf, Rooms } from './methods.ts'
import { MOST_MESSAGE_BYTES, type Port } from './port.ts'

/**
 * Why a call came to nothing, besides the method's own refusals. `Disconnected`: the line broke, and what was asked may
 * or may not have been done. `Fault`: the request or the node is wrong, which is a bug of ours; `fault` is one of `rpc.ts`.
 */
export type CallFailure =
  | { readonly type: 'Disconnected' }
  | { readonly type: 'MessageTooLarge' }
  | { readonly type: 'Fault'; readonly fault: string; readonly path: readonly (string | number)[] }

export type Outcome<T, E = never> = Result<T, E | CallFailure>

/** One method as its caller sees it. Methods that take nothing are called with nothing. */
export type Call<M> =
  Record<string, never> extends ParamsOf<M>
    ? (params?: ParamsOf<M>) => Promise<Outcome<AnswerOf<M>, RefusalsOf<M>>>
    : (params: ParamsOf<M>) => Promise<Outcome<AnswerOf<M>, RefusalsOf<M>>>

/** The whole contract, mapped to promises: `client.chat.send({ space, text })`. */
export type Client = {
  readonly [Room in keyof Rooms]: { readonly [Verb in keyof Rooms[Room]]: Call<Rooms[Room][Verb]> }
}

/** A refusal as it comes over the line: what it is, is for the method's type to say. */
export type AnyRefusal = { readonly type: string }

/** Calls any method by name. */
export type Caller = (method: string, params: object) => Promise<Outcome<unknown, AnyRefusal>>

/** The typed face of a caller. Rooms and verbs are made as they are named, so no table has to be loaded. */
export const asClient = (call: Caller): Client =>
  // The proxy has every member that the type names; what it answers is checked by the service's tests.
  new Proxy({} as Client, { get: (_, room) => (typeof room === 'string' ? roomOf(call, room) : undefined) })

const roomOf = (call: Caller, room: string): object =>
  new Proxy(
    {},
    {
      get: (_, verb) =>
        typeof verb === 'string' ? (params: object = {}) => call(`${room}.${verb}`, params) : undefined,
    },
  )

/** One line to a node: calls, events, and its end. */
export interface Line {
  readonly call: Caller
  readonly client: Client
  /** Subscribes and tells of each event; call it once a line. Resolves when the node has said yes. */
  subscribe(topics: readonly Topic[], listener: (event: ContractEvent) => void): Promise<Outcome<unknown, AnyRefusal>>
  /** Told once when the line is gone. */
  onClose(listener: () => void): void
  close(): void
}

/** Talks the contract over a port. All calls under way end with `Disconnected` when it closes. */
export const openLine = (port: Port): Line => {
  const waiting = new Map<number, (outcome: Outcome<unknown, AnyRefusal>) => void>()
  const closers: (() => void)[] = []
  let onEvent: (event: ContractEvent) => void = () => {}
  let nextId = 1
  let isClosed = false

  port.onMessage((text) => {
    const message = JSON.parse(text) as Incoming // our own node wrote it
    if (message.method === 'event') return onEvent(message.params)
    if (message.method !== undefined || typeof message.id !== 'number') return
    waiting.get(message.id)?.(outcomeOf(message))
    waiting.delete(message.id)
  })
  port.onClose(() => {
    isClosed = true
    for (const end of waiting.values()) end(disconnected)
    waiting.clear()
    for (const closer of closers) closer()
  })

  const call: Caller = (method, params) => {
    if (isClosed) return Promise.resolve(disconnected)
    const id = nextId++
    const text = JSON.stringify({ jsonrpc: '2.0', id, method, params })
    if (isTooLarge(text)) return Promise.resolve({ ok: false, error: { type: 'MessageTooLarge' } })
    return new Promise((resolve) => {
      waiting.set(id, resolve)
      port.send(text)
    })
  }
  return {
    call,
    client: asClient(call),
    subscribe: (topics, listener) => {
      onEvent = listener
      return call('subscribe', { topics })
    },
    onClose: (listener) => void closers.push(listener),
    close: () => port.close(),
  }
}

type Incoming =
  | { readonly method: 'event'; readonly params: ContractEvent }
  | {
      readonly method?: undefined
      readonly id: number | null
      readonly result?: unknown
      readonly error?: {
        readonly code: number
        readonly data: { readonly type: string; readonly path?: readonly (string | number)[] }
      }
    }

const disconnected = { ok: false, error: { type: 'Disconnected' } } as const

const outcomeOf = ({ result, error }: Incoming & { method?: undefined }): Outcome<unknown, AnyRefusal> => {
  if (error === undefined) return { ok: true, value: result }
  if (error.code === 1) return { ok: false, error: error.data }
  return { ok: false, error: { type: 'Fault', fault: error.data.type, path: error.data.path ?? [] } }
}

/** A text of UTF-16 units has at most three times as many bytes: most need no counting. */
const isTooLarge = (text: string): boolean =>
  text.length * 3 > MOST_MESSAGE_BYTES && new TextEncoder().encode(text).length > MOST_MESSAGE_BYTES
