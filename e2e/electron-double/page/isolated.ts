import type { Codec } from './codec.ts'

/**
 * The preload's half of the double: runs in a world of its own beside the page, as a sandboxed preload does. It has
 * `ipcRenderer` and `contextBridge`, and of Node nothing. Written into the page as its source.
 * `binding`: the function, only there in this world, that carries texts to main.
 */
export const isolatedWorld = (
  token: string,
  createCodec: () => Codec,
  preload: (require: (name: string) => unknown, process: object, module: object, exports: object) => void,
  binding: string,
): void => {
  type Listener = (event: object, ...args: readonly unknown[]) => void
  type Given = (...args: readonly unknown[]) => unknown
  interface Down {
    readonly channel?: string
    readonly args?: string
    readonly ports?: readonly string[]
    readonly reply?: number
    readonly value?: string
    readonly error?: string
    readonly port?: string
    readonly closed?: string
    readonly permission?: object
  }
  interface FromPage {
    readonly call?: number
    readonly id: number
    readonly args: readonly { readonly type: string; readonly id?: number; readonly value?: unknown }[]
  }
  const { encode, decode } = createCodec()
  const listeners = new Map<string, Listener[]>()
  const calls = new Map<number, { readonly resolve: Given; readonly reject: (error: Error) => void }>()
  const exposed = new Map<number, Given>()
  const ports = new Map<string, MessagePort>()
  let count = 0

  const up = (what: object): void =>
    (globalThis as unknown as Record<string, (text: string) => void>)[binding]?.(JSON.stringify(what))
  const toPage = (what: object): void => void document.dispatchEvent(new CustomEvent(`${token}-down`, { detail: what }))
  const errorText = (error: unknown): string => (error instanceof Error ? error.message : String(error))

  const describe = (value: unknown): object => {
    if (typeof value === 'function') {
      exposed.set(++count, value as Given)
      return { type: 'function', id: count }
    }
    const isPlain = typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype
    if (!isPlain) return { type: 'value', value: structuredClone(value) }
    return { type: 'object', value: Object.entries(value).map(([key, each]) => [key, describe(each)]) }
  }
  const answer = ({ call = 0, id, args }: FromPage): void => {
    const given = args.map((arg) =>
      arg.type === 'function'
        ? (...more: readonly unknown[]) => toPage({ callback: arg.id, args: more.map((each) => structuredClone(each)) })
        : arg.value,
    )
    try {
      const result = exposed.get(call)?.(...given)
      if (!(result instanceof Promise)) return toPage({ answer: id, immediately: true, result: describe(result) })
      result.then(
        (value: unknown) => toPage({ answer: id, result: describe(value) }),
        (error: unknown) => toPage({ answer: id, error: errorText(error) }),
      )
    } catch (error) {
      toPage({ answer: id, immediately: true, error: errorText(error) })
    }
  }
  document.addEventListener(`${token}-up`, (event) => {
    const what = (event as CustomEvent<FromPage>).detail
    if (what.call === undefined) up(what)
    else answer(what)
  })

  /** A port from main: a channel of this page, whose near end is carried to main and back. */
  const adopt = (id: string): MessagePort => {
    const { port1, port2 } = new MessageChannel()
    port1.addEventListener('message', ({ data }) => up({ port: id, data: encode(data) }))
    port1.addEventListener('close', () => {
      ports.delete(id)
      up({ closed: id })
    })
    port1.start()
    ports.set(id, port1)
    return port2
  }
  const hear = (what: Down): void => {
    if (what.reply !== undefined) {
      const call = calls.get(what.reply)
      calls.delete(what.reply)
      if (what.error === undefined) call?.resolve(decode(what.value ?? 'null'))
      else call?.reject(new Error(what.error))
    } else if (what.port !== undefined) ports.get(what.port)?.postMessage(decode(what.value ?? 'null'))
    else if (what.closed !== undefined) {
      ports.get(what.closed)?.close()
      ports.delete(what.closed)
    } else if (what.permission !== undefined) toPage({ permission: what.permission })
    else {
      const args = decode(what.args ?? '[]') as readonly unknown[]
      const event = { sender: ipcRenderer, ports: (what.ports ?? []).map(adopt) }
      for (const listener of listeners.get(what.channel ?? '') ?? []) listener(event, ...args)
    }
  }
  Object.assign(globalThis, { [`${binding}Down`]: (text: string) => hear(JSON.parse(text) as Down) })

  const ipcRenderer = {
    on: (channel: string, listener: Listener) => {
      listeners.set(channel, [...(listeners.get(channel) ?? []), listener])
      return ipcRenderer
    },
    off: (channel: string, listener: Listener) => {
      listeners.set(
        channel,
        (listeners.get(channel) ?? []).filter((each) => each !== listener),
      )
      return ipcRenderer
    },
    send: (channel: string, ...args: readonly unknown[]) => up({ send: channel, args: encode(args) }),
    invoke: (channel: string, ...args: readonly unknown[]) => {
      const id = ++count
      const sent = encode(args)
      return new Promise((resolve, reject) => {
        calls.set(id, { resolve, reject })
        up({ invoke: channel, id, args: sent })
      })
    },
  }
  const contextBridge = {
    exposeInMainWorld: (key: string, api: unknown) => toPage({ expose: { key, api: describe(api) } }),
  }
  const electron: object = new Proxy(
    { ipcRenderer, contextBridge },
    {
      get: (of, key) => {
        if (key in of || typeof key === 'symbol') return Reflect.get(of, key) as unknown
        throw new Error(`electron-double: a preload has no ${key} here`)
      },
    },
  )
  const require = (name: string): unknown => {
    if (name === 'electron' || name === 'electron/renderer') return electron
    throw new Error(`module not found: ${name}`) // a sandboxed preload cannot require others
  }
  const process = { platform: 'linux', type: 'renderer', sandboxed: true, contextIsolated: true, versions: {}, env: {} }
  preload(require, Object.freeze(process), { exports: {} }, {})
}
