import { join } from 'node:path'
import type { Bench } from './bench.ts'
import { corpus } from './corpus.ts'
import { atMost, figuresOf, grouped } from './figures.ts'
import { connect } from './first-sync.ts'
import { tcpFloor } from './floor.ts'
import { must } from './history.ts'
import { copyHome, openHome } from './home.ts'
import { answer, LOOPBACK, serve } from './process.ts'
import type { Serving } from './process.ts'
import { soon } from './soon.ts'
import type { Figure, Row } from './types.ts'

/** Messages written while the other was away. */
const MISSED = 100
const OVERHEAD = atMost(1023)
const ROUND_TRIPS = atMost(1.5)
/** Looked at more often than elsewhere, because it is over so soon. */
const LOOK_MS = 2

const figure = figuresOf('catch-up')

/** A hundred messages on top of all that both have: what it takes beyond those messages. */
export const catchUp: Row = {
  name: 'catch-up',
  measure: async (bench) => {
    const figures: Figure[] = []
    for (const messages of bench.sizes) figures.push(...(await catchUpOn(bench, messages)))
    return figures
  },
}

async function catchUpOn(bench: Bench, messages: number): Promise<Figure[]> {
  const { history } = await bench.synced(messages)
  const { space } = history
  const folder = join(bench.folder, `catch-up-${messages}`)
  const bora = copyHome(history.bora, join(folder, 'Bora'))
  const jun = copyHome(history.jun, join(folder, 'Jun'))
  const last = writeAlone(bora, space, corpus(MISSED, bench.seed + 2))

  const [from, to] = await Promise.all([serve(bench.product, bora, LOOPBACK), serve(bench.product, jun, LOOPBACK)])
  let began = Number.NaN
  await connect(to, from, () => (began = performance.now()))
  await soon('the newest', async () => (await newestOf(to, space)) === last, LOOK_MS)
  const shownMs = performance.now() - began
  await soon('the end of it', async () => (await sessionOf(to))?.settledMs !== null, LOOK_MS)
  const session = await sessionOf(to)
  await Promise.all([from.stop(), to.stop()])
  if (typeof session?.settledMs !== 'number') throw new Error('the session is gone')

  const { bytesIn, bytesOut, envelopeBytesIn, envelopeBytesOut } = session
  const overhead = bytesIn + bytesOut - envelopeBytesIn - envelopeBytesOut
  const of = `${MISSED} on top of ${grouped(messages)}`
  return [
    figure(`${of}: round trips`, session.roundTrips, '', ROUND_TRIPS),
    figure(`${of}: overhead, both ways`, overhead, 'bytes', OVERHEAD),
    figure(`${of}: envelopes`, envelopeBytesIn + envelopeBytesOut, 'bytes'),
    figure(`${of}: session opened to settled`, session.settledMs, 'ms', null, await tcpFloor(bytesIn)),
    figure(`${of}: dialled to shown`, shownMs, 'ms'),
  ]
}

/** Writes without a network; gives the last message. */
function writeAlone(home: Parameters<typeof openHome>[0], space: string, texts: readonly string[]): string {
  const { node, close } = openHome(home, { careless: true })
  let last = ''
  for (const text of texts) last = must(node.chat.send({ space, text })).message
  close()
  return last
}

async function newestOf({ client }: Serving, space: string): Promise<string | undefined> {
  return (await answer(client.chat.page({ space, limit: 1 }))).messages[0]?.message
}

async function sessionOf({ client }: Serving) {
  return (await answer(client.sync.status())).sessions[0]
}
