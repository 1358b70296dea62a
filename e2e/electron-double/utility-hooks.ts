/** Loaded before a utility process's own code: gives it `process.parentPort`, and the ports that come over it. */

import { EventEmitter } from 'node:events'
import type { Between } from './utility.ts'

const say = (what: Between): void => void process.send?.(what)

class Port extends EventEmitter {
  readonly #id: string
  #waiting: unknown[] = []
  #isStarted = false

  constructor(id: string) {
    super()
    this.#id = id
  }
  start(): void {
    this.#isStarted = true
    for (const data of this.#waiting.splice(0)) this.emit('message', { data, ports: [] })
  }
  take(data: unknown): void {
    if (this.#isStarted) this.emit('message', { data, ports: [] })
    else this.#waiting.push(data)
  }
  postMessage(data: unknown): void {
    say({ op: 'port', id: this.#id, data })
  }
  close(): void {
    ports.delete(this.#id)
    say({ op: 'close', id: this.#id })
  }
}

const ports = new Map<string, Port>()
const arrive = (id: string): Port => {
  const port = new Port(id)
  ports.set(id, port)
  return port
}

const parentPort = Object.assign(new EventEmitter(), {
  postMessage: (data: unknown) => say({ op: 'message', data }),
})
/** What came before anybody listened. */
const early: object[] = []
parentPort.on('newListener', (name) => {
  if (name === 'message') setImmediate(() => early.splice(0).forEach((event) => parentPort.emit('message', event)))
})

process.on('message', (message) => {
  const what = message as Between // main wrote it
  if (what.op === 'port') return ports.get(what.id)?.take(what.data)
  if (what.op === 'close') {
    ports.get(what.id)?.emit('close')
    return void ports.delete(what.id)
  }
  const event = { data: what.data, ports: (what.ports ?? []).map(arrive) }
  if (parentPort.listenerCount('message') > 0) parentPort.emit('message', event)
  else early.push(event)
})
// Electron's ends with main.
process.on('disconnect', () => process.exit(1))
Object.assign(process, { type: 'utility' })
Object.defineProperty(process, 'parentPort', { value: parentPort })
