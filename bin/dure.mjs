#!/usr/bin/env node
// The `dure` command. Plain JavaScript that Node 20 can read: it finds a Node that can run the rest, then hands over.
// In a checkout it runs a bundle that is up to date or else the sources, and builds first what a page needs.

import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const bundle = join(root, 'dist/node/dure.mjs')
const inCheckout = existsSync(join(root, 'scripts/build.ts'))
/** Set for the process that was started by another one of this file, which is then its parent. */
const underParent = 'DURE_UNDER_PARENT'
/** better-sqlite3 crashes older ones at once (a segmentation fault), so nothing may load it there. */
const oldestNode = 22

/** Whether this very process can go on: an installed bundle needs Node 22, sources one that runs TypeScript. */
const isNodeEnough = inCheckout
  ? Boolean(process.features.typescript)
  : Number(process.versions.node.split('.')[0]) >= oldestNode

if (isNodeEnough) await run()
else if (process.env[underParent]) refuse()
else handOver()

/** @typedef {{ main: (args: readonly string[]) => Promise<void> }} Command The door of app/cli/main.ts, bundled or not. */

/** Runs the command in this process. */
async function run() {
  if (process.env[underParent]) dieWithParent()
  const args = process.argv.slice(2)
  let entry = bundle
  try {
    if (inCheckout) entry = await entryOfCheckout(args)
    const code = inCheckout && args.length === 0 ? await openWindow() : null
    if (code !== null) {
      process.exitCode = code
      return
    }
  } catch (error) {
    process.stderr.write(`dure: ${error instanceof Error ? error.message : String(error)}\n`)
    process.exitCode = 1
    return
  }
  const command = /** @type {Command} */ (await import(pathToFileURL(entry).href))
  await command.main(args)
}

/**
 * The file to run in a checkout. A command that shows pages waits until they are built.
 * @param {readonly string[]} args
 */
async function entryOfCheckout(args) {
  const { ensureBuilt, isBuilt } = await import('../scripts/build.ts')
  if (args.length === 0 || args[0] === 'serve' || args[0] === 'demo') {
    await ensureBuilt()
    return bundle
  }
  return isBuilt() ? bundle : join(root, 'app/cli/main.ts')
}

/** Opens the app in its window, where Electron can run: its exit code. Null: it cannot, which has been said. */
async function openWindow() {
  const electron = await import('../scripts/electron.ts')
  return electron.openWindow([])
}

/** Runs the same command under the project's own Node and ends as it ends. */
function handOver() {
  const node = ownNode()
  if (node === undefined) return refuse()
  const child = spawn(node, [...process.execArgv, fileURLToPath(import.meta.url), ...process.argv.slice(2)], {
    // The channel carries nothing: it tells the child that this process is gone, even when it was killed outright.
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    env: { ...process.env, [underParent]: '1' },
    // A terminal signals everybody in the foreground, and the child would hear Ctrl-C twice: once from it, once from here.
    detached: process.platform !== 'win32' && process.stdin.isTTY,
  })
  /** @type {NodeJS.Signals[]} */
  const signals = process.platform === 'win32' ? [] : ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGUSR2']
  /** @param {NodeJS.Signals} signal */
  const forward = (signal) => child.kill(signal)
  for (const signal of signals) process.on(signal, forward)
  // On Windows a console tells both by itself; this one only has to wait.
  if (process.platform === 'win32') process.on('SIGINT', () => {})
  child.on('error', (error) => {
    process.stderr.write(`dure: could not start ${node}: ${error.message}\n`)
    process.exitCode = 1
  })
  child.on('exit', (code, signal) => {
    for (const name of signals) process.off(name, forward)
    if (signal) process.kill(process.pid, signal)
    else process.exitCode = code ?? 1
  })
}

/** The Node that `npm ci` brought, if it did. */
function ownNode() {
  try {
    const manifest = createRequire(import.meta.url).resolve('node/package.json')
    const path = join(dirname(manifest), 'bin', process.platform === 'win32' ? 'node.exe' : 'node')
    return existsSync(path) ? path : undefined
  } catch {
    return undefined
  }
}

/** Ends this process as hard as the parent ended, so that no node is left running that nobody can see. */
function dieWithParent() {
  delete process.env[underParent]
  process.once('disconnect', () => process.kill(process.pid, 'SIGKILL'))
  process.channel?.unref()
  if (!process.connected) process.kill(process.pid, 'SIGKILL')
}

function refuse() {
  const remedy = inCheckout ? 'Run `npm ci` here, which brings the right one' : `Install Node ${oldestNode} or newer`
  process.stderr.write(`dure: Node ${process.versions.node} is too old to run Dure. ${remedy}, then try again.\n`)
  process.exitCode = 1
}
