import { addresses, count, DAY_MS, host, orUnlimited, size, time, toggle } from './kinds.ts'
import type { Kind } from './kinds.ts'

/** One key of relay.yaml. */
export interface Setting<T> {
  readonly kind: Kind<T>
  readonly fallback: T
  /** What it does, and why one would change it. */
  readonly says: string
}

const MIB = 2 ** 20
const GIB = 2 ** 30
const TIB = 2 ** 40

const setting = <T>(kind: Kind<T>, fallback: NoInfer<T>, says: string): Setting<T> => ({ kind, fallback, says })

/** All there is to set. The defaults suit a small machine (2 cores, 2 GB) and a few thousand people. */
export const settings = {
  listen: setting(
    addresses,
    ['/ip4/0.0.0.0/tcp/4001', '/ip4/0.0.0.0/tcp/4002/ws'],
    'Where to listen. `--listen` on the command line takes the place of all of these.',
  ),
  announce: setting(
    addresses,
    [],
    'Addresses told to others in place of those above: the public name or number of this machine. Without it a machine ' +
      'behind a router tells its inner address, which nobody outside can use.',
  ),
  connections: {
    total: setting(count(1, 100_000), 6_000, 'Connections at once.'),
    handshakes: setting(
      count(1, 10_000),
      500,
      'Of those, still in their handshake: all who come back after a restart.',
    ),
    perSecondAndAddress: setting(
      count(1, 10_000),
      100,
      'New connections a second from one IP address: a school or an office may share one.',
    ),
  },
  circuits: {
    enabled: setting(toggle, true, 'Lets people behind routers reach each other through this relay.'),
    reservations: setting(
      count(0, 100_000),
      5_000,
      'People reachable through this relay at once, about 0.3 MB of memory each.',
    ),
    total: setting(count(0, 100_000), 2_000, 'Relayed connections at once.'),
    perPeer: setting(count(1, 10_000), 128, 'Relayed connections that one peer may have opened at once.'),
    bytes: setting(
      orUnlimited(size(MIB, 1024 * TIB)),
      4 * GIB,
      'What one relayed connection may carry, both ways together. It is opened anew after that.',
    ),
    time: setting(orUnlimited(time(60_000, 365 * DAY_MS)), DAY_MS, 'How long one relayed connection may last.'),
  },
  mailbox: {
    enabled: setting(toggle, true, 'Keeps sealed messages for people who are away.'),
    total: setting(
      size(MIB, 1024 * TIB),
      20 * GIB,
      'Room for all of them. When it is full, the largest feeds give way, oldest first.',
    ),
    perLog: setting(size(MIB, 1024 * TIB), 512 * MIB, 'Room for one log: one chat or group during one key.'),
    perPeer: setting(
      size(MIB, 1024 * TIB),
      GIB,
      'Room for what one peer has brought. When it is full, its own oldest gives way.',
    ),
    feedsPerLog: setting(count(2, 100_000), 2_000, 'Feeds (one a device) of one log.'),
    logs: setting(count(1, 10_000_000), 200_000, 'Logs.'),
    logsPerPeer: setting(count(1, 1_000_000), 5_000, 'Logs that one peer may have begun here.'),
    retention: setting(time(DAY_MS, 36_500 * DAY_MS), 180 * DAY_MS, 'How long a message is kept.'),
    forget: setting(
      time(DAY_MS, 36_500 * DAY_MS),
      730 * DAY_MS,
      'A log that nobody has asked for and nobody has written to for so long is forgotten whole.',
    ),
  },
  inbox: {
    enabled: setting(toggle, true, 'Keeps sealed letters: first contact, invitations, new keys.'),
    inboxes: setting(count(1, 10_000_000), 50_000, 'Accounts that may have an inbox here.'),
    inboxesPerPeer: setting(count(1, 1_000_000), 8, 'Inboxes that one peer may have opened here.'),
    tickets: setting(count(1, 8_192), 4_096, 'Tickets of one inbox: about one a contact card and one a chat.'),
    letters: setting(count(1, 1_000_000), 1_000, 'Letters waiting in one inbox.'),
    perInbox: setting(size(MIB, TIB), 16 * MIB, 'Room for the letters of one inbox.'),
    perPeer: setting(
      size(MIB, TIB),
      16 * MIB,
      'Room for the letters that one peer has left here and nobody has fetched.',
    ),
    total: setting(size(MIB, 1024 * TIB), 2 * GIB, 'Room for all letters.'),
    retention: setting(time(DAY_MS, 36_500 * DAY_MS), 180 * DAY_MS, 'How long a letter waits.'),
    forget: setting(
      time(DAY_MS, 36_500 * DAY_MS),
      730 * DAY_MS,
      'An inbox whose owner has not come for so long is closed.',
    ),
  },
  metrics: {
    enabled: setting(
      toggle,
      true,
      'Serves `/metrics` (Prometheus) and `/health` over HTTP. They name no peer and no log.',
    ),
    host: setting(host, '127.0.0.1', 'On which address. Whoever reaches it can read them.'),
    port: setting(count(0, 65_535), 0, 'On which port. 0 takes any free one; the ready line says which.'),
  },
  log: {
    network: setting(
      toggle,
      false,
      'Writes to stderr which peers reserve and call whom. Off, so that there is no such list to be taken from you.',
    ),
  },
} as const

type Settings = typeof settings
type ValueOf<S> = S extends Setting<infer T> ? T : { readonly [K in keyof S]: ValueOf<S[K]> }

/** All settings with their values. */
export type RelayConfig = ValueOf<Settings>
