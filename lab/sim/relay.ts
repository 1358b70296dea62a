import { serveInbox } from '#core/sync/inbox/index.ts'
import { createHost as createSyncHost } from '#core/sync/index.ts'
import type { Host as SyncHost } from '#core/sync/index.ts'
import { bytesToId } from '#core/proof/index.ts'
import { StoreFault } from '#core/store/index.ts'
import { defaultConfig } from '#relay/config/index.ts'
import type { RelayConfig } from '#relay/config/index.ts'
import { createRelayInboxes } from '#relay/inbox/index.ts'
import { createMailbox } from '#relay/mailbox/index.ts'
import type { Mailbox } from '#relay/mailbox/index.ts'
import { relaySchema } from '#relay/schema/index.ts'
import { createDice } from './dice.ts'
import type { Host, HostOptions } from './host.ts'
import type { Lending } from './net/index.ts'

/** What a relay is like. */
export interface RelayOptions extends HostOptions {
  /** What differs from the operator's defaults. */
  readonly mailbox?: Partial<RelayConfig['mailbox']>
  readonly inbox?: Partial<RelayConfig['inbox']>
  /** What it lends; null: no circuits. Default: circuits without limits. */
  readonly lends?: Lending | null
}

/** A relay on a host: circuits, mailbox and inbox, made of the same parts as the real one but its sockets. */
export interface Relay {
  readonly name: string
  readonly host: Host
  /** Its address, ending with its peer. It stays the same over restarts. */
  readonly address: string
  /** What runs now. Throws if nothing does. */
  readonly mailbox: Mailbox
  readonly sync: SyncHost
  isRunning(): boolean
  start(): { readonly type: string } | null
  stop(): void
}

const LENDS: Lending = { reservations: 5_000, circuitBytes: null, circuitMs: null }
/** How often it drops what is too old, and the pause between two steps of that, in milliseconds. */
const SWEEP_MS = 3_600_000
const STEP_MS = 20

/** A relay that has not been started. Its key follows from its name: a relay that lost its disk keeps it elsewhere. */
export function createRelay(host: Host, options: RelayOptions = {}): Relay {
  const self = bytesToId(createDice(`relay ${host.name}`).bytes(32))
  let running: { readonly mailbox: Mailbox; readonly sync: SyncHost; readonly end: () => void } | null = null
  const now = (): NonNullable<typeof running> => {
    if (running === null || host.running() === null) throw new Error(`${host.name} is not running`)
    return running
  }

  const start: Relay['start'] = () => {
    const run = host.boot()
    const { life, clock, random } = run
    const failure = life.run(() => {
      const opened = host.disk.open(relaySchema, life, host.faults)
      if (!opened.ok) return opened.error
      const db = opened.value
      const net = run.net(self, options.lends === undefined ? LENDS : options.lends)
      // A disk that refuses is for the operator to see; whoever asked is refused.
      const onFault = (): void => {}
      const mailbox: Mailbox = createMailbox({
        db,
        clock,
        self,
        limits: { ...defaultConfig.mailbox, ...options.mailbox },
        tells: () => sync,
        onFault,
      })
      const sync: SyncHost = createSyncHost({ net, clock, random, replica: mailbox })
      const limits = { ...defaultConfig.inbox, ...options.inbox }
      const inboxes = createRelayInboxes({ db, clock, limits, onFault })
      const server = serveInbox({ net, clock, random, store: inboxes })
      const sweep = (): void => {
        const hasMore = sweepAll([mailbox, inboxes])
        // What was refused for want of room may come now.
        if (!hasMore) sync.sharingChanged()
        clock.after(hasMore ? STEP_MS : SWEEP_MS, sweep)
      }
      sync.start()
      clock.after(STEP_MS, sweep)
      net.start()
      const end = (): void => {
        server.stop()
        sync.stop()
        mailbox.flush()
        net.stop()
      }
      running = { mailbox, sync, end }
      return null
    })
    if (failure) life.end()
    return failure ?? null
  }

  return {
    name: host.name,
    host,
    get address() {
      return `/ip4/${host.station.ip}/tcp/4001/p2p/${self}`
    },
    get mailbox() {
      return now().mailbox
    },
    get sync() {
      return now().sync
    },
    isRunning: () => host.running() !== null,
    start,
    stop: () => {
      host.running()?.run(now().end)
      host.kill()
    },
  }
}

/** One step of dropping what is too old; true: there is more. A full disk drops nothing. */
function sweepAll(parts: readonly { readonly sweep: () => boolean }[]): boolean {
  try {
    return parts.map((part) => part.sweep()).includes(true)
  } catch (thrown) {
    if (!(thrown instanceof StoreFault)) throw thrown
    return false
  }
}
