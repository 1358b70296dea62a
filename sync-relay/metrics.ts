import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Counter, Gauge, Registry } from 'prom-client'
import { fail, ok } from '#core/proof/index.ts'
import type { Result } from '#core/proof/index.ts'
import type { InboxEvent } from '#core/sync/inbox/index.ts'
import type { SessionStatus } from '#core/sync/index.ts'
import type { RelayLoad } from '#core/adapters/libp2p/index.ts'
import type { InboxUse } from './inbox/index.ts'
import type { MailboxCounts, MailboxUse } from './mailbox/index.ts'

/** What a relay can say of itself at any time. What is switched off is null. */
export interface RelayFigures {
  readonly load: () => RelayLoad
  readonly sessions: () => readonly SessionStatus[]
  readonly mailbox: { use(): MailboxUse; counts(): MailboxCounts } | null
  readonly inboxes: { use(): InboxUse } | null
  /** Bytes of the database on the disk. */
  readonly diskBytes: () => number
  /** Why the disk refused lately; null if it did not. */
  readonly fault: () => string | null
}

/** Figures for Prometheus. They name no peer, no log and no inbox. */
export interface RelayMetrics {
  text(): Promise<string>
  inbox(event: InboxEvent): void
}

/** Registers all figures; those that are states are asked for when they are read. */
export function createMetrics(figures: RelayFigures): RelayMetrics {
  const registry = new Registry()
  const gauge = (name: string, help: string, read: () => number): void => {
    registry.registerMetric(
      new Gauge({
        name: `dure_relay_${name}`,
        help,
        registers: [],
        collect() {
          this.set(read())
        },
      }),
    )
  }
  const { load, mailbox, inboxes, sessions } = figures
  gauge('connections', 'Connections now.', () => load().connections)
  gauge('reservations', 'Peers reachable through this relay now.', () => load().reservations)
  gauge('circuits', 'Relayed connections now.', () => load().circuits)
  gauge('circuits_opened_total', 'Relayed connections since the start.', () => load().circuitsOpened)
  gauge('circuit_bytes_total', 'Bytes relayed since the start.', () => load().circuitBytes)
  gauge('circuit_refused_total', 'Reservations and relayed connections refused since the start.', () => load().refused)
  gauge('sessions', 'Sync sessions now.', () => sessions().length)
  gauge('disk_bytes', 'Bytes of the database on the disk.', figures.diskBytes)
  gauge('disk_refuses', '1 if the disk refused to be written in the last minutes.', () =>
    figures.fault() === null ? 0 : 1,
  )
  gauge('resident_bytes', 'Memory of the process.', () => process.memoryUsage.rss())
  if (mailbox !== null) {
    gauge('mailbox_bytes', 'Bytes that mailboxes hold.', () => mailbox.use().bytes)
    gauge('mailbox_logs', 'Logs held.', () => mailbox.use().logs)
    gauge('mailbox_feeds', 'Feeds held.', () => mailbox.use().feeds)
    gauge('mailbox_envelopes_total', 'Envelopes taken since the start.', () => mailbox.counts().envelopes)
    gauge('mailbox_cuts_total', 'Times a feed gave way since the start.', () => mailbox.counts().cuts)
    gauge('mailbox_forks_total', 'Forks proven since the start.', () => mailbox.counts().forks)
    const refused = new Gauge({
      name: 'dure_relay_mailbox_refused_total',
      help: 'Runs of envelopes refused since the start, by reason.',
      labelNames: ['reason'],
      registers: [],
      collect() {
        for (const [reason, count] of Object.entries(mailbox.counts().refused)) this.set({ reason }, count)
      },
    })
    registry.registerMetric(refused)
  }
  if (inboxes !== null) {
    gauge('inboxes', 'Inboxes open.', () => inboxes.use().inboxes)
    gauge('inbox_letters', 'Letters waiting.', () => inboxes.use().letters)
    gauge('inbox_bytes', 'Bytes of letters waiting.', () => inboxes.use().bytes)
  }
  const operations = new Counter({
    name: 'dure_relay_inbox_operations_total',
    help: 'What was asked of inboxes since the start, by operation and outcome.',
    labelNames: ['operation', 'outcome'],
    registers: [registry],
  })
  return {
    text: () => registry.metrics(),
    inbox: ({ operation, refusal }) => operations.inc({ operation, outcome: refusal ?? 'done' }),
  }
}

/** A running HTTP server for metrics and health. */
export interface MetricsServer {
  readonly url: string
  close(): Promise<void>
}

/** Serves `/metrics` and `/health`. Fails with the system's code where it cannot listen. */
export function serveMetrics(
  { host, port }: { readonly host: string; readonly port: number },
  metrics: RelayMetrics,
  fault: () => string | null,
): Promise<Result<MetricsServer, string>> {
  const server = createServer((request, response) => {
    answer(request, response, metrics, fault).catch(() => response.destroy())
  })
  server.requestTimeout = 10_000
  server.maxConnections = 64
  return new Promise((resolve) => {
    server.once('error', (error: NodeJS.ErrnoException) => resolve(fail(error.code ?? error.message)))
    server.listen(port, host, () => {
      // Listening on TCP, so there is an address with a port.
      const { port: actual } = server.address() as AddressInfo
      const shown = host.includes(':') ? `[${host}]` : host
      resolve(ok({ url: `http://${shown}:${actual}/metrics`, close: () => closeServer(server) }))
    })
  })
}

const closeServer = (server: ReturnType<typeof createServer>): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  })

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  metrics: RelayMetrics,
  fault: () => string | null,
): Promise<void> {
  const say = (status: number, type: string, body: string): void => {
    response.writeHead(status, {
      'content-type': type,
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
    })
    response.end(request.method === 'HEAD' ? '' : body)
  }
  if (request.method !== 'GET' && request.method !== 'HEAD') return say(405, 'text/plain', 'read only\n')
  const [path] = (request.url ?? '/').split('?')
  if (path === '/metrics') return say(200, 'text/plain; version=0.0.4; charset=utf-8', await metrics.text())
  if (path !== '/health') return say(404, 'text/plain', 'there is /metrics and /health\n')
  const why = fault()
  say(why === null ? 200 : 503, 'application/json', `${JSON.stringify({ ok: why === null, fault: why })}\n`)
}
