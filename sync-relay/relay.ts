import { createRelayNet } from '#core/adapters/libp2p/index.ts'
import type { OwnedRelayNet } from '#core/adapters/libp2p/index.ts'
import { fail, ok } from '#core/proof/index.ts'
import type { Random, Result } from '#core/proof/index.ts'
import type { Clock } from '#core/net/index.ts'
import { StoreFault } from '#core/store/index.ts'
import { createHost } from '#core/sync/index.ts'
import type { Host } from '#core/sync/index.ts'
import { serveInbox } from '#core/sync/inbox/index.ts'
import type { RelayConfig } from './config/index.ts'
import type { RelayFolder } from './folder.ts'
import { createRelayInboxes } from './inbox/index.ts'
import type { RelayInboxes } from './inbox/index.ts'
import { createMailbox } from './mailbox/index.ts'
import type { Mailbox } from './mailbox/index.ts'
import { createMetrics, serveMetrics } from './metrics.ts'
import type { MetricsServer, RelayMetrics } from './metrics.ts'
import type { RelayRefusal } from './refusal.ts'

/** Between two sweeps of what is too old, in milliseconds. */
const SWEEP_MS = 3_600_000
/** Between two steps of one sweep: others have their turn. */
const STEP_MS = 20
/** A fault is said again only after so long, in milliseconds: a full disk must not be filled with complaints. */
const SAY_AGAIN_MS = 60_000
/** A relay whose disk has refused nothing for so long is well, in milliseconds. */
const FAULT_MS = 5 * 60_000

/** A relay that runs. */
export interface RunningRelay {
  readonly peer: string
  readonly multiaddrs: readonly string[]
  /** Where its metrics are read; null if they are off. */
  readonly metrics: string | null
  /** Ends it; what was acknowledged is on the disk. */
  close(): Promise<void>
}

/** What a relay is made of. */
export interface RelayParts {
  readonly config: RelayConfig
  /** Where the config came from, for what cannot be done as it says. */
  readonly configFile: string
  readonly folder: RelayFolder
  readonly clock: Clock
  readonly random: Random
  /** One short line for who runs it. */
  readonly log: (line: string) => void
}

/** Starts network, mailbox, inbox and metrics, each off by its switch. The folder stays the caller's to close. Rules R1 to R3. */
export async function startRelay(parts: RelayParts): Promise<Result<RunningRelay, RelayRefusal>> {
  const { config, folder, log } = parts
  const net = await createRelayNet({
    seed: folder.seed,
    listen: config.listen,
    announce: config.announce,
    circuits: config.circuits.enabled,
    limits: limitsOf(config),
    allow: () => true,
    clock: parts.clock,
    random: parts.random,
    log: config.log.network ? (event, facts) => log(`${event} ${JSON.stringify(facts ?? {})}`) : () => {},
  })
  const disk = watchDisk(parts)
  const mail = config.mailbox.enabled ? serveMailbox(parts, net, disk.onFault) : null
  const inboxes = config.inbox.enabled ? createInboxes(parts, disk.onFault) : null
  const metrics = createMetrics({
    load: () => net.load(),
    sessions: () => mail?.host.status() ?? [],
    mailbox: mail?.mailbox ?? null,
    inboxes,
    diskBytes: () => folder.db.size(),
    fault: disk.fault,
  })
  const letters =
    inboxes &&
    serveInbox({
      net,
      clock: parts.clock,
      random: parts.random,
      store: inboxes,
      onEvent: (event) => metrics.inbox(event),
    })
  const sweeper = startSweeping(parts, [mail?.mailbox, inboxes], () => mail?.host.sharingChanged(), disk.onFault)
  const end = async (): Promise<void> => {
    sweeper.stop()
    mail?.host.stop()
    letters?.stop()
    mail?.mailbox.flush()
    await net.stop()
  }

  const started = await net.start()
  if (!started.ok) {
    await end()
    const { error } = started
    if (error.type === 'AddressInvalid')
      return fail({ type: 'AddressInvalid', address: error.address, detail: error.detail })
    return fail({ type: 'ListenFailed', address: error.addresses.join(', '), detail: error.detail })
  }
  const web = await openMetrics(parts, metrics, disk.fault)
  if (!web.ok) {
    await end()
    return web
  }
  return ok({
    peer: net.self,
    multiaddrs: net.status().listen,
    metrics: web.value?.url ?? null,
    close: async () => {
      await web.value?.close()
      await end()
    },
  })
}

const limitsOf = ({ connections, circuits }: RelayConfig) => ({
  reservations: circuits.reservations,
  circuitBytes: circuits.bytes,
  circuitMs: circuits.time,
  circuits: circuits.total,
  circuitsPerPeer: circuits.perPeer,
  connections: connections.total,
  pendingConnections: connections.handshakes,
  connectionsPerSecondAndAddress: connections.perSecondAndAddress,
})

/** A mailbox with the sessions that fill and read it. */
function serveMailbox(
  { config, folder, clock, random }: RelayParts,
  net: OwnedRelayNet,
  onFault: (fault: StoreFault) => void,
): { readonly mailbox: Mailbox; readonly host: Host } {
  const mailbox = createMailbox({
    db: folder.db,
    clock,
    self: net.self,
    limits: config.mailbox,
    tells: () => host,
    onFault,
  })
  const host = createHost({ net, clock, random, replica: mailbox })
  host.start()
  return { mailbox, host }
}

const createInboxes = ({ config, folder, clock }: RelayParts, onFault: (fault: StoreFault) => void): RelayInboxes =>
  createRelayInboxes({ db: folder.db, clock, limits: config.inbox, onFault })

/** Notes when the disk refuses, and says it now and again. */
function watchDisk({ clock, log }: RelayParts) {
  let saidAt = -Infinity
  let last: { readonly type: string; readonly at: number } | null = null
  return {
    onFault: ({ error }: StoreFault): void => {
      last = { type: error.type, at: clock.monotonic() }
      if (last.at - saidAt < SAY_AGAIN_MS) return
      saidAt = last.at
      log(`the disk refuses (${error.type}): nothing more is taken, what is there is served`)
    },
    fault: (): string | null => (last !== null && clock.monotonic() - last.at < FAULT_MS ? last.type : null),
  }
}

/** Lets go of what is too old: at the start and every hour, in small steps. */
function startSweeping(
  { clock }: RelayParts,
  parts: readonly ({ readonly sweep: () => boolean } | null | undefined)[],
  onFreed: () => void,
  onFault: (fault: StoreFault) => void,
): { stop(): void } {
  let cancel = (): void => {}
  const step = (): void => {
    let more = false
    try {
      for (const part of parts) if (part?.sweep()) more = true
    } catch (thrown) {
      if (!(thrown instanceof StoreFault)) throw thrown
      onFault(thrown)
    }
    if (!more) onFreed()
    cancel = clock.after(more ? STEP_MS : SWEEP_MS, step)
  }
  cancel = clock.after(STEP_MS, step)
  return { stop: () => cancel() }
}

async function openMetrics(
  { config, configFile }: RelayParts,
  metrics: RelayMetrics,
  fault: () => string | null,
): Promise<Result<MetricsServer | null, RelayRefusal>> {
  if (!config.metrics.enabled) return ok(null)
  const { host, port } = config.metrics
  const served = await serveMetrics({ host, port }, metrics, fault)
  if (served.ok) return served
  const detail = `metrics: cannot listen on ${host} port ${port} (${served.error}); name another in metrics.host and metrics.port, or set metrics.enabled to false`
  return fail({ type: 'ConfigInvalid', file: configFile, detail })
}
