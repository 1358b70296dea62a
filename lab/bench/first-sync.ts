import { setTimeout } from 'node:timers/promises'
import { join } from 'node:path'
import type { Bench } from './bench.ts'
import { atLeast, atMost, figuresOf, grouped, median, percentile } from './figures.ts'
import { tcpFloor } from './floor.ts'
import type { History } from './history.ts'
import { copyHome } from './home.ts'
import { answer, LOOPBACK, serve } from './process.ts'
import type { Serving } from './process.ts'
import { soon } from './soon.ts'
import type { Figure, Row } from './types.ts'
import { watchHome } from './watch.ts'
import type { Watch } from './watch.ts'

/** What a first sync came to, and the two homes as it left them. */
export interface Synced {
  readonly history: History
  readonly figures: readonly Figure[]
  /** Bytes on the wire for each message, everything that was said included. */
  readonly wireBytes: number
}

/** How often somebody looks at the screen meanwhile, in milliseconds. */
const LOOK_MS = 50
const PAGE = 50
/** Between two messages sent while documents are made: longer than the quiet that documents wait for. */
const SEND_MS = 1000
const SENDS = 12
/** Documents made before somebody begins to write. */
const UNDISTURBED = 0.6

/** The first sync of a long chat between two real processes on this computer. */
export const firstSync: Row = {
  name: 'first-sync',
  measure: async (bench) => {
    const figures: Figure[] = []
    for (const messages of bench.sizes) figures.push(...(await bench.synced(messages)).figures)
    return figures
  },
}

/** Connects one process to another that listens, and waits until their session is open. */
export async function connect(from: Serving, to: Serving): Promise<void> {
  let address: string | undefined
  for (const { client } of [from, to])
    await soon('the network', async () => {
      const status = await answer(client.network.status())
      address = status.listen[0]
      return status.state === 'up' && address !== undefined
    })
  if (address === undefined) throw new Error('it listens nowhere')
  await answer(from.client.network.connect({ address }))
}

/** Syncs copies of a history's homes, watching all the way to the saved documents. */
export async function syncFirst(bench: Bench, history: History, folder: string): Promise<Synced> {
  const { messages, space } = history
  const bora = copyHome(history.bora, join(folder, 'Bora'))
  const jun = copyHome(history.jun, join(folder, 'Jun'))
  const figure = figuresOf('first-sync')
  const [from, to] = await Promise.all([serve(bench.product, bora, LOOPBACK), serve(bench.product, jun, LOOPBACK)])
  const watch = watchHome(jun)
  const screen = lookAt(to, space)
  const began = performance.now()
  await connect(from, to)
  await soon('the first message', () => watch.projected() > 0)
  const firstShownMs = performance.now() - began
  await soon('all messages', () => watch.projected() >= messages)
  const projectedMs = performance.now() - began
  const whileSyncing = screen.take()
  const session = (await answer(to.client.sync.status())).sessions[0]
  if (session === undefined) throw new Error('the session is gone')
  await soon('the words', () => watch.searchable() >= messages)
  const searchableMs = performance.now() - began
  screen.take()
  const documents = await watchDocuments(watch, messages, to, space)
  const whileDocuments = screen.take()
  await screen.stop()
  const resident = to.resident()
  watch.close()
  await Promise.all([from.stop(), to.stop()])

  const tcpMs = await tcpFloor(session.bytesIn)
  const rate = (ms: number): number => (messages / ms) * 1000
  const of = grouped(messages)
  return {
    history: { ...history, bora, jun },
    wireBytes: session.bytesIn / session.envelopesIn,
    figures: [
      figure(`${of}: verified, opened, projected`, rate(projectedMs), 'messages/s', null, rate(tcpMs)),
      figure(`${of}: and searchable`, rate(searchableMs), 'messages/s', atLeast(4000), rate(tcpMs)),
      figure(`${of}: until the first is on the screen`, firstShownMs, 'ms'),
      figure(`${of}: newest page while it syncs, p50`, median(whileSyncing), 'ms'),
      figure(`${of}: newest page while it syncs, longest`, Math.max(...whileSyncing), 'ms'),
      figure(`${of}: documents follow`, documents.perSecond, 'messages/s', atLeast(2000)),
      figure(`${of}: documents saved whole`, documents.wholePerSecond, 'messages/s'),
      figure(`${of}: newest page while documents are made, p50`, median(whileDocuments), 'ms'),
      figure(`${of}: newest page while documents are made, p99`, percentile(whileDocuments, 0.99), 'ms', atMost(100)),
      figure(`${of}: chat.send while documents are made, longest`, Math.max(...documents.sends), 'ms'),
      ...(resident === null ? [] : [figure(`${of}: resident memory at the end`, resident / 2 ** 20, 'MiB')]),
      figure(`${of}: wire`, session.bytesIn / session.envelopesIn, 'bytes/message'),
    ],
  }
}

/** Somebody who looks at the newest page again and again; `take` gives what each look took since the last time. */
function lookAt({ client }: Serving, space: string) {
  let each: number[] = []
  let isOver = false
  const looking = (async () => {
    while (!isOver) {
      const start = performance.now()
      await answer(client.chat.page({ space, limit: PAGE }))
      each.push(performance.now() - start)
      await setTimeout(LOOK_MS)
    }
  })()
  return {
    take: () => {
      const taken = each
      each = []
      return taken
    },
    stop: async () => {
      isOver = true
      await looking
    },
  }
}

/** Watches the stored documents follow once the words are indexed: first undisturbed, then while somebody writes now and again. */
async function watchDocuments(watch: Watch, messages: number, { client }: Serving, space: string) {
  const before = watch.documented()
  const began = performance.now()
  await soon('most documents', () => watch.documented() >= messages * UNDISTURBED)
  const perSecond = ((watch.documented() - before) / (performance.now() - began)) * 1000
  const sends: number[] = []
  while (sends.length < SENDS) {
    const start = performance.now()
    await answer(client.chat.send({ space, text: `meanwhile ${sends.length}` }))
    sends.push(performance.now() - start)
    await setTimeout(SEND_MS)
  }
  await soon('all documents', () => watch.documented() >= messages)
  const allMs = performance.now() - began
  const wholeMs = await soon('documents saved whole', () => watch.unsaved() === 0)
  return { perSecond, sends, wholePerSecond: (messages / (allMs + wholeMs)) * 1000 }
}
