import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { execPath } from 'node:process'

/** The project's folder. */
export const root = join(import.meta.dirname, '../..')

/** Longest wait for what must come, in milliseconds. A slow machine is not a wrong answer; only a failure takes so long. */
export const DEADLINE_MS = 25_000

/** How a process ended: its code, or the signal that ended it, and all that it said on either side. */
export interface Ended {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly printed: string
  readonly said: string
}

/** A `dure` command that runs as a process of its own. */
export interface Running {
  /** The words it was started with. */
  readonly what: string
  readonly pid: number
  /** The first line on stdout. Fails if the process ends before. */
  readonly ready: Promise<string>
  readonly ended: Promise<Ended>
  /** What it has said on stderr so far. */
  said(): string
  /** Waits until it has said this there. */
  says(what: string): Promise<void>
  /** Signals it and waits for its end. */
  end(signal: NodeJS.Signals): Promise<Ended>
}

export interface LaunchOptions {
  /** Variables besides those of this process. */
  readonly env?: Readonly<Record<string, string>>
  /** What to run in front of it, for example `setpriv …`. */
  readonly through?: readonly string[]
}

/** Set where `dure` runs under a parent that it must not outlive: a test that is killed leaves no node behind. */
const underParent = { DURE_UNDER_PARENT: '1' }

export type Launch = (words: readonly string[], options?: LaunchOptions) => Running

/** Runs `dure` with these words after it. */
export const launch: Launch = (words, { env = {}, through = [] } = {}) => {
  const [program = execPath, ...args] = [...through, execPath, join(root, 'bin/dure.mjs'), ...words]
  const child = spawn(program, args, {
    env: { ...process.env, ...underParent, ...env },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  let printed = ''
  let said = ''
  const ended = new Promise<Ended>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code, signal) => resolve({ code, signal, printed, said }))
  })
  const ready = new Promise<string>((resolve, reject) => {
    child.stdout?.on('data', (bytes: Buffer) => {
      printed += bytes.toString()
      const end = printed.indexOf('\n')
      if (end >= 0) resolve(printed.slice(0, end))
    })
    ended.then(
      ({ code, signal }) => reject(new Error(`ended (${code ?? signal}) before it was ready: ${said}`)),
      reject,
    )
  })
  child.stderr?.on('data', (bytes: Buffer) => {
    said += bytes.toString()
  })
  // Not every test waits for it.
  ready.catch(() => {})
  return {
    what: words.join(' '),
    pid: child.pid ?? 0,
    ready,
    ended,
    said: () => said,
    says: (what) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          if (!said.includes(what)) return
          clearTimeout(limit)
          child.stderr?.off('data', look)
          resolve()
        }
        const limit = setTimeout(() => reject(new Error(`waited in vain for “${what}”: ${said}`)), DEADLINE_MS)
        child.stderr?.on('data', look)
        look()
      }),
    end: (signal) => {
      child.kill(signal)
      return ended
    },
  }
}
