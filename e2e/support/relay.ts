import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { DEADLINE_MS, type Ended, type Launch, type Running } from './process.ts'

/** A `dure relay` with its own data folder. */
export interface Relay {
  readonly folder: string
  /** Where nodes reach it: the same in every life. */
  readonly address: string
  readonly peer: string
  /** Starts it (again). */
  start(): Promise<void>
  stop(): Promise<Ended>
  kill(): Promise<Ended>
  /** Waits until it has done so many things with inboxes since its start: it tells nobody of them, but counts. */
  hasDone(operation: 'register' | 'deposit', count: number): Promise<void>
}

/** Between two looks at a relay's figures, in milliseconds. */
const LOOK_MS = 25

interface Ready {
  readonly peer: string
  readonly multiaddrs: readonly string[]
  readonly metrics: string
}

/** A relay whose data is below `place`, listening on loopback. */
export const relay = (place: string, launch: Launch, config?: string): Relay => {
  const folder = join(place, 'data')
  let listen = '/ip4/127.0.0.1/tcp/0'
  let running: Running | null = null
  let ready: Ready | null = null

  const there = <T>(what: T | null): T => {
    if (what === null) throw new Error('the relay does not run')
    return what
  }
  const end = async (signal: NodeJS.Signals): Promise<Ended> => {
    const ended = await there(running).end(signal)
    running = null
    return ended
  }
  return {
    folder,
    get address() {
      return there(ready).multiaddrs[0] ?? ''
    },
    get peer() {
      return there(ready).peer
    },
    start: async () => {
      const given = config === undefined ? [] : ['--config', config]
      running = launch(['relay', '--data', folder, '--listen', listen, ...given])
      ready = JSON.parse(await running.ready) as Ready // the ready line, as docs/api.md says
      listen = ready.multiaddrs[0]?.replace(/\/p2p\/.*/, '') ?? listen
    },
    hasDone: async (operation, count) => {
      const line = `dure_relay_inbox_operations_total{operation="${operation}",outcome="done"} `
      const latest = performance.now() + DEADLINE_MS
      for (;;) {
        const text = await (await fetch(there(ready).metrics)).text()
        const done = Number(
          text
            .split('\n')
            .find((each) => each.startsWith(line))
            ?.slice(line.length) ?? 0,
        )
        if (done >= count) return
        if (performance.now() > latest) throw new Error(`the relay has done ${operation} ${done} times, not ${count}`)
        await setTimeout(LOOK_MS)
      }
    },
    stop: () => end('SIGTERM'),
    kill: () => end('SIGKILL'),
  }
}
