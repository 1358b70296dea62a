import { EventEmitter } from 'node:events'
import { randomUUID } from 'node:crypto'

/** The far end of a port that was handed to a page or to a utility process. */
export interface Far {
  deliver(message: unknown): void
  close(): void
}

/** An end of a message channel in main, as Electron's `MessagePortMain`. */
export class MessagePortMain extends EventEmitter {
  peer: MessagePortMain | null = null
  #far: Far | null = null
  #waiting: unknown[] = []
  #isStarted = false
  #isClosed = false

  postMessage(message: unknown): void {
    const copy: unknown = structuredClone(message)
    setImmediate(() => this.peer?.receive(copy))
  }

  start(): void {
    this.#isStarted = true
    for (const message of this.#waiting.splice(0)) this.emit('message', { data: message, ports: [] })
  }

  close(): void {
    if (this.#isClosed) return
    this.#isClosed = true
    const { peer } = this
    // After what was sent before.
    setImmediate(() => peer?.hearClose())
  }

  /** Hands this end to somebody far away. From now on messages go there. */
  handTo(far: Far): void {
    this.#far = far
    for (const message of this.#waiting.splice(0)) far.deliver(message)
  }

  receive(message: unknown): void {
    if (this.#isClosed) return
    if (this.#far !== null) this.#far.deliver(message)
    else if (this.#isStarted) this.emit('message', { data: message, ports: [] })
    else this.#waiting.push(message)
  }

  hearClose(): void {
    if (this.#isClosed) return
    this.#isClosed = true
    if (this.#far === null) this.emit('close')
    else this.#far.close()
  }
}

/** Electron's `MessageChannelMain`. */
export class MessageChannelMain {
  readonly port1 = new MessagePortMain()
  readonly port2 = new MessagePortMain()

  constructor() {
    this.port1.peer = this.port2
    this.port2.peer = this.port1
  }
}

/** The ports that one page or process holds, by the name both sides call them by. */
export class HeldPorts {
  readonly #held = new Map<string, MessagePortMain>()
  readonly #far: (id: string) => Far

  constructor(far: (id: string) => Far) {
    this.#far = far
  }

  /** Hands ports over; gives their names. */
  take(ports: readonly MessagePortMain[]): string[] {
    return ports.map((port) => {
      const id = randomUUID()
      this.#held.set(id, port)
      port.handTo(this.#far(id))
      return id
    })
  }

  /** Something was sent from over there. */
  heard(id: string, message: unknown): void {
    this.#held.get(id)?.postMessage(message)
  }

  /** It was closed over there. */
  closed(id: string): void {
    this.#held.get(id)?.close()
    this.#held.delete(id)
  }

  /** The page or process is gone, and its ports with it. */
  closeAll(): void {
    for (const id of this.#held.keys()) this.closed(id)
  }
}
