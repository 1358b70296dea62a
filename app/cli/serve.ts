import { fail, ok, type Result } from '#core/proof/result.ts'
import { createService } from '#app/service/index.ts'
import { openWeb, type Web } from '#app/web/index.ts'
import { openBrowser } from './browser.ts'
import { describeFault } from './fault.ts'
import type { Surroundings } from '#app/service/folders.ts'
import type { NodePart, NodeOptions, RunningNode, StartRefusal } from './parts.ts'
import type { Terminal } from './terminal.ts'

export interface ServeOptions {
  readonly folder: string
  readonly port: number
  readonly network: NonNullable<NodeOptions['network']>
  /** Whether to open the page in the browser. */
  readonly open: boolean
  /** `line`: the ready line of `dure serve`; `words`: what somebody who started the app wants to read. */
  readonly announce: 'line' | 'words'
  /** The built pages. */
  readonly pages: string
  readonly version: string
}

/**
 * How long the network waits after the node is ready, in milliseconds. Loading it holds up everything else for a tenth of
 * a second, and whoever was told the address asks for the newest messages first.
 */
const NETWORK_AFTER_MS = 250

/** Runs a node with its pages and the contract until a signal ends it. */
export const serve = async (
  options: ServeOptions,
  node: NodePart,
  terminal: Terminal,
  around: Surroundings,
): Promise<Result<void, StartRefusal>> => {
  const { folder, network } = options
  const opened = await node.openNode({ folder, mayMake: true, network, log: (line) => terminal.log(line) })
  if (!opened.ok) return opened
  const running = opened.value
  const { service, web } = await offer(running, options, terminal)
  if (!web.ok) {
    await Promise.all([service.close(), running.close()])
    return fail(web.error)
  }
  announce(running, web.value, options, terminal)
  const waiting = setTimeout(() => startNetwork(running, terminal), NETWORK_AFTER_MS)
  if (options.open) await show(web.value, options, terminal, around)

  terminal.log(`ending (${await terminal.ended})`)
  clearTimeout(waiting)
  await service.close()
  await web.value.close()
  await running.close()
  return ok(undefined)
}

const startNetwork = (running: RunningNode, terminal: Terminal): void => {
  running.startNetwork().catch((error: unknown) => terminal.log(`the network did not start: ${describeFault(error)}`))
}

/** Serves a node's pages and contract. */
export const offer = async (
  { messenger }: RunningNode,
  { port, pages, version }: Pick<ServeOptions, 'port' | 'pages' | 'version'>,
  terminal: Terminal,
) => {
  const startedAt = Date.now()
  const now = (): number => performance.now()
  const onFault = (error: unknown, where: string): void => terminal.log(`fault in ${where}: ${describeFault(error)}`)
  const about = () => ({ version, startedAt, memory: process.memoryUsage.rss() })
  const service = createService({ messenger, about, onFault, now })
  return { service, web: await openWeb({ service, port, folder: pages, now, onFault }) }
}

const announce = ({ peer }: RunningNode, { url, rpc, token }: Web, options: ServeOptions, terminal: Terminal): void => {
  if (options.announce === 'line')
    terminal.print(JSON.stringify({ ready: true, pid: process.pid, url, rpc, token, peer }))
  else terminal.print(`Dure is running. What you write is kept in ${options.folder}`)
}

const show = async (web: Web, options: ServeOptions, terminal: Terminal, around: Surroundings): Promise<void> => {
  const isOpen = await openBrowser(around, web.onceUrl())
  if (options.announce === 'line') {
    if (!isOpen) terminal.log('no browser could be opened; the address is in the ready line')
  } else if (isOpen) terminal.print('It is open in your browser. Ctrl-C ends it.')
  else
    terminal.print(`Open this address in a browser on this computer (it is the key: keep it to yourself):\n${web.url}`)
}
