import { codes, methods, topics, type Port, type RequestId, type RpcError, type Topic } from '#app/contract/index.ts'
import { fail } from '#core/proof/result.ts'
import { StoreFault } from '#core/store/index.ts'
import { openBundles, type Bundles } from './bundles.ts'
import { handlersOf, type Keeper } from './handlers.ts'
import { chosen, gather } from './news.ts'
import { faultError, readRequest, type Request } from './request.ts'
import type { About, Messenger } from './types.ts'

export interface ServiceOptions {
  readonly messenger: Messenger
  readonly about: () => About
  /** Told of every bug of ours that a call ran into; the caller is told `Internal`. */
  readonly onFault: (error: unknown, method: string) => void
  /** Milliseconds of any clock that runs. */
  readonly now: () => number
  /**
   * What only who holds the folder can do: `node.wipe` and `account.restore`, after which it begins anew, and
   * `account.backup`. What is left out is refused, because nobody would do it.
   */
  readonly keeper?: Partial<Keeper>
  /** Told whenever somebody asks for something. */
  readonly onAsked?: () => void
}

/** The contract, served to any number of ports. */
export interface Service {
  /** Answers this port until it closes. */
  serve(port: Port): void
  readonly bundles: Bundles
  /** A picture of somebody known, by its id, for whoever serves files; null where there is none. */
  picture(id: string): { readonly type: string; readonly bytes: Uint8Array } | null
  /** Closes every port and forgets what waits. */
  close(): Promise<void>
}

/** Where nobody holds a folder. */
const nobody: Keeper = {
  wipe: () => fail({ type: 'DiskFailed' }),
  backup: () => fail({ type: 'DiskFailed' }),
  restore: () => Promise.resolve(fail({ type: 'DiskFailed' })),
}

type Handler = (params: unknown) => HandlerAnswer | Promise<HandlerAnswer>
type HandlerAnswer =
  { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly error: { readonly type: string } }

/** Serves a messenger. Requests of one port are begun in order; those that take long may be answered later than others. */
export const createService = ({ messenger, about, onFault, now, keeper, onAsked }: ServiceOptions): Service => {
  const bundles = openBundles(now)
  const handlers = byName(handlersOf(messenger, bundles, about, { ...nobody, ...keeper }))
  const subscribed = new Map<Port, ReadonlySet<Topic>>()

  const stopNews = gather(
    (listener) => messenger.onEvent(listener),
    (events) => {
      for (const event of events) {
        const text = JSON.stringify({ jsonrpc: '2.0', method: 'event', params: event })
        for (const [port, wanted] of subscribed) if (wanted.has(event.topic)) port.send(text)
      }
    },
  )

  const handlerFor = (request: Request, port: Port): Handler => {
    if (request.name !== 'subscribe') return handlers.get(request.name) ?? unreachable(request.name)
    return (params) => {
      // The schema of `subscribe` made it so.
      const wanted = chosen(topics, (params as { topics?: readonly Topic[] }).topics)
      subscribed.set(port, new Set(wanted))
      return { ok: true, value: { topics: wanted } }
    }
  }

  const answer = (port: Port, request: Request): void => {
    const fault = (error: unknown): void => {
      onFault(error, request.name)
      // What the disk says wrongly is no bug of ours, and there is something to do about it.
      const isDamage = error instanceof StoreFault && error.error.type === 'StoreDamaged'
      port.send(failed(request.id, faultError(isDamage ? 'StoreDamaged' : 'Internal')))
    }
    const reply = (outcome: HandlerAnswer): void =>
      port.send(
        outcome.ok
          ? JSON.stringify({ jsonrpc: '2.0', id: request.id, result: outcome.value })
          : failed(request.id, refusalError(outcome.error)),
      )
    try {
      const outcome = handlerFor(request, port)(request.params)
      if (outcome instanceof Promise) outcome.then(reply).catch(fault)
      else reply(outcome)
    } catch (error) {
      fault(error)
    }
  }

  return {
    bundles,
    picture: (id) => {
      const found = messenger.account.picture({ picture: id })
      return found.ok ? found.value : null
    },
    serve: (port) => {
      subscribed.set(port, new Set())
      port.onClose(() => subscribed.delete(port))
      port.onMessage((text) => {
        onAsked?.()
        const read = readRequest(text)
        if (!read.ok) port.send(failed(read.error.id, read.error.error))
        else if (read.value !== null) answer(port, read.value)
      })
    },
    close: async () => {
      stopNews()
      for (const port of subscribed.keys()) port.close()
      subscribed.clear()
      await bundles.close()
    },
  }
}

const failed = (id: RequestId | null, error: RpcError): string => JSON.stringify({ jsonrpc: '2.0', id, error })

/** A refusal is facts without prose; `message` repeats its type for those who print errors. */
const refusalError = (refusal: { readonly type: string }): RpcError => ({
  code: codes.refused,
  message: refusal.type,
  data: refusal,
})

const byName = (handlers: object): ReadonlyMap<string, Handler> =>
  new Map(
    Object.entries(handlers).flatMap(([room, verbs]) =>
      // `Handlers` says what each takes; the method's schema has parsed it when it is called.
      Object.entries(verbs as Record<string, Handler>).map(([verb, handler]) => [`${room}.${verb}`, handler] as const),
    ),
  )

const unreachable = (name: string): never => {
  throw new Error(`${name} is one of ${methods.size} methods of the contract, but has no handler`)
}
