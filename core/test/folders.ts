import { copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { openDatabase } from '#core/adapters/sqlite/index.ts'
import type { Secret } from '#core/crypto/index.ts'
import { nodeSchema } from '#core/node/index.ts'
import type { NodePorts, StartCounter, Vault } from '#core/node/index.ts'
import { ok } from '#core/proof/index.ts'
import type { Database } from '#core/store/index.ts'
import { createTestClock, testNode, testPorts } from './node.ts'
import type { Somebody } from './people.ts'

// Computers whose folders can be copied, put back and lost, for stories about rule I4.

/** What one computer keeps: a data folder, secrets, and start counters beside it. */
export interface Computer {
  readonly path: string
  secrets: Secret | null
  readonly starts: Map<string, number>
  /** Whether another process runs as this device. */
  isClaimed: boolean
}

/** A computer with nothing on it yet. */
export function computer(): Computer {
  const folder = mkdtempSync(join(tmpdir(), 'dure-story-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return { path: join(folder, 'it.sqlite'), secrets: null, starts: new Map(), isClaimed: false }
}

const vaultOf = (of: Computer): Vault => ({
  load: () => ok(of.secrets),
  save: (secret) => {
    of.secrets = secret
    return ok(undefined)
  },
})
const counterOf = (of: Computer): StartCounter => ({
  claim: () => !of.isClaimed,
  read: (device) => of.starts.get(device) ?? null,
  write: (device, starts) => {
    of.starts.set(device, starts)
    return ok(undefined)
  },
})

/** The database of a computer, closed when the test ends. */
export function databaseOn({ path }: Computer): Database {
  const db = openDatabase(path, nodeSchema)
  if (!db.ok) throw new Error(db.error.type)
  onTestFinished(() => db.value.close())
  return db.value
}

/** What a node on this computer is given. */
export const portsOn = (on: Computer, given: Partial<NodePorts> = {}): NodePorts =>
  testPorts({ db: databaseOn(on), vault: vaultOf(on), counter: counterOf(on), clock: createTestClock(), ...given })

/** Somebody at a computer: with a new account under a name, or going on with what is there. */
export function at(on: Computer, name: string | null): Somebody {
  const clock = createTestClock()
  const ports = portsOn(on, { clock })
  const person: Somebody = { ports, clock, node: testNode(name, ports), events: [] }
  person.node.onEvent((event) => person.events.push(event))
  return person
}

/** A copy of a data folder, as it is committed now. */
export function copyOfFolder({ path }: Computer, of: Somebody): string {
  const copy = computer()
  of.ports.db.checkpoint()
  copyFileSync(path, copy.path)
  return copy.path
}

/** Puts a data folder in the place of what a computer has; its program has ended. */
export function putBack(on: Computer, folder: string, was: Somebody): void {
  was.node.stop()
  was.ports.db.close()
  for (const end of ['-wal', '-shm']) rmSync(on.path + end, { force: true })
  copyFileSync(folder, on.path)
}
