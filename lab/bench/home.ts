import { cpSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileCounter, fileVault } from '#core/adapters/files/index.ts'
import { openDatabase } from '#core/adapters/sqlite/index.ts'
import { realClock, systemRandom } from '#core/adapters/system/index.ts'
import { buildDocument, loadAutomerge } from '#core/document/automerge/index.ts'
import { isSavingDue } from '#core/document/index.ts'
import type { Clock, Random } from '#core/net/index.ts'
import { nodeSchema, openNode } from '#core/node/index.ts'
import type { Node } from '#core/node/index.ts'
import { grownDocuments } from '#core/store/index.ts'
import type { Database } from '#core/store/index.ts'
import { carelessly } from './careless.ts'
import { soon } from './soon.ts'

/** What one person has on her computer: her data folder, and what is kept outside of it (I4). */
export interface Home {
  /** What `--data` names. */
  readonly data: string
  /** Her user configuration, for the process's environment. */
  readonly config: string
  readonly database: string
}

/** A home below a folder, made if need be. The names inside are those of the product (app/service). */
export function homeAt(folder: string): Home {
  const data = join(folder, 'data')
  const config = join(folder, 'config')
  for (const made of [data, config]) mkdirSync(made, { recursive: true })
  return { data, config, database: join(data, 'dure.sqlite') }
}

/** A copy of a home that nobody uses now. Only one of the two may be used after that: it is one device (I4). */
export function copyHome(home: Home, folder: string): Home {
  const copy = homeAt(folder)
  cpSync(home.data, copy.data, { recursive: true })
  cpSync(home.config, copy.config, { recursive: true })
  return copy
}

/** What makes a process take its user configuration from this home, whatever the system. */
export const environmentOf = ({ config }: Home): NodeJS.ProcessEnv => ({
  ...process.env,
  HOME: config,
  LOCALAPPDATA: config,
  XDG_CONFIG_HOME: config,
})

const startsOf = ({ config }: Home): string => {
  if (process.platform === 'win32') return join(config, 'Dure/starts')
  return join(config, process.platform === 'darwin' ? 'Library/Preferences/Dure/starts' : 'dure/starts')
}

/** The node of a home, running in this process without a network. */
export interface OpenHome {
  readonly node: Node
  readonly db: Database
  readonly close: () => void
}

export interface OpenOptions {
  readonly clock?: Clock
  readonly random?: Random
  /** Whether documents are saved whole in quiet moments, which loads Automerge. Default: false. */
  readonly saves?: boolean
  /** Whether commits need not reach the disk: for making what is measured later. Default: false, as in the product. */
  readonly careless?: boolean
}

/** Opens the node of a home in this process. Throws where it does not open: a bench has nobody to tell. */
export function openHome(home: Home, options: OpenOptions = {}): OpenHome {
  const { clock = realClock(), random = systemRandom, saves = false, careless = false } = options
  const whole = openDatabase(home.database, nodeSchema)
  if (!whole.ok) throw new Error(`the database does not open: ${whole.error.type}`)
  const db = careless ? carelessly(home.database, whole.value) : whole.value
  const vault = fileVault(join(home.data, 'keys'))
  const counter = fileCounter(startsOf(home), () => true)
  const ports = { db, vault, counter, clock, random, deviceName: 'bench' }
  const engine = async () => ({ automerge: await loadAutomerge(), buildDocument })
  const node = openNode(ports, saves ? { engine } : {})
  if (!node.ok) throw new Error(`the node does not open: ${node.error.type}`)
  return {
    node: node.value,
    db,
    close: () => {
      node.value.stop()
      db.checkpoint()
      db.close()
    },
  }
}

/** Lets a node come to rest: words indexed, documents brought up to date and saved whole, as they are after some quiet. */
export async function settleHome(home: Home): Promise<void> {
  const { node, db, close } = openHome(home, { saves: true, careless: true })
  node.finishQuietWork()
  await soon('the documents to be saved whole', () =>
    grownDocuments(db).every(({ savedBytes, changeBytes }) => !isSavingDue(savedBytes, changeBytes)),
  )
  // Automerge is loaded now, so this goes on to the end: room that nothing uses goes back to the disk.
  node.finishQuietWork()
  close()
}
