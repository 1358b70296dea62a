import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

/** A bundle that says who it is, then does as its argument tells it. */
const bundle = `
export const main = async ([what, ...rest]) => {
  if (what === 'exit') process.exitCode = Number(rest[0])
  if (what === 'wait') {
    process.once('SIGTERM', () => { console.log('bye'); process.exit(7) })
    setInterval(() => {}, 1000)
  }
  console.log(JSON.stringify({ pid: process.pid, node: process.version, rest }))
}`

/** A Node on this machine's PATH that is too old to go on by itself. */
const oldNode = (process.env['PATH'] ?? '')
  .split(delimiter)
  .map((folder) => join(folder, 'node'))
  .find((path) => {
    try {
      return Number(execFileSync(path, ['-p', 'process.versions.node.split(".")[0]'], { stdio: 'pipe' })) < 22
    } catch {
      return false
    }
  })

/** What the bundle said of itself in its first line. */
interface Hello {
  readonly pid: number
  readonly node: string
  readonly rest: readonly string[]
}

let installed = ''

beforeAll(() => {
  installed = mkdtempSync(join(tmpdir(), 'dure-bin-'))
  mkdirSync(join(installed, 'dist/node'), { recursive: true })
  mkdirSync(join(installed, 'node_modules'))
  cpSync(join(import.meta.dirname, 'dure.mjs'), join(installed, 'bin/dure.mjs'))
  writeFileSync(join(installed, 'dist/node/dure.mjs'), bundle)
  symlinkSync(join(import.meta.dirname, '../node_modules/node'), join(installed, 'node_modules/node'), 'junction')
})
afterAll(() => rmSync(installed, { recursive: true, force: true }))

const start = (node: string, ...args: string[]): ChildProcess & { stdout: NonNullable<ChildProcess['stdout']> } =>
  spawn(node, [join(installed, 'bin/dure.mjs'), ...args], { stdio: ['ignore', 'pipe', 'pipe'] })

const hello = async (child: ReturnType<typeof start>): Promise<Hello> => {
  const [line] = (await once(child.stdout, 'data')) as [Buffer]
  // The line is the one that `bundle` above prints.
  return JSON.parse(line.toString().split('\n')[0] ?? '') as Hello
}

const isRunning = (pid: number): boolean => {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

describe('the command on a Node that is new enough', () => {
  test('runs in the very process that was started, with its arguments and exit code', async () => {
    const child = start(process.execPath, 'exit', '3')
    expect(await hello(child)).toEqual({ pid: child.pid, node: process.version, rest: ['3'] })
    expect(await once(child, 'exit')).toEqual([3, null])
  })
})

describe.skipIf(oldNode === undefined)('the command on a Node that is too old', () => {
  const old = oldNode ?? ''

  test('goes on under the project’s own Node, and passes arguments and exit code through', async () => {
    const child = start(old, 'exit', '5')
    const { pid, node, rest } = await hello(child)
    expect({ node, rest }).toEqual({ node: process.version, rest: ['5'] })
    expect(pid).not.toBe(child.pid)
    expect(await once(child, 'exit')).toEqual([5, null])
  })

  test('passes a signal on, and ends as the command ends', async () => {
    const child = start(old, 'wait')
    const { pid } = await hello(child)
    child.kill('SIGTERM')
    expect(await once(child, 'exit')).toEqual([7, null])
    expect(isRunning(pid)).toBe(false)
  })

  test('leaves nothing running when it is killed outright', async () => {
    const child = start(old, 'wait')
    const { pid } = await hello(child)
    child.kill('SIGKILL')
    await once(child, 'exit')
    await expect.poll(() => isRunning(pid), { timeout: 10_000 }).toBe(false)
  })

  test('is ended by the signal that ended the command', async () => {
    const child = start(old, 'wait')
    const { pid } = await hello(child)
    process.kill(pid, 'SIGKILL')
    expect(await once(child, 'exit')).toEqual([null, 'SIGKILL'])
  })

  test('says what to do where the project’s own Node is missing', async () => {
    rmSync(join(installed, 'node_modules/node'))
    const child = start(old, 'exit', '0')
    const said: Buffer[] = []
    child.stderr?.on('data', (bytes: Buffer) => said.push(bytes))
    expect(await once(child, 'close')).toEqual([1, null])
    expect(Buffer.concat(said).toString()).toMatch(
      /^dure: Node \d+\S+ is too old to run Dure\. Install Node 22 or newer/,
    )
  })
})
