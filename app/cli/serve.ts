import { fail, ok, type Result } from '#core/proof/result.ts'
import { afterLull, createService, type Lull, type Service, type ServiceOptions } from '#app/service/index.ts'
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

/** Runs a node with its pages and the contract until a signal ends it. */
export const serve = async (
  options: ServeOptions,
  node: NodePart,
  terminal: Terminal,
  around: Surroundings,
): Promise<Result<void, StartRefusal>> => {
  const { folder, network } = options
  const open = () => node.openNode({ folder, mayMake: true, network, log: (line) => terminal.log(line) })
  const opened = await open()
  if (!opened.ok) return opened
  const startedAt = Date.now()
  let failure: StartRefusal | null = null
  let giveUp = (): void => {}
  const givenUp = new Promise<string>((resolve) => (giveUp = () => resolve('the folder could not be opened again')))

  /** Serves a node, until its folder is wiped: then whoever is there finds the one that follows it. */
  const live = (running: RunningNode): Life => {
    const waiting = afterLull(() => startNetwork(running, terminal))
    /** After the answer: whoever is there finds the node that follows. */
    const beginSoon = (): void => {
      setImmediate(() => {
        begin().catch((error: unknown) => terminal.log(describeFault(error)))
      })
    }
    const wipe = (): ReturnType<RunningNode['beginWipe']> => {
      const begun = running.beginWipe()
      if (begun.ok) beginSoon()
      return begun
    }
    const restore: RunningNode['beginRestore'] = async (source, passphrase) => {
      const begun = await running.beginRestore(source, passphrase)
      if (begun.ok) beginSoon()
      return begun
    }
    const keeper = { wipe, restore, backup: running.backup }
    const service = serviceOf(running, startedAt, options, terminal, { keeper, onAsked: waiting.stir })
    const close = async (): Promise<void> => {
      waiting.cancel()
      await service.close()
      await running.close()
    }
    return { service, waiting, close }
  }
  let life = live(opened.value)
  const begin = async (): Promise<void> => {
    await life.close()
    const again = await open()
    if (again.ok) life = live(again.value)
    else {
      failure = again.error
      giveUp()
    }
  }
  const web = await offerCurrent(
    () => life.service,
    options,
    terminal,
    () => life.waiting.loading(),
  )
  if (!web.ok) {
    await life.close()
    return fail(web.error)
  }
  announce(opened.value, web.value, options, terminal)
  if (options.open) await show(web.value, options, terminal, around)

  terminal.log(`ending (${await Promise.race([terminal.ended, givenUp])})`)
  await web.value.close()
  if (failure !== null) return fail(failure)
  await life.close()
  return ok(undefined)
}

/** A node while it is served. */
interface Life {
  readonly service: Service
  /** What begins with the network once nobody asks for anything. */
  readonly waiting: Lull
  close(): Promise<void>
}

const startNetwork = (running: RunningNode, terminal: Terminal): void => {
  running.startNetwork().catch((error: unknown) => terminal.log(`the network did not start: ${describeFault(error)}`))
}

const now = (): number => performance.now()

const faultLog =
  (terminal: Terminal) =>
  (error: unknown, where: string): void =>
    terminal.log(`fault in ${where}: ${describeFault(error)}`)

const serviceOf = (
  { messenger }: RunningNode,
  startedAt: number,
  { version }: Pick<ServeOptions, 'version'>,
  terminal: Terminal,
  more: Pick<ServiceOptions, 'keeper' | 'onAsked'> = {},
): Service => {
  const about = () => ({ version, startedAt, memory: process.memoryUsage.rss() })
  return createService({ messenger, about, onFault: faultLog(terminal), now, ...more })
}

/** Serves one node's pages and contract. It cannot be wiped: nobody would begin it anew. */
export const offer = async (
  running: RunningNode,
  options: Pick<ServeOptions, 'port' | 'pages' | 'version'>,
  terminal: Terminal,
): Promise<{ readonly service: Service; readonly web: Awaited<ReturnType<typeof openWeb>> }> => {
  const service = serviceOf(running, Date.now(), options, terminal)
  return { service, web: await offerCurrent(() => service, options, terminal) }
}

/** The page and the contract of whichever node is served now. */
const offerCurrent = (
  current: () => Service,
  { port, pages }: Pick<ServeOptions, 'port' | 'pages'>,
  terminal: Terminal,
  onAsked: () => void = () => {},
): ReturnType<typeof openWeb> =>
  openWeb({
    service: {
      serve: (line) => current().serve(line),
      picture: (id) => current().picture(id),
      get bundles() {
        return current().bundles
      },
    },
    port,
    folder: pages,
    now,
    onAsked,
    onFault: faultLog(terminal),
  })

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
