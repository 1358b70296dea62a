import { once } from 'node:events'
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import type { Bench } from './bench.ts'
import { atMost, figuresOf, grouped, median } from './figures.ts'
import type { History } from './history.ts'
import { copyHome } from './home.ts'
import type { Home } from './home.ts'
import { answer, serve } from './process.ts'
import type { Figure, Row } from './types.ts'

const RUNS = 5
const PAGE = 50
const WITHIN_MS = atMost(300)
const WITHIN_MIB = atMost(150)

const figure = figuresOf('start')

/** From the start of a process to the newest messages of a chat, over its contract. */
export const start: Row = {
  name: 'start',
  measure: async (bench) => {
    const figures: Figure[] = []
    for (const messages of bench.sizes) figures.push(...(await startOver(bench, await bench.history(messages))))
    return figures
  },
}

async function startOver(bench: Bench, { bora, space, messages }: History): Promise<Figure[]> {
  const home = copyHome(bora, join(bench.folder, `start-${messages}`))
  const times: number[] = []
  const sizes: number[] = []
  const floors: number[] = []
  for (let run = 0; run < RUNS; run++) {
    floors.push(await floorMs(home))
    const serving = await serve(bench.product, home)
    const { messages: shown } = await answer(serving.client.chat.page({ space, limit: PAGE }))
    times.push(performance.now() - serving.spawnedAt)
    if (shown.length !== Math.min(PAGE, messages)) throw new Error(`${shown.length} messages shown`)
    const resident = serving.resident()
    if (resident !== null) sizes.push(resident / 2 ** 20)
    await serving.stop()
  }
  const of = `newest ${PAGE} of ${grouped(messages)}`
  return [
    figure(`${of}: after`, median(times), 'ms', WITHIN_MS, median(floors)),
    ...(sizes.length === 0 ? [] : [figure(`${of}: resident memory then`, median(sizes), 'MiB', WITHIN_MIB)]),
  ]
}

/** A bare Node that opens the same file and reads as many rows. */
const FLOOR = `
  const Database = require('better-sqlite3')
  const db = new Database(process.argv[1])
  db.prepare('SELECT * FROM message ORDER BY no DESC LIMIT ${PAGE}').all()
`

async function floorMs({ database }: Home): Promise<number> {
  const began = performance.now()
  const child = spawn(process.execPath, ['-e', FLOOR, database], { cwd: import.meta.dirname, stdio: 'inherit' })
  await once(child, 'exit')
  if (child.exitCode !== 0) throw new Error('the floor did not run')
  return performance.now() - began
}
