import { EventEmitter } from 'node:events'
import { fork, type ChildProcess } from 'node:child_process'
import { join } from 'node:path'
import { atExit } from './app.ts'
import { HeldPorts, type MessagePortMain } from './ports.ts'
import { strict } from './strict.ts'

/** What the two sides of a utility process say to each other; `utility-hooks.ts` is the other. */
export type Between =
  | { readonly op: 'message'; readonly data: unknown; readonly ports?: readonly string[] }
  | { readonly op: 'port'; readonly id: string; readonly data: unknown }
  | { readonly op: 'close'; readonly id: string }

/** Electron's `UtilityProcess`: a forked Node with `process.parentPort`. */
class UtilityProcess extends EventEmitter {
  readonly #child: ChildProcess
  readonly #ports = new HeldPorts((id) => ({
    deliver: (data) => this.#say({ op: 'port', id, data }),
    close: () => this.#say({ op: 'close', id }),
  }))

  constructor(entry: string, args: readonly string[]) {
    super()
    this.#child = fork(entry, args, {
      execArgv: ['--enable-source-maps', '--import', join(import.meta.dirname, 'utility-hooks.ts')],
      serialization: 'advanced',
    })
    const gone = new Promise<void>((resolve) => {
      this.#child.on('exit', (code) => {
        this.#ports.closeAll()
        this.emit('exit', code ?? 1)
        resolve()
      })
    })
    this.#child.on('spawn', () => this.emit('spawn'))
    this.#child.on('message', (what) => this.#hear(what as Between)) // the other side wrote it
    atExit(() => {
      this.#child.kill()
      return gone
    })
  }

  get pid(): number | undefined {
    return this.#child.pid
  }
  kill(): boolean {
    return this.#child.kill()
  }
  postMessage(data: unknown, transfer: readonly MessagePortMain[] = []): void {
    this.#say({ op: 'message', data, ports: this.#ports.take(transfer) })
  }
  #hear(what: Between): void {
    if (what.op === 'message') this.emit('message', what.data)
    else if (what.op === 'port') this.#ports.heard(what.id, what.data)
    else this.#ports.closed(what.id)
  }
  #say(what: Between): void {
    // One that is gone hears nothing, as in Electron.
    if (this.#child.connected) this.#child.send(what, () => {})
  }
}

export const utilityProcess = strict('utilityProcess', {
  fork: (entry: string, args: readonly string[] = []) => new UtilityProcess(entry, args),
})
