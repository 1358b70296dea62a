import { setTimeout } from 'node:timers/promises'
import BetterSqlite from 'better-sqlite3'
import type { Bench } from './bench.ts'
import { atMost, figuresOf, grouped, median, percentile } from './figures.ts'
import type { History } from './history.ts'
import { copyHome } from './home.ts'
import { answer, serve } from './process.ts'
import type { Serving } from './process.ts'
import type { Figure } from './types.ts'
import { watchHome } from './watch.ts'

const PAGE = 50
/** How often somebody looks at the screen, in milliseconds. */
const LOOK_MS = 25
/** Between two messages that are sent: the quiet that documents wait for (0.7 s), and some time to go on with them. */
const SEND_MS = 1200
/** What somebody at a screen does not notice. */
const UNNOTICED_MS = atMost(100)
const DURABLE_MS = atMost(5)

const figure = figuresOf('first-sync')

/** Somebody who looks at the newest page again and again; `stop` gives what each look took, in milliseconds. */
export function lookAt({ client }: Serving, space: string): { readonly stop: () => Promise<readonly number[]> } {
  const each: number[] = []
  let isOver = false
  const looking = (async () => {
    do {
      const start = performance.now()
      await answer(client.chat.page({ space, limit: PAGE }))
      each.push(performance.now() - start)
      await setTimeout(LOOK_MS)
    } while (!isOver)
  })()
  return {
    stop: async () => {
      isOver = true
      await looking
      return each
    },
  }
}

/** How long looking and sending take while all documents of a chat are made anew from its envelopes (D8). */
export async function remakeDocuments(bench: Bench, history: History, folder: string): Promise<Figure[]> {
  const { space, messages } = history
  const jun = copyHome(history.jun, folder)
  const db = new BetterSqlite(jun.database)
  for (const table of ['document_chunk', 'branch', 'document', 'documented']) db.exec(`DELETE FROM ${table}`)
  db.close()
  const serving = await serve(bench.product, jun)
  const watch = watchHome(jun)
  const screen = lookAt(serving, space)
  const sends: number[] = []
  do {
    await setTimeout(SEND_MS)
    const start = performance.now()
    await answer(serving.client.chat.send({ space, text: `meanwhile ${sends.length}` }))
    sends.push(performance.now() - start)
  } while (watch.documented() < messages || watch.unsaved() > 0)
  const looks = await screen.stop()
  watch.close()
  await serving.stop()
  const of = `${grouped(messages)}: while documents are made`
  return [
    figure(`${of}, newest page p50`, median(looks), 'ms'),
    figure(`${of}, newest page p99`, percentile(looks, 0.99), 'ms', UNNOTICED_MS),
    figure(`${of}, newest page longest`, Math.max(...looks), 'ms'),
    figure(`${of}, chat.send p50`, median(sends), 'ms', DURABLE_MS),
    figure(`${of}, chat.send longest`, Math.max(...sends), 'ms'),
  ]
}
