import { randomBytes } from 'node:crypto'
import { openDatabase } from '#core/adapters/sqlite/index.ts'
import type { Secret } from '#core/crypto/index.ts'
import type { DeviceId } from '#core/identity/index.ts'
import type { Clock } from '#core/net/index.ts'
import { ok } from '#core/proof/index.ts'
import type { Random } from '#core/proof/index.ts'
import type { Database } from '#core/store/index.ts'
import { nodeSchema, openNode } from '#core/node/index.ts'
import type { Node, NodePorts, StartCounter, Vault } from '#core/node/index.ts'

/** A clock that stands still until it is moved; its timers run in order when it is. For tests. */
export interface TestClock extends Clock {
  advance(ms: number): void
  set(now: number): void
}

export function createTestClock(start = Date.UTC(2026, 10, 21)): TestClock {
  let now = start
  let mono = 0
  let n = 0
  const timers = new Map<number, { readonly at: number; readonly fn: () => void }>()
  return {
    now: () => now,
    monotonic: () => mono,
    after: (ms, fn) => {
      const id = n++
      timers.set(id, { at: mono + Math.max(0, ms), fn })
      return () => timers.delete(id)
    },
    set: (to) => {
      now = to
    },
    advance: (ms) => {
      const end = mono + ms
      for (;;) {
        const due = [...timers]
          .filter(([, timer]) => timer.at <= end)
          .toSorted((a, b) => a[1].at - b[1].at || a[0] - b[0])[0]
        if (due === undefined) break
        timers.delete(due[0])
        now += due[1].at - mono
        mono = due[1].at
        due[1].fn()
      }
      now += end - mono
      mono = end
    },
  }
}

/** Secrets kept in memory: what a keychain or file holds over a restart. */
export function memoryVault(): Vault {
  let kept: Secret | null = null
  return {
    load: () => ok(kept),
    save: (secret) => {
      kept = secret
      return ok(undefined)
    },
  }
}

/** Start counters kept in memory: what the user's configuration folder holds over a restart. */
export function memoryCounter(): StartCounter {
  const kept = new Map<DeviceId, number>()
  return {
    claim: () => true,
    read: (device) => kept.get(device) ?? null,
    write: (device, starts) => {
      kept.set(device, starts)
      return ok(undefined)
    },
  }
}

export const systemRandom: Random = (length) => new Uint8Array(randomBytes(length))

/** A database in memory with a node's schema. */
export function memoryDatabase(): Database {
  const db = openDatabase(':memory:', nodeSchema)
  if (!db.ok) throw new Error(db.error.type)
  return db.value
}

/** Everything one installation needs, in memory; what is given takes the place of the default. */
export const testPorts = (given: Partial<NodePorts> = {}): NodePorts => ({
  db: given.db ?? memoryDatabase(),
  vault: given.vault ?? memoryVault(),
  counter: given.counter ?? memoryCounter(),
  clock: given.clock ?? createTestClock(),
  random: given.random ?? systemRandom,
  deviceName: given.deviceName ?? 'laptop',
})

/** An open node, with an account if a name is given. */
export function testNode(name: string | null, ports: NodePorts = testPorts()): Node {
  const opened = openNode(ports)
  if (!opened.ok) throw new Error(opened.error.type)
  if (name !== null) {
    const created = opened.value.account.create({ name })
    if (!created.ok) throw new Error(created.error.type)
  }
  return opened.value
}
