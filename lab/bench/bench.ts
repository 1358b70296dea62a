import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { append } from './append.ts'
import { catchUp } from './catch-up.ts'
import { corpus } from './corpus.ts'
import { documents } from './documents.ts'
import { firstSync, syncFirst } from './first-sync.ts'
import type { Synced } from './first-sync.ts'
import { writeHistory } from './history.ts'
import type { History } from './history.ts'
import { endAll } from './process.ts'
import { group } from './group.ts'
import { installProduct } from './product.ts'
import { size } from './size.ts'
import { start } from './start.ts'
import type { Figure, Row } from './types.ts'
import { window } from './window.ts'

/** What rows share: made once, when the first of them asks. Homes are copied before they are used. */
export interface Bench {
  readonly seed: number
  /** Lengths of chats, in messages, shortest first. */
  readonly sizes: readonly number[]
  /** Messages sent one by one in a round. */
  readonly sends: number
  /** Where everything lies, on the disk that is measured. */
  readonly folder: string
  /** The installed command. */
  readonly product: string
  history(messages: number): Promise<History>
  synced(messages: number): Promise<Synced>
}

export interface BenchOptions {
  readonly seed: number
  readonly sizes: readonly number[]
  readonly sends: number
  /** Names of rows; empty: all. */
  readonly only: readonly string[]
  /** Where databases are put, so the disk that is measured; null: the system's folder for such things. */
  readonly folder: string | null
  /** Told what is being done. */
  readonly say: (line: string) => void
}

/** Everything that can be measured, in the order of the table. */
export const rows: readonly Row[] = [append, firstSync, catchUp, start, size, documents, group, window]

/** Measures; leaves nothing behind, neither files nor processes. */
export async function runBench(options: BenchOptions): Promise<readonly Figure[]> {
  const { seed, sizes, sends, only, say } = options
  const parent = options.folder ?? tmpdir()
  mkdirSync(parent, { recursive: true })
  const folder = mkdtempSync(join(parent, 'dure-bench-'))
  const tidyUp = (): void => rmSync(folder, { recursive: true, force: true })
  // Also where the bench is stopped in the middle.
  process.once('exit', tidyUp)
  try {
    const product = await installProduct(join(folder, 'product'))
    const history = once((messages) => {
      say(`a chat of ${messages} messages is written`)
      return writeHistory(join(folder, `history-${messages}`), corpus(messages, seed), seed)
    })
    const synced = once(async (messages) => {
      const written = await history(messages)
      say(`${messages} messages are synced`)
      return syncFirst(bench, written, join(folder, `synced-${messages}`))
    })
    const bench: Bench = { seed, sizes, sends, folder, product, history, synced }
    const figures: Figure[] = []
    for (const row of rows) {
      if (only.length > 0 && !only.includes(row.name)) continue
      say(`row ${row.name}`)
      figures.push(...(await row.measure(bench)))
    }
    return figures
  } finally {
    process.off('exit', tidyUp)
    endAll()
    tidyUp()
  }
}

/** Made at the first asking for each number, and kept. */
function once<T>(make: (messages: number) => Promise<T>): (messages: number) => Promise<T> {
  const made = new Map<number, Promise<T>>()
  return (messages) => {
    const known = made.get(messages) ?? make(messages)
    made.set(messages, known)
    return known
  }
}
