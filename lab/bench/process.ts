import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { WebSocket } from 'ws'
import { openLine } from '#app/contract/client.ts'
import type { Client, Outcome } from '#app/contract/client.ts'
import { environmentOf } from './home.ts'
import type { Home } from './home.ts'

/** A `dure serve` of its own process, and a line to it. */
export interface Serving {
  readonly pid: number
  readonly client: Client
  /** The page's address, with what opens it. */
  readonly url: string
  /** When it was spawned, by `performance.now()`. */
  readonly spawnedAt: number
  /** Resident bytes now; null where the system does not tell. */
  readonly resident: () => number | null
  /** Ends it in good order. */
  readonly stop: () => Promise<void>
}

/** Processes that run now: none outlives the bench. */
const running = new Set<ReturnType<typeof spawn>>()
process.once('exit', endAll)

/** Ends every process that was started here and still runs, at once. */
export function endAll(): void {
  for (const child of running) child.kill('SIGKILL')
}

/** Starts the product over a home, without a network unless it is to listen, and connects to its contract. */
export async function serve(command: string, home: Home, listen: readonly string[] = []): Promise<Serving> {
  const listening = listen.flatMap((address) => ['--listen', address])
  const spawnedAt = performance.now()
  const child = spawn(process.execPath, [command, 'serve', '--data', home.data, '--no-mdns', ...listening], {
    env: environmentOf(home),
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  running.add(child)
  const complaints: string[] = []
  child.stderr.on('data', (bytes: Buffer) => complaints.push(bytes.toString()))
  const ended = once(child, 'exit').then(() => running.delete(child))
  const lines = createInterface(child.stdout)
  const line = await Promise.race([once(lines, 'line'), ended.then(() => null)])
  if (line === null) throw new Error(`dure serve ended: ${complaints.join('')}`)
  const ready = JSON.parse(String(line[0])) as {
    readonly rpc: string
    readonly token: string
    readonly pid: number
    readonly url: string
  }
  const socket = new WebSocket(`${ready.rpc}?token=${ready.token}`, { perMessageDeflate: false })
  await once(socket, 'open')
  const { client } = openLine({
    send: (text) => socket.send(text),
    onMessage: (listener) => socket.on('message', (bytes: Buffer) => listener(bytes.toString())),
    onClose: (listener) => socket.on('close', listener),
    close: () => socket.close(),
  })
  return {
    pid: ready.pid,
    url: ready.url,
    client,
    spawnedAt,
    resident: () => residentOf(ready.pid),
    stop: async () => {
      socket.close()
      child.kill('SIGTERM')
      await ended
    },
  }
}

function residentOf(pid: number): number | null {
  if (process.platform !== 'linux') return null
  const kib = /^VmRSS:\s+(\d+) kB$/mu.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
  return kib === undefined ? null : Number(kib) * 1024
}

/** The answer of a call that must have succeeded. */
export async function answer<T>(call: Promise<Outcome<T, { readonly type: string }>>): Promise<T> {
  const outcome = await call
  if (!outcome.ok) throw new Error(`refused: ${JSON.stringify(outcome.error)}`)
  return outcome.value
}

/** Where the product listens when two processes are to find each other on this computer. */
export const LOOPBACK = ['/ip4/127.0.0.1/tcp/0']
