import { join } from 'node:path'
import type { Bench } from './bench.ts'
import { atLeast, figuresOf, grouped, median } from './figures.ts'
import { tcpFloor } from './floor.ts'
import type { History } from './history.ts'
import { copyHome } from './home.ts'
import { answer, LOOPBACK, serve } from './process.ts'
import type { Serving } from './process.ts'
import { lookAt, remakeDocuments } from './screen.ts'
import { soon } from './soon.ts'
import type { Figure, Row } from './types.ts'
import { watchHome } from './watch.ts'

/** What a first sync came to, and the two homes as it left them. */
export interface Synced {
  readonly history: History
  readonly figures: readonly Figure[]
  /** Bytes on the wire for each message, everything that was said included. */
  readonly wireBytes: number
}

/** Messages that are compared. */
const PAGE = 50

const figure = figuresOf('first-sync')

/** The first sync of a long chat between two real processes on this computer. */
export const firstSync: Row = {
  name: 'first-sync',
  measure: async (bench) => {
    const figures: Figure[] = []
    for (const messages of bench.sizes) {
      const { figures: syncing, history } = await bench.synced(messages)
      figures.push(...syncing, ...(await remakeDocuments(bench, history, join(bench.folder, `remade-${messages}`))))
    }
    return figures
  },
}

/** Where the first of two processes whose networks are up is to find the second. */
async function addressOf(from: Serving, to: Serving): Promise<string> {
  const listening = async ({ client }: Serving): Promise<string | undefined> =>
    (await answer(client.network.status())).listen[0]
  await soon('the network', async () => (await listening(from)) !== undefined && (await listening(to)) !== undefined)
  const address = await listening(to)
  if (address === undefined) throw new Error('it listens nowhere')
  return address
}

/** Makes one process dial another, once the networks of both are up. `dialled` is told when. */
export async function connect(from: Serving, to: Serving, dialled: () => void = () => {}): Promise<void> {
  const address = await addressOf(from, to)
  dialled()
  await answer(from.client.network.connect({ address }))
}

/** Holds that what was counted is there: the same newest page, and words that are found. */
async function expectSame(from: Serving, to: Serving, space: string): Promise<void> {
  const pageOf = async ({ client }: Serving) => (await answer(client.chat.page({ space, limit: PAGE }))).messages
  const [sent, come] = await Promise.all([pageOf(from), pageOf(to)])
  const texts = come.map(({ message, text }) => [message, text])
  if (JSON.stringify(texts) !== JSON.stringify(sent.map(({ message, text }) => [message, text])))
    throw new Error('the two do not show the same')
  const [oldest] = come
  const text = oldest?.text ?? ''
  const { hits } = await answer(to.client.search.query({ text, space, limit: PAGE }))
  if (!hits.some(({ message }) => message === oldest?.message)) throw new Error(`“${text}” is not found`)
}

/** Syncs copies of a history's homes, watching all the way to the saved documents. */
export async function syncFirst(bench: Bench, history: History, folder: string): Promise<Synced> {
  const { messages, space } = history
  const bora = copyHome(history.bora, join(folder, 'Bora'))
  const jun = copyHome(history.jun, join(folder, 'Jun'))
  const [from, to] = await Promise.all([serve(bench.product, bora, LOOPBACK), serve(bench.product, jun, LOOPBACK)])
  const watch = watchHome(jun)
  let began = Number.NaN
  const sinceMs = (): number => performance.now() - began
  await connect(from, to, () => (began = performance.now()))
  const screen = lookAt(to, space)
  await soon('the first message', () => watch.projected() > 0)
  const firstMs = sinceMs()
  await soon('all messages', () => watch.projected() >= messages)
  const projectedMs = sinceMs()
  const looks = await screen.stop()
  const session = (await answer(to.client.sync.status())).sessions[0]
  if (session === undefined) throw new Error('the session is gone')
  await soon('the words', () => watch.searchable() >= messages)
  const searchableMs = sinceMs()
  await expectSame(from, to, space)
  const before = watch.documented()
  await soon('the documents', () => watch.documented() >= messages)
  const documentsMs = sinceMs() - searchableMs
  const documented = watch.documented() - before
  await soon('documents saved whole', () => watch.unsaved() === 0)
  const wholeMs = sinceMs() - searchableMs
  const resident = to.resident()
  watch.close()
  await Promise.all([from.stop(), to.stop()])

  const tcpMs = await tcpFloor(session.bytesIn)
  const rate = (ms: number, done = messages): number => (done / ms) * 1000
  const of = grouped(messages)
  const wireBytes = session.bytesIn / session.envelopesIn
  return {
    history: { ...history, bora, jun },
    wireBytes,
    figures: [
      figure(`${of}: verified, opened, projected`, rate(projectedMs), 'messages/s', null, rate(tcpMs)),
      figure(`${of}: and searchable`, rate(searchableMs), 'messages/s', atLeast(4000), rate(tcpMs)),
      figure(`${of}: until the first is there`, firstMs, 'ms'),
      figure(`${of}: newest page meanwhile, p50`, median(looks), 'ms'),
      figure(`${of}: newest page meanwhile, longest`, Math.max(...looks), 'ms'),
      figure(`${of}: documents follow`, rate(documentsMs, documented), 'messages/s', atLeast(2000)),
      figure(`${of}: documents follow and are saved whole`, rate(wholeMs, documented), 'messages/s', atLeast(2000)),
      figure(`${of}: wire, everything said included`, wireBytes, 'bytes/message'),
      ...(resident === null ? [] : [figure(`${of}: resident memory at the end`, resident / 2 ** 20, 'MiB')]),
    ],
  }
}
