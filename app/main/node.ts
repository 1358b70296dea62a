import { MessageChannelMain, utilityProcess, type MessagePortMain, type UtilityProcess } from 'electron'
import type { Begin, FromNode, ToNode } from '#app/service/process/messages.ts'
import { pauseBefore } from './delay.ts'

type Refusal = Extract<FromNode, { readonly type: 'refused' }>['refusal']

export interface NodeKeeperOptions {
  /** The bundle that the utility process runs. */
  readonly entry: string
  /** Everything the node needs; asked before every start, because the keychain may open meanwhile. */
  readonly begin: () => Promise<Begin>
  /** Told whenever it came up or went. */
  readonly onState: (isUp: boolean) => void
  /** The folder cannot be used. Resolves when it is to be tried again. */
  readonly onRefused: (refusal: Refusal) => Promise<void>
  readonly log: (line: string) => void
}

/** The node in a process of its own: started, started again when it dies, and ended. */
export interface NodeKeeper {
  isUp(): boolean
  start(): void
  /** A line to the node by the contract; null while it is down. */
  line(): MessagePortMain | null
  /** A port on which a picture or a bundle comes down, or a bundle goes up; null while it is down. */
  carry(what: Extract<ToNode, { readonly type: 'picture' | 'fetch' | 'upload' }>): MessagePortMain | null
  /** Ends the node and starts it anew, as after a change of where its keys are. */
  restart(): void
  /** Ends the node; resolves when it is gone. It is not started again. */
  end(): Promise<void>
}

/** How long a node may take to end by itself, in milliseconds, before it is ended hard. What was acknowledged is on disk. */
const MOST_ENDING_MS = 15_000

/** Keeps a node running. */
export const keepNode = ({ entry, begin, onState, onRefused, log }: NodeKeeperOptions): NodeKeeper => {
  let child: UtilityProcess | null = null
  let isUp = false
  let isEnding = false
  let isRestarting = false
  let isRefused = false
  let startedAt = 0
  let pause: number | null = null
  let timer: NodeJS.Timeout | null = null
  let onGone = (): void => {}

  const stand = (next: boolean): void => {
    if (isUp === next) return
    isUp = next
    onState(next)
  }
  const fault = (error: unknown): void => log(`the node could not be started: ${String(error)}`)
  const later = (): void => {
    pause = isRestarting ? null : pauseBefore(pause, performance.now() - startedAt)
    isRestarting = false
    timer = setTimeout(start, pause ?? 0)
  }
  const hear = (what: FromNode): void => {
    if (what.type === 'ready') stand(true)
    else if (what.type === 'log') log(what.line)
    else refused(what.refusal)
  }
  const refused = (refusal: Refusal): void => {
    isRefused = true
    child?.kill()
    const again = async (): Promise<void> => {
      await onRefused(refusal)
      isRefused = false
      start()
    }
    again().catch(fault)
  }
  const gone = (code: number): void => {
    child = null
    stand(false)
    onGone()
    if (isEnding || isRefused) return
    log(`the node ended (${code})`)
    later()
  }
  const fork = async (): Promise<void> => {
    const what = await begin()
    if (isEnding || child !== null) return
    startedAt = performance.now()
    child = utilityProcess.fork(entry, [], { serviceName: 'Dure node', stdio: 'inherit' })
    child.on('message', hear)
    child.once('spawn', () => log(`the node runs as ${child?.pid ?? 'nobody'}`))
    child.once('exit', gone)
    child.postMessage(what)
  }
  const start = (): void => {
    timer = null
    if (isEnding || isRefused || child !== null) return
    fork().catch((error: unknown) => {
      fault(error)
      later()
    })
  }
  const bring = (what: ToNode): MessagePortMain | null => {
    if (child === null || !isUp) return null
    const { port1, port2 } = new MessageChannelMain()
    child.postMessage(what, [port1])
    return port2
  }
  const say = (what: ToNode): void => child?.postMessage(what)

  return {
    isUp: () => isUp,
    start,
    line: () => bring({ type: 'line' }),
    carry: bring,
    restart: () => {
      isRestarting = true
      if (child === null) start()
      else say({ type: 'end' })
    },
    end: () =>
      new Promise((resolve) => {
        isEnding = true
        if (timer !== null) clearTimeout(timer)
        if (child === null) return resolve()
        onGone = resolve
        setTimeout(() => child?.kill(), MOST_ENDING_MS).unref()
        say({ type: 'end' })
      }),
  }
}
