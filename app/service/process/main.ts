import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { sealedVault } from '#core/adapters/files/index.ts'
import { redact } from '#core/crypto/index.ts'
import { KEYS, openNode, type ComputerNode } from '../computer.ts'
import { afterLull, type Lull } from '../lull.ts'
import { createService, type Service } from '../service.ts'
import { sendDown, sendPicture, takeUp } from './carry.ts'
import type { Begin, ChannelEnd, FromNode, ToNode } from './messages.ts'
import { channelPort } from './port.ts'

/** What Electron puts into a utility process: the channel to main, over which ports come. */
interface ParentPort {
  on(
    event: 'message',
    listener: (event: { readonly data: unknown; readonly ports: readonly ChannelEnd[] }) => void,
  ): void
  postMessage(message: FromNode): void
}

interface Running {
  readonly node: ComputerNode
  readonly service: Service
  /** What begins with the network once nobody asks for anything. */
  readonly waiting: Lull
}

const { parentPort } = process as unknown as { readonly parentPort: ParentPort } // Electron's, only in such a process
const tell = (what: FromNode): void => parentPort.postMessage(what)
const log = (line: string): void => tell({ type: 'log', line })
const describe = (error: unknown): string => (error instanceof Error ? (error.stack ?? error.message) : String(error))

// A bug of ours ends this process; main says so and starts it again. What was acknowledged is on disk.
for (const event of ['uncaughtException', 'unhandledRejection'] as const)
  process.on(event, (error: unknown) => {
    log(`a fault in Dure itself: ${describe(error)}`)
    setImmediate(() => process.exit(1))
  })

const start = async ({ folder, network, version, keychain }: Begin): Promise<Running | null> => {
  const vault = keychain && {
    vault: sealedVault(join(folder, KEYS), {
      key: redact(keychain.key),
      keep: keychain.keep,
      random: (length) => new Uint8Array(randomBytes(length)),
    }),
  }
  const opened = await openNode({ folder, mayMake: true, network, log, ...vault })
  if (!opened.ok) {
    tell({ type: 'refused', refusal: opened.error })
    return null
  }
  const node = opened.value
  const startedAt = Date.now()
  const waiting = afterLull(() => {
    node.startNetwork().catch((error: unknown) => log(`the network did not start: ${describe(error)}`))
  })
  const service = createService({
    messenger: node.messenger,
    about: () => ({ version, startedAt, memory: process.memoryUsage.rss() }),
    onFault: (error, where) => log(`fault in ${where}: ${describe(error)}`),
    now: () => performance.now(),
    onAsked: waiting.stir,
    keeper: {
      backup: node.backup,
      wipe: () => {
        const begun = node.beginWipe()
        if (begun.ok) endSoon()
        return begun
      },
      restore: async (source, passphrase) => {
        const begun = await node.beginRestore(source, passphrase)
        if (begun.ok) endSoon()
        return begun
      },
    },
  })
  tell({ type: 'ready', peer: node.peer })
  return { node, service, waiting }
}

/** After the answer. Main starts the process again, and finds what was begun here. */
const endSoon = (): void => {
  setImmediate(() => {
    end().catch(() => process.exit(1))
  })
}

/** What is running, once it has begun; null where the folder was refused. */
let running: Promise<Running | null> = Promise.resolve(null)

const end = async (): Promise<never> => {
  const ending = await running
  ending?.waiting.cancel()
  await ending?.service.close()
  await ending?.node.close()
  process.exit(0)
}

const obey = async (what: ToNode, [port]: readonly ChannelEnd[]): Promise<void> => {
  if (what.type === 'begin') {
    running = start(what)
    return void (await running)
  }
  if (what.type === 'end') return end()
  const service = (await running)?.service
  if (port === undefined) return
  if (service === undefined) return port.close()
  switch (what.type) {
    case 'line':
      return service.serve(channelPort(port))
    case 'picture':
      return sendPicture(port, service, what.picture)
    case 'fetch':
      return sendDown(port, service.bundles, what.bundle)
    case 'upload':
      return takeUp(port, service.bundles)
  }
}

parentPort.on('message', ({ data, ports }) => {
  obey(data as ToNode, ports).catch((error: unknown) => log(`fault in the node’s process: ${describe(error)}`)) // main wrote it
})
